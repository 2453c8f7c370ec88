//! The file of the book.

use std::os::unix::fs::PermissionsExt;

use super::*;

fn full() -> (Book, NotifyRules) {
    let rules = rules(vec![sink("phone", &[Severity::Page])]);
    let mut book = Book::default().reopened(&rules);
    book.heed(&alert("breaker:account", Severity::Page, 0), &rules, at(0));
    (book, rules)
}

#[test]
fn what_was_written_is_read_and_private() {
    let home = tempfile::tempdir().unwrap();
    let mut kept = Kept::in_folder(home.path());
    assert_eq!(kept.read().unwrap(), Book::default());
    let (book, _) = full();
    kept.write(&book).unwrap();
    assert_eq!(kept.read().unwrap(), book);
    let path = home.path().join(BOOK_FILE_NAME);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    kept.remove().unwrap();
    kept.remove().unwrap();
    assert!(!path.exists());
}

#[test]
fn a_file_that_is_no_book_is_set_aside() {
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let home = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(home.path());
        std::fs::write(home.path().join(BOOK_FILE_NAME), text).unwrap();
        let error = kept.read().unwrap_err().to_string();
        assert!(error.contains("not a book of alerts of this version") && error.contains(expect), "{error}");
        kept.set_aside().unwrap();
        assert_eq!(kept.read().unwrap(), Book::default());
        assert_eq!(std::fs::read_to_string(home.path().join("alerts.unreadable")).unwrap(), text);
    }
    check("", "EOF");
    check("{\"version\":1,\"book\":{\"standing\":{", "EOF");
    check("{\"version\":2,\"book\":{\"standing\":{},\"lines\":{},\"dropped\":0}}", "version 2");
}

#[test]
fn a_disk_that_fails_leaves_the_book_before() {
    let home = tempfile::tempdir().unwrap();
    let mut kept = Kept::in_folder(home.path());
    let (mut book, rules) = full();
    kept.write(&book).unwrap();
    // A folder in the draft's place: nothing can be written there.
    let draft = home.path().join(format!("{BOOK_FILE_NAME}.{}.part", std::process::id()));
    std::fs::create_dir(&draft).unwrap();
    let before = book.clone();
    book.heed(&alert("blind:venue", Severity::Page, 1), &rules, at(1));
    let error = kept.write(&book).unwrap_err().to_string();
    assert!(error.contains(BOOK_FILE_NAME), "{error}");
    assert_eq!(kept.read().unwrap(), before);
    std::fs::remove_dir(&draft).unwrap();
    kept.write(&book).unwrap();
    assert_eq!(kept.read().unwrap(), book);
}

#[test]
fn a_full_book_is_far_from_the_longest_that_is_read() {
    let rules =
        rules(["a", "b", "c", "d", "e", "f", "g", "h"].map(|name| sink(name, &[Severity::Page])).into());
    let mut book = Book::default().reopened(&rules);
    for number in 0..2_000 {
        let long = AlertRecord {
            text: "ß".repeat(2 * TEXT_CHARS_MAX),
            ..alert(&format!("orphan_order:{number}"), Severity::Page, number)
        };
        book.heed(&long, &rules, at(number));
    }
    assert_eq!(book.waiting(), 8 * WAITING_MAX);
    assert_eq!(book.dropped(), 2_000 - STANDING_MAX as u64);
    let home = tempfile::tempdir().unwrap();
    let mut kept = Kept::in_folder(home.path());
    kept.write(&book).unwrap();
    let bytes = std::fs::metadata(home.path().join(BOOK_FILE_NAME)).unwrap().len();
    assert!(bytes < 12 * 1_024 * 1_024, "{bytes} bytes");
    assert_eq!(kept.read().unwrap(), book);
}
