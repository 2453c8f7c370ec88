//! The terminal is left as it was found, whatever happens, and is given what it can show.

use rustix::process::Signal;

use crate::place::Place;
use crate::terminal::Terminal;

/// A soak in the background, for dashboards to attach to.
fn soaking() -> Place {
    let place = Place::new();
    let (code, said) = place.soak(&["run", "--detach", "--name", "week", "--seed", "7"]);
    assert_eq!(code, 0, "{said}");
    place
}

const SHOWN: [&str; 3] = ["week", "PAPER", "ARMED"];

#[test]
fn every_end_leaves_the_terminal_as_it_was_found() {
    let place = soaking();
    let attach = |keys: &str, signal: Option<Signal>| {
        let mut terminal = Terminal::start(&place, &["attach", "week"], (100, 30));
        terminal.shows(&SHOWN);
        terminal.press(keys);
        if let Some(signal) = signal {
            terminal.signal(signal);
        }
        let (code, said) = terminal.ended();
        terminal.is_left_as_found();
        assert!(said.contains("soak attach week"), "it says how to come back: {said}");
        assert_eq!(code, 0);
    };
    attach("q", None);
    attach("", Some(Signal::TERM));
    attach("", Some(Signal::INT));
    attach("?", Some(Signal::HUP));
    assert_eq!(place.status("week")["state"], "running");
}

#[test]
fn a_suspended_dashboard_gives_the_terminal_back_and_takes_it_again() {
    let place = soaking();
    let mut terminal = Terminal::start(&place, &["attach", "week"], (100, 30));
    terminal.shows(&SHOWN);
    terminal.press("\x1a");
    terminal.until_mode("the alternate screen is left", |screen| {
        !screen.alternate_screen() && !screen.hide_cursor()
    });
    terminal.signal(Signal::CONT);
    terminal.until_mode("the alternate screen is back", vt100::Screen::alternate_screen);
    terminal.shows(&SHOWN);
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
    terminal.is_left_as_found();
}

#[test]
fn a_terminal_is_given_what_it_can_show() {
    let place = soaking();
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
    let ascii = |raw: &str| assert!(raw.is_ascii(), "{raw:?}");
    let colours = |raw: &str| {
        assert!(raw.contains("\u{1b}[38;5;") || raw.contains(";38;5;"), "256 colours: {raw:?}");
        assert!(!raw.contains("38;2;"), "no more than 256 colours: {raw:?}");
    };
    let none = |raw: &str| {
        let coloured = ["[3", "[4", "[9", "[10", ";3", ";4", ";9"].iter().any(|start| {
            raw.match_indices(start).any(|(at, _)| {
                let rest = &raw[at + 1..];
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let ends_as_colour = rest[digits.len()..].starts_with(['m', ';']);
                ends_as_colour
                    && matches!(digits.parse::<u32>(), Ok(30..=37 | 40..=47 | 90..=97 | 100..=107 | 38 | 48))
            })
        });
        assert!(!coloured, "no colour: {raw:?}");
    };
    check(&place, &[("TERM", "xterm-256color")], &[], colours);
    check(&place, &[("TERM", "xterm-256color"), ("NO_COLOR", "1")], &[], none);
    check(&place, &[("TERM", "xterm")], &["--ascii"], ascii);
    check(&place, &[("TERM", "linux")], &[], ascii);
    check(&place, &[("TERM", "screen"), ("LANG", "C")], &[], ascii);
    check(&place, &[("TERM", "tmux-256color")], &[], |raw| assert!(!raw.is_ascii()));
    check(&place, &[("TERM", "xterm"), ("COLORTERM", "truecolor")], &[], |raw| {
        assert!(raw.contains("38;2;"))
    });
}

#[test]
fn sizes_change_while_it_runs() {
    let place = soaking();
    let mut terminal = Terminal::start(&place, &["attach", "week"], (120, 40));
    terminal.shows(&["Profit and loss"]);
    terminal.resize((80, 24));
    terminal.shows(&SHOWN);
    terminal.resize((30, 8));
    terminal.shows(&["PAPER"]);
    terminal.resize((200, 60));
    terminal.shows(&["Profit and loss", "Headroom", "Latency"]);
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
    terminal.is_left_as_found();
}

#[test]
fn who_only_watches_can_do_nothing() {
    let place = soaking();
    let mut terminal = Terminal::start(&place, &["attach", "week", "--read-only"], (120, 40));
    terminal.shows(&SHOWN);
    for key in ["t", "!!", "p", "f", "r", "Q", "a", "A"] {
        terminal.press(key);
        terminal.shows(&["read-only"]);
        terminal.press("\r");
    }
    let status = place.status("week");
    assert_eq!((&status["breaker"]["level"], &status["state"]), (&"armed".into(), &"running".into()));
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
}

#[test]
fn a_lost_soak_leaves_its_last_picture_and_comes_back() {
    let place = soaking();
    let mut terminal = Terminal::start(&place, &["attach", "week"], (120, 40));
    terminal.shows(&SHOWN);
    let pid = place.status("week")["pid"].as_i64().unwrap();
    rustix::process::kill_process(
        rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap(),
        Signal::KILL,
    )
    .unwrap();
    terminal.shows(&["LOST", "week", "PAPER"]);
    let (code, said) = place.soak(&["run", "--detach", "--name", "week", "--seed", "7"]);
    assert_eq!(code, 0, "{said}");
    terminal.hides(&["LOST"]);
    terminal.shows(&["week", "PAPER"]);
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
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
    let place = soaking();
    let (code, said) = place.soak(&["attach", "week"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("soak status week"), "{said}");
}
