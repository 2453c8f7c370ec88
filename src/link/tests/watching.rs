//! Viewers over a real socket: they see what is shown, and none of them slows anybody.

use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvError, channel};

use super::*;
use crate::model::{Seq, Span, Time};
use crate::snapshot::{History, Snapshot, sample};

/// A viewer, and what it was told.
fn viewer(folder: &Path) -> (Viewer, News) {
    let (told, news) = channel();
    let viewer = Viewer::start(folder, Span::from_millis(50), move |item| told.send(item).is_ok());
    (viewer.unwrap(), News(Mutex::new(news)))
}

/// What a viewer is told, for any thread.
struct News(Mutex<Receiver<ViewerNews>>);

impl News {
    fn recv(&self) -> Result<ViewerNews, RecvError> {
        self.0.lock().unwrap().recv()
    }

    /// All that is told until the viewer's thread ends.
    fn rest(self) -> Vec<ViewerNews> {
        self.0.into_inner().unwrap().iter().collect()
    }
}

fn picture(seq: u64) -> Box<Snapshot> {
    Box::new(Snapshot { seq: Seq(seq), ..sample::fine() })
}

/// The number of the next picture that is heard.
#[track_caller]
fn next_picture(news: &News) -> u64 {
    loop {
        match news.recv().unwrap() {
            ViewerNews::Heard(Broadcast::Picture(picture)) => return picture.seq.0,
            ViewerNews::Connected { .. } | ViewerNews::Heard(Broadcast::History(_) | Broadcast::Still) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// A connection that was greeted, and watches if so wished.
fn connect(folder: &Path, watch: bool) -> BufReader<UnixStream> {
    let mut stream = UnixStream::connect(folder.join("control.sock")).unwrap();
    stream.write_all(b"{\"version\":2,\"terminal\":\"x\"}\n").unwrap();
    if watch {
        stream.write_all(b"{\"watch\":{\"interval_ms\":50}}\n").unwrap();
    }
    let mut stream = BufReader::new(stream);
    let mut welcome = String::new();
    stream.read_line(&mut welcome).unwrap();
    assert!(welcome.starts_with("{\"welcome\""), "{welcome}");
    stream
}

/// Runs `client` beside a server over a gallery that it is given the soak's end of.
fn with_gallery(client: impl FnOnce(&Path, Publisher) + Send) {
    let folder = tempfile::tempdir().unwrap();
    let _lock = SoakLock::acquire(folder.path()).unwrap();
    let (publisher, gallery) = gallery();
    serve(folder.path(), gallery, End::Told, echo, || client(folder.path(), publisher));
}

/// Waits until somebody watches.
fn wait_for_visit(publisher: &mut Publisher) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    while !publisher.is_watched() {
        runtime.block_on(publisher.visited());
    }
}

#[test]
fn two_viewers_see_the_same_and_who_comes_later_sees_what_is() {
    with_gallery(|folder, mut publisher| {
        let (_one, first) = viewer(folder);
        assert_eq!(first.recv().unwrap(), ViewerNews::Connected { pid: std::process::id() });
        wait_for_visit(&mut publisher);
        publisher.show(picture(1), false);
        assert_eq!(next_picture(&first), 1);
        let (_two, second) = viewer(folder);
        assert_eq!(next_picture(&second), 1);
        publisher.show(picture(2), false);
        assert_eq!((next_picture(&first), next_picture(&second)), (2, 2));
    });
}

#[test]
fn what_was_shown_to_nobody_is_not_shown_later() {
    with_gallery(|folder, mut publisher| {
        let (one, first) = viewer(folder);
        wait_for_visit(&mut publisher);
        publisher.show(picture(1), false);
        assert_eq!(next_picture(&first), 1);
        drop(one);
        // The server hears of it when it says something.
        publisher.show(picture(2), false);
        publisher.show(picture(3), true);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        while publisher.is_watched() {
            runtime.block_on(publisher.visited());
        }
        publisher.show(picture(4), false);
        let (_two, second) = viewer(folder);
        wait_for_visit(&mut publisher);
        publisher.show(picture(5), false);
        assert_eq!(next_picture(&second), 5);
    });
}

#[test]
fn a_viewer_that_never_reads_delays_neither_the_others_nor_a_command() {
    with_gallery(|folder, mut publisher| {
        let stuck = connect(folder, true);
        let (_viewer, news) = viewer(folder);
        wait_for_visit(&mut publisher);
        // Far more than a socket's buffer holds.
        let large = |seq| {
            let mut picture = picture(seq);
            picture.soak.held_because = Some("x".repeat(100_000));
            picture
        };
        for seq in 1..=200 {
            publisher.show(large(seq), true);
            assert_eq!(next_picture(&news), seq);
        }
        let command = OperatorCommand::Raise(BreakerLevel::Tripped);
        let act = ControlRequest::Act { command, reason: "test".into() };
        assert!(ControlClient::connect(folder).unwrap().call(&act).is_ok());
        assert_eq!(next_line(&mut { stuck }).matches("\"seq\":1,").count(), 1);
    });
}

fn next_line(stream: &mut BufReader<UnixStream>) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    line
}

#[test]
fn all_places_of_viewers_taken_a_trip_goes_through() {
    with_gallery(|folder, mut publisher| {
        let mut stuck: Vec<_> = (0..wire::VIEWERS_MAX).map(|_| connect(folder, true)).collect();
        wait_for_visit(&mut publisher);
        publisher.show(picture(1), false);
        // Each of them has its place when it was shown something.
        for stream in &mut stuck {
            assert!(next_line(stream).starts_with("{\"picture\""));
        }
        let command = OperatorCommand::Raise(BreakerLevel::Tripped);
        let act = ControlRequest::Act { command, reason: "test".into() };
        assert!(ControlClient::connect(folder).unwrap().call(&act).is_ok());
        let (_viewer, news) = viewer(folder);
        assert!(matches!(news.recv().unwrap(), ViewerNews::Connected { .. }));
        let ViewerNews::Over { text } = news.recv().unwrap() else { panic!("it was let in") };
        assert!(text.contains("64 viewers watch this soak already"), "{text}");
    });
}

#[test]
fn history_comes_first_and_again_when_it_changed() {
    let folder = tempfile::tempdir().unwrap();
    let lock = SoakLock::acquire(folder.path()).unwrap();
    let (publisher, gallery) = gallery();
    let wall = gallery.clone();
    let history = |at| History { at: Time::from_millis(at), ..History::default() };
    gallery.hang_history(history(1));
    serve(folder.path(), gallery, End::Cut, echo, || {
        let (_viewer, news) = viewer(folder.path());
        assert!(matches!(news.recv().unwrap(), ViewerNews::Connected { .. }));
        assert_eq!(news.recv().unwrap(), ViewerNews::Heard(Broadcast::History(Box::new(history(1)))));
        wall.hang_history(history(2));
        assert_eq!(news.recv().unwrap(), ViewerNews::Heard(Broadcast::History(Box::new(history(2)))));
        publisher.show(picture(7), false);
        publisher.farewell("it was stopped");
        assert_eq!(next_picture(&news), 7);
        let ending = Broadcast::Ending { text: "it was stopped".into() };
        assert_eq!(news.recv().unwrap(), ViewerNews::Heard(ending));
        drop(lock);
        let ViewerNews::Over { text } = news.recv().unwrap() else { panic!("it is not over") };
        assert!(text.contains("is not running; it last ran at"), "{text}");
        assert!(news.recv().is_err(), "the thread goes on");
    });
}

#[test]
fn a_soak_that_ends_tells_who_watches() {
    let news = Mutex::new(None);
    with_gallery(|folder, mut publisher| {
        let (viewer, told) = viewer(folder);
        wait_for_visit(&mut publisher);
        publisher.show(picture(1), false);
        assert_eq!(next_picture(&told), 1);
        *news.lock().unwrap() = Some((viewer, told));
    });
    let (_viewer, told) = news.into_inner().unwrap().unwrap();
    let ViewerNews::Heard(Broadcast::Ending { text }) = told.recv().unwrap() else { panic!("not told") };
    assert_eq!(text, "the soak has ended");
}

#[test]
fn a_lost_link_is_told_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let lock = SoakLock::acquire(folder.path()).unwrap();
    let (_viewer, news) = viewer(folder.path());
    // It runs and has no socket yet.
    assert!(matches!(news.recv().unwrap(), ViewerNews::Lost { .. }));
    for round in 1..=2 {
        let (mut publisher, gallery) = gallery();
        serve(folder.path(), gallery, End::Cut, echo, || {
            while !matches!(news.recv().unwrap(), ViewerNews::Connected { .. }) {}
            wait_for_visit(&mut publisher);
            publisher.show(picture(round), false);
            assert_eq!(next_picture(&news), round);
        });
    }
    drop(lock);
    let is_over = |item: &ViewerNews| matches!(item, ViewerNews::Over { .. });
    let last = news.rest();
    assert_eq!(last.iter().filter(|item| is_over(item)).count(), 1, "{last:?}");
    assert!(is_over(last.last().unwrap()), "{last:?}");
}

#[test]
fn a_soak_that_was_killed_is_told_with_what_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("week");
    std::fs::create_dir(&folder).unwrap();
    // Who is killed leaves its number behind and holds the lock no more.
    std::fs::write(folder.join("lock"), "4711").unwrap();
    let (_viewer, news) = viewer(&folder);
    let ViewerNews::Lost { text, .. } = news.recv().unwrap() else { panic!("it is not lost") };
    assert_eq!(text, "interrupted; soak run --name week goes on");
}

#[test]
fn another_version_and_a_soak_that_is_over_are_the_end() {
    let folder = tempfile::tempdir().unwrap();
    drop(SoakLock::acquire(folder.path()).unwrap());
    let (_viewer, news) = viewer(folder.path());
    let told = news.rest();
    assert!(matches!(&told[..], [ViewerNews::Over { .. }]), "{told:?}");

    let folder = tempfile::tempdir().unwrap();
    let _lock = SoakLock::acquire(folder.path()).unwrap();
    let listener = std::os::unix::net::UnixListener::bind(folder.path().join("control.sock")).unwrap();
    let (_viewer, news) = viewer(folder.path());
    let (mut stream, _) = listener.accept().unwrap();
    stream.write_all(b"{\"welcome\":{\"version\":3,\"pid\":1}}\n").unwrap();
    let ViewerNews::Over { text } = news.recv().unwrap() else { panic!("it goes on") };
    assert!(text.contains("speaks version 3") && text.contains("this command 2"), "{text}");
}

#[test]
fn a_question_goes_to_the_archive_and_not_to_the_soak() {
    with_server(
        |call| panic!("{call:?} came to the soak"),
        |folder| {
            let question = Question::Order { order: crate::model::OrderSeq(7) };
            let reply = ControlClient::connect(folder).unwrap().call(&ControlRequest::Ask(question)).unwrap();
            let ControlReply::Refused { text } = reply else { panic!("{reply:?}") };
            assert!(text.contains('7'), "{text}");
        },
    );
}

#[test]
fn garbage_on_a_viewers_connection_ends_nobody_elses() {
    with_gallery(|folder, mut publisher| {
        let (_viewer, news) = viewer(folder);
        let answers = raw(folder, b"{\"version\":2,\"terminal\":\"x\"}\n{\"watch\":{\"interval_ms\":-1}}\n");
        assert!(answers.contains("does not know"), "{answers}");
        wait_for_visit(&mut publisher);
        publisher.show(picture(1), false);
        assert_eq!(next_picture(&news), 1);
    });
}
