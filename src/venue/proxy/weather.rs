//! What the open windows mean for connections and streams.

use crate::fault::{Fault, Window};
use crate::model::{Rate, Span};

/// Whether `window` strikes everything that comes its way.
fn is_whole(window: &Window) -> bool {
    window.share >= Rate::ONE && window.routes.is_empty() && window.symbol.is_none()
}

/// Whether no connection is taken. One in five, or those of one route, cannot be told before they ask;
/// they are taken and then reset.
pub(super) fn is_refused(windows: &[Window]) -> bool {
    windows.iter().any(|window| window.fault == Fault::ConnectionRefused && is_whole(window))
}

/// Whether nothing gets through in either direction.
pub(super) fn is_partitioned(windows: &[Window]) -> bool {
    windows.iter().any(|window| window.fault == Fault::Partition && is_whole(window))
}

/// Whether connections are ended once nobody waits for an answer on them. While connections are refused
/// or names are not resolved they would live on, and nobody would have to make another.
pub(super) fn is_hung_up(windows: &[Window]) -> bool {
    is_refused(windows) || windows.iter().any(|window| window.fault == Fault::ResolverFails)
}

/// The share of streams that are cut.
pub(super) fn cut_share(windows: &[Window]) -> Option<Rate> {
    let cut = windows.iter().find(|window| window.fault == Fault::StreamCut);
    cut.map(|window| window.share)
}

/// What may become of one of the stream's messages: the fault's word, its share, and what it does.
pub(super) fn told(windows: &[Window], message: &str) -> Vec<(&'static str, Rate, Told)> {
    let named = |window: &&Window| {
        let symbol = window.symbol.as_ref();
        symbol.is_none_or(|symbol| message.contains(&format!("\"symbol\":\"{}\"", symbol.as_str())))
    };
    let told = windows.iter().filter(named).filter_map(|window| {
        let told = match window.fault {
            Fault::StreamSilent => Told::Not,
            Fault::StreamDuplicate => Told::Twice,
            Fault::StreamDelay { min, max } if message.contains("\"type\":\"order\"") => Told::Late(min, max),
            _ => return None,
        };
        Some((window.fault.as_str(), window.share, told))
    });
    told.collect()
}

/// What becomes of a message of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Nobody hears it.
    Not,
    /// It comes twice.
    Twice,
    /// It comes later, by a time between these.
    Late(Span, Span),
}
