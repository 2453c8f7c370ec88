//! Time that is not what it seems: stamps of a market whose clock is wrong, and days without a process.

use super::Rig;
use super::rig::BTC;
use crate::event::{Input, Latched, Purpose};
use crate::model::{Price, Quantity, Rate, Rules, Side, Span, Tick, TickKind};

/// A trade at `price` that the market stamps so far from now.
fn stamped(rig: &mut Rig, price: &str, off: Span) {
    let price: Price = price.parse().unwrap();
    let kind = TickKind::Trade { price, size: Quantity::ZERO, taker: None };
    let at = rig.now + off;
    rig.input(Input::Tick(Tick { market: BTC, at, kind }));
}

/// What counts is when a price was taken in: neither freshness nor the soak clock nor a crash goes by the
/// market's own stamp.
#[test]
fn a_market_whose_clock_is_five_minutes_off_is_neither_old_nor_new() {
    for off in [Span::from_secs(300), Span::from_secs(-300)] {
        let mut rig = Rig::trading();
        stamped(&mut rig, "100", off);
        let healthy = rig.state.clock().healthy();
        for _ in 0..60 {
            rig.after(Span::from_secs(5));
            stamped(&mut rig, "100", off);
            rig.cycle();
        }
        assert_eq!((rig.alerts(), rig.state.entries_block()), (Vec::new(), None));
        assert_eq!(rig.state.clock().healthy() - healthy, Span::from_secs(300));
        stamped(&mut rig, "94", off);
        assert_eq!(rig.alerts(), ["crash:BTC"]);
        let mut silent = Rig::trading();
        stamped(&mut silent, "100", off);
        silent.after(Span::from_secs(120));
        assert!(silent.alerts().contains(&"stale_data:feed".to_owned()));
        assert!(silent.state.is_stale(BTC) || silent.now.since(silent.state.at()) == Span::ZERO);
    }
}

#[test]
fn days_without_a_process_leave_a_gap_and_nothing_old() {
    let mut rules = Rules::default();
    rules.breaker.day_loss_max = Rate::from_bp(2);
    let mut rig = Rig::trading_with(rules);
    rig.hold_one();
    rig.tick("99");
    let lost = rig.state.curve().day_loss(rig.now);
    assert!(lost.is_positive());
    rig.requests.clear();
    rig.now = rig.now + Span::from_secs(3 * 86_400);
    rig.input(Input::Resumed { latched: Latched::Open, rules: None, venue_is_local: true });
    let headroom = rig.state.headroom();
    assert!(headroom.used <= 2, "{} of a minute that is days ago", headroom.used);
    assert_eq!(rig.state.curve().day_loss(rig.now), Rate::ZERO, "another day has begun");
    assert_eq!(rig.state.ledger().day_profit(rig.now).net(), "0".parse().unwrap());
    assert!(rig.state.is_stale(BTC), "its price is days old");
    rig.cycle();
    rig.after(Span::from_secs(6));
    rig.cycle();
    rig.intent(Purpose::Entry, Side::Buy, Some("0.1"));
    assert_eq!(rig.state.orders().active().count(), 0, "nobody enters on it");
    assert_eq!(rig.alerts(), Vec::<String>::new());
    // The price after a gap that is longer than the window is no crash, however far it is.
    rig.tick("98");
    assert_eq!(rig.state.clock().gaps().last().unwrap().length(), Span::from_secs(3 * 86_400));
    assert!(!rig.state.breaker().is_tripped(), "what was lost days ago is not the loss of today");
    rig.tick("96.9");
    assert!(rig.state.breaker().is_tripped(), "the day's loss counts from the day's beginning");
}
