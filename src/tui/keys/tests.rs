//! The table holds what it promises.

use std::collections::BTreeSet;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::*;

#[test]
fn no_key_stands_twice_in_a_context() {
    let mut seen = BTreeSet::new();
    for row in TABLE {
        for key in row.keys {
            assert!(seen.insert((row.context, *key)), "{key} stands twice in {:?}", row.context);
        }
    }
}

#[test]
fn no_command_stands_twice_and_every_row_can_be_reached() {
    let mut seen = BTreeSet::new();
    for row in TABLE {
        assert!(!row.keys.is_empty() || row.command.is_some(), "{:?} cannot be reached", row.action);
        assert!(!row.words.is_empty() && row.words.chars().count() <= 44, "{}", row.words);
        if let Some((words, _)) = row.command {
            assert!(seen.insert(words), "{words} stands twice");
        }
    }
}

#[test]
fn every_action_is_reached() {
    let contexts = [Context::Confirm, Context::Line, Context::Reading, Context::Past, Context::Zoomed];
    let reached: BTreeSet<Action> = TABLE
        .iter()
        .flat_map(|row| row.keys.iter().map(move |key| (row, *key)))
        .filter_map(|(row, key)| {
            let special = contexts.contains(&row.context).then_some(row.context);
            let holding: Vec<_> = special.into_iter().chain([Context::Main, Context::Always]).collect();
            action_for(&holding, key)
        })
        .collect();
    let by_name_only = [Action::Inject, Action::Resume, Action::ViewNamed, Action::GoTo];
    for row in TABLE {
        assert!(reached.contains(&row.action) || by_name_only.contains(&row.action), "{:?}", row.action);
    }
}

#[test]
fn a_key_is_told_from_its_release_and_its_shift() {
    #[track_caller]
    fn check(event: KeyEvent, expect: Option<Chord>) {
        assert_eq!(Chord::of(&event), expect);
    }
    let key = |code, modifiers| KeyEvent::new(code, modifiers);
    check(key(KeyCode::Char('T'), KeyModifiers::SHIFT), Some(Chord::Char('T')));
    check(key(KeyCode::Char('L'), KeyModifiers::CONTROL), Some(Chord::Ctrl('l')));
    check(key(KeyCode::Tab, KeyModifiers::SHIFT), Some(Chord::BackTab));
    check(key(KeyCode::Char('t'), KeyModifiers::ALT), None);
    check(key(KeyCode::F(5), KeyModifiers::NONE), None);
    let released = KeyEvent { kind: KeyEventKind::Release, ..key(KeyCode::Char('t'), KeyModifiers::NONE) };
    check(released, None);
}

#[test]
fn the_more_special_context_goes_first() {
    #[track_caller]
    fn check(contexts: &[Context], key: Chord, expect: Option<Action>) {
        assert_eq!(action_for(contexts, key), expect);
    }
    check(&[Context::Main, Context::Always], Chord::End, Some(Action::Last));
    check(&[Context::Past, Context::Main, Context::Always], Chord::End, Some(Action::Now));
    check(&[Context::Confirm, Context::Always], Chord::Char('t'), None);
    check(&[Context::Confirm, Context::Always], Chord::Ctrl('c'), Some(Action::Interrupt));
    check(&[Context::Line, Context::Always], Chord::Char('!'), None);
}
