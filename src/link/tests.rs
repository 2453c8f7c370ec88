//! Both ends over a real socket, and what bad clients can do: nothing.

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::pin::pin;

use futures_util::future::{join, select};
use serde_json::json;
use tokio::sync::mpsc;

mod watching;

use super::*;
use crate::event::OperatorCommand;
use crate::model::BreakerLevel;

/// Runs `client` on a thread of its own against a server whose calls go to `answer`.
fn with_server(answer: impl Fn(ControlCall), client: impl FnOnce(&Path) + Send) {
    let folder = tempfile::tempdir().unwrap();
    let lock = SoakLock::acquire(folder.path()).unwrap();
    let (_publisher, gallery) = gallery();
    serve(folder.path(), gallery, End::Told, answer, || client(folder.path()));
    drop(lock);
    assert!(!folder.path().join("control.sock").exists(), "the socket stayed behind");
}

/// How a server ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// As a soak that ends.
    Told,
    /// As a process that dies.
    Cut,
}

/// Serves `folder` until `client`, on a thread of its own, has ended.
fn serve(
    folder: &Path,
    gallery: Gallery,
    end: End,
    answer: impl Fn(ControlCall),
    client: impl FnOnce() + Send,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    std::thread::scope(|scope| {
        let _inside = runtime.enter();
        let server = ControlServer::bind(folder).unwrap();
        // The client's end drops the sender of `done`, whether it passes or panics.
        let (done, ended) = tokio::sync::oneshot::channel::<()>();
        scope.spawn(move || {
            let _done = done;
            client();
        });
        let (errands, asked) = std::sync::mpsc::sync_channel(4);
        scope.spawn(move || archive(&asked));
        runtime.block_on(async {
            let (calls, mut received) = mpsc::channel::<ControlCall>(4);
            let services = Services { calls, archive: errands, gallery };
            let mut ended = pin!(ended);
            let mut serving = pin!(server.serve(services));
            let answering = async {
                while let Some(call) = received.recv().await {
                    answer(call);
                }
            };
            select(pin!(join(&mut serving, answering)), &mut ended).await;
            if end == End::Told {
                drop(received);
                serving.await;
            }
        });
    });
}

/// An archive that says which order it was asked for.
fn archive(errands: &std::sync::mpsc::Receiver<Errand>) {
    for errand in errands {
        if let Errand::Ask(call) = errand {
            let question = call.question;
            call.answer(Err(format!("no {question:?}")));
        }
    }
}

fn echo(call: ControlCall) {
    let reply = match &call.request {
        ControlRequest::Status => ControlReply::Status(json!({"equity": "10000"})),
        ControlRequest::Act { command, reason } => {
            ControlReply::Done { text: format!("{} by {}: {reason}", command.as_str(), call.operator.user) }
        }
        other => panic!("{other:?} is not for the soak itself"),
    };
    let _ = call.respond.send(reply);
}

fn raw(folder: &Path, bytes: &[u8]) -> String {
    let mut stream = UnixStream::connect(folder.join("control.sock")).unwrap();
    stream.write_all(bytes).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    // A server that hangs up on what it has not read resets the connection.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

#[test]
fn a_request_gets_its_answer_and_an_act_its_person() {
    with_server(echo, |folder| {
        let mode = std::fs::metadata(folder.join("control.sock")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let mut client = ControlClient::connect(folder).unwrap();
        assert_eq!(client.pid(), std::process::id());
        let status = client.call(&ControlRequest::Status).unwrap();
        assert_eq!(status, ControlReply::Status(json!({"equity": "10000"})));
        let command = OperatorCommand::Raise(BreakerLevel::Tripped);
        let act = ControlRequest::Act { command, reason: "odd\u{1b}[2J fills".into() };
        let user = user_name(rustix::process::geteuid().as_raw());
        let text = format!("trip by {user}: odd\u{fffd}[2J fills");
        assert_eq!(client.call(&act).unwrap(), ControlReply::Done { text });
    });
}

#[test]
fn garbage_giants_and_strangers_get_a_refusal_and_harm_nobody() {
    with_server(echo, |folder| {
        let _half_open = UnixStream::connect(folder.join("control.sock")).unwrap();
        assert!(raw(folder, b"GET / HTTP/1.1\r\n\r\n").contains("expected a hello of version 2"));
        raw(folder, &vec![b'a'; 20_000]);
        assert!(raw(folder, b"\xff\xfe\n").contains("expected a hello"));
        assert_eq!(raw(folder, b""), "");
        let hello = r#"{"version":2,"terminal":"x"}"#;
        assert!(
            raw(folder, format!("{hello}\n\"dance\"\n\"status\"\n").as_bytes()).contains("does not know")
        );
        let answers = raw(folder, format!("{hello}\n\"status\"\n\"status\"\n").as_bytes());
        assert_eq!(answers.lines().count(), 3, "{answers}");
        let other_version = raw(folder, b"{\"version\":9,\"terminal\":\"x\",\"new\":1}\n\"status\"\n");
        assert!(
            other_version.starts_with("{\"welcome\":{\"version\":2") && other_version.lines().count() == 1
        );
        assert!(ControlClient::connect(folder).is_ok());
    });
}

#[test]
fn more_clients_than_places_all_get_their_answer() {
    with_server(echo, |folder| {
        std::thread::scope(|scope| {
            for _ in 0..3 * wire::CLIENTS_MAX {
                scope.spawn(|| {
                    let mut client = ControlClient::connect(folder).unwrap();
                    assert!(client.call(&ControlRequest::Status).is_ok());
                });
            }
        });
    });
}

#[test]
fn a_soak_that_drops_a_call_is_said_to_be_ending() {
    with_server(drop, |folder| {
        let reply = ControlClient::connect(folder).unwrap().call(&ControlRequest::Status).unwrap();
        let ControlReply::Refused { text } = reply else { panic!("{reply:?}") };
        assert!(text.contains("may have been done"), "{text}");
    });
}

#[test]
fn a_soak_that_does_not_run_says_when_it_last_did() {
    let folder = tempfile::tempdir().unwrap();
    let never = ControlClient::connect(folder.path()).unwrap_err().to_string();
    assert!(never.ends_with("is not running"), "{never}");
    drop(SoakLock::acquire(folder.path()).unwrap());
    let ended = ControlClient::connect(folder.path()).unwrap_err().to_string();
    assert!(ended.contains("is not running; it last ran at 2"), "{ended}");
    // It holds its lock and has no socket yet.
    let _lock = SoakLock::acquire(folder.path()).unwrap();
    let starting = ControlClient::connect(folder.path()).unwrap_err();
    assert!(
        matches!(starting, LinkError::NotAnswering { pid, .. } if pid == std::process::id()),
        "{starting}"
    );
}
