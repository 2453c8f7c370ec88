//! `soak attach`: the dashboard over a soak that runs, or that has ended.

mod asked;
mod drawing;
mod follow;
mod screen;

pub(super) use screen::Screen;

use asked::Asked;
use follow::follow;

use super::cli::AttachArgs;
use super::failure::{Exit, Failure};
use super::{dashboard, operate, output, target};
use crate::config::SoakFolder;
use crate::tui::msg::Farewell;
use crate::tui::run::RunOptions;
use crate::tui::terminal::{Abilities, Mouse, Process, TerminalError};

/// The terminal says how large it is before anything is drawn.
const SIZE_UNKNOWN: (u16, u16) = (80, 24);

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
    if let Some(file) = &args.svg {
        return drawing::draw(&soak, Screen::drawn(&args.screen)?, args.size, file);
    }
    if !dashboard::is_terminal() {
        let name = soak.name();
        return Err(Failure::usage("the dashboard needs a terminal, and there is none here")
            .hint(format!("soak status {name} prints a page; soak attach {name} --svg FILE draws one")));
    }
    let screen = Screen::of(&args.screen)?;
    watch(&soak, screen, if args.read_only { Watching::ReadOnly } else { Watching::Acting })
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
        &core,
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

fn told(error: &TerminalError) -> Failure {
    Failure::no(error.to_string())
        .hint("soak status prints a page instead; soak run --headless needs no terminal")
}
