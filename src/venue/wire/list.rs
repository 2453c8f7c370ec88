//! Lists on the wire, and how far a list that came in reaches.
//!
//! Invariant: a list counts as complete only when it says so: an object without `next_cursor` or
//! with a null one, or a bare array. An entry that cannot be read makes the whole list malformed,
//! because a list with a hole proves nothing about what is missing.

use serde::{Deserialize, Serialize};

use super::{FillAnswer, OrderAnswer, PositionAnswer, TEXT_LENGTH_MAX, WireError, WireText};
use crate::model::{Fill, OrderReport, Page, PositionReport, TradingMode};

macro_rules! list {
    ($(#[$doc:meta])* $name:ident, $member:ident: $entry:ty) => {
        $(#[$doc])*
        #[derive(Debug, Serialize, Deserialize)]
        pub(crate) struct $name {
            pub(crate) $member: Vec<$entry>,
            #[serde(default)]
            pub(crate) next_cursor: Option<WireText>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) resume_cursor: Option<WireText>,
        }

        impl $name {
            fn read(body: &[u8]) -> Result<Self, WireError> {
                if body.trim_ascii_start().first() == Some(&b'[') {
                    let $member = serde_json::from_slice(body)?;
                    return Ok(Self { $member, next_cursor: None, resume_cursor: None });
                }
                Ok(serde_json::from_slice(body)?)
            }
        }
    };
}

list! {
    /// The answer of `GET /trade/orders`.
    OrderList, orders: OrderAnswer
}
list! {
    /// The answer of `GET /trade/fills`.
    FillList, fills: FillAnswer
}
list! {
    /// The answer of `GET /trade/positions`.
    PositionList, positions: PositionAnswer
}

/// A page of orders that are executed as `mode` says.
pub(crate) fn orders_page(body: &[u8], mode: TradingMode) -> Result<Page<OrderReport>, WireError> {
    let list = OrderList::read(body)?;
    page(list.orders, |answer| answer.report(mode), list.next_cursor, list.resume_cursor)
}

/// A page of fills.
pub(crate) fn fills_page(body: &[u8]) -> Result<Page<Fill>, WireError> {
    let list = FillList::read(body)?;
    page(list.fills, Fill::try_from, list.next_cursor, list.resume_cursor)
}

/// All positions; a part of them is no answer to act on.
pub(crate) fn positions_list(body: &[u8]) -> Result<Vec<PositionReport>, WireError> {
    let list = PositionList::read(body)?;
    let page = page(list.positions, PositionReport::try_from, list.next_cursor, list.resume_cursor)?;
    match page.next {
        None => Ok(page.items),
        Some(_) => Err(WireError::Incomplete("the list of positions goes on, and only all of them count")),
    }
}

fn page<A, T>(
    entries: Vec<A>,
    read: impl Fn(A) -> Result<T, WireError>,
    next: Option<WireText>,
    resume: Option<WireText>,
) -> Result<Page<T>, WireError> {
    let cursor = |text: Option<WireText>| match text.as_ref().map(WireText::as_str) {
        None | Some("") => Ok(None),
        // It may have been cut, and a cut cursor leads nowhere or, worse, elsewhere.
        Some(text) if text.chars().count() >= TEXT_LENGTH_MAX => {
            Err(WireError::Incomplete("the list goes on behind a cursor that is too long to keep"))
        }
        Some(text) => Ok(Some(text.to_owned())),
    };
    Ok(Page {
        items: entries.into_iter().map(read).collect::<Result<_, _>>()?,
        next: cursor(next)?,
        resume: cursor(resume)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expect: Option<(usize, bool)>) {
        let read = orders_page(json.as_bytes(), TradingMode::Paper)
            .ok()
            .map(|page| (page.items.len(), page.next.is_none()));
        assert_eq!(read, expect, "{json}");
    }

    #[test]
    fn lists_say_whether_they_are_complete() {
        check(r#"{"orders":[]}"#, Some((0, true)));
        check(r#"{"orders":[],"next_cursor":null}"#, Some((0, true)));
        check(r#" [{"order_id":"a","status":"open"}]"#, Some((1, true)));
        check(r#"{"orders":[{"order_id":"a","status":"open"}],"next_cursor":"7"}"#, Some((1, false)));
        check(r#"{"orders":[{"order_id":"a","status":"open"},{}]}"#, None);
        check(&format!(r#"{{"orders":[],"next_cursor":"{}"}}"#, "c".repeat(301)), None);
        check(r#"{"data":[]}"#, None);
        check("{}", None);
    }

    #[test]
    fn a_part_of_the_positions_is_no_answer() {
        assert!(positions_list(br#"{"positions":[]}"#).is_ok());
        assert!(positions_list(br#"{"positions":[],"next_cursor":"1"}"#).is_err());
    }
}
