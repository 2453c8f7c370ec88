//! From the text of a drill's file to a drill, and from a drill's fragment to whole settings.

use std::path::Path;

use super::{Case, Drill};
use crate::config::{ConfigError, Settings};
use crate::model::{Span, Symbol};

/// Why there is no drill. Policy of every variant: nothing is rehearsed; the file is to be mended.
#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    /// The text is no drill.
    #[error("{file}:{line}:{column}: {text}")]
    Unreadable {
        /// What messages call the file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong there.
        text: String,
    },
    /// It can be read, and cannot be run.
    #[error("{drill}: {text}")]
    Senseless {
        /// The drill, and its case.
        drill: String,
        /// What is wrong with it.
        text: String,
    },
    /// What it changes in the configuration is refused.
    #[error("{drill}: its settings are refused: {cause}")]
    Settings {
        /// The drill, and its case.
        drill: String,
        /// Every problem.
        cause: Box<ConfigError>,
    },
}

impl Drill {
    /// Reads the drill of `text`, which messages call `file`.
    ///
    /// # Errors
    /// The text is no drill, or one that could not fail, or could not be run.
    pub fn parse(file: &str, text: &str) -> Result<Self, DrillError> {
        let drill: Self = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let (line, column) = place(text, offset);
            let text = error.message().replace('\n', " ");
            DrillError::Unreadable { file: file.to_owned(), line, column, text }
        })?;
        drill.check()?;
        Ok(drill)
    }

    fn check(&self) -> Result<(), DrillError> {
        let senseless =
            |drill: String, text: &str| Err(DrillError::Senseless { drill, text: text.to_owned() });
        if self.cases.is_empty() {
            return senseless(self.id.clone(), "it has no case, so there is nothing to run");
        }
        for case in &self.cases {
            let name = format!("{} ({})", self.id, case.name);
            if let Some(text) = case.problem() {
                return senseless(name, &text);
            }
            case.settings_over(&name, &Settings::default())?;
            if let Some(real) = case.in_real_time() {
                let name = format!("{name} in real time");
                if let Some(text) = real.problem() {
                    return senseless(name, &text);
                }
                real.settings_over(&name, &Settings::default())?;
            }
        }
        Ok(())
    }
}

impl Case {
    /// Why it could not be run, or could not fail.
    fn problem(&self) -> Option<String> {
        let last_act = self.acts.iter().filter_map(|act| act.moments().last()).max().unwrap_or(Span::ZERO);
        let known = |symbol: &Symbol| self.markets.iter().any(|market| market.symbol == *symbol);
        let struck = self.faults.iter().filter_map(|window| window.symbol.as_ref());
        let mut symbols = struck.chain(self.acts.iter().filter_map(|act| act.deed.symbol()));
        if self.markets.is_empty() {
            Some("it has no market".to_owned())
        } else if self.expectations.is_empty() {
            Some("it expects nothing, so it could not fail".to_owned())
        } else if self.faults_over() >= self.length || last_act >= self.length {
            Some(format!(
                "it ends after {} and leaves no quiet phase after its last fault and act",
                self.length
            ))
        } else if self.markets.iter().any(|market| market.every <= Span::ZERO) {
            Some("the time between two ticks must be above zero".to_owned())
        } else {
            symbols.find(|symbol| !known(symbol)).map(|symbol| format!("it has no market {symbol}"))
        }
    }

    /// `base` with what the case changes in it; messages call it `name`. The built-in agent stays out of
    /// it unless the case asks for it: the wishes of a drill are its acts.
    ///
    /// # Errors
    /// What it changes is no configuration.
    pub fn settings_over(&self, name: &str, base: &Settings) -> Result<Settings, DrillError> {
        let refused = |cause| DrillError::Settings { drill: name.to_owned(), cause: Box::new(cause) };
        let file = Path::new("settings");
        Settings::parse(file, &self.settings).map_err(refused)?;
        let mut base = base.clone();
        base.rules.agent.enabled = false;
        let text = super::overlay::over(&base.print(), &self.settings);
        Ok(Settings::parse(file, &text).map_err(refused)?.settings)
    }
}

/// Line and column (in characters), both from 1, of the byte at `offset`.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count();
    (before.matches('\n').count() + 1, column + 1)
}

#[cfg(test)]
mod tests;
