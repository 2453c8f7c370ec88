//! What the operator reads before typing the account's name: in plain words, what is about to happen.

use super::before::Before;
use super::proof::Proof;
use crate::commands::run_options::RunOptions;
use crate::config::VenueUrl;
use crate::model::{Decimal, Rate, TradingMode, neutralise};

/// Digits of a bundle's SHA-256 that tell it from every other that a person has.
const DIGITS: usize = 16;

/// Longest line, in characters.
const LINE_CHARS_MAX: usize = 200;

/// The question, line by line.
pub(super) fn lines(options: &RunOptions, before: &Before, proof: &Proof) -> Vec<String> {
    let settings = &options.settings;
    let venue = match settings.venue.address(TradingMode::Live).url {
        VenueUrl::Url(url) => url.as_str(),
        VenueUrl::Embedded => "embedded",
    };
    let account = settings.venue.live_account.as_deref().unwrap_or_default();
    let name = options.folder.name();
    let head = match before {
        Before::SameLive { .. } => format!("LIVE: REAL MONEY. The soak {name} goes on trading with it."),
        Before::Nothing | Before::Paper | Before::OtherLive { .. } => {
            format!("LIVE: REAL MONEY. The soak {name} is about to trade with it.")
        }
    };
    let mut lines = vec![head];
    let mut fact = |name: &str, text: String| lines.push(format!("  {name:<9}{text}"));
    fact("account", account.to_owned());
    fact("venue", venue.to_owned());
    let share = match before {
        Before::SameLive { ramp: Some(ramp), .. } => ramp.share,
        _ => settings.ramp.steps.first().copied().unwrap_or(Rate::ZERO),
    };
    let exposure_max = settings.rules.risk.exposure_max;
    let bound = Rate::new(share.get() * exposure_max.get());
    fact(
        "ramp",
        format!(
            "{} of risk.exposure_max_pct ({}): all positions together stay under {} of the account's equity",
            percent(share),
            percent(exposure_max),
            percent(bound)
        ),
    );
    fact("", steps(settings.ramp.steps.as_slice(), share, &settings.ramp.hold.to_string()));
    let balance = settings.initial_balance().get().normalize();
    fact(
        "balance",
        format!("the account has to hold {balance} (paper.initial_balance); a difference is an alert"),
    );
    match proof {
        Proof::Bundle { sha256, soak, judged_at } => fact(
            "proof",
            format!("GO of the soak {soak}, judged {judged_at}, bundle sha256 {}", short(sha256)),
        ),
        Proof::Earlier { by } => {
            fact("proof", format!("the bundle that it was begun with, sha256 {}", short(by)));
        }
    }
    lines.push("Type the account's name to go on. Anything else begins nothing.".to_owned());
    lines.iter().map(|line| neutralise(line, LINE_CHARS_MAX)).collect()
}

/// What comes after the step with `share`.
fn steps(steps: &[Rate], share: Rate, hold: &str) -> String {
    let next: Vec<_> = steps.iter().filter(|step| **step > share).map(|step| percent(*step)).collect();
    if next.is_empty() {
        return "that is its last step; any trip begins it again".to_owned();
    }
    format!("each {hold} of healthy time the next step: {}; any trip begins it again", next.join(", "))
}

fn percent(rate: Rate) -> String {
    let percent: Decimal = rate.percent();
    format!("{}%", percent.round_dp(4).normalize())
}

fn short(sha256: &str) -> &str {
    sha256.get(..DIGITS).unwrap_or(sha256)
}
