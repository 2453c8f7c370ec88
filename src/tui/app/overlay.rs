//! What can lie over the panels. At most one thing does.

use super::confirm::{Confirm, ResetForm};
use super::palette::Palette;
use super::text_line::TextLine;
use crate::model::OrderSeq;
use crate::snapshot::OrderLife;
use crate::tui::keys::Context;
use crate::tui::panels::Panel;

/// What lies over the panels and has the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Overlay {
    /// The keys.
    Help {
        /// Lines above the first that is shown.
        scroll: usize,
    },
    /// A question before an act.
    Confirm(Confirm),
    /// The form that resets.
    Reset(ResetForm),
    /// The command line.
    Palette(Palette),
    /// The text that rows of a panel must hold.
    Filter(Panel, TextLine),
    /// One order's life.
    Order(Inspected),
}

/// The order that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inspected {
    /// Its number.
    pub(crate) order: OrderSeq,
    /// Its life, once the journal has told it.
    pub(crate) life: Option<Box<OrderLife>>,
    /// Why it is not told.
    pub(crate) why_not: Option<String>,
    /// Steps above the first that is shown.
    pub(crate) scroll: usize,
    /// The number of the question.
    pub(crate) asked: u64,
}

impl Overlay {
    /// Where the keys hold while it is open.
    pub(crate) const fn context(&self) -> Context {
        match self {
            Self::Help { .. } | Self::Order(_) => Context::Reading,
            Self::Confirm(_) => Context::Confirm,
            Self::Reset(_) | Self::Palette(_) | Self::Filter(..) => Context::Line,
        }
    }

    /// What is scrolled, if anything is.
    pub(crate) fn scroll(&mut self) -> Option<&mut usize> {
        match self {
            Self::Help { scroll } => Some(scroll),
            Self::Order(inspected) => Some(&mut inspected.scroll),
            _ => None,
        }
    }
}
