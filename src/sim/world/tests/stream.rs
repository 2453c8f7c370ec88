//! Faults of the stream: what is told, how often, and when.

use super::rig::{at, enter, run, window, world};
use crate::event::{FeedStatus, Input};
use crate::fault::Fault;
use crate::fault::Window;
use crate::model::{Span, Symbol};

fn is_tick(input: &Input) -> bool {
    matches!(input, Input::Tick(_))
}

fn is_news(input: &Input) -> bool {
    matches!(input, Input::OrderUpdate(_))
}

/// Ticks that came between 20 s and 40 s when `windows` are open.
fn ticks_under(windows: Vec<Window>) -> (usize, Vec<String>) {
    let mut world = world(windows);
    run(&mut world, 60);
    let within = |envelope: &&crate::event::Envelope| envelope.at >= at(20) && envelope.at < at(40);
    let inputs = || world.witness().inputs.iter().filter(within);
    let told = inputs().filter_map(|envelope| match &envelope.input {
        Input::Feed(FeedStatus::Lost { .. }) => Some("lost".to_owned()),
        Input::Feed(FeedStatus::Connected) => Some("connected".to_owned()),
        _ => None,
    });
    (inputs().filter(|envelope| is_tick(&envelope.input)).count(), told.collect())
}

#[test]
fn a_silent_stream_tells_nothing_and_a_cut_one_says_so() {
    #[track_caller]
    fn check(fault: Option<&Fault>, ticks: usize, told: &[&str]) {
        let windows = fault.map(|fault| window(fault.clone(), 20, 10)).into_iter().collect();
        let (seen, said) = ticks_under(windows);
        assert!(seen.abs_diff(ticks) <= 1, "{fault:?}: {seen} ticks");
        assert_eq!(said, told, "{fault:?}");
    }
    check(None, 40, &[]);
    check(Some(&Fault::StreamSilent), 20, &[]);
    check(Some(&Fault::Partition), 20, &[]);
    check(Some(&Fault::StreamCut), 20, &["lost", "connected"]);
    check(Some(&Fault::StreamDuplicate), 60, &[]);
    check(Some(&Fault::PriceGap), 20, &[]);
}

#[test]
fn one_market_can_be_silent_alone() {
    let symbol = Some(Symbol::new("BTC").unwrap());
    let (ticks, _) = ticks_under(vec![Window { symbol, ..window(Fault::StreamSilent, 20, 20) }]);
    assert!((5..35).contains(&ticks), "{ticks} ticks of the other markets");
}

#[test]
fn news_of_orders_comes_late_twice_or_not_at_all() {
    #[track_caller]
    fn check(fault: Option<&Fault>, at_once: bool, more: isize) {
        let windows = fault.map(|fault| window(fault.clone(), 20, 5)).into_iter().collect();
        let mut world = world(windows);
        enter(&mut world, 22);
        run(&mut world, 23);
        assert_eq!(world.witness().count(is_news) > 0, at_once, "{fault:?}: the first second");
        run(&mut world, 40);
        let plain = {
            let mut plain = super::rig::world(Vec::new());
            enter(&mut plain, 22);
            run(&mut plain, 40);
            plain.witness().count(is_news)
        };
        let news = world.witness().count(is_news);
        assert_eq!(news.cast_signed() - plain.cast_signed(), more * plain.cast_signed(), "{fault:?}");
    }
    let delay = Fault::StreamDelay { min: Span::from_secs(3), max: Span::from_secs(8) };
    check(None, true, 0);
    check(Some(&delay), false, 0);
    check(Some(&Fault::StreamDuplicate), true, 1);
    check(Some(&Fault::StreamSilent), false, -1);
}

#[test]
fn delayed_news_is_overtaken_and_ticks_are_not() {
    let delay = Fault::StreamDelay { min: Span::ZERO, max: Span::from_secs(8) };
    let mut world = world(vec![window(delay, 20, 60)]);
    run(&mut world, 90);
    let ticks = world.witness().inputs.iter().filter_map(|envelope| match &envelope.input {
        Input::Tick(tick) => Some(tick.at),
        _ => None,
    });
    assert!(ticks.is_sorted(), "a tick was overtaken");
}
