//! Finds keys in bytes: by how they look, and the keys in use to the letter.
//!
//! Bytes are passed over in pairs; a table says for each pair of bytes what could begin there. That looks at a
//! gigabyte in a few seconds, and needs no library in which a key could be kept.

use std::fmt;

use secrecy::{ExposeSecret, SecretSlice};

use super::KeysInUse;
use super::keys::fingerprint_of;
use super::secret_value::{self, value_at};
use super::shapes::{SHAPES, Shape};

/// Shortest key in use that is searched for: a shorter one is in every text.
const OWN_MIN: usize = 8;

/// What a private key in PEM begins with, up to its kind.
const PEM: &[u8] = b"-----BEGIN ";

/// Characters of base 64 that follow the head of a private key in PEM, at least.
const PEM_BODY_MIN: usize = 40;

/// What is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Text: all shapes where a word begins, and names that secrets are given to.
    Text,
    /// Packed records with texts in them: all shapes, wherever they begin.
    Records,
    /// Anything else, such as programs, where a table of prefixes looks like a key: only the keys in use.
    Binary,
}

/// Something that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: &'static str,
}

/// What something that was found is known by, without the thing itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    /// What it is.
    pub(super) kind: &'static str,
    /// SHA-256 of it, shortened.
    pub(super) fingerprint: String,
}

/// What the keys in use are called.
const OWN: [&str; 2] = ["the paper key itself", "the live key itself"];

impl Hit {
    /// What it is known by, when it was found in `bytes`.
    pub(super) fn mark(&self, bytes: &[u8]) -> Mark {
        let found = bytes.get(self.start..self.end).unwrap_or_default();
        Mark { kind: self.kind, fingerprint: fingerprint_of(found) }
    }
}

impl Mark {
    /// Whether it is a key in use.
    pub(super) fn is_in_use(&self) -> bool {
        OWN.contains(&self.kind)
    }
}

enum Needle {
    Own(&'static str, SecretSlice<u8>),
    Shape(&'static Shape),
    Word(&'static str),
    Pem,
}

/// Finds keys in bytes.
pub(super) struct Detector {
    needles: Vec<Needle>,
    /// For each pair of bytes the number of the group of needles that begin so; zero is the empty group.
    pairs: Vec<u8>,
    groups: Vec<Vec<usize>>,
    /// What cannot be searched for.
    pub(super) unsearched: Vec<String>,
}

impl fmt::Debug for Detector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Detector").field("needles", &self.needles.len()).finish_non_exhaustive()
    }
}

impl Detector {
    pub(super) fn new(keys: &KeysInUse) -> Self {
        let mut detector = Self {
            needles: Vec::new(),
            pairs: vec![0; 1 << 16],
            groups: vec![Vec::new()],
            unsearched: Vec::new(),
        };
        // Keys in use first: what is told of two that begin together is the first.
        for (kind, key) in OWN.into_iter().zip([&keys.paper, &keys.live]) {
            let Some(key) = key.as_ref().map(|key| key.expose_secret().trim()) else { continue };
            if key.len() < OWN_MIN {
                detector.unsearched.push(format!("{kind}: it has fewer than {OWN_MIN} characters"));
                continue;
            }
            detector.add(Needle::Own(kind, key.as_bytes().to_vec().into()), key.as_bytes());
            let wide: Vec<u8> = key.encode_utf16().flat_map(u16::to_le_bytes).collect();
            detector.add(Needle::Own(kind, wide.clone().into()), &wide);
        }
        for shape in &SHAPES {
            detector.add(Needle::Shape(shape), shape.prefix.as_bytes());
        }
        detector.add(Needle::Pem, PEM);
        for word in secret_value::WORDS {
            detector.add(Needle::Word(word), word.as_bytes());
        }
        detector
    }

    fn add(&mut self, needle: Needle, begins: &[u8]) {
        let &[first, second, ..] = begins else { return };
        let both = |byte: u8| [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()];
        let any_case = matches!(needle, Needle::Word(_));
        let number = self.needles.len();
        self.needles.push(needle);
        let firsts = if any_case { both(first) } else { [first; 2] };
        let seconds = if any_case { both(second) } else { [second; 2] };
        for pair in firsts.into_iter().flat_map(|first| seconds.map(|second| [first, second])) {
            let Some(place) = self.pairs.get_mut(usize::from(u16::from_be_bytes(pair))) else { continue };
            if *place == 0 {
                self.groups.push(Vec::new());
                *place = u8::try_from(self.groups.len() - 1).unwrap_or(u8::MAX);
            }
            if let Some(group) = self.groups.get_mut(usize::from(*place))
                && !group.contains(&number)
            {
                group.push(number);
            }
        }
    }

    /// Shows everything found in `bytes` to `look`, in the order in which it begins; of what lies inside of
    /// another only the outer.
    pub(super) fn search(&self, bytes: &[u8], mode: Mode, look: &mut dyn FnMut(Hit)) {
        let mut free_from = 0;
        for (start, pair) in bytes.windows(2).enumerate() {
            let &[first, second] = pair else { continue };
            let group =
                self.pairs.get(usize::from(u16::from_be_bytes([first, second]))).copied().unwrap_or(0);
            if group == 0 || start < free_from {
                continue;
            }
            let group = self.groups.get(usize::from(group)).map(Vec::as_slice).unwrap_or_default();
            let needles = group.iter().filter_map(|number| self.needles.get(*number));
            let found = needles.into_iter().find_map(|needle| needle.hit(bytes, start, mode));
            if let Some(hit) = found {
                free_from = hit.end;
                let own = self.own_within(bytes.get(hit.start..hit.end).unwrap_or_default());
                look(Hit { kind: own.unwrap_or(hit.kind), ..hit });
            }
        }
    }

    /// Which of the keys in use lies in `bytes`, which look like a key in some way already.
    fn own_within(&self, bytes: &[u8]) -> Option<&'static str> {
        self.needles.iter().find_map(|needle| match needle {
            Needle::Own(kind, key) => {
                let key = key.expose_secret();
                bytes.windows(key.len()).any(|window| window == key).then_some(*kind)
            }
            Needle::Shape(_) | Needle::Word(_) | Needle::Pem => None,
        })
    }

    /// `text` with everything that looks like a key covered, safe to show.
    pub(super) fn hide(&self, text: &str) -> String {
        let (mut shown, mut from) = (Vec::new(), 0);
        self.search(text.as_bytes(), Mode::Records, &mut |hit| {
            shown.extend_from_slice(text.as_bytes().get(from..hit.start).unwrap_or_default());
            shown.extend_from_slice(b"(hidden)");
            from = hit.end;
        });
        shown.extend_from_slice(text.as_bytes().get(from..).unwrap_or_default());
        crate::model::neutralise(&String::from_utf8_lossy(&shown), PLACE_MAX)
    }
}

/// Longest place shown, in characters: a path of a usual depth.
const PLACE_MAX: usize = 240;

impl Needle {
    /// What of this kind begins at `start`.
    fn hit(&self, bytes: &[u8], start: usize, mode: Mode) -> Option<Hit> {
        let rest = bytes.get(start..)?;
        let before = start.checked_sub(1).and_then(|before| bytes.get(before));
        let in_word = before.is_some_and(u8::is_ascii_alphanumeric);
        match self {
            Self::Own(kind, key) => {
                let length = key.expose_secret().len();
                rest.starts_with(key.expose_secret()).then_some(Hit { start, end: start + length, kind })
            }
            _ if mode == Mode::Binary => None,
            Self::Shape(shape) => {
                // A letter before it may be the length of a text in records, and is part of a word elsewhere.
                let begins = mode == Mode::Records || !in_word || shape.prefix.starts_with(':');
                if !begins || !rest.starts_with(shape.prefix.as_bytes()) {
                    return None;
                }
                shape.length(rest).map(|length| Hit { start, end: start + length, kind: shape.kind })
            }
            Self::Pem => {
                pem(rest).map(|length| Hit { start, end: start + length, kind: "private key in PEM" })
            }
            Self::Word(word) => {
                let end = start + word.len();
                if mode != Mode::Text || !bytes.get(start..end)?.eq_ignore_ascii_case(word.as_bytes()) {
                    return None;
                }
                value_at(bytes, start, end).map(|(kind, end)| Hit { start, end, kind })
            }
        }
    }
}

/// The length of the private key in PEM that begins `bytes`, up to where it is sure to be one: the head alone stands
/// in every program that reads keys.
fn pem(bytes: &[u8]) -> Option<usize> {
    const HEAD_END: &[u8] = b"PRIVATE KEY-----";
    const KIND_MAX: usize = 24;
    if !bytes.starts_with(PEM) {
        return None;
    }
    let kind = bytes.get(PEM.len()..)?;
    let kind = kind.get(..kind.len().min(KIND_MAX + HEAD_END.len()))?;
    let at = kind.windows(HEAD_END.len()).position(|window| window == HEAD_END)?;
    let head = PEM.len() + at + HEAD_END.len();
    let body = bytes.get(head..)?;
    // In the text of a program lines end in a backslash and a letter, and quotes may stand between them.
    let skipped =
        body.iter().take_while(|byte| byte.is_ascii_whitespace() || b"\\\"'+,n".contains(byte)).count();
    let rest = body.get(skipped..)?;
    if rest.starts_with(b"Proc-Type:") {
        return Some(head + skipped);
    }
    let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte)).count();
    (length >= PEM_BODY_MIN).then_some(head + skipped + length)
}
