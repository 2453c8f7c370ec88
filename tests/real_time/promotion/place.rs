//! A folder of its own: an agent, a configuration, the soaks and all evidence; and what the gate says of them.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::process::{Child, Stdio};

use serde_json::Value;
use soak::clock::Clock;
use soak::model::Span;

use crate::live::place as live;

/// How long anything is waited for: a week takes a minute of an idle machine, and few are.
const PATIENCE: Span = Span::from_secs(900);

/// Time between two looks at what is waited for.
const LOOK_EVERY: Span = Span::from_millis(100);

/// A place like that of a live run, with more to ask.
pub(crate) struct Place(live::Place);

impl Deref for Place {
    type Target = live::Place;

    fn deref(&self) -> &live::Place {
        &self.0
    }
}

impl Place {
    /// A place whose live account is at `live_url`.
    pub(crate) fn at(live_url: &str) -> Self {
        Self(live::Place::at(live_url))
    }

    /// A place for paper alone.
    pub(crate) fn new() -> Self {
        Self::at("http://127.0.0.1:9/api/v1")
    }

    /// Writes `text` into the file `name`.
    pub(crate) fn file(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Runs `soak` with `arguments`, which has to end well; what it said.
    #[track_caller]
    pub(crate) fn well(&self, arguments: &[&str]) -> String {
        let said = self.soak(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.text);
        said.text
    }

    /// Starts `soak` with `arguments` beside the test, which waits for its end later.
    pub(crate) fn beside(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// What `soak status NAME --json` says of a soak that runs.
    #[track_caller]
    pub(crate) fn running(&self, name: &str) -> Value {
        let status = self.status(name);
        assert_eq!(status["state"], "running", "{status}");
        status
    }

    /// What `soak gate NAME` decides; its code and its JSON have to agree.
    #[track_caller]
    pub(crate) fn judged(&self, name: &str) -> Value {
        let said = self.soak(&["gate", name, "--json"]);
        let judgement: Value =
            serde_json::from_str(&said.text).unwrap_or_else(|error| panic!("{error}: {said:?}"));
        let word = if said.code == 0 { "go" } else { "no_go" };
        assert_eq!((judgement["verdict"].as_str(), said.code < 2), (Some(word), true), "{said:?}");
        judgement
    }

    /// Looks at what `look` gives until it is as `wanted`.
    #[track_caller]
    pub(crate) fn look_until(
        &self,
        what: &str,
        look: impl Fn(&Self) -> Value,
        wanted: impl Fn(&Value) -> bool,
    ) -> Value {
        let clock = Clock::start();
        let deadline = clock.now() + PATIENCE;
        loop {
            let found = look(self);
            if wanted(&found) {
                return found;
            }
            assert!(clock.now() < deadline, "never {what}: {found:#}");
            std::thread::sleep(LOOK_EVERY.to_std());
        }
    }
}

/// The items of `judgement` that are not green.
pub(crate) fn red(judgement: &Value) -> BTreeSet<&str> {
    let items = judgement["items"].as_array().unwrap();
    assert_eq!(items.len(), 15, "{judgement}");
    items.iter().filter(|item| item["status"] != "go").map(|item| item["item"].as_str().unwrap()).collect()
}

/// The evidence of `item` in one line.
pub(crate) fn evidence<'a>(judgement: &'a Value, item: &str) -> &'a str {
    let items = judgement["items"].as_array().unwrap();
    items.iter().find(|one| one["item"] == item).unwrap()["evidence"].as_str().unwrap()
}
