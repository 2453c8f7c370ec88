//! What a person can do at the dashboard.

use crate::tui::panels::Panel;

/// One thing that a key or a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Action {
    /// To the row above.
    Up,
    /// To the row below.
    Down,
    /// Ten rows up.
    PageUp,
    /// Ten rows down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// The keys go to the next panel.
    FocusNext,
    /// The keys go to the panel before.
    FocusPrevious,
    /// The panel with the keys takes the whole screen, or gives it back.
    Zoom,
    /// One level back: overlay, filter, zoom.
    Back,
    /// This panel takes the whole screen.
    View(Panel),
    /// A panel takes the whole screen, by its name.
    ViewNamed,
    /// All panels.
    Overview,
    /// Only rows with a text are shown.
    Filter,
    /// To the next row that is shown.
    NextMatch,
    /// To the row before that is shown.
    PreviousMatch,
    /// Another range of the curve, another window of latency.
    Range,
    /// Another order of the rows.
    Sort,
    /// One order's whole life.
    Inspect,
    /// The picture stands still, or goes on.
    Freeze,
    /// The next theme, or the one named.
    Theme,
    /// The mouse on or off.
    Mouse,
    /// The keys.
    Help,
    /// The command line.
    Palette,
    /// Trips the breaker, after a confirmation.
    Trip,
    /// Trips the breaker when it comes twice within a second.
    TripAtOnce,
    /// Pauses entries, or lets them go on.
    Pause,
    /// Lets entries go on.
    Resume,
    /// Closes every position, after a confirmation.
    Flatten,
    /// Arms the breaker again, after a typed word and a reason.
    Reset,
    /// Acknowledges the selected alert.
    Acknowledge,
    /// Acknowledges every alert.
    AcknowledgeAll,
    /// Injects a fault on purpose, after a confirmation.
    Inject,
    /// One picture back.
    StepBack,
    /// One picture on.
    StepForward,
    /// An hour back.
    LeapBack,
    /// An hour on.
    LeapForward,
    /// To a moment named.
    GoTo,
    /// From the past to now.
    Now,
    /// Leaves; the soak goes on.
    Detach,
    /// Ends the soak, after a confirmation.
    Stop,
    /// ctrl-c: closes what is open, else detaches.
    Interrupt,
    /// Draws everything anew.
    Redraw,
    /// Hands the terminal back to the shell for a while.
    Suspend,
    /// Yes, in a dialog.
    Confirm,
    /// Done, in a line of text.
    Submit,
    /// No, in a dialog or a line of text.
    Cancel,
    /// Completes what is typed.
    Complete,
    /// The other way round.
    CompleteBack,
    /// The line typed before.
    Earlier,
    /// The line typed after.
    Later,
}
