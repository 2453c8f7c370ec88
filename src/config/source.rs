//! The text of a configuration file, and where in it a byte stands.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::ConfigError;

/// Largest configuration read, in bytes: the sample with every key has 6 KiB; a hundred times that
/// is no longer a configuration.
const SOURCE_BYTES_MAX: u64 = 1 << 20;

/// A configuration's text with its name.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// What messages call it.
    pub(super) file: PathBuf,
    /// What it holds.
    pub(super) text: String,
}

impl Source {
    /// Reads `file`.
    ///
    /// # Errors
    ///
    /// The file is absent, unreadable, not a file, too large, or not UTF-8.
    pub(super) fn read(file: &Path) -> Result<Self, ConfigError> {
        let unreadable = |cause| ConfigError::Unreadable { file: file.into(), cause };
        // Asked before opening: opening a named pipe would wait for its writer.
        if !std::fs::metadata(file).map_err(unreadable)?.is_file() {
            return Err(ConfigError::NotAFile { file: file.into() });
        }
        let mut bytes = Vec::new();
        let opened = File::open(file).map_err(unreadable)?;
        opened.take(SOURCE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > SOURCE_BYTES_MAX {
            return Err(ConfigError::TooLarge { file: file.into(), limit_bytes: SOURCE_BYTES_MAX });
        }
        Self::from_bytes(file, bytes)
    }

    /// A source of `bytes` that messages call `file`.
    ///
    /// # Errors
    ///
    /// The bytes are not UTF-8.
    pub(super) fn from_bytes(file: &Path, bytes: Vec<u8>) -> Result<Self, ConfigError> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { file: file.into(), text }),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let good = String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or_default());
                let (line, column) = place(&good, good.len());
                Err(ConfigError::NotText { file: file.into(), line, column })
            }
        }
    }

    /// Line and column (in characters), both from 1, of the byte at `offset`.
    pub(super) fn place(&self, offset: usize) -> (usize, usize) {
        place(&self.text, offset)
    }
}

fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count();
    (before.matches('\n').count() + 1, column + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_lines_from_one() {
        #[track_caller]
        fn check(text: &str, offset: usize, expect: (usize, usize)) {
            assert_eq!(place(text, offset), expect);
        }
        check("", 0, (1, 1));
        check("ab\ncd", 4, (2, 2));
        check("é = 1", 2, (1, 2));
        check("a", 99, (1, 2));
    }

    #[test]
    fn text_that_is_not_utf_8_names_its_place() {
        let error = Source::from_bytes(Path::new("soak.toml"), b"a = 1\nb = \xff".to_vec()).unwrap_err();
        assert_eq!(error.to_string(), "soak.toml:2:5: not UTF-8 text from here on; save the file as UTF-8");
    }

    #[test]
    fn absent_files_folders_and_giants_are_clear_errors() {
        let folder = tempfile::tempdir().unwrap();
        let absent = Source::read(&folder.path().join("none.toml")).unwrap_err().to_string();
        assert!(absent.contains("none.toml") && absent.contains("No such file"), "{absent}");
        let not_a_file = Source::read(folder.path()).unwrap_err().to_string();
        assert!(not_a_file.ends_with("is not a file"), "{not_a_file}");
        let giant = folder.path().join("giant.toml");
        std::fs::write(&giant, vec![b'#'; usize::try_from(SOURCE_BYTES_MAX + 1).unwrap()]).unwrap();
        assert!(matches!(Source::read(&giant), Err(ConfigError::TooLarge { .. })));
    }
}
