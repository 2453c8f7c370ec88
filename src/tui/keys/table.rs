//! The table.

use super::action::Action;
use super::chord::Chord::{
    self, BackTab, Char, Ctrl, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up,
};
use super::context::Context::{Always, Confirm, Line, Main, Past, Reading, Zoomed};
use super::row::{Argument, Group, Row, row};
use crate::tui::panels::Panel;

/// Every key and every command. Within a context no key stands twice (a test says so).
pub(crate) const TABLE: &[Row] = &[
    row(Main, &[Char('t')], Action::Trip, Group::Act, "trip the breaker; asks first")
        .hint("trip", 1)
        .command("trip", Argument::Reason),
    row(Main, &[Char('!')], Action::TripAtOnce, Group::Act, "twice within a second: trip at once"),
    row(Main, &[Char('p')], Action::Pause, Group::Act, "pause entries, or let them go on")
        .hint("pause", 2)
        .command("pause", Argument::Reason),
    row(Main, &[], Action::Resume, Group::Act, "let entries go on after a pause")
        .command("resume", Argument::Reason),
    row(Main, &[Char('f')], Action::Flatten, Group::Act, "trip and close every position; asks first")
        .hint("flatten", 3)
        .command("flatten", Argument::Reason),
    row(Main, &[Char('r')], Action::Reset, Group::Act, "arm it again: type RESET and a reason")
        .hint("reset", 1)
        .command("reset", Argument::Reason),
    row(Main, &[Char('A')], Action::AcknowledgeAll, Group::Act, "acknowledge every alert")
        .command("ack all", Argument::None),
    row(Main, &[Char('a')], Action::Acknowledge, Group::Act, "acknowledge the chosen alert, or the loudest")
        .hint("ack", 4)
        .command("ack", Argument::Alert),
    row(Main, &[], Action::Inject, Group::Act, "inject a fault on purpose; asks first")
        .command("inject", Argument::Fault),
    row(Main, &[Tab, Right, Char('l')], Action::FocusNext, Group::Move, "next panel").hint("focus", 11),
    row(Main, &[BackTab, Left, Char('h')], Action::FocusPrevious, Group::Move, "panel before"),
    row(Main, &[Up, Char('k')], Action::Up, Group::Move, "row above"),
    row(Main, &[Down, Char('j')], Action::Down, Group::Move, "row below"),
    row(Main, &[PageUp, Ctrl('b')], Action::PageUp, Group::Move, "ten rows up"),
    row(Main, &[PageDown, Ctrl('f')], Action::PageDown, Group::Move, "ten rows down"),
    row(Main, &[Home, Char('g')], Action::First, Group::Move, "first row"),
    row(Main, &[End, Char('G')], Action::Last, Group::Move, "last row"),
    row(Main, &[Char('z'), Enter], Action::Zoom, Group::Move, "give the panel the whole screen, and back")
        .hint("zoom", 9),
    row(Zoomed, &[Enter], Action::Inspect, Group::Move, "the chosen order or item, at length"),
    row(Main, &[Char('0')], Action::Overview, Group::Move, "all panels").command("overview", Argument::None),
    row(Main, &[Esc], Action::Back, Group::Move, "back: filter, zoom, past").hint("back", 8),
    row(Main, &[Char('1')], Action::View(Panel::Pnl), Group::Move, "profit and loss"),
    row(Main, &[Char('2')], Action::View(Panel::Positions), Group::Move, "positions and orders"),
    row(Main, &[Char('3')], Action::View(Panel::Alerts), Group::Move, "reconciliation and alerts"),
    row(Main, &[Char('4')], Action::View(Panel::Latency), Group::Move, "latency"),
    row(Main, &[Char('5')], Action::View(Panel::Headroom), Group::Move, "rate headroom"),
    row(Main, &[Char('6')], Action::View(Panel::Checklist), Group::Move, "go / no-go checklist"),
    row(Main, &[Char('7')], Action::View(Panel::Events), Group::Move, "event log"),
    row(Main, &[], Action::ViewNamed, Group::Move, "give the named panel the whole screen")
        .command("view", Argument::View),
    row(Main, &[Char('o')], Action::Inspect, Group::See, "an order's whole life")
        .hint("order", 10)
        .command("order", Argument::Order),
    row(Main, &[Char('/')], Action::Filter, Group::See, "filter events, positions, alerts")
        .hint("filter", 12)
        .command("filter", Argument::Text),
    row(Main, &[Char('n')], Action::NextMatch, Group::See, "next row that the filter shows"),
    row(Main, &[Char('N')], Action::PreviousMatch, Group::See, "row before"),
    row(Main, &[Char('s')], Action::Sort, Group::See, "sort positions otherwise")
        .hint("sort", 13)
        .command("sort", Argument::Sort),
    row(Main, &[Char('w')], Action::Range, Group::See, "range of the curve, window of latency")
        .hint("range", 14)
        .command("range", Argument::Range),
    row(Main, &[Char(' ')], Action::Freeze, Group::See, "freeze the picture; the soak goes on")
        .hint("freeze", 15)
        .command("freeze", Argument::None),
    row(Main, &[Char('T')], Action::Theme, Group::See, "next theme")
        .hint("theme", 16)
        .command("theme", Argument::Theme),
    row(Main, &[Char('m')], Action::Mouse, Group::See, "mouse on or off").command("mouse", Argument::None),
    row(Main, &[Char(':')], Action::Palette, Group::See, "command line, with completion").hint("command", 7),
    row(Main, &[Char('?')], Action::Help, Group::See, "this help")
        .hint("help", 0)
        .command("help", Argument::None),
    row(Main, &[Char('[')], Action::StepBack, Group::Past, "one picture back").hint("past", 6),
    row(Main, &[Char(']')], Action::StepForward, Group::Past, "one picture on"),
    row(Main, &[Char('{')], Action::LeapBack, Group::Past, "an hour back"),
    row(Main, &[Char('}')], Action::LeapForward, Group::Past, "an hour on"),
    row(Past, &[End, Char('E')], Action::Now, Group::Past, "back to now")
        .hint("now", 1)
        .command("now", Argument::None),
    row(Main, &[], Action::GoTo, Group::Past, "to a moment, in UTC").command("goto", Argument::Moment),
    row(Main, &[Char('q')], Action::Detach, Group::Leave, "detach: the soak goes on")
        .hint("detach", 5)
        .command("detach", Argument::None),
    row(Main, &[Char('Q')], Action::Stop, Group::Leave, "stop the soak; asks")
        .command("stop", Argument::Reason),
    row(Always, &[Ctrl('c')], Action::Interrupt, Group::Leave, "close what is open, else detach"),
    row(Always, &[Ctrl('z')], Action::Suspend, Group::Leave, "suspend; fg comes back"),
    row(Always, &[Ctrl('l')], Action::Redraw, Group::Leave, "draw everything anew"),
    row(Confirm, &[Enter, Char('y')], Action::Confirm, Group::Inside, "yes"),
    row(Confirm, &[Char('n'), Esc], Action::Cancel, Group::Inside, "no"),
    row(Line, &[Enter], Action::Submit, Group::Inside, "done"),
    row(Line, &[Esc], Action::Cancel, Group::Inside, "leave it"),
    row(Line, &[Tab], Action::Complete, Group::Inside, "complete, next field"),
    row(Line, &[BackTab], Action::CompleteBack, Group::Inside, "the other way round"),
    row(Line, &[Up], Action::Earlier, Group::Inside, "line typed before"),
    row(Line, &[Down], Action::Later, Group::Inside, "line typed after"),
    row(Reading, READING_UP, Action::Up, Group::Inside, "scroll up"),
    row(Reading, READING_DOWN, Action::Down, Group::Inside, "scroll down"),
    row(Reading, &[PageUp, Ctrl('b')], Action::PageUp, Group::Inside, "ten lines up"),
    row(Reading, &[PageDown, Ctrl('f'), Char(' ')], Action::PageDown, Group::Inside, "ten lines down"),
    row(Reading, &[Home, Char('g')], Action::First, Group::Inside, "to the top"),
    row(Reading, &[End, Char('G')], Action::Last, Group::Inside, "to the end"),
    row(Reading, &[Esc, Enter, Char('q'), Char('?')], Action::Cancel, Group::Inside, "close"),
];

const READING_UP: &[Chord] = &[Up, Char('k')];
const READING_DOWN: &[Chord] = &[Down, Char('j')];
