//! The screen's figures: `cargo bench --bench screen [-- --quick|--long] [PART]`.
//!
//! The dashboard is the real one, over pictures of a simulated run with ten ticks a second, drawn four
//! times a second. What crosses the line is counted in bytes, and beside them what ratatui's own
//! difference and crossterm's writer would have sent for the same frames.

use std::process::ExitCode;

use color_eyre::eyre::{Result, ensure};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use soak::link::{Broadcast, ViewerNews};
use soak::market::{Synthetic, SyntheticSettings};
use soak::model::{Span, Time};
use soak::runtime::Archive;
use soak::sim::{Step, World};
use soak::snapshot::{Snapshot, Vitals, build};
use soak::tui::app::{Model, Rights, Setup, Tie};
use soak::tui::msg::{Msg, Stamped};
use soak::tui::run::Dashboard;
use soak::tui::terminal::{Abilities, Depth, Glyphs, Painter};
use soak::tui::theme::Themes;

use support::prepared::forgetful;
use support::run::{Run, micros, say};
use support::world::{BEGIN, SEED, kept, plan, turn, usual_rules};

mod support {
    #[expect(dead_code, reason = "other benches use the rest")]
    pub(crate) mod prepared;
    pub(crate) mod run;
    pub(crate) mod world;
}

/// Time between two pictures: four frames a second.
const PICTURE_EVERY: Span = Span::from_millis(250);

/// The screen that the targets speak of.
const SCREEN: Rect = Rect::new(0, 0, 200, 50);

fn main() -> ExitCode {
    Run::start(&[
        ("painter: one cell in twenty changes, at 200x50", painter),
        ("dashboard at work, at 200x50", at_work),
        ("dashboard: nothing but the clock, and nothing at all", quiet),
    ])
}

/// Scattered numbers change; the layout is that of columns.
fn painter(run: &Run) -> Result<()> {
    let frames = run.rounds(400, 4_000);
    let muted = Style::new().fg(Color::Rgb(0x8a, 0x8a, 0x8a));
    let good = Style::new().fg(Color::Rgb(0x87, 0xd7, 0x87));
    let mut screen = Counted::new(Depth::True);
    for frame in 0..frames {
        let mut buffer = Buffer::empty(SCREEN);
        for row in 0..SCREEN.height {
            for column in 0..8_u16 {
                buffer.set_string(column * 25, row, "│ label", muted);
                let changes = (usize::from(row) + usize::from(column)) % 4 == 0;
                let number = if changes { frame * 7_919 % 100_000 } else { 42 };
                buffer.set_string(column * 25 + 10, row, format!("{number:>10}"), good);
            }
        }
        screen.paint(run, &buffer, Style::new());
    }
    screen.tell(None);
    ensure!(screen.bytes() > 0, "nothing was painted");
    Ok(())
}

fn at_work(run: &Run) -> Result<()> {
    for (name, depth) in
        [("24 bits of colour", Depth::True), ("256 colours", Depth::Indexed), ("16", Depth::Sixteen)]
    {
        let mut work = Work::begin(depth)?;
        let mut screen = Counted::new(depth);
        let mut view = Vec::new();
        for _ in 0..run.rounds(240, 2_400) {
            let picture = work.next_picture()?;
            work.hear(Broadcast::Picture(picture));
            let (buffer, took) = run.timed(|| work.draw());
            view.push(took);
            screen.paint(run, &buffer, work.model.ground());
        }
        say(&format!("  {name}"));
        screen.tell(Some(view));
    }
    Ok(())
}

fn quiet(run: &Run) -> Result<()> {
    let mut work = Work::begin(Depth::True)?;
    let mut picture = work.next_picture()?;
    work.hear(Broadcast::Picture(picture.clone()));
    let mut screen = Counted::new(Depth::True);
    screen.paint(run, &work.draw(), work.model.ground());
    let before = screen.bytes();
    for _ in 0..100 {
        screen.paint(run, &work.draw(), work.model.ground());
    }
    let nothing = screen.bytes() - before;
    ensure!(nothing == 0, "{nothing} bytes were written although nothing changed");
    say("  nothing changes: 0 bytes");
    let seconds = 120;
    for _ in 0..seconds * 4 {
        picture.at = picture.at + PICTURE_EVERY;
        picture.soak.healthy += PICTURE_EVERY;
        work.hear(Broadcast::Picture(picture.clone()));
        screen.paint(run, &work.draw(), work.model.ground());
    }
    let a_second = (screen.bytes() - before) / seconds;
    say(&format!("  nothing but the clock: {a_second} bytes/s (limit 60)"));
    Ok(())
}

/// A dashboard over a simulated run.
struct Work {
    world: World,
    model: Model,
    now: Time,
}

impl Work {
    /// Two hours into a run, so that everything has something to show.
    fn begin(depth: Depth) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let length = Span::from_secs(2 * 3_600);
        let mut led_to = kept(plan(folder.path(), usual_rules(), Some(length)))?;
        turn(&mut led_to)?;
        drop(led_to);
        let history = Archive::open(folder.path())?.history(None)?;
        let plan = plan(folder.path(), usual_rules(), None);
        let feed = Synthetic::new(SEED, BEGIN, SyntheticSettings::default());
        let mut world = forgetful(&plan, Box::new(feed))?;
        while world.now() < BEGIN + length {
            ensure!(matches!(world.step()?, Step::At(_)), "the run ended early");
        }
        let setup = Setup {
            name: "bench".to_owned(),
            themes: vec![Themes::new(None, depth).load("soak")?],
            theme: 0,
            size: (SCREEN.width, SCREEN.height),
            rights: Rights::Full,
            tie: Tie::Attached,
        };
        let mut work = Self { now: world.now(), world, model: Model::new(setup) };
        work.tell(ViewerNews::Connected { pid: 1 });
        work.hear(Broadcast::History(Box::new(history)));
        Ok(work)
    }

    fn next_picture(&mut self) -> Result<Box<Snapshot>> {
        self.now = self.now + PICTURE_EVERY;
        while self.world.now() < self.now {
            ensure!(matches!(self.world.step()?, Step::At(_)), "the run ended early");
        }
        Ok(Box::new(build(self.world.engine(), &Vitals::default())))
    }

    fn hear(&mut self, broadcast: Broadcast) {
        self.tell(ViewerNews::Heard(broadcast));
    }

    fn tell(&mut self, news: ViewerNews) {
        let stamped = Stamped { at: self.now, msg: Msg::News(news) };
        let _commands = self.model.update(&stamped);
    }

    fn draw(&self) -> Buffer {
        let mut buffer = Buffer::empty(SCREEN);
        self.model.draw(SCREEN, &mut buffer);
        buffer
    }
}

/// A line on which bytes are counted, ours and those of the usual way.
struct Counted {
    painter: Painter,
    earlier: Buffer,
    /// Bytes of each frame, ours and the usual way's, and the time that ours took.
    painted: Vec<(usize, usize, Span)>,
}

impl Counted {
    fn new(depth: Depth) -> Self {
        let abilities = Abilities { depth, glyphs: Glyphs::Unicode };
        Self { painter: Painter::new(abilities), earlier: Buffer::empty(SCREEN), painted: Vec::new() }
    }

    fn paint(&mut self, run: &Run, buffer: &Buffer, ground: Style) {
        let (ours, took) = run.timed(|| self.painter.paint(buffer, ground).len());
        let mut usual = Vec::new();
        let changes = self.earlier.diff(buffer);
        if CrosstermBackend::new(&mut usual).draw(changes.into_iter()).is_err() {
            usual.clear();
        }
        self.earlier = buffer.clone();
        self.painted.push((ours, usual.len(), took));
    }

    fn bytes(&self) -> usize {
        self.painted.iter().map(|(bytes, _, _)| bytes).sum()
    }

    /// All but the first frame, which is a whole page.
    fn tell(&self, view: Option<Vec<Span>>) {
        let Some((first, rest)) = self.painted.split_first() else { return };
        let count = rest.len().max(1);
        let of = |bytes: fn(&(usize, usize, Span)) -> usize| {
            let mut each: Vec<usize> = rest.iter().map(bytes).collect();
            each.sort_unstable();
            let sum: usize = each.iter().sum();
            let most = each.last().copied().unwrap_or_default();
            format!(
                "{} mean, {} p50, {most} most, {} bytes/s",
                sum / count,
                each.get(each.len() / 2).copied().unwrap_or_default(),
                sum * 4 / count
            )
        };
        say(&format!("    first frame       {} bytes, the usual way {}", first.0, first.1));
        say(&format!("    bytes a frame     {}", of(|(ours, _, _)| *ours)));
        say(&format!("    the usual way     {}", of(|(_, usual, _)| *usual)));
        say(&format!("    painter           {}", times(rest.iter().map(|(_, _, took)| *took).collect())));
        if let Some(view) = view {
            say(&format!("    view              {}", times(view)));
        }
    }
}

/// The middle and the worst hundredth.
fn times(mut spans: Vec<Span>) -> String {
    spans.sort_unstable();
    let at = |part: usize| spans.get(spans.len() * part / 100).copied().unwrap_or_default();
    format!("{:.0} µs p50, {:.0} µs p99", micros(at(50)), micros(at(99)))
}
