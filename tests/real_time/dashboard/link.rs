//! The soak is gone: the last picture stays, and the dashboard comes back when the soak does.

use rustix::process::{Pid, Signal, kill_process};

use super::place::{Place, SHOWN};
use super::terminal::Terminal;

#[test]
fn a_lost_soak_leaves_its_last_picture_and_comes_back() {
    let place = Place::with_soak();
    let mut terminal = Terminal::start(&place, &["attach", "week"], (120, 40));
    terminal.shows(&SHOWN);
    let pid = i32::try_from(place.status("week")["pid"].as_i64().unwrap()).unwrap();
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
    terminal.shows(&["LINK LOST", "last heard", "week", "PAPER"]);
    terminal.shows(&["interrupted; soak run --name week goes on"]);
    // What is lost cannot be acted on in the dark, but what protects is tried.
    terminal.press("p");
    terminal.shows(&["the link is lost"]);
    let (code, said) = place.soak(&["run", "--detach", "--name", "week", "--seed", "7"]);
    assert_eq!(code, 0, "{said}");
    terminal.hides(&["LINK LOST"]);
    terminal.shows(&["week", "PAPER"]);
    terminal.press("q");
    assert_eq!(terminal.ended().0, 0);
    terminal.is_left_as_found();
}

#[test]
fn a_soak_that_is_stopped_elsewhere_says_so_and_stays_on_the_screen() {
    let place = Place::with_soak();
    let mut terminal = Terminal::start(&place, &["attach", "week"], (120, 40));
    terminal.shows(&SHOWN);
    let (code, said) = place.soak(&["stop", "week"]);
    assert_eq!(code, 0, "{said}");
    terminal.shows(&["THE SOAK HAS ENDED", "week", "Profit and loss"]);
    terminal.press("q");
    let (code, said) = terminal.ended();
    assert_eq!((code, said.contains("week has ended")), (0, true), "{said}");
    terminal.is_left_as_found();
}
