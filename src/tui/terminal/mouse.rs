//! From the terminal's words for the mouse to its events.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// The event of `CSI < text last`: button, column and row, separated by semicolons.
pub(super) fn of_sequence(text: &str, last: u8) -> Option<MouseEvent> {
    let mut numbers = text.split(';').map(str::parse::<u16>);
    let (Some(Ok(bits)), Some(Ok(column)), Some(Ok(row))) = (numbers.next(), numbers.next(), numbers.next())
    else {
        return None;
    };
    let button = match bits & 3 {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    };
    let kind = match (bits & 0b1100_0000, bits & 3, last) {
        (64, 0, b'M') => MouseEventKind::ScrollUp,
        (64, 1, b'M') => MouseEventKind::ScrollDown,
        (0, _, b'M') if bits & 32 != 0 => MouseEventKind::Drag(button),
        (0, 0..=2, b'M') => MouseEventKind::Down(button),
        (0, _, b'm') => MouseEventKind::Up(button),
        _ => return None,
    };
    let each = [(4, KeyModifiers::SHIFT), (8, KeyModifiers::ALT), (16, KeyModifiers::CONTROL)];
    let held = each.into_iter().filter(|(bit, _)| bits & bit != 0);
    let modifiers = held.map(|(_, modifier)| modifier).collect();
    Some(MouseEvent { kind, column: column.saturating_sub(1), row: row.saturating_sub(1), modifiers })
}
