//! The effective configuration as TOML, in one fixed form.
//!
//! Invariant: what is printed reads back as the same settings, and the same settings print as the
//! same bytes; the fingerprint rests on it.

use super::Settings;
use super::kind::Kind;
use super::schema::{List, Visit, visit};

/// `settings` as TOML: every section and key in the order of the declaration.
pub(super) fn settings(settings: &Settings) -> String {
    let mut printer = Printer { text: String::new(), header: None };
    // Walking hands out each value for reading and printing alike; printing leaves it as it is.
    visit(&mut settings.clone(), &mut printer);
    printer.text
}

struct Printer {
    text: String,
    /// The header that is printed with the first key below it, so that none stands empty.
    header: Option<String>,
}

impl Visit for Printer {
    fn section(&mut self, name: &'static str) {
        self.header = Some(format!("[{name}]"));
    }

    fn field<T: 'static>(&mut self, key: &'static str, kind: &Kind<T>, value: &mut T) {
        let Some(printed) = (kind.print)(value) else { return };
        if let Some(header) = self.header.take() {
            let gap = if self.text.is_empty() { "" } else { "\n" };
            self.text.extend([gap, &header, "\n"]);
        }
        self.text.extend([key, " = ", &printed, "\n"]);
    }

    fn list<T: Default + 'static>(&mut self, list: &List, entries: &mut Vec<T>, walk: fn(&mut T, &mut Self)) {
        for entry in entries {
            self.header = Some(format!("[[{}]]", list.name));
            walk(entry, self);
        }
    }
}
