//! Venues that must not be traded at, or that say things a terminal should not hear.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::place::{KEY, Place};
use super::started::Started;

const MARKETS: &str = r#"{"markets":[{"symbol":"BTC","price_step":"0.01","amount_step":"0.00001","amount_min":"0.00001","mark_price":"92491.35"}]}"#;

/// A venue that answers from a script.
struct Scripted {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// Answers with `(status, body)` of `answer(route, how many times it was asked before)`.
    fn open(answer: impl Fn(&str, usize) -> (u16, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/api/v1", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // A client that goes away in between is its own affair.
                let _ = serve(&stream.unwrap(), &log, &answer);
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(
    stream: &TcpStream,
    log: &Mutex<Vec<String>>,
    answer: &impl Fn(&str, usize) -> (u16, String),
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    if reader.read_line(&mut request)? == 0 {
        // A connection made ahead and not used: the client has gone without asking anything.
        return Ok(());
    }
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if header.trim().is_empty() {
            break;
        }
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    let words: Vec<&str> = request.split_whitespace().take(2).collect();
    let route = words.join(" ").replace("/api/v1", "");
    let before = log.lock().unwrap().iter().filter(|asked| **asked == route).count();
    let (status, body) = answer(&route, before);
    log.lock().unwrap().push(route);
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = stream;
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}

fn not_found() -> (u16, String) {
    (404, r#"{"error":"not_found"}"#.to_owned())
}

/// Runs a soak at `venue` and gives its words.
fn run_at(place: &Place, venue: &Scripted) -> super::place::Said {
    let text = format!("[venue]\nurl = \"{}\"\n\n[feed]\nkind = \"venue\"\n", venue.address);
    place.file("soak.toml", &text);
    place.soak(&["--headless", "--name", "x", "--config", "soak.toml", "--length", "60s"])
}

#[test]
fn a_venue_that_says_it_is_real_gets_no_order() {
    let venue = Scripted::open(|route, _| match route {
        "GET /markets" => (200, MARKETS.to_owned()),
        "GET /health" => (200, r#"{"status":"ok","execution":"real"}"#.to_owned()),
        _ => not_found(),
    });
    let place = Place::new();
    let words = ["the venue says that its execution is real", "a paper soak never trades there", "hint:"];
    run_at(&place, &venue).refused(3, &words);
    let asked = venue.asked();
    assert!(asked.contains(&"GET /health".to_owned()), "{asked:?}");
    assert!(asked.iter().all(|route| route.starts_with("GET ")), "{asked:?}");
    // Nor does it in a second run.
    run_at(&place, &venue).refused(3, &words);
    assert!(venue.asked().iter().all(|route| route.starts_with("GET ")));
}

#[test]
fn text_of_the_venue_cannot_act_on_a_terminal() {
    let evil = r#"{"error":"\u001b[2Jgone","message":"\u202etrap\u0007"}"#;
    let venue = Scripted::open(move |route, before| match (route, before) {
        ("GET /markets", _) => (200, MARKETS.to_owned()),
        ("GET /health", 0) => (503, evil.to_owned()),
        ("GET /health", _) => (200, r#"{"status":"ok","execution":"real"}"#.to_owned()),
        _ => (503, evil.to_owned()),
    });
    let place = Place::new();
    let said = run_at(&place, &venue);
    said.refused(3, &["execution is real"]);
    let journal = rusqlite::Connection::open(place.data().join("x/journal.db")).unwrap();
    let query = "SELECT detail FROM requests WHERE outcome <> 'ok' AND detail LIKE '%gone%'";
    let detail: String = journal.query_row(query, [], |row| row.get(0)).unwrap();
    let mut log = String::new();
    for entry in std::fs::read_dir(place.data().join("x/logs")).unwrap() {
        log += &std::fs::read_to_string(entry.unwrap().path()).unwrap();
    }
    assert!(detail.contains('\u{fffd}') && log.contains("gone"), "{detail}\n{log}");
    for text in [said.out, said.err, detail, log] {
        let acts = |letter: char| letter != '\n' && letter.is_control() || letter == '\u{202e}';
        assert!(!text.contains(acts), "{text:?}");
    }
}

#[test]
fn a_symbol_that_is_none_is_refused() {
    let markets = MARKETS.replace("BTC", r"B\u001b[31mTC");
    let venue = Scripted::open(move |route, _| match route {
        "GET /markets" => (200, markets.clone()),
        _ => not_found(),
    });
    let place = Place::new();
    let said = run_at(&place, &venue);
    said.refused(2, &["does not say which markets it has"]);
    assert!(!said.err.contains('\u{1b}'), "{said:?}");
    place.soak(&["list"]).printed("");
}

#[test]
fn a_venue_that_is_not_there_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/api/v1", listener.local_addr().unwrap());
    drop(listener);
    let place = Place::new();
    let venue = Scripted { address: address.clone(), asked: Arc::default() };
    run_at(&place, &venue).refused(2, &[&address, "check that the venue is up"]);
    place.soak(&["list"]).printed("");
}

/// Fails when a file below `folder` holds the key.
#[track_caller]
fn no_key_in(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            no_key_in(&path);
        } else if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes());
            assert!(!found, "the key is in {}", path.display());
        }
    }
}

#[test]
fn the_key_is_sent_to_the_venue_and_is_nowhere_else() {
    let place = Place::new();
    let venue =
        Started::and_said(&place, &["venue", "--listen", "127.0.0.1:0", "--data", "venue"], "exchange at ");
    let address = venue.heard().split_whitespace().nth(3).unwrap().to_owned();
    place.file(
        "soak.toml",
        &format!("[venue]\nurl = \"{address}\"\n\n[feed]\nkind = \"venue\"\n[logs]\nlevel = \"trace\"\n"),
    );
    let soak = Started::and_said(&place, &["--headless", "--name", "x", "--config", "soak.toml"], "trading");
    let command_line = std::fs::read(format!("/proc/{}/cmdline", soak.pid())).unwrap_or_default();
    assert!(!command_line.windows(KEY.len()).any(|window| window == KEY.as_bytes()));
    let status = place.soak(&["status", "x", "--json"]);
    assert!(status.code == 0 && !status.out.contains(KEY));
    place.soak(&["stop", "x"]).printed("x has stopped\n");
    assert_eq!(soak.ended().code, 0);
    no_key_in(place.path());
}
