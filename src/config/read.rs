//! Turning a file's text into settings, collecting every problem on the way.
//!
//! Why not serde: it stops at the first problem, and reads numbers through floats. Here every value
//! is read from its source text, and a person mends the whole file in one go.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::kind::{Found, Kind, Raw};
use super::names::{Names, Shape};
use super::schema::{List, Visit, visit};
use super::secret::key_offset;
use super::source::Source;
use super::{ConfigError, Loaded, Problem, Settings, Weight, check, shown};

/// Most problems listed for one file: a screen's worth; more means that it is another kind of file.
const PROBLEMS_MAX: usize = 50;

/// Reads and checks `source`.
///
/// # Errors
///
/// All problems in it, if there is one that is more than a warning.
pub(super) fn settings(source: &Source) -> Result<Loaded, ConfigError> {
    let (table, syntax) = DeTable::parse_recoverable(&source.text);
    let mut reader = Reader {
        source,
        table: table.get_ref(),
        section: "",
        entry: None,
        places: Places::default(),
        problems: Vec::new(),
    };
    reader.secrets();
    for error in &syntax {
        reader.syntax(error.message(), error.span());
    }
    let names = Names::of_all();
    reader.unknown(table.get_ref(), "", &names);
    let mut settings = Settings::default();
    visit(&mut settings, &mut reader);
    let Reader { places, mut problems, .. } = reader;
    problems.extend(check::across(&settings, &places));
    finish(source, settings, problems)
}

fn finish(source: &Source, settings: Settings, mut problems: Vec<Problem>) -> Result<Loaded, ConfigError> {
    problems.sort_by_key(|problem| (problem.line, problem.column, problem.weight));
    problems.dedup();
    if problems.len() > PROBLEMS_MAX {
        let more = problems.len() - PROBLEMS_MAX;
        problems.truncate(PROBLEMS_MAX);
        let (line, column) = problems.last().map_or((1, 1), |last| (last.line, last.column));
        let text = format!("and {more} more; is this a configuration of soak?");
        problems.push(Problem { weight: Weight::Error, line, column, key: String::new(), found: None, text });
    }
    if problems.iter().any(|problem| problem.weight == Weight::Error) {
        return Err(ConfigError::Problems { file: source.file.clone(), problems });
    }
    Ok(Loaded { settings, warnings: problems })
}

/// Where each key that was read stands, and which of them could not be taken.
#[derive(Debug, Default)]
pub(super) struct Places {
    at: BTreeMap<String, (usize, usize)>,
    refused: BTreeSet<String>,
}

impl Places {
    /// Line and column of the first of `keys` that the file sets; the file's beginning when it sets
    /// none of them.
    pub(super) fn first_of(&self, keys: &[&str]) -> (usize, usize) {
        keys.iter().find_map(|key| self.at.get(*key)).copied().unwrap_or((1, 1))
    }

    /// Whether one of `keys` was refused already, so that nothing can be said about them together.
    pub(super) fn any_refused(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.refused.contains(*key))
    }
}

struct Reader<'a> {
    source: &'a Source,
    table: &'a DeTable<'a>,
    section: &'static str,
    /// The entry of a list that is being read, and what messages call it.
    entry: Option<(&'a DeTable<'a>, String)>,
    places: Places,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, offset: usize, key: &str, found: Option<String>, text: String) {
        let (line, column) = self.source.place(offset);
        self.problems.push(Problem { weight: Weight::Error, line, column, key: shown(key), found, text });
    }

    /// Refuses everything that looks like a key, also in comments: a file gets shared.
    fn secrets(&mut self) {
        let mut line_start = 0;
        for line in self.source.text.split_inclusive('\n') {
            if let Some(offset) = key_offset(line) {
                let text = "something here looks like a venue's key; remove it (and replace the key), \
                            put it into an environment variable and name that in venue.key_env";
                self.problem(line_start + offset, "", None, text.into());
            }
            line_start += line.len();
        }
    }

    fn syntax(&mut self, message: &str, span: Option<Range<usize>>) {
        let offset = span.map_or(0, |span| span.start);
        let text = match self.source.text.get(offset..).and_then(|rest| rest.chars().next()) {
            Some(letter) if !letter.is_ascii() => format!("{message}; {}", look_alike(letter)),
            _ => message.to_owned(),
        };
        self.problem(offset, "", None, text);
    }

    /// Refuses every key that nothing reads, naming the nearest that something does.
    fn unknown(&mut self, table: &DeTable<'_>, section: &str, names: &Names) {
        for (key, value) in table {
            let path = if section.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{section}.{}", key.get_ref())
            };
            if names.is_section(&path) {
                match value.get_ref() {
                    DeValue::Table(inner) => self.unknown(inner, &path, names),
                    other => {
                        let found = found(self.source, value, other);
                        self.problem(
                            value.span().start,
                            &path,
                            Some(found),
                            format!("must be a section, [{path}]"),
                        );
                    }
                }
            } else if names.is_list(&path) {
                let entries = value.get_ref().as_array().into_iter().flatten();
                for entry in entries.filter_map(|entry| entry.get_ref().as_table()) {
                    self.unknown(entry, &path, names);
                }
            } else if !names.is_key(&path) {
                let mut text = names.unknown(section, key.get_ref(), shape(value.get_ref()));
                if let Some(letter) = key.get_ref().chars().find(|letter| !letter.is_ascii()) {
                    text = format!("{text}; {}", look_alike(letter));
                }
                self.problem(key.span().start, &path, None, text);
            }
        }
    }
}

impl Visit for Reader<'_> {
    fn section(&mut self, name: &'static str) {
        self.section = name;
    }

    fn field<T: 'static>(&mut self, key: &'static str, kind: &Kind<T>, value: &mut T) {
        let (table, path) = match &self.entry {
            Some((entry, path)) => (Some(*entry), format!("{path}.{key}")),
            None => (self.table_of(self.section), format!("{}.{key}", self.section)),
        };
        let Some(spanned) = table.and_then(|table| table.get(key)) else { return };
        self.places.at.insert(path.clone(), self.source.place(spanned.span().start));
        let raw = Raw::of(spanned.get_ref());
        if let Some(read) = (kind.read)(&raw) {
            *value = read;
            return;
        }
        let shown = match kind.found {
            Found::Shown => Some(found(self.source, spanned, spanned.get_ref())),
            Found::Hidden => None,
        };
        let why = (kind.why)(&raw).map_or_else(String::new, |why| format!("; {why}"));
        self.problem(spanned.span().start, &path, shown, format!("must be {}{why}", kind.allowed));
        self.places.refused.insert(path);
    }

    fn list<T: Default + 'static>(&mut self, list: &List, entries: &mut Vec<T>, walk: fn(&mut T, &mut Self)) {
        let Some((table, key)) = list.name.rsplit_once('.') else { return };
        let Some(spanned) = self.table_of(table).and_then(|table| table.get(key)) else { return };
        self.places.at.insert(list.name.to_owned(), self.source.place(spanned.span().start));
        let tables = spanned.get_ref().as_array().and_then(tables);
        let Some(tables) = tables.filter(|tables| tables.len() <= list.entries_max) else {
            let text = format!("must be at most {} tables, each under [[{}]]", list.entries_max, list.name);
            let found = found(self.source, spanned, spanned.get_ref());
            self.problem(spanned.span().start, list.name, Some(found), text);
            return;
        };
        for (index, (offset, table)) in tables.into_iter().enumerate() {
            let path = entry_path(list.name, index);
            self.places.at.insert(path.clone(), self.source.place(offset));
            for key in list.needed.iter().filter(|key| !table.contains_key(**key)) {
                self.problem(offset, &path, None, format!("lacks {key}"));
                self.places.refused.insert(format!("{path}.{key}"));
            }
            self.entry = Some((table, path));
            let mut entry = T::default();
            walk(&mut entry, self);
            entries.push(entry);
        }
        self.entry = None;
    }
}

impl<'a> Reader<'a> {
    /// The table at a section's path, if the file has it.
    fn table_of(&self, section: &str) -> Option<&'a DeTable<'a>> {
        let mut table = self.table;
        for name in section.split('.') {
            table = table.get(name)?.get_ref().as_table()?;
        }
        Some(table)
    }
}

/// The tables of a list with the place of each; none if anything else is among them.
fn tables<'a>(list: &'a DeArray<'a>) -> Option<Vec<(usize, &'a DeTable<'a>)>> {
    list.iter().map(|entry| Some((entry.span().start, entry.get_ref().as_table()?))).collect()
}

/// What messages call an entry of a list; the first one is 1.
pub(super) fn entry_path(list: &str, index: usize) -> String {
    format!("{list}[{}]", index + 1)
}

/// What stands behind a name.
fn shape(value: &DeValue<'_>) -> Shape {
    match value {
        DeValue::Table(_) => Shape::Table,
        DeValue::Array(list) if !list.is_empty() && tables(list).is_some() => Shape::List,
        _ => Shape::Value,
    }
}

/// A value as a message shows it: its source text, or a word for what has no end in sight.
fn found(source: &Source, spanned: &Spanned<DeValue<'_>>, value: &DeValue<'_>) -> String {
    match Raw::of(value).word() {
        Some(word) => word.into(),
        None => shown(source.text.get(spanned.span()).unwrap_or_default()),
    }
}

fn look_alike(letter: char) -> String {
    format!("it holds U+{:04X}, which is not a plain letter although it may look like one", u32::from(letter))
}
