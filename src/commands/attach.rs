//! `soak attach`: the dashboard over a soak that runs, or that has ended.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

use super::cli::{AttachArgs, DrawingSize, ScreenArgs};
use super::failure::{Exit, Failure};
use super::{dashboard, operate, output, target};
use crate::config::SoakFolder;
use crate::link::{ControlClient, ControlReply, ControlRequest, Viewer, ViewerNews};
use crate::model::Span;
use crate::tui::app::{Model, Rights, Setup, Tie};
use crate::tui::msg::{Core, Farewell};
use crate::tui::run::{Fps, Inlet, RunOptions};
use crate::tui::terminal::{Abilities, Glyphs, Mouse, TerminalError};
use crate::tui::theme::Theme;

/// Time between two pictures: the frames that follow from them are fewer, and which of them are drawn is
/// for the screen to decide.
const PICTURE_EVERY: Span = Span::from_millis(200);

/// How the dashboard is to look, checked before anything is begun.
#[derive(Debug)]
pub(super) struct Screen {
    themes: Vec<Theme>,
    theme: usize,
    fps: Fps,
    glyphs: Glyphs,
}

/// What the viewer may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watching {
    /// It acts on the soak.
    Acting,
    /// It only looks.
    ReadOnly,
    /// It acts, and the soak ends with it.
    Foreground,
}

/// Shows the soak that is meant.
///
/// # Errors
///
/// There is no such soak, no terminal, or the drawing cannot be written.
pub(super) fn attach(args: &AttachArgs) -> Result<Exit, Failure> {
    let soak = target::soak(args.name.as_ref(), &args.data)?;
    let screen = Screen::of(&args.screen)?;
    if let Some(file) = &args.svg {
        return draw(&soak, screen, args.size, file);
    }
    if !dashboard::is_terminal() {
        let name = soak.name();
        return Err(Failure::usage("the dashboard needs a terminal, and there is none here")
            .hint(format!("soak status {name} prints a page; soak attach {name} --svg FILE draws one")));
    }
    watch(&soak, screen, if args.read_only { Watching::ReadOnly } else { Watching::Acting })
}

impl Screen {
    /// What `args` ask for.
    ///
    /// # Errors
    ///
    /// There is no such theme, or one is written wrongly.
    pub(super) fn of(args: &ScreenArgs) -> Result<Self, Failure> {
        let themes = vec![Theme::default()];
        let glyphs = if args.ascii { Glyphs::Ascii } else { Glyphs::Unicode };
        Ok(Self { themes, theme: 0, fps: args.fps.map_or_else(Fps::default, Fps::clamped), glyphs })
    }

    fn model(self, name: &str, watching: Watching) -> Model {
        Model::new(Setup {
            name: name.to_owned(),
            themes: self.themes,
            theme: self.theme,
            size: (80, 24),
            rights: if watching == Watching::ReadOnly { Rights::ReadOnly } else { Rights::Full },
            tie: if watching == Watching::Foreground { Tie::Foreground } else { Tie::Attached },
        })
    }
}

/// Shows `soak` in this terminal until the operator leaves, and says how it stands then.
///
/// # Errors
///
/// The terminal cannot be used.
pub(super) fn watch(soak: &SoakFolder, screen: Screen, watching: Watching) -> Result<Exit, Failure> {
    let abilities = Abilities::here(screen.glyphs).map_err(|error| told(&error))?;
    let options = RunOptions { fps: screen.fps, abilities, mouse: Mouse::Off };
    let mut model = screen.model(soak.name().as_str(), watching);
    let core = Socket { folder: soak.path().to_owned(), watching };
    let folder = soak.path().to_owned();
    let farewell = crate::tui::run::run(&mut model, core, move |inlet| follow(&folder, inlet), options);
    let name = soak.name();
    match farewell.map_err(|error| told(&error))? {
        Farewell::Stopped => operate::stopped(soak),
        Farewell::Ended(text) => {
            output::words(&format!("{name} has ended: {text}; look back at it with: soak attach {name}"));
            Ok(Exit::Fine)
        }
        Farewell::Detached if watching == Watching::Foreground => Ok(Exit::Fine),
        Farewell::Detached => {
            output::words(&format!(
                "{name} goes on without a dashboard; come back: soak attach {name}, end it: soak stop {name}"
            ));
            Ok(Exit::Fine)
        }
    }
}

/// Brings the soak's news to the dashboard, until either is gone.
fn follow(folder: &Path, inlet: Inlet) {
    let (listens, gone) = channel::<()>();
    let last = inlet.clone();
    let tell = move |news| {
        let _listens = &listens;
        inlet.tell(news)
    };
    match Viewer::start(folder, PICTURE_EVERY, tell) {
        // Nothing is ever sent: what is waited for is the end of the listener.
        Ok(_viewer) => drop(gone.recv()),
        Err(error) => drop(last.tell(ViewerNews::Over { text: error.to_string() })),
    }
}

/// The control socket, one connection for each request.
#[derive(Debug)]
struct Socket {
    folder: PathBuf,
    watching: Watching,
}

impl Core for Socket {
    fn request(&mut self, request: &ControlRequest) -> Result<ControlReply, String> {
        if self.watching == Watching::ReadOnly && matches!(request, ControlRequest::Act { .. }) {
            return Err("this dashboard is read-only; nothing was done".to_owned());
        }
        let asked = ControlClient::connect(&self.folder).and_then(|mut client| client.call(request));
        asked.map_err(|error| error.to_string())
    }
}

fn draw(_soak: &SoakFolder, _screen: Screen, _size: DrawingSize, _file: &Path) -> Result<Exit, Failure> {
    Err(Failure::usage("no drawing yet"))
}

fn told(error: &TerminalError) -> Failure {
    Failure::no(error.to_string())
        .hint("soak status prints a page instead; soak run --headless needs no terminal")
}
