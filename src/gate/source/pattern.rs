//! Patterns of paths, as git's lists have them: `*`, `?`, `[a-z]` in a name, `**` for folders.

/// A pattern of paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Part>);

/// What stands between two `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// `**`: any number of names, none included; at the end at least one.
    Names,
    Name(Vec<Piece>),
}

/// What stands for some bytes of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Byte(u8),
    /// `?`
    Any,
    /// `*`
    All,
    /// `[a-z]`, `[!a-z]`
    Range {
        ranges: Vec<(u8, u8)>,
        negated: bool,
    },
}

impl Pattern {
    /// Reads a pattern; [`None`] where it has nothing in it or cannot be read. One without `/` but at its end fits in
    /// any folder.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let mut parts = Vec::new();
        if !text.contains(&b'/') {
            parts.push(Part::Names);
        }
        let text = text.strip_prefix(b"/").unwrap_or(text);
        if text.is_empty() {
            return None;
        }
        for part in text.split(|byte| *byte == b'/') {
            parts.push(if part == b"**" { Part::Names } else { Part::Name(pieces(part)?) });
        }
        Some(Self(parts))
    }

    /// Whether it fits the whole of the path `names`.
    ///
    /// For each part the places in the path are kept that it can have reached.
    pub(super) fn fits(&self, names: &[Vec<u8>]) -> bool {
        let mut reached = vec![false; names.len() + 1];
        reached.iter_mut().take(1).for_each(|place| *place = true);
        let last = self.0.len().saturating_sub(1);
        for (index, part) in self.0.iter().enumerate() {
            let mut next = vec![false; names.len() + 1];
            match part {
                Part::Names => {
                    let first = reached.iter().position(|place| *place).unwrap_or(next.len());
                    let first = first + usize::from(index == last);
                    next.iter_mut().skip(first).for_each(|place| *place = true);
                }
                Part::Name(pieces) => {
                    for ((from, name), to) in reached.iter().zip(names).zip(next.iter_mut().skip(1)) {
                        *to = *from && name_fits(pieces, name);
                    }
                }
            }
            reached = next;
        }
        reached.last().copied().unwrap_or(false)
    }
}

fn name_fits(pieces: &[Piece], name: &[u8]) -> bool {
    let mut reached = vec![false; name.len() + 1];
    reached.iter_mut().take(1).for_each(|place| *place = true);
    for piece in pieces {
        let mut next = vec![false; name.len() + 1];
        if *piece == Piece::All {
            let first = reached.iter().position(|place| *place).unwrap_or(next.len());
            next.iter_mut().skip(first).for_each(|place| *place = true);
        } else {
            for ((from, byte), to) in reached.iter().zip(name).zip(next.iter_mut().skip(1)) {
                *to = *from && piece.fits(*byte);
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

impl Piece {
    fn fits(&self, byte: u8) -> bool {
        match self {
            Self::Byte(own) => *own == byte,
            Self::Any | Self::All => true,
            Self::Range { ranges, negated } => {
                ranges.iter().any(|(first, last)| (*first..=*last).contains(&byte)) != *negated
            }
        }
    }
}

fn pieces(text: &[u8]) -> Option<Vec<Piece>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        pieces.push(match first {
            b'*' if pieces.last() == Some(&Piece::All) => continue,
            b'*' => Piece::All,
            b'?' => Piece::Any,
            b'[' => {
                let (range, after) = range(rest)?;
                rest = after;
                range
            }
            b'\\' => Piece::Byte(take(&mut rest)?),
            byte => Piece::Byte(*byte),
        });
    }
    Some(pieces)
}

/// What stands behind `[`, and what behind its `]`. Classes with a name (`[:alpha:]`) are not known here.
fn range(text: &[u8]) -> Option<(Piece, &[u8])> {
    let (mut rest, mut ranges) = (text, Vec::new());
    let negated = matches!(rest.first(), Some(b'!' | b'^'));
    if negated {
        take(&mut rest)?;
    }
    loop {
        let first = match take(&mut rest)? {
            b']' if !ranges.is_empty() => return Some((Piece::Range { ranges, negated }, rest)),
            b'[' if rest.first() == Some(&b':') => return None,
            b'\\' => take(&mut rest)?,
            byte => byte,
        };
        let is_range = rest.first() == Some(&b'-') && rest.get(1).is_some_and(|byte| *byte != b']');
        let last = if is_range {
            take(&mut rest)?;
            match take(&mut rest)? {
                b'\\' => take(&mut rest)?,
                byte => byte,
            }
        } else {
            first
        };
        ranges.push((first, last));
    }
}

fn take(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, expect: bool) {
        let names: Vec<_> = path.split('/').map(|name| name.as_bytes().to_vec()).collect();
        let fits = Pattern::of(pattern.as_bytes()).is_some_and(|pattern| pattern.fits(&names));
        assert_eq!(fits, expect, "{pattern} {path}");
    }

    #[test]
    fn patterns_fit_as_git_says() {
        check("a", "x/y/a", true);
        check("a", "a/x", false);
        check("*.py", "x/risk.py", true);
        check("*.py", "risk.pyc", false);
        check("***.py", "risk.py", true);
        check("/*.py", "x/risk.py", false);
        check("x/*", "x/y/z", false);
        check("x/**", "x/y/z", true);
        check("x/**", "x", false);
        check("**/a", "a", true);
        check("**/a/b", "x/y/a/b", true);
        check("x/**/a", "x/a", true);
        check("x/**/a", "x/y/z/a", true);
        check("x**/a", "xy/z/a", false);
        check("**", "x/y", true);
        check("draft-?", "draft-1", true);
        check("draft-?", "draft-12", false);
        check("[a-c]x", "bx", true);
        check("[!a-c]x", "bx", false);
        check("[^a-c]x", "dx", true);
        check("[]-]", "]", true);
        check("[]-]", "-", true);
        check("[a\\]]", "]", true);
        check("\\*", "*", true);
        check("\\*", "a", false);
        check("a*b*c", "a-b-b-c", true);
        check("a*b*c", "a-c-b", false);
    }

    #[test]
    fn what_cannot_be_read_fits_nothing() {
        for pattern in ["", "/", "[a", "a\\", "[[:alpha:]]", "[a\\"] {
            assert_eq!(Pattern::of(pattern.as_bytes()), None, "{pattern}");
        }
        check("a//b", "a/b", false);
    }

    #[test]
    fn many_stars_cost_little() {
        check(&"*a".repeat(2_000), &"a".repeat(1_999), false);
    }
}
