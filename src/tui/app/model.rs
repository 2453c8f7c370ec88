//! All that the dashboard knows.
//!
//! Invariant: what is drawn follows from this alone; nothing here is shared with the soak.

use super::acting::Acting;
use super::link_state::Link;
use super::look::Look;
use super::notice::{Notice, Tone};
use super::overlay::Overlay;
use super::palette::{Palette, Typed};
use super::past::LookBack;
use crate::model::Time;
use crate::snapshot::{History, Snapshot};
use crate::tui::keys::Context;
use crate::tui::theme::Theme;

/// What the dashboard is started with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The soak's name, for the time before the first picture.
    pub name: String,
    /// The themes that can be chosen; the built-in one if there is none.
    pub themes: Vec<Theme>,
    /// The place of the one to begin with.
    pub theme: usize,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// What the person may do.
    pub rights: Rights,
    /// What leaving means.
    pub tie: Tie,
}

/// What the person may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rights {
    /// Watch and act.
    #[default]
    Full,
    /// Watch (`--read-only`).
    ReadOnly,
}

/// What leaving the dashboard means for the soak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tie {
    /// It goes on: it is a process of its own.
    #[default]
    Attached,
    /// It ends: it runs in this process (`--foreground`). Leaving asks first.
    Foreground,
}

/// A picture and what led to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The picture.
    pub(crate) picture: Option<Box<Snapshot>>,
    /// What led to it.
    pub(crate) history: History,
}

/// The picture that stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frozen {
    /// Since when, by this machine's clock.
    pub(crate) since: Time,
    /// What is shown.
    pub(crate) seen: Seen,
}

/// All that the dashboard knows.
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) name: String,
    pub(crate) themes: Vec<Theme>,
    pub(crate) theme: usize,
    pub(crate) size: (u16, u16),
    pub(crate) rights: Rights,
    pub(crate) tie: Tie,
    /// This machine's time at the last message.
    pub(crate) now: Time,
    /// What the soak said last.
    pub(crate) live: Seen,
    /// When it said anything, by this machine's clock.
    pub(crate) heard_at: Time,
    pub(crate) link: Link,
    pub(crate) frozen: Option<Frozen>,
    pub(crate) past: LookBack,
    pub(crate) acting: Acting,
    pub(crate) look: Look,
    pub(crate) overlay: Option<Overlay>,
    pub(crate) notice: Option<Notice>,
    pub(crate) typed: Typed,
    pub(crate) mouse: bool,
    /// Whether the screen shows less than is known.
    pub(crate) changed: bool,
    last_request: u64,
}

impl Model {
    /// A dashboard that has heard nothing yet.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let themes = if setup.themes.is_empty() { vec![Theme::default()] } else { setup.themes };
        Self {
            name: setup.name,
            theme: setup.theme.min(themes.len() - 1),
            themes,
            size: setup.size,
            rights: setup.rights,
            tie: setup.tie,
            now: Time::EPOCH,
            live: Seen::default(),
            heard_at: Time::EPOCH,
            link: Link::default(),
            frozen: None,
            past: LookBack::default(),
            acting: Acting::default(),
            look: Look::default(),
            overlay: None,
            notice: None,
            typed: Typed::default(),
            mouse: false,
            changed: true,
            last_request: 0,
        }
    }

    /// Whether something on the screen changes with time alone: an age of the link, a notice that
    /// goes away, an act under way. A quiet dashboard wants none, so that nothing crosses the line.
    #[must_use]
    pub fn wants_tick(&self) -> bool {
        matches!(self.link, Link::Lost { .. })
            || self.frozen.is_some()
            || self.notice.is_some()
            || self.acting.once.is_some()
            || self.acting.waiting().next().is_some()
    }

    /// Whether anything that can be seen has changed since this was asked last.
    #[must_use]
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// The theme.
    #[must_use]
    pub fn theme(&self) -> &Theme {
        self.themes.get(self.theme).unwrap_or_else(|| unreachable!("Invariant: the chosen theme exists"))
    }

    /// What led to the picture that is shown.
    #[must_use]
    pub fn history(&self) -> &History {
        match (self.past.shown(), &self.frozen) {
            (Some(past), _) => &past.history,
            (None, Some(frozen)) => &frozen.seen.history,
            (None, None) => &self.live.history,
        }
    }

    /// The picture that is shown: of the past, standing still, or the latest.
    pub(crate) fn shown(&self) -> Option<&Snapshot> {
        match (self.past.shown(), &self.frozen) {
            (Some(past), _) => past.picture.as_deref(),
            (None, Some(frozen)) => frozen.seen.picture.as_deref(),
            (None, None) => self.live.picture.as_deref(),
        }
    }

    /// Where keys hold, the most special place first.
    pub(crate) fn contexts(&self) -> Vec<Context> {
        let mut contexts: Vec<_> = self.overlay.iter().map(Overlay::context).collect();
        if contexts.iter().all(|context| *context == Context::Reading) {
            if self.past.shown().is_some() || self.past.is_asking() {
                contexts.push(Context::Past);
            }
            if self.look.is_zoomed() {
                contexts.push(Context::Zoomed);
            }
            contexts.push(Context::Main);
        }
        contexts.push(Context::Always);
        contexts
    }

    /// The open command line.
    pub(crate) fn palette(&self) -> Option<&Palette> {
        match &self.overlay {
            Some(Overlay::Palette(palette)) => Some(palette),
            _ => None,
        }
    }

    /// The open command line, to change it.
    pub(crate) fn palette_mut(&mut self) -> Option<&mut Palette> {
        match &mut self.overlay {
            Some(Overlay::Palette(palette)) => Some(palette),
            _ => None,
        }
    }

    /// Says this to the person for a while.
    pub(crate) fn say(&mut self, text: &str, tone: Tone) {
        self.notice = Some(Notice::new(text, tone, self.now));
    }

    /// The number of the next request.
    pub(crate) fn next_request(&mut self) -> u64 {
        self.last_request += 1;
        self.last_request
    }
}
