//! From signals to wishes: close what stands against the regime, then enter.
//!
//! A signal arrives once, at a bar's close; the trade that follows from it can take several ticks:
//! the exit has to fill first, or entries are held back just then. So the wanted entry is kept for
//! [`ENTRY_BARS_MAX`] bars and acted on when the market is flat and nothing of ours works in it.
//!
//! Invariant: at most one entry a bar and one exit in [`EXIT_RETRY`] are asked for, whatever becomes
//! of them.

use serde::{Deserialize, Serialize};

use super::{EntryPace, MarketView, Regime, Signal};
use crate::event::Purpose;
use crate::model::{Side, Span, Time};

/// Bars after which a wanted entry lapses: a crossing three bars old is no longer news.
const ENTRY_BARS_MAX: u8 = 3;

/// Wait before an exit that came to nothing is asked for again: a refusal costs a row in the
/// journal, and five seconds are one reconciliation.
const EXIT_RETRY: Span = Span::from_secs(5);

/// What is to be done in one market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    /// The entry that a signal asked for.
    entry: Option<WantedEntry>,
    /// When an exit was last asked for.
    exit_asked_at: Option<Time>,
    /// The entries that may still be made.
    pace: EntryPace,
}

/// An entry that is still wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct WantedEntry {
    /// Buy or sell.
    side: Side,
    /// It lapses with this many more closes.
    bars_left: u8,
    /// Whether it was asked for since the last close.
    asked_in_bar: bool,
}

impl Plan {
    /// Nothing to do, and a full day's entries to do it with.
    pub(super) fn new(entries_per_day_max: u16) -> Self {
        Self { entry: None, exit_asked_at: None, pace: EntryPace::new(entries_per_day_max) }
    }

    /// Takes what a bar's close said; `short` is whether a sale may open a position.
    pub(super) fn on_signal(&mut self, signal: Signal, short: bool) {
        let wanted = |side| WantedEntry { side, bars_left: ENTRY_BARS_MAX, asked_in_bar: false };
        self.entry = match signal {
            Signal::Buy => Some(wanted(Side::Buy)),
            Signal::Sell => short.then(|| wanted(Side::Sell)),
            Signal::Hold => self.entry.and_then(WantedEntry::one_bar_later),
        };
    }

    /// The order to ask for now, if any.
    pub(super) fn next(&mut self, regime: Regime, view: &MarketView, at: Time) -> Option<(Purpose, Side)> {
        let position = view.position.get();
        if position.is_zero() {
            return self.enter(view, at).map(|side| (Purpose::Entry, side));
        }
        let held = if position.is_sign_negative() { Side::Sell } else { Side::Buy };
        if self.entry.is_some_and(|entry| entry.side == held) {
            // The entry has filled. Should a stop close it, only a new signal enters again.
            self.entry = None;
        }
        let against = matches!((regime, held), (Regime::Above, Side::Sell) | (Regime::Below, Side::Buy));
        (against && self.may_exit(view, at)).then(|| (Purpose::Exit, held.opposite()))
    }

    fn enter(&mut self, view: &MarketView, at: Time) -> Option<Side> {
        let entry = self.entry.as_mut()?;
        if view.working || !view.may_enter || entry.asked_in_bar || !self.pace.try_take(at) {
            return None;
        }
        entry.asked_in_bar = true;
        Some(entry.side)
    }

    fn may_exit(&mut self, view: &MarketView, at: Time) -> bool {
        let asked_lately = self.exit_asked_at.is_some_and(|asked_at| at < asked_at + EXIT_RETRY);
        let may = !view.working && !asked_lately;
        if may {
            self.exit_asked_at = Some(at);
        }
        may
    }
}

impl WantedEntry {
    /// The same entry after another close, unless it has lapsed.
    fn one_bar_later(self) -> Option<Self> {
        let bars_left = self.bars_left.checked_sub(1).filter(|left| *left > 0)?;
        Some(Self { bars_left, asked_in_bar: false, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Purpose::{Entry, Exit};
    use Side::{Buy, Sell};

    const FREE: MarketView =
        MarketView { position: crate::model::Quantity::ZERO, working: false, may_enter: true };

    fn holding(quantity: &str) -> MarketView {
        MarketView { position: quantity.parse().unwrap(), ..FREE }
    }

    fn plan(signal: Signal, short: bool) -> Plan {
        let mut plan = Plan::new(18);
        plan.on_signal(signal, short);
        plan
    }

    fn secs(secs: i64) -> Time {
        Time::from_millis(secs * 1_000)
    }

    #[test]
    fn a_signal_against_the_position_exits_first_and_enters_when_flat() {
        let mut plan = plan(Signal::Buy, true);
        let mut next = |view: &MarketView, at| plan.next(Regime::Above, view, secs(at));
        assert_eq!(next(&holding("-2"), 0), Some((Exit, Buy)));
        assert_eq!(next(&MarketView { working: true, ..holding("-2") }, 9), None);
        assert_eq!(next(&MarketView { working: true, ..FREE }, 9), None);
        assert_eq!(next(&FREE, 9), Some((Entry, Buy)));
        assert_eq!(next(&holding("2"), 10), None);
        assert_eq!(next(&FREE, 11), None, "a stop closed it: no entry without a new signal");
    }

    #[test]
    fn a_sale_opens_only_where_that_is_allowed() {
        assert_eq!(plan(Signal::Sell, true).next(Regime::Below, &FREE, secs(0)), Some((Entry, Sell)));
        assert_eq!(plan(Signal::Sell, false).next(Regime::Below, &FREE, secs(0)), None);
        let exit = plan(Signal::Sell, false).next(Regime::Below, &holding("1"), secs(0));
        assert_eq!(exit, Some((Exit, Sell)));
    }

    #[test]
    fn a_refused_entry_is_tried_once_a_bar_and_lapses() {
        let mut plan = plan(Signal::Buy, true);
        let mut tries = 0;
        for _bar in 0..10 {
            tries += (0..50).filter(|_| plan.next(Regime::Above, &FREE, secs(0)).is_some()).count();
            plan.on_signal(Signal::Hold, true);
        }
        assert_eq!(tries, 3);
    }

    #[test]
    fn an_entry_waits_until_entries_are_allowed() {
        let mut plan = plan(Signal::Buy, true);
        let held_back = MarketView { may_enter: false, ..FREE };
        assert_eq!(plan.next(Regime::Above, &held_back, secs(0)), None);
        assert_eq!(plan.next(Regime::Above, &FREE, secs(1)), Some((Entry, Buy)));
    }

    #[test]
    fn exits_are_asked_for_again_but_not_at_every_tick_and_without_pace() {
        let mut plan = Plan::new(0);
        let exits = (0..60).filter(|at| plan.next(Regime::Below, &holding("1"), secs(*at)).is_some());
        assert_eq!(exits.count(), 12);
    }

    #[test]
    fn without_a_clear_regime_a_position_stays() {
        assert_eq!(Plan::new(18).next(Regime::Undecided, &holding("1"), secs(0)), None);
    }
}
