//! From the terminal's bytes to keys, pastes and clicks.
//!
//! Why not crossterm's reader? When the terminal hangs up it reads "nothing" in a loop without end, and
//! the core may live in the same process for days after that. It cannot be stopped either.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::mouse;
use crate::tui::msg::Msg;

/// Longest sequence that is waited for, in bytes; what is longer is noise.
const SEQUENCE_BYTES_MAX: usize = 64;

/// Longest paste kept, in bytes: a reason is a paragraph. The rest of it is dropped, not typed.
const PASTE_BYTES_MAX: usize = 64 * 1024;

/// Ends a paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// Reads the terminal's bytes; remembers the beginning of what is not complete.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pending: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the beginning of the bytes is.
enum Parsed {
    /// So many bytes, which mean this, or nothing to us.
    Done(usize, Option<Msg>),
    /// So many bytes, after which a paste comes.
    Paste(usize),
    /// More is needed to tell.
    More,
}

impl Keys {
    /// Takes in `bytes`, and gives everything that is complete to `each`.
    pub(super) fn feed(&mut self, bytes: &[u8], each: &mut impl FnMut(Msg)) {
        self.pending.extend_from_slice(bytes);
        loop {
            if self.paste.is_some() {
                if !self.pasted(each) {
                    return;
                }
                continue;
            }
            match parse(&self.pending) {
                Parsed::Done(length, msg) => {
                    self.pending.drain(..length);
                    msg.into_iter().for_each(&mut *each);
                }
                Parsed::Paste(length) => {
                    self.pending.drain(..length);
                    self.paste = Some(Vec::new());
                }
                Parsed::More => return,
            }
        }
    }

    /// Whether the bytes so far may be the beginning of something, or a key by themselves.
    pub(super) fn is_unsure(&self) -> bool {
        self.paste.is_none() && !self.pending.is_empty()
    }

    /// Nothing followed: what was unsure is what it is by itself.
    pub(super) fn settle(&mut self, each: &mut impl FnMut(Msg)) {
        if !self.is_unsure() {
            return;
        }
        match *self.pending.as_slice() {
            [0x1b] => each(key(KeyCode::Esc, KeyModifiers::NONE)),
            [0x1b, letter @ (b'[' | b'O')] => each(key(KeyCode::Char(letter.into()), KeyModifiers::ALT)),
            _ => {}
        }
        self.pending.clear();
    }

    /// Takes what belongs to the paste. Returns whether it ended.
    fn pasted(&mut self, each: &mut impl FnMut(Msg)) -> bool {
        let Some(paste) = &mut self.paste else { return true };
        let end = self.pending.windows(PASTE_END.len()).position(|window| window == PASTE_END);
        // The end may be cut in two; its beginning stays pending.
        let length = end.unwrap_or(self.pending.len().saturating_sub(PASTE_END.len() - 1));
        let room = PASTE_BYTES_MAX.saturating_sub(paste.len());
        paste.extend(self.pending.drain(..length).take(room));
        if end.is_none() {
            return false;
        }
        self.pending.drain(..PASTE_END.len());
        let text = String::from_utf8_lossy(paste).replace("\r\n", "\n").replace('\r', "\n");
        self.paste = None;
        each(Msg::Paste(text));
        true
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Msg {
    Msg::Key(KeyEvent::new(code, modifiers))
}

fn parse(bytes: &[u8]) -> Parsed {
    match *bytes {
        [] | [0x1b] | [0x1b, b'O'] => Parsed::More,
        [0x1b, b'[', ref rest @ ..] => sequence(rest),
        [0x1b, b'O', last, ..] => Parsed::Done(3, of_final(last).map(|code| key(code, KeyModifiers::NONE))),
        // Two keys: the second may be the beginning of something.
        [0x1b, 0x1b, ..] => Parsed::Done(1, Some(key(KeyCode::Esc, KeyModifiers::NONE))),
        [0x1b, ref rest @ ..] => match letter(rest) {
            Parsed::Done(length, Some(Msg::Key(plain))) => {
                Parsed::Done(length + 1, Some(key(plain.code, plain.modifiers | KeyModifiers::ALT)))
            }
            Parsed::Done(length, _) => Parsed::Done(length + 1, None),
            other => other,
        },
        _ => letter(bytes),
    }
}

/// One letter, or a control key.
fn letter(bytes: &[u8]) -> Parsed {
    let Some(&first) = bytes.first() else { return Parsed::More };
    let control = |base: u8| key(KeyCode::Char((first + base).into()), KeyModifiers::CONTROL);
    let done = match first {
        b'\r' | b'\n' => key(KeyCode::Enter, KeyModifiers::NONE),
        b'\t' => key(KeyCode::Tab, KeyModifiers::NONE),
        0x7f | 0x08 => key(KeyCode::Backspace, KeyModifiers::NONE),
        0x1b => key(KeyCode::Esc, KeyModifiers::NONE),
        0 => key(KeyCode::Char(' '), KeyModifiers::CONTROL),
        0x01..=0x1a => control(b'a' - 1),
        0x1c..=0x1f => control(b'4' - 0x1c),
        _ => return typed(bytes),
    };
    Parsed::Done(1, Some(done))
}

/// One letter of UTF-8.
fn typed(bytes: &[u8]) -> Parsed {
    let length = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    let Some(encoded) = bytes.get(..length) else { return Parsed::More };
    let Some(letter) = std::str::from_utf8(encoded).ok().and_then(|text| text.chars().next()) else {
        return Parsed::Done(1, None);
    };
    let modifiers = if letter.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    Parsed::Done(length, Some(key(KeyCode::Char(letter), modifiers)))
}

/// What follows `ESC [`.
fn sequence(rest: &[u8]) -> Parsed {
    // The Linux console's first five function keys.
    if *rest == [b'['] {
        return Parsed::More;
    }
    if let [b'[', which, ..] = *rest {
        let number = which.checked_sub(b'A').filter(|number| *number < 5);
        return Parsed::Done(4, number.map(|number| key(KeyCode::F(number + 1), KeyModifiers::NONE)));
    }
    let end = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte));
    let Some((end, last)) = end.and_then(|end| Some((end, *rest.get(end)?))) else {
        let noise = rest.len() > SEQUENCE_BYTES_MAX;
        return if noise { Parsed::Done(rest.len() + 2, None) } else { Parsed::More };
    };
    let length = end + 3;
    if !(0x40..=0x7e).contains(&last) {
        // Broken off by something else, which is read by itself.
        return Parsed::Done(length - 1, None);
    }
    let text = rest.get(..end).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default();
    if let Some(click) = text.strip_prefix('<') {
        return Parsed::Done(length, mouse::of_sequence(click, last).map(Msg::Mouse));
    }
    let mut numbers = text.split(';').map(|number| number.parse::<u8>().unwrap_or(0));
    let (number, held) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(1));
    let code = match (last, number) {
        (b'~', 200) => return Parsed::Paste(length),
        (b'~', number) => of_number(number),
        (b'Z', _) => return Parsed::Done(length, Some(key(KeyCode::BackTab, KeyModifiers::SHIFT))),
        (last, _) => of_final(last),
    };
    Parsed::Done(length, code.map(|code| key(code, held_with(held))))
}

/// Shift, alt and control in xterm's counting: one more than the sum of 1, 2 and 4.
fn held_with(held: u8) -> KeyModifiers {
    let bits = held.saturating_sub(1);
    let each = [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)];
    each.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, modifier)| modifier).collect()
}

fn of_final(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn of_number(number: u8) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number - 10),
        17..=21 => KeyCode::F(number - 11),
        23..=24 => KeyCode::F(number - 12),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
