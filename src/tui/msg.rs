//! What can happen to the dashboard, and what it can ask for.

use crossterm::event::{KeyEvent, MouseEvent};

use crate::link::{ControlReply, ControlRequest, ViewerNews};
use crate::model::Time;

/// What happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something; only when it was switched on.
    Mouse(MouseEvent),
    /// The terminal has this many columns and rows now.
    Resized(u16, u16),
    /// The process goes on after it was suspended; everything has to be drawn anew.
    Continued,
    /// Somebody wants the dashboard to end: SIGTERM, SIGINT, SIGHUP.
    AskedToEnd,
    /// The soak said something.
    News(ViewerNews),
    /// The answer to the command with this number came, or why none did.
    Answered(u64, Result<ControlReply, String>),
    /// Time passed. Comes once a second at most, and only when [`super::app::Model::wants_tick`].
    Tick,
}

/// What is to be done outside of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Ask the soak; the answer comes back with the same number.
    Request(u64, ControlRequest),
    /// Stop the process until it is continued (ctrl-z).
    Suspend,
    /// Draw everything anew (ctrl-l).
    Redraw,
    /// Switch the mouse on or off.
    Mouse(bool),
    /// Leave the terminal and say this.
    Leave(Farewell),
}

/// How the dashboard ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// The soak goes on; `q`, or the terminal went.
    Detached,
    /// The soak was stopped by `Q` and has said that it ends.
    Stopped,
    /// The soak ended by itself; its last words.
    Ended(String),
}

/// Where requests go. Blocking; called on threads of its own, acts on another than questions.
pub trait Core: Clone + Send + 'static {
    /// Asks the soak and waits for its answer.
    ///
    /// # Errors
    /// Why there is no answer, for people. What was asked may have been done.
    fn request(&mut self, request: &ControlRequest) -> Result<ControlReply, String>;
}

/// The local time at which something happened, for ages of the link and double presses.
#[derive(Clone, Debug)]
pub struct Stamped {
    /// When, by this machine's clock.
    pub at: Time,
    /// What.
    pub msg: Msg,
}
