//! Work that the cores share.

use payloads::workers;
use std::cmp::Reverse;
use std::thread::available_parallelism;

/// What `work` makes of each item, in the items' order, on as many threads as there are cores. The
/// costliest item is begun first, so that no core waits long for another at the end.
///
/// # Errors
/// That of the costliest item that has one; what was not begun by then stays undone.
pub fn each<T: Sync, R: Send>(
    items: &[T],
    cost: impl Fn(&T) -> u64,
    work: impl Fn(usize, &T) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<Vec<R>> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|at| Reverse(cost(&items[*at])));
    let threads = available_parallelism().map_or(1, usize::from);
    let made = |(): &mut (), at: &usize| Ok((*at, work(*at, &items[*at])?));
    let mut done = workers::each(threads, &order, (), made)?;
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

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
