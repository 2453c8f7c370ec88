//! A terminal is given what it can show, in the size that it has.

use super::place::{Place, SHOWN};
use super::terminal::Terminal;

/// The numbers of every style that `raw` sets.
fn styles(raw: &str) -> Vec<Vec<u32>> {
    let numbers = |sequence: &str| {
        let (numbers, _) = sequence.split_once('m')?;
        numbers.split(';').map(|number| number.parse().ok()).collect()
    };
    raw.split("\u{1b}[").filter_map(numbers).collect()
}

/// Has help drawn and taken away, and gives `see` all that was written.
#[track_caller]
fn check(place: &Place, variables: &[(&str, &str)], arguments: &[&str], see: impl Fn(&str)) {
    let mut terminal =
        Terminal::start_with(place, &[&["attach", "week"], arguments].concat(), (100, 30), variables);
    terminal.shows(&SHOWN);
    terminal.press("?");
    terminal.shows(&["Keys:"]);
    terminal.press("\x1b");
    terminal.hides(&["Keys:"]);
    see(&String::from_utf8_lossy(terminal.raw()));
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
    terminal.is_left_as_found();
}

#[test]
fn a_terminal_is_given_what_it_can_show() {
    let place = Place::with_soak();
    let ascii = |raw: &str| assert!(raw.is_ascii(), "{raw:?}");
    let colours = |raw: &str| {
        let sets = |depth: [u32; 2]| styles(raw).iter().any(|style| style.windows(2).any(|two| two == depth));
        assert!(sets([38, 5]), "256 colours: {raw:?}");
        assert!(!sets([38, 2]) && !sets([48, 2]), "no more than 256 colours: {raw:?}");
    };
    let none = |raw: &str| {
        let colour = |number: &u32| matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107);
        assert!(!styles(raw).iter().any(|style| style.iter().any(colour)), "no colour: {raw:?}");
    };
    check(&place, &[("TERM", "xterm-256color")], &[], colours);
    check(&place, &[("TERM", "xterm-256color"), ("NO_COLOR", "1")], &[], none);
    check(&place, &[("TERM", "xterm")], &[], |raw| {
        let more = |number: &u32| matches!(number, 38 | 48);
        assert!(!styles(raw).iter().any(|style| style.iter().any(more)), "no more than 16 colours: {raw:?}");
        assert!(styles(raw).iter().any(|style| style.iter().any(|number| (30..=37).contains(number))));
    });
    check(&place, &[("TERM", "xterm")], &["--ascii"], ascii);
    check(&place, &[("TERM", "linux")], &[], ascii);
    check(&place, &[("TERM", "screen"), ("LANG", "C")], &[], ascii);
    check(&place, &[("TERM", "tmux-256color")], &[], |raw| assert!(!raw.is_ascii()));
    // Of the colours that 256 can show, the shorter name is sent; solar has others.
    check(&place, &[("TERM", "xterm"), ("COLORTERM", "truecolor")], &["--theme", "solar"], |raw| {
        assert!(raw.contains("38;2;"));
    });
}

#[test]
fn sizes_change_while_it_runs() {
    let place = Place::with_soak();
    let mut terminal = Terminal::start(&place, &["attach", "week"], (120, 40));
    terminal.shows(&["Profit and loss"]);
    terminal.resize((80, 24));
    terminal.shows(&["day 1/7", "go/no-go", "NO-GO"]);
    terminal.resize((30, 8));
    terminal.shows(&["PAPER", "too small"]);
    terminal.resize((200, 60));
    terminal.shows(&["Profit and loss", "Headroom", "Latency"]);
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
    terminal.is_left_as_found();
}

#[test]
fn a_theme_with_a_wrong_key_is_refused_with_its_name_and_line() {
    let place = Place::new();
    let themes = place.path().join(".config/soak/themes");
    std::fs::create_dir_all(&themes).unwrap();
    std::fs::write(themes.join("mine.toml"), "about = \"mine\"\n\n[tokens]\ngoood = \"#00ff00\"\n").unwrap();
    let mut terminal = Terminal::start(&place, &["run", "--theme", "mine"], (100, 30));
    let (code, said) = terminal.ended();
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("mine.toml:4") && said.contains("goood"), "{said}");
    assert!(!place.path().join("data").exists(), "nothing was begun");
}

#[test]
fn without_a_terminal_it_says_what_to_do_instead() {
    let place = Place::with_soak();
    let (code, said) = place.soak(&["attach", "week"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("soak status week"), "{said}");
}

#[test]
fn a_terminal_that_cannot_be_drawn_on_gets_lines() {
    let place = Place::new();
    let arguments = ["run", "--name", "lines", "--seed", "7", "--speed", "max", "--length", "1h"];
    let mut terminal = Terminal::start_with(&place, &arguments, (100, 30), &[("TERM", "dumb")]);
    let (code, said) = terminal.ended();
    assert_eq!(code, 0, "{said}");
    assert!(!String::from_utf8_lossy(terminal.raw()).contains('\u{1b}'), "{said}");
}
