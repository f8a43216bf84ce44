//! Work that threads share.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Does `work` on `threads` threads, this one among them, each with its own `state`.
pub fn together<S: Clone + Send>(threads: usize, state: S, work: impl Fn(S) + Sync) {
    let work = &work;
    std::thread::scope(|scope| {
        for _ in 1..threads {
            let state = state.clone();
            // Where the host allows no second thread this one does all the work.
            drop(std::thread::Builder::new().spawn_scoped(scope, move || work(state)));
        }
        work(state);
    });
}

/// What `work` makes of each item, in the items' order, in which they are begun, too.
///
/// # Errors
/// That of the first item, in their order, that has one; what was not begun by then stays undone.
pub fn each<S: Clone + Send, T: Sync, R: Send>(
    threads: usize,
    items: &[T],
    state: S,
    work: impl Fn(&mut S, &T) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    together(threads.min(items.len()), state, |mut state| {
        let begin = || {
            let at = next.fetch_add(1, Relaxed);
            Some((at, items.get(at)?))
        };
        while let Some((at, item)) = begin() {
            let result = work(&mut state, item);
            if result.is_err() {
                next.store(items.len(), Relaxed);
            }
            if let Ok(mut done) = done.lock() {
                done.push((at, result));
            }
        }
    });
    let mut done = done.into_inner().map_err(|_| anyhow::anyhow!("a worker panicked"))?;
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..100).collect();
        let doubled = each(4, &items, 2, |by, item| Ok(item * *by)).unwrap();
        assert_eq!(doubled, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!(each(4, &[], (), |(), item: &u64| Ok(*item)).unwrap().is_empty());
    }

    #[test]
    fn an_error_ends_the_rest_and_of_several_the_first_items_is_given() {
        let begun = AtomicUsize::new(0);
        let items: Vec<u64> = (0..1000).collect();
        let meeting = std::sync::Barrier::new(2);
        let refused: anyhow::Result<Vec<()>> = each(2, &items, (), |(), item| {
            begun.fetch_add(1, Relaxed);
            if *item < 2 {
                meeting.wait();
            }
            anyhow::bail!("{item}")
        });
        assert_eq!(refused.unwrap_err().to_string(), "0");
        assert!(begun.into_inner() < 5);
    }
}
