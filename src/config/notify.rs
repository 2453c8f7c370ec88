//! `[alerts]`: which alerts leave the box, to whom, and how often.
//!
//! ```toml
//! [alerts]
//! repeat_first = "5m"
//!
//! [[alerts.sink]]
//! name = "phone"
//! webhook = "https://hooks.example/soak"
//! secret_env = "SOAK_WEBHOOK_SECRET"
//!
//! [[alerts.sink]]
//! name = "bell"
//! command = ["/usr/local/bin/page-me", "--loud"]
//! severities = ["page"]
//! ```
//!
//! Invariant: a webhook's secret is in no setting; the file names the variable that holds it.

#[cfg(test)]
mod tests;

use secrecy::SecretString;

use super::kind::{Kind, Raw};
use super::kinds::{quoted, span, text};
use super::read::{Places, entry_path};
use super::schema::{List, Visit, is_variable};
use super::{Problem, Settings, Weight, holds_key, secret_free_url};
use crate::event::Severity;
use crate::model::Span;

/// Most ways out: more than there are people who can be woken.
pub const SINKS_MAX: usize = 8;

/// Longest name of a sink, in characters: what fits into a line of a screen.
const NAME_CHARS_MAX: usize = 32;

/// Most words of a command.
const WORDS_MAX: usize = 32;

/// Longest word of a command, in bytes: a path.
const WORD_BYTES_MAX: usize = 1_024;

/// Shortest secret, in bytes: what cannot be tried out.
const SECRET_BYTES_MIN: usize = 16;

/// Longest secret, in bytes; longer ones are pasted by mistake.
const SECRET_BYTES_MAX: usize = 512;

const SINKS: List = List { name: "alerts.sink", needed: &["name"], entries_max: SINKS_MAX };

/// The severities, the loudest first.
const SEVERITIES: [Severity; 3] = [Severity::Page, Severity::Warn, Severity::Note];

/// Which alerts leave the box, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertSettings {
    /// An alert that nobody acknowledges is told again after this, then after twice as long, and so on.
    pub repeat_first: Span,
    /// The longest time between two such repetitions.
    pub repeat_max: Span,
    /// How long a sink may take for one alert.
    pub timeout: Span,
    /// The ways out.
    pub sinks: Vec<SinkSettings>,
}

/// One way out: a webhook or a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinkSettings {
    /// What people call it.
    pub name: String,
    /// The address that alerts are posted to.
    pub webhook: Option<String>,
    /// A program with its arguments; empty for a webhook.
    pub command: Vec<String>,
    /// The environment variable with the secret that messages to the webhook are signed with.
    pub secret_env: Option<String>,
    /// Which alerts go out there.
    pub severities: Vec<Severity>,
}

/// Walks the section.
pub(super) fn visit(settings: &mut AlertSettings, visitor: &mut impl Visit) {
    visitor.section("alerts");
    visitor.field("repeat_first", &span("1s", "1d"), &mut settings.repeat_first);
    visitor.field("repeat_max", &span("1s", "7d"), &mut settings.repeat_max);
    visitor.field("timeout", &span("100ms", "5m"), &mut settings.timeout);
    visitor.list(&SINKS, &mut settings.sinks, sink);
}

fn sink(settings: &mut SinkSettings, visitor: &mut impl Visit) {
    let name = text(
        &format!("a name of 1 to {NAME_CHARS_MAX} of a-z, 0-9, '-' and '_'"),
        |text| is_name(text).then(|| text.to_owned()),
        |name| (!name.is_empty()).then(|| quoted(name)),
    );
    let webhook = text(
        "an https:// address, or an http:// address on this machine; without user name, query or fragment",
        |url| secret_free_url(url, "http").then(|| Some(url.to_owned())),
        |url| url.as_ref().map(|url| quoted(url)),
    );
    let secret_env = text(
        "the name of an environment variable (A-Z, 0-9 and '_'), never the secret itself",
        |name| is_variable(name).then(|| Some(name.to_owned())),
        |name| name.as_ref().map(|name| quoted(name)),
    );
    visitor.field("name", &name, &mut settings.name);
    visitor.field("webhook", &webhook.hidden(), &mut settings.webhook);
    visitor.field("command", &command(), &mut settings.command);
    visitor.field("secret_env", &secret_env.hidden(), &mut settings.secret_env);
    visitor.field("severities", &severities(), &mut settings.severities);
}

fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    (1..=NAME_CHARS_MAX).contains(&text.len()) && text.bytes().all(plain) && !holds_key(text)
}

/// The words of a list, if it is one of texts.
fn words<'a>(raw: &Raw<'a>) -> Option<Vec<&'a str>> {
    let Raw::List(list) = raw else { return None };
    list.iter().map(|word| word.get_ref().as_str()).collect()
}

fn list_of(words: impl Iterator<Item = String>) -> Option<String> {
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| format!("[{}]", words.join(", ")))
}

fn command() -> Kind<Vec<String>> {
    let allowed = format!(
        "a list of at most {WORDS_MAX} texts: the full path of a program, then its arguments; no shell reads them"
    );
    let read = |raw: &Raw<'_>| {
        let words = words(raw)?;
        let fits = |word: &&str| word.len() <= WORD_BYTES_MAX && !word.contains(char::is_control);
        let program = words.first().is_some_and(|program| program.starts_with('/'));
        let taken = program && words.len() <= WORDS_MAX && words.iter().all(fits);
        taken.then(|| words.into_iter().map(str::to_owned).collect())
    };
    Kind::new(allowed, read, |command: &Vec<String>| list_of(command.iter().map(|word| quoted(word))))
        .hidden()
}

fn severities() -> Kind<Vec<Severity>> {
    let words_allowed = SEVERITIES.map(|severity| quoted(severity.as_str())).join(", ");
    let read = |raw: &Raw<'_>| {
        let named = |word: &str| SEVERITIES.into_iter().find(|severity| severity.as_str() == word);
        let listed: Vec<_> = words(raw)?.into_iter().map(named).collect::<Option<_>>()?;
        // In one order, so that their order in the file does not change the fingerprint.
        let sorted: Vec<_> = SEVERITIES.into_iter().filter(|severity| listed.contains(severity)).collect();
        (!sorted.is_empty()).then_some(sorted)
    };
    Kind::new(format!("a list of some of {words_allowed}"), read, |severities: &Vec<Severity>| {
        list_of(severities.iter().map(|severity| quoted(severity.as_str())))
    })
}

/// Every problem of the section that one key alone does not show.
pub(super) fn problems(settings: &Settings, places: &Places) -> Vec<Problem> {
    let AlertSettings { repeat_first, repeat_max, sinks, .. } = &settings.alerts;
    let mut problems = Vec::new();
    let mut tell = |keys: &[String], text: String| {
        let keys: Vec<_> = keys.iter().map(String::as_str).collect();
        if !places.any_refused(&keys) {
            let (line, column) = places.first_of(&keys);
            let key = keys.first().copied().unwrap_or_default().to_owned();
            problems.push(Problem { weight: Weight::Error, line, column, key, found: None, text });
        }
    };
    if repeat_first > repeat_max {
        let keys = ["alerts.repeat_first", "alerts.repeat_max"].map(str::to_owned);
        let text =
            format!("the first wait ({repeat_first}) must not be above alerts.repeat_max ({repeat_max})");
        tell(&keys, text);
    }
    for (index, sink) in sinks.iter().enumerate() {
        let entry = entry_path(SINKS.name, index);
        let keys = |names: &[&str]| {
            let named = names.iter().map(|name| format!("{entry}.{name}"));
            named.chain([entry.clone()]).collect::<Vec<_>>()
        };
        let ways = (sink.webhook.is_some(), !sink.command.is_empty());
        match (ways, sink.secret_env.is_some()) {
            ((true, true), _) => {
                tell(&keys(&["command", "webhook"]), "is a webhook already: make two sinks of it".to_owned());
            }
            ((false, false), _) => {
                tell(&keys(&["webhook", "command"]), "lacks webhook or command".to_owned());
            }
            ((true, false), false) => {
                let text =
                    "has to name the variable with the secret that messages to the webhook are signed with";
                tell(&keys(&["secret_env", "webhook"]), text.to_owned());
            }
            ((false, true), true) => {
                let text = "has no effect on a command: nothing is signed there; leave it out";
                tell(&keys(&["secret_env"]), text.to_owned());
            }
            ((true, false), true) | ((false, true), false) => {}
        }
        if sinks.iter().take(index).any(|before| before.name == sink.name) {
            tell(&keys(&["name"]), format!("another sink is called {} already", quoted(&sink.name)));
        }
    }
    problems
}

/// Why there is no secret to sign with. Policy of every variant: refuse to start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The variable is not set or empty.
    #[error(
        "the environment variable {variable} is not set; it has to hold the secret that the sink {sink} signs with"
    )]
    Absent {
        /// The variable.
        variable: String,
        /// The sink.
        sink: String,
    },
    /// The variable holds something that is no secret.
    #[error(
        "the environment variable {variable} of the sink {sink} holds no secret: \
         it is one line of {SECRET_BYTES_MIN} to {SECRET_BYTES_MAX} visible ASCII characters"
    )]
    Malformed {
        /// The variable.
        variable: String,
        /// The sink.
        sink: String,
    },
}

/// The secret of the sink `sink` from the environment variable `variable`.
///
/// # Errors
///
/// The variable is not set, or holds no secret. The value is in no message.
pub fn sink_secret(sink: &str, variable: &str) -> Result<SecretString, SecretError> {
    let (variable, sink) = (variable.to_owned(), sink.to_owned());
    let Some(value) = std::env::var_os(&variable) else {
        return Err(SecretError::Absent { variable, sink });
    };
    let value = value.to_string_lossy();
    let secret = value.trim();
    if secret.is_empty() {
        return Err(SecretError::Absent { variable, sink });
    }
    let fits = (SECRET_BYTES_MIN..=SECRET_BYTES_MAX).contains(&secret.len());
    if !fits || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SecretError::Malformed { variable, sink });
    }
    Ok(SecretString::from(secret))
}

impl Default for AlertSettings {
    fn default() -> Self {
        Self {
            repeat_first: Span::from_secs(300),
            repeat_max: Span::from_secs(4 * 3_600),
            timeout: Span::from_secs(10),
            sinks: Vec::new(),
        }
    }
}

impl Default for SinkSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            webhook: None,
            command: Vec::new(),
            secret_env: None,
            severities: vec![Severity::Page, Severity::Warn],
        }
    }
}
