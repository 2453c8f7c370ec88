//! A venue made by hand: it reads each request completely and then does what its script says.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What to do with one request.
#[derive(Clone, Debug)]
pub(crate) enum Play {
    /// Send these bytes and keep the connection.
    Send(Vec<u8>),
    /// Send these bytes and close the connection.
    SendAndClose(Vec<u8>),
    /// Never answer.
    Hang,
}

/// A venue that follows a script; the last play is repeated.
#[derive(Debug)]
pub(crate) struct FaultyVenue {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl FaultyVenue {
    pub(crate) fn start(script: Vec<Play>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (script, seen) = (script.clone(), Arc::clone(&seen));
                std::thread::spawn(move || attend(stream, &script, &seen));
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests read so far, heads and bodies.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn attend(mut stream: TcpStream, script: &[Play], seen: &Mutex<Vec<String>>) {
    while let Some(request) = read_request(&mut stream) {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push(request);
            seen.len() - 1
        };
        match &script[number.min(script.len() - 1)] {
            Play::Send(bytes) => stream.write_all(bytes).unwrap_or_default(),
            Play::SendAndClose(bytes) => return stream.write_all(bytes).unwrap_or_default(),
            Play::Hang => {
                // Until the client gives up and closes its end.
                let _ = stream.read(&mut [0; 1]);
                return;
            }
        }
    }
}

/// One request with its body; `None` when the client has closed its end.
fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(str::to_owned))
                .map_or(0, |length| length.trim().parse().unwrap());
            if body.len() >= length {
                return Some(text);
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}

/// A complete answer.
pub(crate) fn http(status: u16, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}
