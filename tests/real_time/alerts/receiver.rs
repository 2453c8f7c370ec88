//! A receiver of webhooks on this machine, which checks every signature by its own arithmetic.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

use serde_json::Value;
use sha2::{Digest, Sha256};
use soak::clock::Clock;

use crate::crash::life::PATIENCE;

/// The secret that all of these tests share with the receiver.
pub(crate) const SECRET: &str = "wH4tTh3R3ceiverKn0ws";

/// A time stamp further away than this is an old message that somebody sends again.
const STALE_S: u64 = 300;

/// What the receiver does with what comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Answers with this status.
    Answer(u16),
    /// Answers with this status, and asks to wait for so many seconds.
    Later(u16, u16),
    /// Hangs up at once.
    Down,
    /// Reads, and never answers.
    Hang,
}

/// What has come.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) answered: u16,
}

struct Shared {
    mode: Mutex<Mode>,
    got: Mutex<Vec<Message>>,
    came: Condvar,
    /// How many connections there were.
    knocks: Mutex<u64>,
}

/// The receiver. Its threads end with the test's process.
pub(crate) struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Receiver {
    pub(crate) fn start(mode: Mode) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (got, knocks) = (Mutex::default(), Mutex::default());
        let shared = Arc::new(Shared { mode: Mutex::new(mode), got, came: Condvar::new(), knocks });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, serving) = (stream.unwrap(), Arc::clone(&serving));
                std::thread::spawn(move || serve(stream, &serving));
            }
        });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub(crate) fn turn(&self, mode: Mode) {
        *self.shared.mode.lock().unwrap() = mode;
    }

    /// What has come so far.
    pub(crate) fn got(&self) -> Vec<Message> {
        self.shared.got.lock().unwrap().clone()
    }

    /// How many times somebody has knocked at the door.
    pub(crate) fn knocks(&self) -> u64 {
        *self.shared.knocks.lock().unwrap()
    }

    /// Waits until what was answered well is as wanted, and gives it.
    #[track_caller]
    pub(crate) fn wait_for(&self, what: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let taken = |got: &[Message]| {
            let good = got.iter().filter(|message| (200..300).contains(&message.answered));
            good.map(|message| message.body.clone()).collect::<Vec<_>>()
        };
        let got = self.shared.got.lock().unwrap();
        let not_yet = |got: &mut Vec<Message>| !wanted(&taken(got));
        let (got, ended) = self.shared.came.wait_timeout_while(got, PATIENCE, not_yet).unwrap();
        assert!(!ended.timed_out(), "{what} did not come; this did: {:#?}", taken(&got));
        taken(&got)
    }

    /// Waits until at least `count` connections were made.
    #[track_caller]
    pub(crate) fn wait_for_knocks(&self, count: u64) {
        let knocks = self.shared.knocks.lock().unwrap();
        let waited = self.shared.came.wait_timeout_while(knocks, PATIENCE, |knocks| *knocks < count);
        assert!(!waited.unwrap().1.timed_out(), "nobody knocked {count} times");
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) {
    *shared.knocks.lock().unwrap() += 1;
    shared.came.notify_all();
    let mode = *shared.mode.lock().unwrap();
    if mode == Mode::Down {
        return;
    }
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let header = |name: &str| {
        let prefix = format!("{name}: ").to_lowercase();
        lines.iter().find(|line| line.to_lowercase().starts_with(&prefix)).map(|line| &line[prefix.len()..])
    };
    let length: usize = header("content-length").unwrap().parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    if mode == Mode::Hang {
        // Until the other side gives up.
        let _ = reader.read_to_end(&mut Vec::new());
        return;
    }
    let (status, later) = match mode {
        Mode::Answer(status) => (status, String::new()),
        Mode::Later(status, wait_s) => (status, format!("Retry-After: {wait_s}\r\n")),
        Mode::Down | Mode::Hang => return,
    };
    let timestamp = header("x-soak-timestamp").unwrap();
    let signature = header("x-soak-signature").unwrap();
    let now_s = Clock::start().now().as_secs();
    let is_fresh = timestamp.parse::<i64>().unwrap().abs_diff(now_s) < STALE_S;
    let is_ours = signature == by_hand(SECRET.as_bytes(), &[timestamp.as_bytes(), b".", &body].concat());
    let answered = if is_fresh && is_ours { status } else { 401 };
    let path = lines[0].split(' ').nth(1).unwrap().to_owned();
    let message = Message { path, body: serde_json::from_slice(&body).unwrap(), answered };
    // Counted only once the answer is out: what was not answered may come again.
    let away = if (300..400).contains(&answered) { "Location: /elsewhere\r\n" } else { "" };
    let written = write!(
        stream,
        "HTTP/1.1 {answered} X\r\n{away}{later}Content-Length: 0\r\nConnection: close\r\n\r\n"
    );
    if written.is_ok() {
        shared.got.lock().unwrap().push(message);
        shared.came.notify_all();
    }
}

/// HMAC-SHA256 as RFC 2104 writes it, from the hash alone.
fn by_hand(key: &[u8], text: &[u8]) -> String {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
    outer.iter().fold(String::from("v1="), |text, byte| text + &format!("{byte:02x}"))
}
