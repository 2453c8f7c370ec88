//! What may be tightened, what may not be loosened, and that it prints so that it reads back.

use std::path::Path;

use super::*;
use crate::config::{ConfigError, Loaded};
use crate::model::Span;

fn parse(text: &str) -> Result<Loaded, ConfigError> {
    Settings::parse(Path::new("soak.toml"), text)
}

#[track_caller]
fn refused(line: &str, expect: &str) {
    let error = parse(line).expect_err("the file was taken").to_string();
    assert!(error.contains(expect), "{error}");
}

/// The line is taken, and printed as it stands.
#[track_caller]
fn kept(section: &str, line: &str) -> Settings {
    let loaded = parse(&format!("[{section}]\n{line}\n")).expect("the file was refused");
    let printed = loaded.settings.print();
    assert!(printed.lines().any(|printed| printed == line), "{printed}");
    let again = parse(&printed).expect("what was printed was refused").settings;
    assert_eq!((&again, again.print()), (&loaded.settings, printed));
    loaded.settings
}

#[test]
fn limits_may_be_tighter() {
    assert_eq!(kept("gate", "coverage_min_pct = 95.5").gate.coverage_min, Rate::from_bp(9_550));
    assert_eq!(kept("gate", "healthy_min = \"14d\"").gate.healthy_min, Span::from_secs(14 * 86_400));
    assert_eq!(kept("gate", "pnl_min_pct = -2.5").gate.pnl_min, Rate::from_bp(-250));
    assert_eq!(kept("gate", "memory_max_mib = 128").gate.memory_max_mib, 128);
    for line in ["gap_max = \"5m\"", "volatile_move_pct = 3", "volatile_window = \"30m\"", "pnl_max_pct = 20"]
    {
        kept("gate", line);
    }
    for line in ["drawdown_max_pct = 3", "load_p99_max = \"250ms\"", "disk_free_min_mib = 1024"] {
        kept("gate", line);
    }
    for line in ["clock_offset_max = \"500ms\"", "fresh_for = \"12h\""] {
        kept("gate", line);
    }
    kept("ramp", "steps_pct = [5, 10, 12.5, 100]");
    assert_eq!(kept("ramp", "hold = \"3d\"").ramp.hold, Span::from_secs(3 * 86_400));
}

#[test]
fn what_the_founding_document_asks_for_cannot_be_loosened() {
    refused("gate.coverage_min_pct = 89.99", "must be a percentage from 90 to 100");
    refused("gate.healthy_min = \"167h\"", "must be a length of time in quotes from \"7d\"");
    refused("gate.fresh_for = \"25h\"", "from \"1h\" to \"24h\"");
    refused("ramp.hold = \"47h\"", "from \"48h\"");
    for steps in
        ["[11, 100]", "[10, 50]", "[10, 10, 100]", "[10, 50, 25, 100]", "[10, 101]", "10", "[\"10\"]"]
    {
        refused(&format!("ramp.steps_pct = {steps}"), "percentages that go up from 10 or less to 100");
    }
    refused("ramp.steps_pct = [1,2,3,4,5,6,7,8,9,10,100]", "at most 10 percentages");
}

#[test]
fn a_file_gives_the_same_limits_as_none_to_the_byte() {
    let sample = parse(include_str!("../../../assets/soak.toml")).expect("the sample was refused").settings;
    let text = |settings: &Settings| serde_json::to_string(&(&settings.gate, &settings.ramp)).unwrap();
    assert_eq!(text(&sample), text(&Settings::default()));
}

#[test]
fn what_cannot_be_together_is_told() {
    refused(
        "[gate]\npnl_min_pct = 5\npnl_max_pct = 5",
        "2:15: gate.pnl_min_pct: the worst result (5%) must be below",
    );
    let warnings = parse("ramp.steps_pct = []").expect("the file was refused").warnings;
    let told: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert!(
        told.len() == 1 && told[0].contains("ramp.steps_pct: without steps there is no plan"),
        "{told:?}"
    );
}
