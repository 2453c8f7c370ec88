//! Opens the terminal, starts the threads, runs the loop, and leaves everything as it was.

use std::sync::mpsc::{SyncSender, sync_channel};

use super::asker::Asker;
use super::dashboard::Dashboard;
use super::inbox::Letters;
use super::pace::Fps;
use super::turn::turn;
use crate::clock::Clock;
use crate::link::ViewerNews;
use crate::tui::msg::{Core, Farewell, Msg, Stamped};
use crate::tui::terminal::{Abilities, Mouse, Process, Screen, Surface, TerminalError};

/// Most messages that wait. Keys wait in the terminal then, and pictures at the soak, which skips some.
const MESSAGES_WAITING_MAX: usize = 64;

/// How the dashboard runs.
#[derive(Clone, Copy, Debug)]
pub struct RunOptions {
    /// Frames in a second at most.
    pub fps: Fps,
    /// What the terminal can show: [`Abilities::here`].
    pub abilities: Abilities,
    /// Whether the mouse is heard from the start.
    pub mouse: Mouse,
    /// Who else lives in this process.
    pub process: Process,
}

/// Where the soak's news goes in.
#[derive(Clone, Debug)]
pub struct Inlet {
    clock: Clock,
    messages: SyncSender<Stamped>,
}

impl Inlet {
    pub(super) fn new(clock: Clock, messages: SyncSender<Stamped>) -> Self {
        Self { clock, messages }
    }

    /// Tells the dashboard, waiting while it is busy. Returns whether there is still a dashboard.
    #[must_use]
    pub fn tell(&self, news: ViewerNews) -> bool {
        self.put(Msg::News(news))
    }

    pub(super) fn put(&self, msg: Msg) -> bool {
        self.messages.send(Stamped { at: self.clock.now(), msg }).is_ok()
    }

    /// The same from the loop itself, which must not wait for itself; says whether there was a place.
    pub(super) fn offer(&self, msg: Msg) -> bool {
        self.messages.try_send(Stamped { at: self.clock.now(), msg }).is_ok()
    }
}

/// Runs `dashboard` on this process's terminal until it ends. `watch` is called on a thread of its own
/// and tells the news until there is no dashboard left; `core` is asked on two others.
///
/// # Errors
/// There is no terminal, or it cannot be set up; it is left as it was found. Or a thread panicked.
pub fn run<D: Dashboard>(
    dashboard: &mut D,
    core: &impl Core,
    watch: impl FnOnce(Inlet) + Send + 'static,
    options: RunOptions,
) -> Result<Farewell, TerminalError> {
    let fails = |source| TerminalError::SetUp { doing: "serve", source };
    let clock = Clock::start();
    let (sender, messages) = sync_channel(MESSAGES_WAITING_MAX);
    let inlet = Inlet::new(clock, sender);
    let mut screen = Screen::take(options.abilities)?;
    screen.set_mouse(options.mouse).map_err(fails)?;
    let heard = inlet.clone();
    let mut ears = screen.listen(options.process, move |msg| heard.put(msg))?;
    let asker = Asker::start(core, &inlet).map_err(fails)?;
    let viewer = std::thread::Builder::new().name("viewer".to_owned());
    viewer.spawn(move || watch(inlet)).map_err(fails)?;
    let mut letters = Letters { clock, messages };
    let farewell = turn(dashboard, &mut screen, &mut letters, options.fps, |number, request| {
        asker.ask(number, request);
    });
    // Whoever waits with a message is let go before the threads are waited for.
    drop(letters);
    ears.close();
    let broken = screen.is_broken();
    // First the terminal, and only then may a signal end this process.
    drop(screen);
    drop(ears);
    if broken { Err(TerminalError::Broken) } else { farewell.map_err(fails) }
}
