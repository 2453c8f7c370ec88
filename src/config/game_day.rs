//! `[game_day]`: faults that are injected on purpose into a soak on the embedded venue.
//!
//! ```toml
//! [game_day]
//! enabled = true
//!
//! [[game_day.fault]]
//! from = "6h"
//! for = "30s"
//! every = "1d"
//! fault = { delay = { min = "1s", max = "8s" } }
//! share = 0.2
//! ```

#[cfg(test)]
mod tests;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use toml::Spanned;
use toml::de::ValueDeserializer;

use super::kind::{Kind, Raw};
use super::kinds::{count, quoted, span, switch, text};
use super::read::{Places, entry_path};
use super::schema::{List, Visit};
use super::{Problem, Settings, VenueUrl, Weight};
use crate::event::Route;
use crate::fault::{Fault, LABEL_CHARS_MAX, Window};
use crate::model::{Rate, Span, Symbol};

/// Most windows of one run, repetitions included: one each hour of two weeks. Each request looks at those
/// that are open, and a restart reads them all.
pub const REHEARSALS_MAX: usize = 400;

/// Most entries in the file: what a person still reads.
const FAULTS: List = List { name: "game_day.fault", needed: &["for", "fault"], entries_max: 32 };

/// Decimal places of a share: one in ten thousand.
const SHARE_DECIMALS: u32 = 4;

/// Faults that are injected on purpose while the soak runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GameDaySettings {
    /// Whether anything is injected, by these settings or by a person at the dashboard.
    pub enabled: bool,
    /// The seed of who is struck, where not all are.
    pub seed: u64,
    /// What is injected when.
    pub faults: Vec<FaultSettings>,
}

/// One fault, once or again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultSettings {
    /// The window, or the first of them.
    pub window: Window,
    /// Time from the opening of one window to that of the next; none for one window alone.
    pub every: Option<Span>,
}

impl GameDaySettings {
    /// The windows of a run of `length`: each repetition of each fault that opens within it.
    pub fn windows(&self, length: Span) -> impl Iterator<Item = Window> {
        self.faults.iter().flat_map(move |fault| fault.windows(length))
    }
}

impl FaultSettings {
    fn windows(&self, length: Span) -> impl Iterator<Item = Window> {
        let first = self.window.clone();
        let further = std::iter::successors(Some(first), move |before| {
            let from = before.from + self.every?;
            Some(Window { from, ..before.clone() })
        });
        further.take_while(move |window| window.from < length)
    }
}

/// Walks the section.
pub(super) fn visit(settings: &mut GameDaySettings, visitor: &mut impl Visit) {
    visitor.section("game_day");
    visitor.field("enabled", &switch(), &mut settings.enabled);
    visitor.field("seed", &count(0, i64::MAX.unsigned_abs()), &mut settings.seed);
    visitor.list(&FAULTS, &mut settings.faults, fault);
}

fn fault(settings: &mut FaultSettings, visitor: &mut impl Visit) {
    let window = &mut settings.window;
    let symbol = text(
        "the name of a market",
        |text| Symbol::new(text).ok().map(Some),
        |symbol| symbol.as_ref().map(|symbol| quoted(symbol.as_str())),
    );
    let label = text(
        &format!("a text of at most {LABEL_CHARS_MAX} plain characters"),
        |text| is_label(text).then(|| text.to_owned()),
        |label| (!label.is_empty()).then(|| quoted(label)),
    );
    visitor.field("from", &span("0s", "366d"), &mut window.from);
    visitor.field("for", &span("100ms", "1h"), &mut window.length);
    visitor.field("every", &every(), &mut settings.every);
    visitor.field("fault", &kind_of_fault(), &mut window.fault);
    visitor.field("share", &share(), &mut window.share);
    visitor.field("routes", &routes(), &mut window.routes);
    visitor.field("symbol", &symbol, &mut window.symbol);
    visitor.field("label", &label, &mut window.label);
}

fn is_label(text: &str) -> bool {
    text.chars().count() <= LABEL_CHARS_MAX && !text.contains(char::is_control)
}

fn every() -> Kind<Option<Span>> {
    let inner = span("1m", "366d");
    let allowed = inner.allowed.clone();
    Kind::new(
        allowed,
        move |raw| (inner.read)(raw).map(Some),
        |every| every.map(|every| quoted(&super::kinds::span_text(every))),
    )
}

fn kind_of_fault() -> Kind<Fault> {
    let allowed = "the word of a fault such as \"partition\", or a table with its figures such as \
                   { delay = { min = \"1s\", max = \"8s\" } }";
    Kind::new(allowed.to_owned(), |raw| read_fault(raw).ok(), |fault| Some(printed(fault)))
        .because(|raw| read_fault(raw).err())
}

/// The fault, or what reading it said.
fn read_fault(raw: &Raw<'_>) -> Result<Fault, String> {
    match raw {
        Raw::Text(text) => {
            let word: StrDeserializer<'_, serde::de::value::Error> = (*text).into_deserializer();
            Fault::deserialize(word).map_err(|_| Fault::unknown(text))
        }
        Raw::Table(table) => {
            let value = ValueDeserializer::from(Spanned::new(0..0, (*table).clone()));
            Fault::deserialize(value).map_err(|error| error.message().to_owned())
        }
        _ => Err("it is neither".to_owned()),
    }
}

/// A fault as TOML: a word, or a table on one line. Numbers are written in one form, so that their spelling
/// does not change the fingerprint.
fn printed(fault: &Fault) -> String {
    serde_json::to_value(fault).map_or_else(|_| quoted(fault.as_str()), |value| in_line(&value))
}

fn in_line(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|(key, value)| format!("{key} = {}", in_line(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        serde_json::Value::String(text) => match Decimal::from_str_exact(text) {
            Ok(number) => quoted(&number.normalize().to_string()),
            Err(_) => quoted(text),
        },
        other => other.to_string(),
    }
}

fn share() -> Kind<Rate> {
    let read = |raw: &Raw<'_>| {
        let Raw::Number(text) = raw else { return None };
        let share = Decimal::from_str_exact(text).ok()?.normalize();
        let fits = Decimal::ZERO < share && share <= Decimal::ONE && share.scale() <= SHARE_DECIMALS;
        fits.then_some(Rate::new(share))
    };
    let allowed =
        format!("a share above 0 and up to 1, without quotes, at most {SHARE_DECIMALS} decimal places");
    Kind::new(allowed, read, |share| Some(share.get().normalize().to_string()))
}

fn routes() -> Kind<Vec<Route>> {
    let words = Route::ALL.map(|route| quoted(route.as_str())).join(", ");
    let read = |raw: &Raw<'_>| {
        let Raw::List(list) = raw else { return None };
        let route = |word: &str| Route::ALL.into_iter().find(|route| route.as_str() == word);
        list.iter().map(|word| route(word.get_ref().as_str()?)).collect()
    };
    Kind::new(format!("a list of some of {words}"), read, |routes| {
        let words: Vec<_> = routes.iter().map(|route| quoted(route.as_str())).collect();
        (!words.is_empty()).then(|| format!("[{}]", words.join(", ")))
    })
}

/// Every problem of the section that one key alone does not show.
pub(super) fn problems(settings: &Settings, places: &Places) -> Vec<Problem> {
    let GameDaySettings { enabled, faults, .. } = &settings.game_day;
    let mut problems = Vec::new();
    let mut tell = |weight: Weight, key: String, text: String| {
        if !places.any_refused(&[&key]) {
            let (line, column) = places.first_of(&[&key]);
            problems.push(Problem { weight, line, column, key, found: None, text });
        }
    };
    if *enabled && settings.venue.url != VenueUrl::Embedded {
        let text =
            "faults are injected into the embedded exchange only; leave venue.url out, or set this to false";
        tell(Weight::Error, "game_day.enabled".to_owned(), text.to_owned());
    }
    if !enabled && !faults.is_empty() {
        let text = "has no effect while game_day.enabled is false";
        tell(Weight::Warning, FAULTS.name.to_owned(), text.to_owned());
    }
    for (index, fault) in faults.iter().enumerate() {
        let key = |name: &str| format!("{}.{name}", entry_path(FAULTS.name, index));
        if let Err(unfit) = fault.window.fits_a_soak() {
            tell(Weight::Error, key("fault"), unfit.to_string());
        }
        if let Some(every) = fault.every.filter(|every| *every <= fault.window.length) {
            let length = fault.window.length;
            tell(Weight::Error, key("every"), format!("{every} must be longer than the window ({length})"));
        }
        if fault.window.from >= settings.soak.length {
            let text = format!("it opens after the soak's length ({})", settings.soak.length);
            tell(Weight::Warning, key("from"), text);
        }
    }
    if settings.game_day.windows(settings.soak.length).nth(REHEARSALS_MAX).is_some() {
        let text =
            format!("more than {REHEARSALS_MAX} windows in {}; open them less often", settings.soak.length);
        tell(Weight::Error, FAULTS.name.to_owned(), text);
    }
    problems
}

impl Default for GameDaySettings {
    fn default() -> Self {
        Self { enabled: false, seed: 1, faults: Vec::new() }
    }
}

impl Default for FaultSettings {
    fn default() -> Self {
        let window = Window {
            from: Span::ZERO,
            length: Span::from_secs(30),
            fault: Fault::Partition,
            share: Rate::ONE,
            routes: Vec::new(),
            symbol: None,
            label: String::new(),
        };
        Self { window, every: None }
    }
}
