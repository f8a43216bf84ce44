//! Work that the cores share.

use std::sync::Mutex;
use std::thread::{available_parallelism, scope};

/// What `work` makes of each item, in the items' order, on as many threads as there are cores. The
/// costliest item is begun first, so that no core waits long for another at the end.
///
/// # Errors
/// That of the first item, in their order, that has one; what was not begun by then stays undone.
pub fn each<T: Sync, R: Send>(
    items: &[T],
    cost: impl Fn(&T) -> u64,
    work: impl Fn(usize, &T) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<Vec<R>> {
    let mut order: Vec<usize> = (0..items.len()).rev().collect();
    order.sort_by_key(|at| cost(&items[*at]));
    let waiting = Mutex::new(order);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let run = || {
        while let Some(at) = waiting.lock().ok().and_then(|mut waiting| waiting.pop()) {
            let result = work(at, &items[at]);
            if result.is_err()
                && let Ok(mut waiting) = waiting.lock()
            {
                waiting.clear();
            }
            if let Ok(mut done) = done.lock() {
                done.push((at, result));
            }
        }
    };
    scope(|scope| {
        for _ in 1..available_parallelism().map_or(1, usize::from).min(items.len()) {
            scope.spawn(run);
        }
        run();
    });
    let mut done = done.into_inner().map_err(|_| anyhow::anyhow!("a worker panicked"))?;
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_they_cost() {
        let doubled = each(&[3u64, 9, 1, 9], |item| *item, |at, item| Ok((at, item * 2))).unwrap();
        assert_eq!(doubled, [(0, 6), (1, 18), (2, 2), (3, 18)]);
        assert!(each(&[], |_: &u64| 0, |_, item| Ok(*item)).unwrap().is_empty());
    }

    #[test]
    fn the_costliest_is_begun_first_and_an_error_ends_the_rest() {
        let begun = Mutex::new(Vec::new());
        let items: Vec<u64> = (0..1000).collect();
        let refused = each(
            &items,
            |item| *item,
            |_, item| {
                begun.lock().unwrap().push(*item);
                anyhow::bail!("{item}")
            },
        );
        let refused: anyhow::Result<Vec<()>> = refused;
        let begun = begun.into_inner().unwrap();
        assert!(begun.contains(&999) && begun.len() < 1000, "{begun:?}");
        assert!(begun.contains(&refused.unwrap_err().to_string().parse().unwrap()));
    }
}
