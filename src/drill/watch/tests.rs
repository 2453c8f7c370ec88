//! Each measure, in a small world in which it is known what it has to be, and where it is never off by
//! itself, in one that lacks the protection which keeps it so.

use super::*;
use crate::config::Settings;
use crate::drill::virtual_run::run_case;
use crate::drill::{Case, Drill};
use crate::engine::Protection;

/// A drill of one case with `script` in it, in which `measure` of `of` is looked at.
fn case(script: &str, measure: &str, of: &str) -> Case {
    let of = if of.is_empty() { String::new() } else { format!("of = \"{of}\"\n") };
    let any = ["at_least = 0", "at_least = \"0s\"", "at_least = \"0%\"", "at_least = \"armed\""];
    let text = |limit: &str| {
        format!(
            "id = \"x\"\nfamily = \"field\"\ntitle = \"x\"\nabout = \"x\"\n[[case]]\nname = \"x\"\nlength = \"2m\"\n\
             {script}\n[[case.market]]\nsymbol = \"BTC\"\nprice = \"50000\"\n\
             [[case.expect]]\nmeasure = \"{measure}\"\n{of}{limit}\n"
        )
    };
    let read = any.iter().map(|limit| Drill::parse("x", &text(limit)));
    let read: Vec<_> = read.collect();
    let refused: Vec<_> =
        read.iter().filter_map(|read| read.as_ref().err()).map(ToString::to_string).collect();
    let drill = read.into_iter().find_map(Result::ok);
    drill.unwrap_or_else(|| panic!("{refused:#?}")).cases.remove(0)
}

#[track_caller]
fn check(script: &str, (measure, of): (&str, &str), expect: &str) {
    let case = case(script, measure, of);
    let settings = case.settings_over("x", &Settings::default()).unwrap();
    let verdict = run_case(&case, 1, &settings, |faults, rules| Watch::new(faults, rules).without_laws());
    assert_eq!(verdict.fault, None);
    assert_eq!(verdict.expectations[0].measured.to_string(), expect, "{measure} {of}");
}

#[track_caller]
fn check_without(protection: Protection, script: &str, measured: (&str, &str), expect: (&str, &str)) {
    check(script, measured, expect.0);
    protection.without(|| check(script, measured, expect.1));
}

const NOTHING: &str = "";

const BUY_AND_SELL: &str = r#"
[[case.act]]
at = "12s"
do = { enter = { side = "buy", quantity = "0.002" } }
[[case.act]]
at = "20s"
do = { exit = { side = "sell" } }
"#;

/// An order of 0.003 at 21 s, while `fault` strikes orders for two seconds.
fn order_under(fault: &str) -> String {
    format!(
        "settings = \"\"\"\n[orders]\nintent_ttl = \"1m\"\n[venue]\ntotal_timeout = \"3s\"\n\"\"\"\n\
         [[case.act]]\nat = \"21s\"\ndo = {{ enter = {{ side = \"buy\", quantity = \"0.003\" }} }}\n\
         [[case.fault]]\nfrom = \"20500ms\"\nfor = \"2s\"\nroutes = [\"order\"]\nlabel = \"it\"\nfault = {fault}\n"
    )
}

#[test]
fn requests_are_counted() {
    // Twelve cycles of four, and three of a thirteenth whose network was slower than the last one's.
    check(NOTHING, ("requests_per_minute_max", ""), "51");
    check(NOTHING, ("requests_in_faults", ""), "0");
    check(&order_under("\"request_lost\""), ("requests_in_faults", ""), "1");
    check(&order_under("\"request_lost\""), ("requests_in_faults", "it"), "1");
    check(&order_under("\"request_lost\""), ("requests_in_faults", "another"), "0");
    check(&order_under("\"request_lost\""), ("replies", "timed_out"), "1");
    check(&order_under("\"reply_cut\""), ("replies", "malformed"), "1");
    check(NOTHING, ("replies", "timed_out"), "0");
    let limited = order_under("{ rate_limited = { retry_after = { seconds = \"1s\" } } }");
    check(&limited, ("replies", "rate_limited"), "2");
    check_without(Protection::Backoff, &limited, ("requests_in_hold", ""), ("0", "5"));
}

#[test]
fn orders_are_counted() {
    check(BUY_AND_SELL, ("orders_posted", ""), "2");
    check(BUY_AND_SELL, ("orders_posted", "entry"), "1");
    check(BUY_AND_SELL, ("orders_at_venue", "exit"), "1");
    check(BUY_AND_SELL, ("orders_at_venue", "stop_loss"), "0");
    check(BUY_AND_SELL, ("posts_per_order_max", ""), "1");
    check(BUY_AND_SELL, ("fills", ""), "2");
    check(NOTHING, ("fills", ""), "0");
    let lost = order_under("\"request_lost\"");
    check(&lost, ("posts_per_order_max", ""), "2");
    check(&lost, ("orders_posted", ""), "1");
    check_without(Protection::AbsenceTwice, &lost, ("posts_without_proof", ""), ("0", "1"));
    check(&lost, ("unknown_seen", ""), "1");
    check(&lost, ("unknown_left", ""), "0");
    check(&lost, ("unknown_longest", ""), "5.025s");
    check(BUY_AND_SELL, ("unknown_longest", ""), "0s");
    let never = lost.replace("for = \"2s\"", "for = \"30s\"").replace("1m", "5s");
    check(&never, ("intents_expired", ""), "1");
}

#[test]
fn worth_is_followed() {
    let fall = format!(
        "{BUY_AND_SELL}\n[[case.fault]]\nfrom = \"15s\"\nfor = \"1s\"\nfault = {{ price_jump = {{ by = \"-0.04\" }} }}\n"
    );
    check(NOTHING, ("loss_max", ""), "0%");
    check(&fall, ("loss_max", ""), "0.041%");
    check(&fall, ("exposure_max", ""), "1%");
    check(NOTHING, ("exposure_max", ""), "0%");
}

#[test]
fn alerts_are_timed_and_counted() {
    let stuck = format!(
        "{BUY_AND_SELL}\n[[case.fault]]\nfrom = \"15s\"\nfor = \"60s\"\nfault = \"close_swallowed\"\n"
    );
    check(&stuck, ("alert_after_close", "stuck_position"), "5.95s");
    check(&stuck, ("alert_after_fault", "stuck_position"), "10.95s");
    check(&stuck, ("alert_after_fault", "blind"), "never");
    check(&stuck, ("alerts_raised", "stuck_position"), "1");
    check(&stuck, ("alerts_raised", ""), "1");
    check(&stuck, ("alerts_left", ""), "1");
    check(&stuck, ("alerts_left", "blind"), "0");
    check(NOTHING, ("alert_after_close", "stuck_position"), "never");
    check(NOTHING, ("alerts_raised", ""), "0");
}

#[test]
fn what_should_have_been_held_back_is_counted() {
    let acts = |first: &str, every: &str| {
        format!(
            "[[case.act]]\nat = \"{first}\"\nevery = \"{every}\"\ntimes = 3\n\
             do = {{ enter = {{ side = \"buy\", quantity = \"0.001\" }} }}\n"
        )
    };
    let window = |fault: &str| format!("[[case.fault]]\nfrom = \"15s\"\nfor = \"60s\"\nfault = {fault}\n");
    let trip = format!("[[case.act]]\nat = \"20s\"\ndo = \"trip\"\n{}", acts("30s", "5s"));
    check_without(Protection::Breaker, &trip, ("entries_while", "tripped"), ("0", "3"));
    let full = format!("{}{}", acts("30s", "5s"), window("\"disk_full\""));
    check_without(Protection::JournalGuard, &full, ("entries_while", "failing"), ("0", "3"));
    let silent = format!(
        "settings = \"\"\"\n[risk]\nstale_after = \"20s\"\n\"\"\"\n{}{}",
        acts("50s", "5s"),
        window("\"stream_silent\"")
    );
    check_without(Protection::Freshness, &silent, ("entries_while", "stale"), ("0", "3"));
    let blind = window("{ answer = { status = 503 } }").replace("for", "routes = [\"orders\"]\nfor");
    let blind = format!("{}{blind}", acts("50s", "5s"));
    check_without(Protection::Blindness, &blind, ("entries_while", "blind"), ("0", "3"));
    let outside = window("{ outside_trade = { side = \"buy\", quantity = \"0.01\" } }");
    let outside = format!("{}{outside}", acts("50s", "5s"));
    check_without(Protection::Quarantine, &outside, ("entries_while", "quarantined"), ("0", "3"));
    let crash = format!("{BUY_AND_SELL}{}", window("{ price_jump = { by = \"-0.2\" } }"));
    check_without(Protection::CrashBand, &crash, ("market_orders_in_crash", ""), ("0", "1"));
    let storm =
        order_under("{ rate_limited = { retry_after = { seconds = \"20s\" } } }").replace("1m", "10s");
    check_without(Protection::TimeToLive, &storm, ("stale_orders", ""), ("0", "1"));
}

#[test]
fn both_books_are_compared() {
    for measure in ["cash_apart", "drift"] {
        check_without(Protection::FillOnce, BUY_AND_SELL, (measure, ""), ("0 USD", "0.24 USD"));
    }
    check_without(Protection::FillOnce, BUY_AND_SELL, ("fills_apart", ""), ("0", "2"));
    check(BUY_AND_SELL, ("positions_left", ""), "0");
    let (buy, _) = BUY_AND_SELL.split_at(BUY_AND_SELL.rfind("[[").unwrap());
    check(buy, ("positions_left", ""), "1");
    check_without(Protection::FillOnce, buy, ("positions_apart", ""), ("0", "1"));
}

#[test]
fn cancels_breaker_and_restarts_are_counted() {
    let rests = r#"
settings = """
[orders]
entry_patience = "5s"
"""
[[case.act]]
at = "12s"
do = { enter = { side = "buy", quantity = "0.002", limit = "49000" } }
"#;
    let refused =
        format!("{rests}[[case.fault]]\nfrom = \"15s\"\nfor = \"6s\"\nfault = \"cancel_refused\"\n");
    check(rests, ("cancels_per_order_max", ""), "1");
    check(rests, ("cancel_gap_min", ""), "never");
    check(&refused, ("cancels_per_order_max", ""), "2");
    check(&refused, ("cancel_gap_min", ""), "5.011s");
    let killed = "[[case.act]]\nat = \"20s\"\ndo = \"trip\"\n\
                  [[case.fault]]\nfrom = \"25s\"\nfor = \"5s\"\nfault = \"crash\"\n";
    check_without(Protection::Latch, killed, ("breaker_after_restart", ""), ("tripped", "armed"));
    check(killed, ("breaker_left", ""), "tripped");
    check(killed, ("restarts", ""), "1");
    check(NOTHING, ("breaker_left", ""), "armed");
    check(NOTHING, ("breaker_after_restart", ""), "never");
    check(killed, ("recovered_after", ""), "0.047s");
    let gap = format!("{BUY_AND_SELL}[[case.fault]]\nfrom = \"25s\"\nfor = \"1s\"\nfault = \"price_gap\"\n");
    check_without(Protection::FillOnce, &gap, ("recovered_after", ""), ("4.041s", "never"));
}
