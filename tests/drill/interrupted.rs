//! Drills that are ended by the keyboard.

use crate::listening::interrupted;
use crate::place::{Place, Said};

#[test]
fn what_was_done_is_told_and_kept_and_nothing_else() {
    let place = Place::new();
    let mut command = place.command(env!("CARGO_BIN_EXE_soak"));
    let said = Said::of(interrupted(command.args(["drill", "all", "--json"])));
    assert_eq!(said.code, 1, "{said:?}");
    let done = said.out.lines().count() - 1;
    assert!(done < 20, "{said:?}");
    assert!(said.err.contains(&format!("ended after {done} of 20 drills")), "{}", said.err);
    let kept = std::fs::read_dir(place.data().join("_evidence/drills"));
    let kept = kept.map_or(0, |files| files.filter(|file| !file.as_ref().unwrap().path().is_dir()).count());
    assert_eq!(kept, done);
}
