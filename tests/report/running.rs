//! A soak that runs meanwhile: its journal and its bundle are of one moment, and it goes on.

use std::process::{Child, Stdio};

use serde_json::Value;

use crate::place::{Place, Said};

/// A soak `r` in real time; killed at the end of the test if it still runs.
struct Running<'a> {
    place: &'a Place,
    child: Child,
}

impl<'a> Running<'a> {
    fn start(place: &'a Place) -> Self {
        let mut command = place.command(&["--headless", "--name", "r"]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut running = Self { place, child };
        while place.soak(&["status", "r"]).code != 0 {
            running.goes_on();
        }
        running
    }

    #[track_caller]
    fn goes_on(&mut self) {
        assert!(self.child.try_wait().unwrap().is_none(), "the soak has ended");
    }

    /// What `soak` says with `arguments` while it runs; it must have gone on.
    fn soak(&mut self, arguments: &[&str]) -> Said {
        let said = self.place.soak(arguments);
        self.goes_on();
        said
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
}

#[test]
fn a_running_soak_is_checked_told_of_and_packed_as_it_stands() {
    let place = Place::empty();
    let mut soak = Running::start(&place);
    let mut before = 0;
    for round in 0..4 {
        let said = soak.soak(&["verify", "r", "--json"]);
        let told = json(&said);
        assert_eq!((said.code, &told["sound"], &told["uncovered"]), (0, &true.into(), &0.into()), "{told}");
        let inputs = told["inputs"].as_u64().unwrap();
        assert!(inputs > 0 && inputs >= before, "{inputs} after {before}");
        before = inputs;

        let file = place.text(&format!("{round}.soakbundle"));
        let made = soak.soak(&["report", "r", "--bundle", "-o", &file]);
        assert_eq!(made.code, 0, "{made:?}");
        // The journal has gone on since; up to where the bundle ends it is the same.
        let said = soak.soak(&["verify", &file, "--journal", &place.text("r"), "--json"]);
        let told = json(&said);
        assert_eq!((said.code, &told["sound"]), (1, &true.into()), "{told}");
    }
    let said = soak.soak(&["verify", "r"]);
    assert!(said.out.starts_with("r  SOUND\n"), "{said:?}");
    assert!(said.err.contains("the soak runs"), "{said:?}");
    let page = soak.soak(&["report", "r", "-o", &place.text("r.html")]);
    assert_eq!(page.code, 0, "{page:?}");
    assert_eq!(place.soak(&["stop", "r"]).code, 0);
    let ended = place.soak(&["verify", "r"]);
    assert!(ended.code == 0 && !ended.err.contains("the soak runs"), "{ended:?}");
}
