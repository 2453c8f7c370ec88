//! Which rows of a long list are seen.

use std::ops::Range;

/// The rows that are seen of `total` when `rows` fit and `selected` must be among them.
///
/// The list moves by half of what is seen at a time, so that most steps of the selection leave every
/// row where it was: over a slow line a list that scrolls with each step is drawn anew each time.
pub(crate) fn window(total: usize, rows: usize, selected: Option<usize>) -> Range<usize> {
    let last = total.saturating_sub(rows);
    let selected = selected.unwrap_or(0).min(total.saturating_sub(1));
    let first = match rows {
        0 | 1 => selected,
        _ => (selected / (rows / 2)).saturating_sub(1) * (rows / 2),
    };
    let first = first.min(last);
    first..(first + rows).min(total)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_selected_row_is_always_seen(
            total in 1_usize..200, rows in 1_usize..60, selected in 0_usize..200
        ) {
            let seen = window(total, rows, Some(selected));
            prop_assert!(seen.contains(&selected.min(total - 1)), "{seen:?}");
            prop_assert_eq!(seen.len(), rows.min(total));
        }
    }

    #[test]
    fn it_moves_by_halves() {
        let firsts: Vec<_> = (0..12).map(|selected| window(100, 6, Some(selected)).start).collect();
        assert_eq!(firsts, [0, 0, 0, 0, 0, 0, 3, 3, 3, 6, 6, 6]);
        assert_eq!(window(3, 10, None), 0..3);
        assert_eq!(window(0, 10, Some(4)), 0..0);
        assert_eq!(window(5, 0, None), 0..0);
    }
}
