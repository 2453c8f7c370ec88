//! Whatever is pressed, nothing panics, and nothing is done to the soak that was not confirmed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;

use super::rig::Rig;
use crate::event::OperatorCommand;
use crate::link::{ControlReply, ControlRequest, PastStep, Question, Told, ViewerNews};
use crate::model::{BreakerLevel, Span};
use crate::snapshot::{Past, sample};
use crate::tui::app::Overlay;
use crate::tui::msg::{Command, Msg};

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    Key(KeyCode, KeyModifiers),
    Size(u16, u16),
    Picture(u8),
    Lost,
    Connected,
    Paste(String),
    Wait(i64),
    /// All requests under way are answered: refused, failed or told.
    Answer(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let letters = "[a-zA-Z0-9!?:/ {}\\[\\]]".prop_map(|text| KeyCode::Char(text.chars().next().unwrap()));
    let named = prop::sample::select(vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::PageDown,
        KeyCode::End,
        KeyCode::Home,
        KeyCode::Backspace,
    ]);
    let key = prop_oneof![3 => letters, 2 => named];
    prop_oneof![
        24 => key.prop_map(|code| Step::Key(code, KeyModifiers::NONE)),
        1 => prop::sample::select(vec!['c', 'l', 'z']).prop_map(|c| Step::Key(KeyCode::Char(c), KeyModifiers::CONTROL)),
        2 => (0_u16..240, 0_u16..70).prop_map(|(columns, rows)| Step::Size(columns, rows)),
        3 => (0_u8..4).prop_map(Step::Picture),
        1 => Just(Step::Lost),
        1 => Just(Step::Connected),
        1 => "[ytRESET\n!]{0,8}".prop_map(Step::Paste),
        2 => (0_i64..3_000).prop_map(Step::Wait),
        3 => (0_u8..4).prop_map(Step::Answer),
    ]
}

/// What the screen asked when an act left.
fn confirmed(
    before: Option<&Overlay>,
    twice: bool,
    command: &OperatorCommand,
    rig: &Rig,
    step: &Step,
) -> bool {
    let pressed = matches!(step, Step::Key(..));
    let asked = matches!(before, Some(Overlay::Confirm(confirm)) if confirm.act.command() == *command);
    let form = matches!(before, Some(Overlay::Reset(form)) if form.complete().is_some());
    let here = rig.model.past.shown().is_none();
    let level = |level: &BreakerLevel| *level >= BreakerLevel::Tripped;
    let allowed = match command {
        OperatorCommand::Raise(to) if level(to) => asked || (twice && *to == BreakerLevel::Tripped),
        OperatorCommand::Stop => asked,
        OperatorCommand::Reset => form,
        _ => true,
    };
    pressed && here && allowed
}

fn happen(rig: &mut Rig, step: &Step, asked: &mut Vec<(u64, ControlRequest)>) -> Vec<Command> {
    let commands = match step {
        Step::Key(code, modifiers) => rig.send(Msg::Key(KeyEvent::new(*code, *modifiers))),
        Step::Size(columns, rows) => rig.send(Msg::Resized(*columns, *rows)),
        Step::Picture(0) => rig.picture(sample::empty()),
        Step::Picture(1) => rig.picture(sample::usual()),
        Step::Picture(2) => rig.history(sample::on_fire_history()),
        Step::Picture(_) => rig.picture(sample::on_fire()),
        Step::Lost => rig.lost(),
        Step::Connected => rig.news(ViewerNews::Connected { pid: 1 }),
        Step::Paste(text) => rig.send(Msg::Paste(text.clone())),
        Step::Wait(millis) => {
            rig.now = rig.now + Span::from_millis(*millis);
            rig.send(Msg::Tick)
        }
        Step::Answer(kind) => {
            let mut commands = Vec::new();
            for (number, request) in std::mem::take(asked) {
                commands.extend(rig.answer(number, answer(*kind, &request)));
            }
            commands
        }
    };
    asked.extend(commands.iter().filter_map(|command| match command {
        Command::Request(number, request) => Some((*number, request.clone())),
        _ => None,
    }));
    commands
}

fn answer(kind: u8, request: &ControlRequest) -> Result<ControlReply, String> {
    match (kind, request) {
        (0, _) => Err("gone".to_owned()),
        (1, _) => Ok(ControlReply::Refused { text: "no".to_owned() }),
        (_, ControlRequest::Ask(Question::Order { .. })) => {
            Ok(ControlReply::Told(Box::new(Told::Order(sample::order_life_on_fire()))))
        }
        (_, ControlRequest::Ask(Question::Past { step, .. })) => {
            let picture = (*step != PastStep::LeapBack).then(|| Box::new(sample::usual()));
            let past = Past { picture, history: sample::usual_history(), reach: None };
            Ok(ControlReply::Told(Box::new(Told::Past(past))))
        }
        _ => Ok(ControlReply::Done { text: "done".to_owned() }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_panics_and_nothing_is_done_unasked(steps in prop::collection::vec(step(), 1..120)) {
        let mut rig = Rig::of((120, 40), sample::usual(), sample::usual_history());
        let mut asked = Vec::new();
        for step in &steps {
            let before = rig.model.overlay.clone();
            let twice = rig.model.acting.once.is_some();
            let commands = happen(&mut rig, step, &mut asked);
            for command in &commands {
                if let Command::Request(_, ControlRequest::Act { command, .. }) = command {
                    prop_assert!(confirmed(before.as_ref(), twice, command, &rig, step), "{command:?} after {step:?}");
                }
            }
            rig.buffer();
        }
    }
}
