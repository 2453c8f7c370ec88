//! What becomes of one request. Pure, but for the chance that it draws from.

use serde::Deserialize;

use super::message::Message;
use crate::event::Route;
use crate::fault::{Body, Effect, Fault, RetryAfter, Window};
use crate::model::Span;
use crate::venue::chance::Chance;

/// What a request is, as far as faults tell requests apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) route: Option<Route>,
    /// The market, where the request names one: only orders do.
    pub(super) symbol: Option<String>,
    /// Whether it closes at any price.
    pub(super) closes: bool,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// How long it waits on its way to the venue.
    pub(super) before: Span,
    /// How long its answer waits.
    pub(super) after: Span,
    /// Whether it arrives twice.
    pub(super) twice: bool,
    pub(super) fate: Fate,
    /// The words of the faults that struck.
    pub(super) struck: Vec<&'static str>,
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// As it should.
    Passes,
    /// The connection is reset, and nothing was forwarded.
    Reset,
    /// Read, and never answered.
    Lost,
    /// Forwarded, and never answered.
    ReplyLost,
    /// Forwarded, and reset in the middle of the answer.
    ReplyCut,
    /// Answered otherwise.
    Instead(Instead, Effect),
    /// Forwarded as an order that the market never reaches.
    Swallowed,
}

/// What is answered instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// This status with this body.
    Status(u16, Body),
    /// A 429.
    RateLimited(RetryAfter),
    /// A cancel's refusal.
    AlreadyFilled,
}

/// The members of an order that matter here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OrderAsked {
    symbol: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    reduce_only: bool,
}

impl Asked {
    /// What `request` asks.
    pub(super) fn of(request: &Message) -> Self {
        let route = request.route();
        if route != Some(Route::Order) {
            return Self { route, ..Self::default() };
        }
        let order: OrderAsked = serde_json::from_slice(&request.body).unwrap_or_default();
        let is_market = order.kind.as_deref().is_none_or(|kind| kind == "market");
        Self { route, symbol: order.symbol, closes: order.reduce_only && is_market }
    }

    fn is_struck(&self, window: &Window) -> bool {
        let routed = window.routes.is_empty() || self.route.is_some_and(|route| window.strikes(route));
        let named =
            window.symbol.as_ref().is_none_or(|symbol| self.symbol.as_deref() == Some(symbol.as_str()));
        routed
            && named
            && match window.fault {
                Fault::CloseSwallowed => self.closes,
                Fault::CancelRefused => self.route == Some(Route::Cancel),
                _ => true,
            }
    }
}

/// What becomes of what is `asked` while `windows` are open. Delays add up, and of what ends a request
/// the first that strikes counts.
pub(super) fn verdict(windows: &[Window], asked: &Asked, chance: &mut Chance) -> Verdict {
    let none = Span::ZERO;
    let mut verdict =
        Verdict { before: none, after: none, twice: false, fate: Fate::Passes, struck: Vec::new() };
    for window in windows.iter().filter(|window| asked.is_struck(window)) {
        let fate = match window.fault {
            Fault::ConnectionRefused => Fate::Reset,
            Fault::RequestLost | Fault::Partition => Fate::Lost,
            Fault::ReplyLost => Fate::ReplyLost,
            Fault::ReplyCut => Fate::ReplyCut,
            Fault::Answer { status, body, effect } => Fate::Instead(Instead::Status(status, body), effect),
            Fault::RateLimited { retry_after } => {
                Fate::Instead(Instead::RateLimited(retry_after), Effect::Missing)
            }
            Fault::CancelRefused => Fate::Instead(Instead::AlreadyFilled, Effect::Missing),
            Fault::CloseSwallowed => Fate::Swallowed,
            Fault::Delay { .. } | Fault::Duplicate => Fate::Passes,
            // The resolver's, the stream's, the market's and the machine's are not the request's.
            _ => continue,
        };
        if (fate != Fate::Passes && verdict.fate != Fate::Passes) || !chance.strikes(window.share) {
            continue;
        }
        match window.fault {
            Fault::Delay { min, max } => {
                let half = Span::from_micros(chance.between(min, max).as_micros() / 2);
                verdict.before += half;
                verdict.after += half;
            }
            Fault::Duplicate => verdict.twice = true,
            _ => verdict.fate = fate,
        }
        verdict.struck.push(window.fault.as_str());
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(toml: &str) -> Window {
        toml::from_str(&format!("from = \"0s\"\nfor = \"1s\"\n{toml}")).unwrap()
    }

    #[track_caller]
    fn check(windows: &[&str], asked: &Asked, struck: &[&str], fate: Fate) {
        let windows: Vec<_> = windows.iter().map(|toml| window(toml)).collect();
        let verdict = verdict(&windows, asked, &mut Chance::new(1));
        assert_eq!((verdict.struck.as_slice(), verdict.fate), (struck, fate));
    }

    fn asked(route: Route) -> Asked {
        Asked { route: Some(route), ..Asked::default() }
    }

    #[test]
    fn the_first_that_ends_a_request_counts_and_delays_add_up() {
        let windows = [
            "fault = { delay = { min = \"1s\", max = \"1s\" } }",
            "fault = \"reply_lost\"",
            "fault = \"partition\"",
            "fault = { delay = { min = \"1s\", max = \"1s\" } }",
        ];
        check(&windows, &asked(Route::Order), &["delay", "reply_lost", "delay"], Fate::ReplyLost);
    }

    #[test]
    fn routes_symbols_and_shares_choose() {
        let orders = "fault = \"request_lost\"\nroutes = [\"order\"]";
        check(&[orders], &asked(Route::Order), &["request_lost"], Fate::Lost);
        check(&[orders], &asked(Route::Balance), &[], Fate::Passes);
        check(&[orders], &Asked::default(), &[], Fate::Passes);
        check(&["fault = \"request_lost\"\nshare = \"0\""], &asked(Route::Order), &[], Fate::Passes);
        let bitcoin = "fault = \"request_lost\"\nsymbol = \"BTC\"";
        check(&[bitcoin], &asked(Route::Order), &[], Fate::Passes);
        let order = Asked { symbol: Some("BTC".into()), ..asked(Route::Order) };
        check(&[bitcoin], &order, &["request_lost"], Fate::Lost);
    }

    #[test]
    fn closes_and_cancels_are_struck_by_what_is_for_them() {
        check(&["fault = \"close_swallowed\""], &asked(Route::Order), &[], Fate::Passes);
        let close = Asked { closes: true, ..asked(Route::Order) };
        check(&["fault = \"close_swallowed\""], &close, &["close_swallowed"], Fate::Swallowed);
        let refused = Fate::Instead(Instead::AlreadyFilled, Effect::Missing);
        check(&["fault = \"cancel_refused\""], &asked(Route::Cancel), &["cancel_refused"], refused);
        check(&["fault = \"cancel_refused\""], &asked(Route::Order), &[], Fate::Passes);
    }
}
