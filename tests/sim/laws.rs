//! Each law broken by a history that breaks it alone, and the twin of that history that does not.

use soak::event::{
    Answer, Call, Effect, Envelope, Failure, Input, JournalStatus, Lane, Operator, OperatorAction,
    OperatorCommand, OrderQuery, Outcome,
};
use soak::model::{
    BreakerLevel, Fill, FillId, Liquidity, OrderKind, OrderReport, OrderRules, Rules, Seq, Side, Span,
    TimeInForce, VenueOrderId, VenueOrderStatus,
};
use soak::paper::{Exchange, Terms};
use soak::sim::{Law, Witness};

use crate::history::{History, Verdict, alert, btc, markets, quantity, row, ticket};

/// `broken` breaks `law` and no other, `twin` breaks none.
#[track_caller]
fn check(law: Law, broken: impl FnOnce() -> Verdict, twin: impl FnOnce() -> Verdict) {
    let seen = broken().unwrap_err();
    assert_eq!(seen.law, law.as_str(), "{}", seen.text);
    assert_eq!(twin(), Ok(()));
}

fn failed(failure: Failure) -> Outcome {
    Outcome::Failed { failure, detail: String::new() }
}

fn limited(secs: i64) -> Outcome {
    Outcome::RateLimited { retry_after: Some(Span::from_secs(secs)) }
}

fn act(command: OperatorCommand) -> Input {
    let operator = Operator { user: "ann".to_owned(), terminal: "none".to_owned() };
    Input::Operator(Box::new(OperatorAction { operator, command, reason: "a reason".to_owned() }))
}

#[test]
fn inputs_come_in_order() {
    let run = |seq: u64, back: i64| {
        let mut history = History::begun(Rules::default());
        let at = history.at - Span::from_millis(back);
        let envelope = Envelope { seq: Seq(history.seq().0 + seq), at, input: Input::Wake };
        history.laws.took_in(&envelope, &history.engine, &[])
    };
    check(Law::Order, || run(2, 0), || run(1, 0));
    check(Law::Order, || run(1, 1), || run(1, 0));
}

#[test]
fn what_changes_the_venue_is_durable_first() {
    let run = |durable: u64, writes: bool, adds: bool| {
        let mut history = History::trading();
        let request = if adds { history.entry(1, "1") } else { history.close(1) };
        let cause = history.seq();
        history.laws.leaves(&request, cause, Seq(cause.0 - 1 + durable), writes, history.at)
    };
    check(Law::IntentBeforeBytes, || run(0, true, true), || run(1, true, true));
    check(Law::IntentBeforeBytes, || run(0, false, true), || run(0, false, false));
}

#[test]
fn a_key_is_of_one_order() {
    let run = |key: u64| {
        let mut history = History::trading();
        let mut request = history.entry(1, "1");
        request.call = Call::PlaceOrder(ticket(key, "1", false));
        history.leaves(&request)
    };
    check(Law::OneKey, || run(2), || run(1));
    let twice = |units: &str| {
        let mut history = History::trading();
        let (first, again) = (history.entry(1, "1"), history.entry(1, units));
        history.sends(&first)?;
        history.ends(&first, limited(1), Vec::new())?;
        history.after(1_000);
        history.leaves(&again)
    };
    check(Law::OneKey, || twice("2"), || twice("1"));
}

#[test]
fn what_may_have_happened_does_not_leave_again() {
    let run = |end: Outcome| {
        let mut history = History::trading();
        let (first, again) = (history.entry(1, "1"), history.entry(1, "1"));
        history.sends(&first)?;
        history.ends(&first, end, Vec::new())?;
        history.after(1_000);
        history.leaves(&again)
    };
    check(Law::NothingResent, || run(failed(Failure::TimedOut)), || run(limited(1)));
    check(Law::NothingResent, || run(failed(Failure::ServerError)), || run(failed(Failure::NotSent)));
    let absent = |millis: i64| {
        let mut history = History::trading();
        let (first, again) = (history.entry(1, "1"), history.entry(1, "1"));
        history.sends(&first)?;
        history.ends(&first, failed(Failure::TimedOut), Vec::new())?;
        for _ in 0..2 {
            let query = Call::QueryOrder(OrderQuery::Client(ticket(1, "1", false).client_order_id));
            let question = history.request(Lane::Protect, query, Some(1));
            history.sends(&question)?;
            history.ends(&question, Outcome::Answered(Answer::OrderFound(None)), Vec::new())?;
            history.after(millis);
        }
        history.leaves(&again)
    };
    check(Law::NothingResent, || absent(4_999), || absent(5_000));
}

#[test]
fn retries_end() {
    let run = |retries_max: u16| {
        let orders = OrderRules { retries_max, ..OrderRules::default() };
        let mut history = History::trading_under(Rules { orders, ..Rules::default() });
        let (first, again) = (history.close(1), history.close(1));
        history.sends(&first)?;
        history.ends(&first, limited(1), Vec::new())?;
        history.after(1_000);
        history.leaves(&again)
    };
    check(Law::RetriesEnd, || run(0), || run(1));
}

#[test]
fn what_is_old_does_not_leave() {
    let run = |millis: i64| {
        let mut history = History::trading();
        let entry = history.entry(1, "1");
        let told = row(&history, 1, "1", "journaled");
        history.input(Input::Wake, vec![told])?;
        history.after(millis);
        history.leaves(&entry)
    };
    check(Law::TimeToLive, || run(10_001), || run(10_000));
}

fn report(filled: &str) -> OrderReport {
    OrderReport {
        order_id: VenueOrderId::new("v1"),
        client_order_id: Some(ticket(1, "1", false).client_order_id),
        symbol: Some(btc()),
        side: Some(Side::Buy),
        quantity: Some(quantity("1")),
        filled: Some(quantity(filled)),
        status: VenueOrderStatus::Cancelled,
        fills: Vec::new(),
    }
}

#[test]
fn outcomes_follow_from_evidence() {
    let run = |outcome: Outcome, state: &str| {
        let mut history = History::trading();
        let entry = history.entry(1, "1");
        let told = ["journaled", "sent"].map(|state| row(&history, 1, "1", state));
        history
            .input(Input::Wake, told.into_iter().chain([Effect::Send(Box::new(entry.clone()))]).collect())?;
        let told = row(&history, 1, "1", state);
        history.ends(&entry, outcome, vec![told])
    };
    let seen = || Outcome::Answered(Answer::Order(Box::new(report("0"))));
    let refused =
        |code: &str| Outcome::Refused { status: 400, code: code.to_owned(), message: String::new() };
    check(Law::NoGuessing, || run(failed(Failure::TimedOut), "cancelled"), || run(seen(), "cancelled"));
    check(Law::NoGuessing, || run(failed(Failure::Malformed), "journaled"), || run(limited(1), "journaled"));
    check(
        Law::NoGuessing,
        || run(refused("trade_failed"), "refused"),
        || run(refused("bad_size"), "refused"),
    );
}

#[test]
fn a_failed_query_clears_nothing() {
    let run = |outcome: Outcome| {
        let mut history = History::trading();
        let raised = alert(&history, "ghost_position", false);
        history.input(Input::Wake, vec![raised])?;
        let balance = history.question(Call::GetBalance);
        history.sends(&balance)?;
        let cleared = alert(&history, "ghost_position", true);
        history.ends(&balance, outcome, vec![cleared])
    };
    let complete = || Outcome::Answered(Answer::Balance(crate::history::balanced()));
    check(Law::NoInformation, || run(failed(Failure::TimedOut)), || run(complete()));
}

#[test]
fn nothing_adds_exposure_after_a_trip() {
    let run = |level: BreakerLevel| {
        let mut history = History::trading();
        let entry = history.entry(1, "1");
        history.asks(&entry)?;
        history.input(act(OperatorCommand::Raise(level)), Vec::new())?;
        history.leaves(&entry)
    };
    check(Law::Breaker, || run(BreakerLevel::Tripped), || run(BreakerLevel::Paused));
    let asked = |reset: bool| {
        let mut history = History::trading();
        history.input(act(OperatorCommand::Raise(BreakerLevel::Tripped)), Vec::new())?;
        if reset {
            history.input(act(OperatorCommand::Reset), Vec::new())?;
        }
        let entry = history.entry(1, "1");
        // The engine itself stops here when it is tripped; the law looks before that at who asks.
        let envelope = Envelope { seq: history.seq().next(), at: history.at, input: Input::Wake };
        history.laws.took_in(&envelope, &history.engine, &[Effect::Send(Box::new(entry))])
    };
    check(Law::Breaker, || asked(false), || asked(true));
}

#[test]
fn the_budget_is_kept() {
    // Three were asked for before: the proof, and two cycles.
    let run = |lane: Lane, count: usize| {
        let mut history = History::trading();
        for _ in 0..count {
            let request = history.request(lane, Call::GetHealth, None);
            history.asks(&request)?;
            history.ends(&request, failed(Failure::NotSent), Vec::new())?;
        }
        Ok(())
    };
    check(Law::Budget, || run(Lane::Protect, 298), || run(Lane::Protect, 297));
    check(Law::Budget, || run(Lane::Trade, 148), || run(Lane::Trade, 147));
}

#[test]
fn a_wait_is_waited() {
    let run = |wish: i64, millis: i64| {
        let mut history = History::trading();
        let (first, next) = (history.question(Call::GetHealth), history.question(Call::GetHealth));
        history.sends(&first)?;
        history.ends(&first, limited(wish), Vec::new())?;
        history.after(millis);
        history.leaves(&next)
    };
    check(Law::Backoff, || run(5, 4_999), || run(5, 5_000));
    check(Law::Backoff, || run(0, 999), || run(0, 1_000));
    check(Law::Backoff, || run(4_000, 299_999), || run(4_000, 300_000));
}

/// An outsider's fill, told by the stream.
fn filled() -> Input {
    let fill = Fill {
        id: FillId::new("f1"),
        order_id: VenueOrderId::new("v9"),
        client_order_id: None,
        symbol: btc(),
        side: Side::Buy,
        price: "100".parse().unwrap(),
        quantity: quantity("1"),
        fee: "0.05".parse().unwrap(),
        liquidity: Liquidity::Taker,
        at: soak::model::Time::EPOCH,
    };
    let report = OrderReport { client_order_id: None, fills: vec![fill], ..report("1") };
    Input::OrderUpdate(Box::new(report))
}

#[test]
fn money_adds_up() {
    let run = |invented: bool| {
        let mut history = History::trading();
        history.input(filled(), Vec::new())?;
        history.price("101")?;
        if invented {
            let venue = Exchange::new(markets(), Terms::default());
            let question = history.question(Call::GetBalance);
            let outcome = failed(Failure::TimedOut);
            history.laws.at_venue(&question, &outcome, &venue, history.at)?;
        }
        Ok(())
    };
    check(Law::Money, || run(true), || run(false));
}

#[test]
fn requests_do_not_pile_up() {
    let run = |count: usize| {
        let mut history = History::trading();
        for _ in 0..count {
            let request = history.question(Call::GetHealth);
            history.asks(&request)?;
        }
        Ok(())
    };
    check(Law::NothingGrows, || run(65), || run(64));
}

#[test]
fn a_failing_journal_lets_nobody_enter() {
    let run = |adds: bool| {
        let mut history = History::trading();
        let failing = JournalStatus::Failing { reason: "disk full".to_owned() };
        history.input(Input::Journal(failing), Vec::new())?;
        let request = if adds { history.entry(1, "1") } else { history.close(1) };
        history.asks(&request)
    };
    check(Law::JournalGuard, || run(true), || run(false));
}

#[test]
fn exposure_stays_under_its_limit() {
    let run = |units: &str| {
        let mut history = History::trading();
        let entry = history.entry(1, units);
        let told = row(&history, 1, units, "journaled");
        history.input(Input::Wake, vec![told, Effect::Send(Box::new(entry))])
    };
    check(Law::Exposure, || run("13.2"), || run("12.5"));
}

#[test]
fn paper_is_proven_first() {
    let run = |proven: bool| {
        let mut history = History::begun(Rules::default());
        if proven {
            history.prove()?;
        }
        let close = history.close(1);
        history.asks(&close)
    };
    check(Law::PaperProven, || run(false), || run(true));
}

#[test]
fn entries_wait_for_what_they_need() {
    let run = |cycles: usize, millis: i64| {
        let mut history = History::begun(Rules::default());
        history.prove()?;
        for _ in 0..cycles {
            history.cycle()?;
        }
        history.after(millis);
        let entry = history.entry(1, "1");
        history.asks(&entry)
    };
    check(Law::EntriesWait, || run(1, 0), || run(2, 0));
    check(Law::EntriesWait, || run(2, 15_000), || run(2, 14_999));
    let differs = |kind: &str| {
        let mut history = History::trading();
        let raised = alert(&history, kind, false);
        history.input(Input::Wake, vec![raised])?;
        let entry = history.entry(1, "1");
        history.asks(&entry)
    };
    check(Law::EntriesWait, || differs("size_mismatch"), || differs("crash"));
}

#[test]
fn in_a_crash_no_market_order_leaves() {
    let run = |price: &str, millis: i64, kind: OrderKind| {
        let mut history = History::trading();
        history.after(millis);
        history.price(price)?;
        let mut close = history.close(1);
        close.call = Call::PlaceOrder(soak::model::OrderTicket { kind, ..ticket(1, "1", true) });
        history.asks(&close)
    };
    let limit = OrderKind::Limit { price: "94".parse().unwrap(), time_in_force: TimeInForce::Ioc };
    check(Law::CrashBand, || run("95", 1_000, OrderKind::Market), || run("95.01", 1_000, OrderKind::Market));
    check(Law::CrashBand, || run("106", 1_000, OrderKind::Market), || run("95", 1_000, limit));
    check(Law::CrashBand, || run("95", 89_999, OrderKind::Market), || run("95", 90_000, OrderKind::Market));
}

#[test]
fn what_differs_at_the_end_is_told() {
    let run = |trades: bool| {
        let mut history = History::trading();
        let mut venue = Exchange::new(markets(), Terms::default());
        if trades {
            let kind = soak::model::TickKind::Trade {
                price: "100".parse().unwrap(),
                size: quantity("10"),
                taker: None,
            };
            let tick = soak::model::Tick { market: soak::model::MarketId(0), at: history.at, kind };
            venue.on_tick(&tick, &mut Vec::new());
            venue.place(history.at, &ticket(7, "1", false), &mut Vec::new()).unwrap();
        }
        history.laws.converged(&history.engine, &venue, history.at)
    };
    check(Law::Converged, || run(true), || run(false));
}
