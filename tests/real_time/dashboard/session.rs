//! One whole session: start, watch, zoom, trip, reset, detach, attach, lose the line, stop.

use rustix::process::Signal;

use super::place::Place;
use super::terminal::Terminal;

/// Counts the places where a record is missing.
const HOLES: &str = "SELECT count(*) FROM (
    SELECT first_seq, lag(first_seq + count) OVER (ORDER BY first_seq) AS expected FROM segments
) WHERE expected <> first_seq";

/// What the journal in the soak's folder answers to a query for one number.
fn journal_count(place: &Place, name: &str, sql: &str) -> i64 {
    let journal = place.soak_folder(name).join("journal.db");
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = rusqlite::Connection::open_with_flags(journal, flags).unwrap();
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn an_operator_watches_acts_goes_and_comes_back() {
    let place = Place::new();
    let mut first = Terminal::start(&place, &["run", "--name", "week", "--seed", "7"], (120, 40));
    first.shows(&["week", "PAPER", "ARMED", "Profit and loss", "Positions", "Alerts", "Latency", "Headroom"]);
    // Trades happen.
    first.until("a fill", |text| text.contains("filled") || text.contains(" fee "));
    // Zoom and back.
    first.press("\t\r");
    first.hides(&["Headroom"]);
    first.press("\x1b");
    first.shows(&["Headroom", "Latency"]);

    // Trip by keys: one confirmation that names what will happen.
    first.press("t");
    first.shows(&["Trip the breaker"]);
    assert_eq!(place.status("week")["breaker"]["level"], "armed", "asking does nothing yet");
    first.answer("\r");
    first.shows(&["TRIPPED"]);
    assert_eq!(place.status("week")["breaker"]["level"], "tripped");
    // Reset only after typing the word and a reason.
    first.press("r");
    first.shows(&["RESET"]);
    first.press("RESET\tseen enough\r");
    first.shows(&["ARMED"]);
    assert_eq!(place.status("week")["breaker"]["level"], "armed");
    let acts = "SELECT count(*) FROM operator_actions WHERE command IN ('trip', 'reset') AND user <> '' AND terminal LIKE 'pts/%'";
    assert_eq!(journal_count(&place, "week", acts), 2);
    assert_eq!(
        journal_count(&place, "week", "SELECT count(*) FROM operator_actions WHERE reason = 'seen enough'"),
        1
    );

    // Detach: it says how to come back and how to stop.
    first.press("q");
    let (code, said) = first.ended();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("soak attach week") && said.contains("soak stop week"), "{said}");
    first.is_left_as_found();

    // Attach twice; one viewer is killed, the other loses its line.
    let mut second = Terminal::start(&place, &["attach", "week"], (80, 24));
    let mut third = Terminal::start(&place, &["attach"], (200, 60));
    second.shows(&["week", "PAPER"]);
    third.shows(&["week", "PAPER"]);
    let before = place.status("week");
    second.signal(Signal::KILL);
    second.ended();
    // Who is left sees it go on, until its own line breaks.
    third.press("4");
    third.shows(&["Latency"]);
    third.hang_up();
    third.ended();
    // It goes on; were it dead, its status would say so and end this.
    let goes_on = || {
        let after = place.status("week");
        assert_eq!((&after["state"], &after["pid"]), (&"running".into(), &before["pid"]));
        after["seq"].as_u64() > before["seq"].as_u64()
    };
    while !goes_on() {}
    let mut fourth = Terminal::start(&place, &["attach", "week"], (120, 40));
    fourth.shows(&["week", "PAPER"]);
    // Stop from the dashboard, confirmed.
    fourth.press("Q");
    fourth.shows(&["Stop"]);
    fourth.answer("\r");
    let (code, said) = fourth.ended();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("week has stopped"), "{said}");
    fourth.is_left_as_found();
    assert_eq!(place.status("week")["state"], "ended");
    assert_eq!(journal_count(&place, "week", "SELECT count(*) FROM gaps"), 0);
    assert_eq!(journal_count(&place, "week", HOLES), 0, "no record is missing");
}
