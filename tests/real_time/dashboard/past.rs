//! Looking back, at a soak that runs and at one that has ended.

use super::place::Place;
use super::terminal::Terminal;

#[test]
fn hours_pass_in_seconds_and_can_be_looked_back_at() {
    let place = Place::new();
    let arguments = ["run", "--name", "fast", "--seed", "7", "--speed", "20000", "--length", "3h"];
    let mut terminal = Terminal::start(&place, &arguments, (120, 40));
    terminal.shows(&["fast", "PAPER", "Profit and loss"]);
    // It ends by itself, and the last picture stays.
    terminal.shows(&["THE SOAK HAS ENDED"]);
    terminal.press("[");
    terminal.shows(&["PAST", "2026-01-01 0"]);
    terminal.press("{");
    terminal.shows(&["PAST", "1h 0"]);
    terminal.press(":");
    terminal.shows(&["Command:"]);
    terminal.press("goto 01:30\r");
    terminal.shows(&["PAST", "2026-01-01 01:30"]);
    // The past cannot be acted on.
    terminal.press("t");
    terminal.shows(&["this is the past"]);
    terminal.press("\x1b[F");
    terminal.hides(&["PAST"]);
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
    terminal.is_left_as_found();

    // A soak that has ended is shown from its journal.
    let mut terminal = Terminal::start(&place, &["attach", "fast"], (120, 40));
    terminal.shows(&["fast", "THE SOAK HAS ENDED"]);
    terminal.press("{");
    terminal.shows(&["PAST", "2026-01-01 0"]);
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
}

#[test]
fn a_drawing_is_made_of_a_real_run() {
    let place = Place::new();
    let (code, said) = place.soak(&[
        "run",
        "--headless",
        "--name",
        "drawn",
        "--seed",
        "7",
        "--speed",
        "max",
        "--length",
        "2h",
    ]);
    assert_eq!(code, 0, "{said}");
    let file = place.path().join("screen.svg");
    let (code, said) = place.soak(&["attach", "drawn", "--svg", file.to_str().unwrap(), "--size", "120x40"]);
    assert_eq!(code, 0, "{said}");
    let svg = std::fs::read_to_string(file).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("PAPER") && svg.contains("drawn"), "{svg}");
    assert!(svg.contains("THE SOAK HAS ENDED"), "a soak that has ended is drawn as one: {svg}");
}
