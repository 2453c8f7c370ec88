//! A week of virtual time beside evidence of today, judged GO by all fifteen items; packed, checked, and opened a
//! pretended live venue with.
//!
//! No limit of the gate is another than the program's own.

use std::path::Path;
use std::process::Child;

use rust_decimal::Decimal;
use serde_json::Value;
use soak::clock::Clock;
use soak::model::{Span, Time};

use super::place::{Place, evidence, red};
use crate::live::venue::Venue;

/// Where the sessions lie that the program ships, and their names. What is expected of the agent there is
/// expected of the built-in one as it is configured usually.
const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sessions");
const SESSIONS: [&str; 3] = ["bull", "crash", "sideways"];

/// What is expected of this agent, which trades at each turn.
const EXPECTED: &str = "[expect]\ntrades = \">= 1\"\ndrawdown_pct = \"< 1\"\nmax_exposure_pct = \"<= 12.5\"\n\
    trips = 0\nunknown_orders = 0\nunexplained = 0\n";

/// A report of ten lines, of which nine are covered.
const COVERAGE: &str = "SF:strategy.py\nDA:1,1\nDA:2,1\nDA:3,1\nDA:4,1\nDA:5,1\nDA:6,1\nDA:7,1\nDA:8,1\nDA:9,1\n\
    DA:10,0\nend_of_record\n";

const TESTS: &str = "<testsuite name=\"agent\" tests=\"2\" failures=\"0\">\
    <testcase name=\"buys\"/><testcase name=\"sells\"/></testsuite>";

/// A tenth of what all positions together may take (12.5% of the 10,000 of the account), and what the price may
/// move between the sizing of an order and its fill.
const FIRST_STEP_MAX: Decimal = Decimal::from_parts(126, 0, 0, false, 0);

/// What a verdict says of a stage that is made up.
const STAGE: &str = "on virtual time and synthetic prices";
const OPENS: &str = "opens only an exchange on this machine";

/// A week ago and a little more, to the minute.
fn begin(clock: Clock) -> String {
    let minute = Span::from_secs(60);
    (clock.now() - Span::from_secs(7 * 86_400 + 120)).floor(minute).to_string()
}

/// An agent in a folder of its own that trades at once at a venue too, and a live account at `live_url`.
fn configured(live_url: &str) -> Place {
    let place = Place::at(live_url);
    place.file("agent/strategy.py", "def decide(bar): ...\n");
    place.file("lcov.info", COVERAGE);
    place.file("junit.xml", TESTS);
    for session in SESSIONS {
        place.file(&format!("sessions/{session}.toml"), EXPECTED);
        let file = format!("{session}.soakrec");
        std::fs::copy(Path::new(SHIPPED).join(&file), place.path().join("sessions").join(&file)).unwrap();
    }
    place.configure(&format!(
        "[agent]\nsource = \"agent\"\nbar = \"5s\"\nfast = 1\nslow = 2\nband_bp = 0\n\
             [feed]\nticks_per_s = 1\n\
             [venue]\nlive_url = \"{live_url}\"\nlive_key_env = \"LIVE_KEY\"\nlive_account = \"main\"\n"
    ));
    place
}

/// The seconds of `status` that count for the soak clock.
fn healthy_secs(status: &Value) -> i64 {
    status["soak"]["healthy"].as_i64().unwrap() / 1_000_000
}

/// The week, and when the test began.
struct Week {
    place: Place,
    clock: Clock,
    began: Time,
}

impl Week {
    /// Runs `soak` with `arguments` and the configuration.
    #[track_caller]
    fn configured(&self, arguments: &[&str]) -> String {
        self.place.well(&[arguments, &["--config", "soak.toml"]].concat())
    }

    fn judged(&self) -> Value {
        self.place.judged("week")
    }

    /// Judges until the judgement is as `wanted`.
    #[track_caller]
    fn until(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        self.place.look_until(what, |place| place.judged("week"), wanted)
    }

    /// How long it took, for whoever reads the output.
    fn stamp(&self, what: &str) {
        println!("{:>6.1} s  {what}", self.clock.now().since(self.began).as_secs_f64());
    }

    /// A soak that has just begun proves next to nothing.
    fn begins(&self) {
        let begin = begin(self.clock);
        let run = ["run", "--detach", "--name", "week", "--speed", "catch-up", "--length", "8d", "--begin"];
        self.configured(&[&run[..], &[&begin]].concat());
        let hour = |status: &Value| healthy_secs(status) >= 3_600;
        self.place.look_until("an hour old", |place| place.running("week"), hour);
        let young = self.judged();
        for item in
            ["coverage", "integration", "load", "chaos", "regression", "reconciliation", "breaker", "key"]
        {
            assert!(red(&young).contains(item), "{item} is green: {young:#}");
        }
        self.stamp("an hour old");
    }

    /// Rehearses and imports while the week passes; gives the load test, which takes a minute of the machine's
    /// time. What is normal may rise a little before the week is over: it is three times that.
    fn rehearses(&self) -> Child {
        let load = ["load", "week", "--times", "3", "--duration", "61s", "--p99", "2000"];
        let load = self.place.beside(&[&load[..], &["--config", "soak.toml"]].concat());
        self.configured(&["drill", "all"]);
        self.configured(&["regress", "sessions"]);
        self.configured(&["evidence", "add", "coverage", "lcov.info"]);
        self.configured(&["evidence", "add", "junit", "junit.xml"]);
        self.stamp("rehearsed and imported");
        load
    }

    /// The week is over, and what only a person can do is not done.
    fn passes(&self) {
        let undone = [
            ("reconciliation", "stuck drilled; no test alert lately"),
            ("breaker", "limit 3%, never tripped: not rehearsed yet"),
            ("key", "no key needed by the embedded exchange; not scanned"),
            ("alerts", "no page has reached a person yet"),
        ];
        // An order under way is a difference too young to judge, for a moment.
        let passed = |judgement: &Value| {
            !red(judgement).contains("seven_days")
                && undone.iter().all(|(item, expect)| evidence(judgement, item) == *expect)
        };
        self.until("a week old", passed);
        let is_now = |status: &Value| {
            self.clock.now().since(Time::from_micros(status["at"].as_i64().unwrap())) < Span::from_secs(1)
        };
        self.place.look_until("now", |place| place.running("week"), is_now);
        self.stamp("a week old");
    }

    /// A person tries the alerts, trips the breaker, hears of it, and arms it again.
    fn is_acted_on(&self) {
        let tested = self.place.well(&["alert", "test", "week"]);
        assert!(tested.contains("simulated pager  took it after 2s"), "{tested}");
        self.place.well(&["alert", "ack", "week"]);
        let flat = self.place.well(&["flatten", "week", "--reason", "a rehearsal"]);
        assert!(flat.contains("FLAT"), "{flat}");
        assert_eq!(evidence(&self.judged(), "breaker"), "tripped: a rehearsal");
        let owed = |judgement: &Value| evidence(judgement, "alerts") == "breaker:account is not acknowledged";
        self.until("paged", owed);
        self.place.well(&["alert", "ack", "week"]);
        self.place.well(&["reset", "week", "--reason", "rehearsed"]);
        self.stamp("told, tripped and armed again");
    }

    /// It is GO while it runs and when it has ended, and every face says on what stage.
    fn is_go(&self) {
        let go = self.until("GO", |judgement| judgement["verdict"] == "go");
        assert_eq!(red(&go), [].into());
        assert!(evidence(&go, "seven_days").contains("of virtual time healthy"), "{go:#}");
        assert!(evidence(&go, "resources").starts_with("simulated: "), "{go:#}");
        assert_eq!((&go["stage"]["time"], &go["stage"]["prices"]), (&"virtual".into(), &"synthetic".into()));
        for form in [&[][..], &["--markdown"]] {
            let page = |place: &Place| place.soak(&[&["gate", "week"], form].concat()).text.into();
            let words = format!("GO  15 of 15 items are proven, {STAGE}: {OPENS}");
            self.place.look_until(&words, page, |page| page.as_str().unwrap().contains(&words));
        }
        self.place.well(&["stop", "week"]);
        let ended = self.judged();
        assert_eq!((&ended["verdict"], red(&ended)), (&"go".into(), [].into()), "{ended:#}");
        self.stamp("GO");
    }

    /// What somebody else gets to see, and can check.
    fn is_packed(&self) {
        self.place.well(&["report", "week", "--bundle", "-o", "week.soakbundle"]);
        let sound = self.place.well(&["verify", "week.soakbundle"]);
        assert!(sound.starts_with("week  SOUND  GO\n") && sound.contains(OPENS), "{sound}");
        let bundle = std::fs::read(self.place.path().join("week.soakbundle")).unwrap();
        let says = format!("15 of 15 items are proven, {STAGE}");
        assert!(String::from_utf8_lossy(&bundle).contains(&says), "the report does not say it");
        self.stamp("packed and checked");
    }
}

#[test]
fn from_nothing_to_go_and_to_a_tenth_of_the_capital() {
    let venue = Venue::live();
    let clock = Clock::start();
    let week = Week { place: configured(&venue.url), clock, began: clock.now() };
    week.begins();
    let mut load = week.rehearses();
    week.passes();
    week.is_acted_on();
    load.wait().unwrap();
    week.stamp("loaded");
    week.configured(&["evidence", "scan", "week"]);
    week.stamp("searched");
    week.is_go();
    week.is_packed();
    goes_live(&week.place, &venue);
    week.stamp("traded live");
}

/// The same file and the same program trade a tenth at `venue`, once the operator has typed the account's name.
fn goes_live(place: &Place, venue: &Venue) {
    let run = ["run", "--detach", "--config", "soak.toml", "--name", "real", "--live", "week.soakbundle"];
    let mut terminal = place.terminal(&run);
    terminal.shows(&["REAL MONEY", "GO of the soak week", "Type the account's name"]);
    assert_eq!(venue.orders(), 0, "nothing was ordered before");
    terminal.press("main\r");
    let (code, said) = terminal.ended();
    assert_eq!(code, 0, "{said}");
    let traded = |status: &Value| status["pnl"]["fills"].as_u64() >= Some(2);
    let status = place.look_until("traded", |place| place.running("real"), traded);
    assert_eq!(status["soak"]["execution"], "live", "{status}");
    let gate = place.soak(&["gate", "real"]).text;
    assert!(gate.contains("step 1 of 4: 10% may be taken"), "{gate}");
    place.well(&["stop", "real"]);
    let exposure = venue.exposure_max();
    assert!(Decimal::ZERO < exposure && exposure <= FIRST_STEP_MAX, "{exposure} was held");
    assert!(venue.orders() > 0);
}
