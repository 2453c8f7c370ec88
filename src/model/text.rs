//! Text: what comes from outside made safe to store and show, an error told with its causes, digits of bytes.
//!
//! A venue's message can hold terminal escapes, right-to-left overrides and megabytes. Every text
//! that comes in passes here once, at the border.

/// `text` with every control, format and private-use character replaced by `�`, cut at
/// `length_max` characters with `…` at the end when something was cut.
#[must_use]
pub fn neutralise(text: &str, length_max: usize) -> String {
    let mut safe: String = text.chars().take(length_max).map(visible).collect();
    if text.chars().nth(length_max).is_some() {
        safe.pop();
        safe.push('…');
    }
    safe
}

/// The character itself if it can only be seen, `�` if it could act on a terminal or hide.
fn visible(c: char) -> char {
    match c {
        // Soft hyphen, Arabic format marks, zero-width and bidirectional controls, line and
        // paragraph separators, invisible operators, byte-order mark, annotation, tags.
        '\u{ad}'
        | '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{e000}'..='\u{f8ff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// An error with all its causes, each once.
#[must_use]
pub fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let part = error.to_string();
        if !text.ends_with(&part) {
            text.push_str(": ");
            text.push_str(&part);
        }
        cause = error.source();
    }
    text
}

/// `bytes` in hexadecimal, lower case.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(neutralise(text, 12), expect);
    }

    #[test]
    fn hexadecimal_is_lower_case_and_full_length() {
        assert_eq!(hexadecimal(&[0xaf, 0, 0x0b]), "af000b");
    }

    #[test]
    fn an_error_is_told_with_its_causes_each_once() {
        #[derive(Debug, thiserror::Error)]
        #[error("{0}")]
        struct Told(&'static str, #[source] Option<Box<Self>>);
        let cause = |words, cause: Option<Told>| Told(words, cause.map(Box::new));
        let reset = || cause("reset by peer", None);
        assert_eq!(causes(&cause("cannot send", Some(reset()))), "cannot send: reset by peer");
        assert_eq!(causes(&cause("cannot send: reset by peer", Some(reset()))), "cannot send: reset by peer");
        assert_eq!(causes(&reset()), "reset by peer");
    }

    #[test]
    fn what_could_act_on_a_terminal_is_replaced() {
        check("BTC-USD", "BTC-USD");
        check("\u{1b}[31mred", "\u{fffd}[31mred");
        check("a\nb\tc\0", "a\u{fffd}b\u{fffd}c\u{fffd}");
        check("\u{202e}evil", "\u{fffd}evil");
        check("größe", "größe");
    }

    #[test]
    fn long_text_is_cut_with_a_mark() {
        check("123456789012", "123456789012");
        check("1234567890123", "12345678901…");
    }
}
