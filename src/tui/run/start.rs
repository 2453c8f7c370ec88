//! Opens the terminal, starts the threads, runs the loop, and leaves everything as it was.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use super::dashboard::Dashboard;
use super::inbox::Letters;
use super::pace::Fps;
use super::turn::turn;
use crate::clock::Clock;
use crate::link::{ControlRequest, ViewerNews};
use crate::tui::msg::{Core, Farewell, Msg, Stamped};
use crate::tui::terminal::{Abilities, Mouse, Process, Screen, Surface, TerminalError};

/// Most messages that wait. Keys wait in the terminal then, and pictures at the soak, which skips some.
const MESSAGES_WAITING_MAX: usize = 64;

/// Most requests that wait for their turn. A person types few; more are refused, not queued.
const REQUESTS_WAITING_MAX: usize = 16;

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
    /// Tells the dashboard, waiting while it is busy. Returns whether there is still a dashboard.
    #[must_use]
    pub fn tell(&self, news: ViewerNews) -> bool {
        self.put(Msg::News(news))
    }

    fn put(&self, msg: Msg) -> bool {
        self.messages.send(Stamped { at: self.clock.now(), msg }).is_ok()
    }
}

/// Runs `dashboard` on this process's terminal until it ends. `watch` is called on a thread of its own
/// and tells the news until there is no dashboard left; `core` is asked on another.
///
/// # Errors
/// There is no terminal, or it cannot be set up; it is left as it was found. Or a thread panicked.
pub fn run<D: Dashboard>(
    dashboard: &mut D,
    core: impl Core,
    watch: impl FnOnce(Inlet) + Send + 'static,
    options: RunOptions,
) -> Result<Farewell, TerminalError> {
    let fails = |source| TerminalError::SetUp { doing: "serve", source };
    let clock = Clock::start();
    let (sender, messages) = sync_channel(MESSAGES_WAITING_MAX);
    let inlet = Inlet { clock, messages: sender };
    let (asker, requests) = sync_channel(REQUESTS_WAITING_MAX);
    let mut screen = Screen::take(options.abilities)?;
    screen.set_mouse(options.mouse).map_err(fails)?;
    let heard = inlet.clone();
    let mut ears = screen.listen(options.process, move |msg| heard.put(msg))?;
    let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
    let answers = inlet.clone();
    thread("asker").spawn(move || answer(core, &requests, &answers)).map_err(fails)?;
    let refusals = inlet.clone();
    thread("viewer").spawn(move || watch(inlet)).map_err(fails)?;
    let mut letters = Letters { clock, messages };
    let farewell = turn(dashboard, &mut screen, &mut letters, options.fps, |number, request| {
        ask(&asker, &refusals, number, request);
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

/// Sends the request on its way, or answers at once that there are too many.
fn ask(asker: &SyncSender<(u64, ControlRequest)>, refusals: &Inlet, number: u64, request: ControlRequest) {
    let why = match asker.try_send((number, request)) {
        Ok(()) => return,
        Err(TrySendError::Full(_)) => "too much was asked at once; wait for the answers and try again",
        Err(TrySendError::Disconnected(_)) => "nobody is left to ask; leave with q and attach again",
    };
    let msg = Msg::Answered(number, Err(why.to_owned()));
    let stamped = Stamped { at: refusals.clock.now(), msg };
    // From the loop itself, which must not wait for itself: when the channel is full the answer is lost,
    // and the request has no answer, as when the link is lost.
    let _full = refusals.messages.try_send(stamped);
}

fn answer(mut core: impl Core, requests: &Receiver<(u64, ControlRequest)>, answers: &Inlet) {
    for (number, request) in requests {
        let answer = core.request(&request);
        if !answers.put(Msg::Answered(number, answer)) {
            return;
        }
    }
}
