//! How long a bar is, told from the distances between bars.
//!
//! The header does not say. The length is needed before the survey, which leaves out bars that
//! overlap, so the file's beginning is looked at first.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::lines::Line;
use super::row;
use super::source::Source;
use crate::market::FeedError;
use crate::model::{Span, Time};

/// Lines looked at: a day of minutes of one market, or half an hour of fifty.
const LINES_LOOKED_AT: usize = 1_500;

/// The shortest bar; closer bars are taken for mistakes.
const INTERVAL_MIN: Span = Span::from_secs(1);

/// What a bar is taken for when no market has two.
const INTERVAL_DEFAULT: Span = Span::from_secs(60);

/// The most frequent distance between two bars of one market at the beginning of the file; of two
/// as frequent, the shorter.
pub(super) fn infer(source: &Source) -> Result<Span, FeedError> {
    let mut lines = source.lines()?;
    let mut last: BTreeMap<Vec<u8>, Time> = BTreeMap::new();
    let mut counts: BTreeMap<Span, u64> = BTreeMap::new();
    for _ in 0..LINES_LOOKED_AT {
        // Damage is met again, and told with its line, by the survey.
        let Ok(Some(line)) = lines.next() else { break };
        let Line::Text(text) = line else { continue };
        let Ok(bar) = row::parse(text, Columns::Bars) else { continue };
        if let Some(before) = last.insert(bar.symbol.to_vec(), bar.at) {
            let distance = bar.at.since(before);
            if distance >= INTERVAL_MIN {
                *counts.entry(distance).or_default() += 1;
            }
        }
    }
    let most = counts.iter().max_by_key(|(distance, count)| (**count, -distance.as_micros()));
    Ok(most.map_or(INTERVAL_DEFAULT, |(distance, _)| *distance))
}
