//! All that a frame needs beside its data.

use super::theme::Theme;
use crate::model::Time;

/// What every panel is given beside its slice of the picture.
#[derive(Clone, Copy, Debug)]
pub struct Ctx<'a> {
    /// The styles by their meaning.
    pub theme: &'a Theme,
    /// The moment of the picture, in the soak's own time: ages are counted from it.
    pub now: Time,
    /// Whether the keys go to this panel.
    pub focused: bool,
    /// Whether the panel has the whole screen and shows more.
    pub zoomed: bool,
    /// The shape of frames.
    pub frame: Frame,
}

/// The shape of frames, which says the same as their colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frame {
    /// All is well: round corners.
    #[default]
    Calm,
    /// The breaker is tripped: double lines.
    Tripped,
    /// The picture is old or of the past: broken lines.
    Old,
}
