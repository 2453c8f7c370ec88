//! What positions are sorted by.

use std::cmp::Ordering;

use crate::model::Time;
use crate::snapshot::PositionView;

/// What positions are sorted by. Ties are in the order of symbols.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PositionSort {
    /// By name.
    #[default]
    Symbol,
    /// The largest loss first.
    Pnl,
    /// The oldest first.
    Age,
    /// The nearest to its stop first.
    Stop,
    /// The largest share of equity first.
    Share,
}

impl PositionSort {
    /// Every order, as keys step through them.
    pub const ALL: [Self; 5] = [Self::Symbol, Self::Pnl, Self::Age, Self::Stop, Self::Share];

    /// What it is called on the screen.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Symbol => "symbol",
            Self::Pnl => "P&L",
            Self::Age => "age",
            Self::Stop => "stop",
            Self::Share => "share",
        }
    }

    /// The next one, the first after the last.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Symbol => Self::Pnl,
            Self::Pnl => Self::Age,
            Self::Age => Self::Stop,
            Self::Stop => Self::Share,
            Self::Share => Self::Symbol,
        }
    }

    fn compare(self, a: &PositionView, b: &PositionView) -> Ordering {
        let opened = |position: &PositionView| position.opened_at.unwrap_or(Time::from_micros(i64::MAX));
        match self {
            Self::Symbol => Ordering::Equal,
            Self::Pnl => a.pnl.cmp(&b.pnl),
            Self::Age => opened(a).cmp(&opened(b)),
            Self::Stop => a.stop_distance_pct.cmp(&b.stop_distance_pct),
            Self::Share => b.share_pct.cmp(&a.share_pct),
        }
    }
}

/// Positions in the order in which the panel shows them: flagged ones first however the rest is sorted,
/// because a small panel shows only the first few.
#[must_use]
pub fn sorted(positions: &[PositionView], sort: PositionSort) -> Vec<&PositionView> {
    let mut sorted: Vec<_> = positions.iter().collect();
    let flags = |position: &PositionView| (position.unknown, position.quarantined);
    sorted.sort_by(|a, b| {
        flags(b).cmp(&flags(a)).then_with(|| sort.compare(a, b)).then_with(|| a.symbol.cmp(&b.symbol))
    });
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::sample::on_fire;

    #[test]
    fn what_needs_a_person_comes_first() {
        #[track_caller]
        fn check(sort: PositionSort, expect: [&str; 3]) {
            let picture = on_fire();
            let symbols: Vec<_> =
                sorted(&picture.positions, sort).into_iter().map(|row| row.symbol.as_str()).collect();
            assert_eq!(symbols[..3], ["ETH", "ALT03", "1000000BABYDOGE-USDT_PERP.LONGNA"]);
            assert_eq!(symbols[3..6], expect);
        }
        check(PositionSort::Symbol, ["ALT00", "ALT01", "ALT02"]);
        check(PositionSort::Pnl, ["ALT13", "ALT12", "ALT11"]);
        check(PositionSort::Age, ["ALT13", "ALT12", "ALT11"]);
        check(PositionSort::Stop, ["ALT00", "ALT01", "ALT02"]);
        check(PositionSort::Share, ["ALT00", "ALT01", "ALT02"]);
    }

    #[test]
    fn stepping_goes_through_all_of_them() {
        let stepped = PositionSort::ALL.map(PositionSort::next);
        assert_eq!(stepped[4], PositionSort::ALL[0]);
        assert_eq!(stepped[..4], PositionSort::ALL[1..]);
    }
}
