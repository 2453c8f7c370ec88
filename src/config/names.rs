//! The names of all sections and keys, and which of them a slip of the pen meant.

use std::collections::BTreeSet;

use super::kind::Kind;
use super::schema::{List, Visit, visit};
use super::{Settings, shown};

/// Words that people give to a key when they write it into the file.
const SECRET_WORDS: [&str; 5] = ["api_key", "key", "token", "secret", "password"];

/// What stands behind a name in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One value, or a list of plain ones.
    Value,
    /// A table.
    Table,
    /// A list of tables.
    List,
}

/// Every name that the declaration knows.
#[derive(Debug, Default)]
pub(super) struct Names {
    section: &'static str,
    sections: BTreeSet<&'static str>,
    lists: BTreeSet<&'static str>,
    keys: BTreeSet<String>,
}

impl Names {
    /// The names in the declaration.
    pub(super) fn of_all() -> Self {
        let mut names = Self::default();
        visit(&mut Settings::default(), &mut names);
        names
    }

    /// Whether `path` is a section.
    pub(super) fn is_section(&self, path: &str) -> bool {
        self.sections.contains(path)
    }

    /// Whether `path` is a list of tables.
    pub(super) fn is_list(&self, path: &str) -> bool {
        self.lists.contains(path)
    }

    /// Whether `path` is a key, section included.
    pub(super) fn is_key(&self, path: &str) -> bool {
        self.keys.contains(path)
    }

    /// Every key, section included.
    #[cfg(test)]
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// What to say of `name`, found in `section` as such a `shape` and known to nothing.
    pub(super) fn unknown(&self, section: &str, name: &str, shape: Shape) -> String {
        if SECRET_WORDS.contains(&name.to_ascii_lowercase().as_str()) {
            return "keys do not belong into this file: put it into an environment variable and name that in \
                    venue.key_env"
                .into();
        }
        match shape {
            Shape::List => {
                let nearest = nearest(name, self.lists.iter().map(|list| (*list, last(list))));
                return format!("there is no such list; the nearest is [[{nearest}]]");
            }
            Shape::Table => {
                let known = self.sections.iter().chain(&self.lists).map(|section| (*section, *section));
                let nearest = nearest(name, known);
                return format!("there is no such section; the nearest is [{nearest}]");
            }
            Shape::Value => {}
        }
        let leaf = |path: &'_ str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let here: Vec<&String> = self.keys.iter().filter(|path| parent(path) == section).collect();
        let elsewhere = self.keys.iter().filter(|path| leaf(path) == name);
        let nearest = match (elsewhere.clone().count(), here.is_empty()) {
            (0, false) => nearest(name, here.into_iter().map(|path| (path.as_str(), last(path)))),
            (0, true) => nearest(name, self.keys.iter().map(|path| (path.as_str(), last(path)))),
            _ => elsewhere.map(String::as_str).collect::<Vec<_>>().join(" or "),
        };
        format!("there is no such key; the nearest is {nearest}")
    }
}

impl Visit for Names {
    fn section(&mut self, name: &'static str) {
        self.section = name;
        self.sections.insert(name);
    }

    fn field<T: 'static>(&mut self, key: &'static str, _: &Kind<T>, _: &mut T) {
        self.keys.insert(format!("{}.{key}", self.section));
    }

    fn list<T: Default + 'static>(&mut self, list: &List, _: &mut Vec<T>, walk: fn(&mut T, &mut Self)) {
        self.lists.insert(list.name);
        self.section = list.name;
        walk(&mut T::default(), self);
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

fn last(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, last)| last)
}

/// The answer whose name is most like `name`.
fn nearest<'a>(name: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let name = shown(name).to_lowercase();
    let likeness = |(_, known): &(&str, &str)| strsim::jaro_winkler(&name, known);
    let best = known.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    best.map(|(answer, _)| answer.to_owned()).unwrap_or_default()
}
