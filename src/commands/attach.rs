//! `soak attach`: the dashboard over a soak that runs, or that has ended.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::cli::{AttachArgs, DrawingSize, ScreenArgs};
use super::failure::{Exit, Failure};
use super::{dashboard, operate, output, target};
use crate::clock::Clock;
use crate::config::SoakFolder;
use crate::link::{
    Broadcast, ControlClient, ControlReply, ControlRequest, LinkError, SoakState, Viewer, ViewerNews,
};
use crate::model::Span;
use crate::runtime::Archive;
use crate::tui::app::{Model, Rights, Setup, Tie};
use crate::tui::msg::{Core, Farewell, Msg, Stamped};
use crate::tui::run::{Dashboard, Fps, RunOptions};
use crate::tui::terminal::{Abilities, Depth, Glyphs, Mouse, Process, TerminalError, svg};
use crate::tui::theme::{Theme, Themes};

/// How long a drawing waits for the soak's picture.
const DRAWING_TIMEOUT: Duration = Duration::from_secs(5);

/// The terminal says how large it is before anything is drawn.
const SIZE_UNKNOWN: (u16, u16) = (80, 24);

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
    /// There is no such theme, or the one that is asked for is written wrongly.
    pub(super) fn of(args: &ScreenArgs) -> Result<Self, Failure> {
        let glyphs = if args.ascii { Glyphs::Ascii } else { Glyphs::Unicode };
        let variable = |name: &str| std::env::var(name).ok();
        // Without a terminal there is a drawing, which has all colours.
        let depth = Abilities::of(variable, glyphs).map_or(Depth::True, |abilities| abilities.depth);
        let known = Themes::new(Themes::folder(variable).as_deref(), depth);
        let mut themes = Vec::new();
        let mut theme = 0;
        for name in known.names() {
            match (known.load(name), &args.theme) {
                (Ok(loaded), wanted) => {
                    if wanted.as_deref() == Some(name) {
                        theme = themes.len();
                    }
                    themes.push(loaded);
                }
                (Err(error), Some(wanted)) if wanted == name => {
                    return Err(Failure::usage(error.to_string()));
                }
                // T passes over what cannot be read.
                (Err(_), _) => {}
            }
        }
        if let Some(wanted) = args.theme.as_deref().filter(|wanted| !known.names().contains(wanted)) {
            return Err(Failure::usage(format!("there is no theme {wanted:?}"))
                .hint(format!("there are: {}", known.names().join(", "))));
        }
        Ok(Self { themes, theme, fps: args.fps.map_or_else(Fps::default, Fps::clamped), glyphs })
    }

    fn model(self, name: &str, size: (u16, u16), watching: Watching) -> Model {
        Model::new(Setup {
            name: name.to_owned(),
            themes: self.themes,
            theme: self.theme,
            size,
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
    let process = if watching == Watching::Foreground { Process::Shared } else { Process::Own };
    let options = RunOptions { fps: screen.fps, abilities, mouse: Mouse::Off, process };
    let mut model = screen.model(soak.name().as_str(), SIZE_UNKNOWN, watching);
    let core = Asked { folder: soak.path().to_owned(), watching };
    let folder = soak.path().to_owned();
    let farewell = crate::tui::run::run(
        &mut model,
        core,
        move |inlet| follow(&folder, move |news| inlet.tell(news)),
        options,
    );
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

/// Brings the soak's news to `tell`, which says whether it wants more, until either is gone. What has
/// ended is told from its journal first.
fn follow(folder: &Path, mut tell: impl FnMut(ViewerNews) -> bool + Send + 'static) {
    for news in told_by_journal(folder) {
        if !tell(news) {
            return;
        }
    }
    let (listens, gone) = channel::<()>();
    let listener = move |news| {
        let _listens = &listens;
        tell(news)
    };
    // Without a thread for it there is no news, and the dashboard says that it has none.
    if let Ok(_viewer) = Viewer::start(folder, PICTURE_EVERY, listener) {
        // Nothing is ever sent: what is waited for is the end of the listener.
        drop(gone.recv());
    }
}

/// The last picture of a soak that does not run, and what led to it.
fn told_by_journal(folder: &Path) -> Vec<ViewerNews> {
    if matches!(SoakState::of(folder), SoakState::Running { .. }) {
        return Vec::new();
    }
    let last = Archive::open(folder).and_then(|mut archive| archive.last());
    // A journal that cannot be read is told by the questions about the past.
    last.map_or_else(
        |_| Vec::new(),
        |past| {
            let history = Broadcast::History(Box::new(past.history));
            let picture = past.picture.map(Broadcast::Picture);
            std::iter::once(history).chain(picture).map(ViewerNews::Heard).collect()
        },
    )
}

/// The soak as the dashboard asks it: by its control socket, one connection for each request, and by its
/// journal once it has ended.
#[derive(Debug)]
struct Asked {
    folder: PathBuf,
    watching: Watching,
}

impl Core for Asked {
    fn request(&mut self, request: &ControlRequest) -> Result<ControlReply, String> {
        if self.watching == Watching::ReadOnly && matches!(request, ControlRequest::Act { .. }) {
            return Err("this dashboard is read-only; nothing was done".to_owned());
        }
        let asked = ControlClient::connect(&self.folder).and_then(|mut client| client.call(request));
        match (asked, request) {
            (Err(LinkError::NotRunning { .. }), ControlRequest::Ask(question)) => {
                let told = Archive::open(&self.folder).and_then(|mut archive| archive.answer(question));
                told.map(|told| ControlReply::Told(Box::new(told))).map_err(|error| error.to_string())
            }
            (asked, _) => asked.map_err(|error| error.to_string()),
        }
    }
}

/// Draws what the dashboard shows now into `file`.
fn draw(soak: &SoakFolder, screen: Screen, size: DrawingSize, file: &Path) -> Result<Exit, Failure> {
    let name = soak.name();
    let mut model = screen.model(name.as_str(), (size.columns, size.rows), Watching::ReadOnly);
    let (heard, news) = channel();
    let folder = soak.path().to_owned();
    let listener = std::thread::Builder::new().name("soak-listener".to_owned());
    listener.spawn(move || follow(&folder, move |news| heard.send(news).is_ok()))?;
    let clock = Clock::start();
    let (mut pictured, mut led_to) = (false, false);
    while !(pictured && led_to) {
        let Ok(news) = news.recv_timeout(DRAWING_TIMEOUT) else {
            return Err(Failure::no(format!(
                "{name} gave no picture within {} s",
                DRAWING_TIMEOUT.as_secs()
            ))
            .hint(format!("soak status {name} says how it is")));
        };
        match &news {
            ViewerNews::Heard(Broadcast::Picture(_)) => pictured = true,
            ViewerNews::Heard(Broadcast::History(_)) => led_to = true,
            ViewerNews::Over { text } | ViewerNews::Lost { text, .. } => {
                return Err(Failure::no(text.clone()));
            }
            ViewerNews::Connected { .. } | ViewerNews::Heard(_) => {}
        }
        // What the link has to say is about a terminal, and this is none.
        model.update(&Stamped { at: clock.now(), msg: Msg::News(news) });
    }
    let area = Rect::new(0, 0, size.columns, size.rows);
    let mut frame = Buffer::empty(area);
    model.draw(area, &mut frame);
    let ground = model.ground();
    std::fs::write(file, svg(&frame, ground, &format!("the dashboard of {name}")))
        .map_err(|error| Failure::no(format!("cannot write {}: {error}", file.display())))?;
    output::line(&file.display().to_string())?;
    Ok(Exit::Fine)
}

fn told(error: &TerminalError) -> Failure {
    Failure::no(error.to_string())
        .hint("soak status prints a page instead; soak run --headless needs no terminal")
}
