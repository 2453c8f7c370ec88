//! Bytes in, keys out, wherever the bytes are cut.

use proptest::prelude::*;

use super::Keys;
use crate::tui::msg::Msg;

fn heard(parts: &[&[u8]]) -> Vec<String> {
    let mut keys = Keys::default();
    let mut words = Vec::new();
    let mut each = |msg: Msg| words.push(word(&msg));
    for part in parts {
        keys.feed(part, &mut each);
    }
    keys.settle(&mut each);
    words
}

fn word(msg: &Msg) -> String {
    match msg {
        Msg::Key(key) if key.modifiers.is_empty() => format!("{:?}", key.code),
        Msg::Key(key) => format!("{:?}+{:?}", key.modifiers, key.code),
        Msg::Paste(text) => format!("paste {text:?}"),
        Msg::Mouse(mouse) => format!("{:?} {},{}", mouse.kind, mouse.column, mouse.row),
        other => format!("{other:?}"),
    }
}

#[test]
fn bytes_become_keys() {
    #[track_caller]
    fn check(bytes: &[u8], expect: &[&str]) {
        assert_eq!(heard(&[bytes]), expect);
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(heard(&single), expect, "byte by byte");
    }
    let shift_t = "KeyModifiers(SHIFT)+Char('T')";
    check(b"aT!", &["Char('a')", shift_t, "Char('!')"]);
    check("é漢".as_bytes(), &["Char('é')", "Char('漢')"]);
    check(b"\r\t\x7f", &["Enter", "Tab", "Backspace"]);
    check(b"\x1b", &["Esc"]);
    check(b"\x1b\x1b[A", &["Esc", "Up"]);
    check(b"\x1b[A\x1bOB\x1b[C\x1b[D", &["Up", "Down", "Right", "Left"]);
    check(b"\x1b[H\x1b[4~\x1b[5~\x1b[6~", &["Home", "End", "PageUp", "PageDown"]);
    check(b"\x1b[Z", &["KeyModifiers(SHIFT)+BackTab"]);
    check(b"\x1bOP\x1b[15~\x1b[24~\x1b[[A", &["F(1)", "F(5)", "F(12)", "F(1)"]);
    check(b"\x1b[1;5A", &["KeyModifiers(CONTROL)+Up"]);
    check(
        b"\x03\x1a\x0c",
        &[
            "KeyModifiers(CONTROL)+Char('c')",
            "KeyModifiers(CONTROL)+Char('z')",
            "KeyModifiers(CONTROL)+Char('l')",
        ],
    );
    check(b"\x1bx", &["KeyModifiers(ALT)+Char('x')"]);
    check(b"\x1b[", &["KeyModifiers(ALT)+Char('[')"]);
    check(b"\x1b[<0;5;3M\x1b[<65;1;1M", &["Down(Left) 4,2", "ScrollDown 0,0"]);
    check(b"\x1b[I\x1b[?1;2c\xffq", &["Char('q')"]);
    check(b"\x1b[200~t!\r\nt\x1b[Aq\x1b[201~q", &["paste \"t!\\nt\\u{1b}[Aq\"", "Char('q')"]);
}

#[test]
fn a_paste_without_an_end_is_kept_to_its_limit() {
    let mut keys = Keys::default();
    let mut count = 0;
    keys.feed(b"\x1b[200~", &mut |_| count += 1);
    for _ in 0..1_000 {
        keys.feed(&[b't'; 1_000], &mut |_| count += 1);
    }
    assert_eq!(count, 0);
    keys.feed(b"\x1b[201~", &mut |msg| match msg {
        Msg::Paste(text) => count += text.len(),
        _ => panic!("not a paste"),
    });
    assert_eq!(count, super::PASTE_BYTES_MAX);
}

proptest! {
    #[test]
    fn noise_is_survived_and_nothing_is_kept(noise in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut keys = Keys::default();
        keys.feed(&noise, &mut |_| ());
        keys.feed(b"\x1b[201~", &mut |_| ());
        keys.settle(&mut |_| ());
        prop_assert!(keys.pending.len() < super::SEQUENCE_BYTES_MAX);
        prop_assert!(keys.paste.is_none() || keys.pending.len() < super::PASTE_END.len());
    }
}
