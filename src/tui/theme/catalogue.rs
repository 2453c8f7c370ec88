//! The themes that there are: the program's own, and the user's.

use std::path::{Path, PathBuf};

use super::error::ThemeError;
use super::parse::parse;
use super::token::Theme;
use crate::tui::terminal::Depth;

/// The program's own, in the order in which `T` goes through them.
const EMBEDDED: [(&str, &str); 7] = [
    ("soak", include_str!("../../../themes/soak.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    ("high-contrast", include_str!("../../../themes/high-contrast.toml")),
    ("colour-blind", include_str!("../../../themes/colour-blind.toml")),
    ("midnight", include_str!("../../../themes/midnight.toml")),
    ("solar", include_str!("../../../themes/solar.toml")),
    ("mono", include_str!("../../../themes/mono.toml")),
];

/// Most themes of a user: more than anybody cycles through.
const USER_THEMES_MAX: usize = 64;

/// Longest file of a theme, in bytes: twenty times the longest of ours.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// The themes that there are. Nothing is read before it is asked for.
#[derive(Clone, Debug)]
pub struct Themes {
    depth: Depth,
    /// The user's, by name; they win over the program's own.
    files: Vec<(String, PathBuf)>,
}

impl Themes {
    /// The program's own, and those of `folder`, for a terminal with the colours of `depth`. A folder
    /// that is not there has none.
    #[must_use]
    pub fn new(folder: Option<&Path>, depth: Depth) -> Self {
        let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok());
        let paths = entries.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        let named = paths.filter_map(|path| {
            let theme = path.extension().is_some_and(|extension| extension == "toml");
            Some((path.file_stem()?.to_str()?.to_owned(), path)).filter(|_| theme)
        });
        let mut files: Vec<_> = named.collect();
        files.sort();
        files.truncate(USER_THEMES_MAX);
        Self { depth, files }
    }

    /// The folder of the user's themes: `$XDG_CONFIG_HOME/soak/themes`, else `~/.config/soak/themes`.
    #[must_use]
    pub fn folder(get: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
        let path = |name: &str| get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let config = path("XDG_CONFIG_HOME").or_else(|| Some(path("HOME")?.join(".config")))?;
        Some(config.join("soak").join("themes"))
    }

    /// All names, in the order in which `T` goes through them.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
        for (name, _) in &self.files {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// The theme `name`.
    ///
    /// # Errors
    /// There is none, or its file is wrong.
    pub fn load(&self, name: &str) -> Result<Theme, ThemeError> {
        if let Some((_, path)) = self.files.iter().find(|(known, _)| known == name) {
            let shown = path.display().to_string();
            return parse(name, &shown, &read(path)?, self.depth);
        }
        match EMBEDDED.iter().find(|(known, _)| *known == name) {
            Some((name, text)) => parse(name, &format!("themes/{name}.toml"), text, self.depth),
            None => Err(ThemeError::Unknown { name: name.to_owned(), known: self.names().join(", ") }),
        }
    }

    /// The theme after the one called `name`, passing over files that are wrong.
    #[must_use]
    pub fn after(&self, name: &str) -> Theme {
        let names = self.names();
        let begin = names.iter().position(|known| *known == name).map_or(0, |index| index + 1);
        let round = names.iter().cycle().skip(begin).take(names.len());
        round.into_iter().find_map(|name| self.load(name).ok()).unwrap_or_default()
    }
}

fn read(path: &Path) -> Result<String, ThemeError> {
    let unreadable = |source| ThemeError::Unreadable { path: path.to_owned(), source };
    let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
    if bytes > FILE_BYTES_MAX {
        return Err(ThemeError::TooLong { path: path.to_owned(), bytes, limit: FILE_BYTES_MAX });
    }
    std::fs::read_to_string(path).map_err(unreadable)
}
