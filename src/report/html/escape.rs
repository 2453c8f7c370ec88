//! Text from outside, made text and nothing else.

use crate::model::neutralise;

/// Longest text, in characters: longer than any that the soak keeps.
const TEXT_CHARS_MAX: usize = 2_000;

/// `text` for an element's inside or a quoted attribute.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in neutralise(text, TEXT_CHARS_MAX).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_is_markup() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            assert_eq!(escaped(text), expect);
        }
        check("plain text 1.5%", "plain text 1.5%");
        check("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
        check("\" onload=\"x", "&quot; onload=&quot;x");
        check("&lt;", "&amp;lt;");
        check("a\u{202e}b\u{0}c\u{1b}[31m", "a\u{fffd}b\u{fffd}c\u{fffd}[31m");
    }
}
