//! The wire between soak and venue, with a trap on it: the soak is killed while an order is under way,
//! at a moment that random kills hit once in a thousand.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rustix::process::{Pid, Signal, kill_process};

/// When the soak dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Its order has left; the venue never hears of it.
    BeforeTheVenue,
    /// The venue hears half of its order.
    HalfWay,
    /// The venue has done its order; the answer is lost.
    BeforeTheAnswer,
    /// The answer has just been given to it.
    AtTheAnswer,
}

impl Moment {
    pub(crate) const ALL: [Self; 4] =
        [Self::BeforeTheAnswer, Self::BeforeTheVenue, Self::AtTheAnswer, Self::HalfWay];
}

type Trap = Arc<Mutex<Option<(Moment, Pid)>>>;

/// The wire. It lives on when the soak dies.
pub(crate) struct Wire {
    pub(crate) address: SocketAddr,
    trap: Trap,
}

impl Wire {
    /// A wire to `venue`.
    pub(crate) fn to(venue: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let trap = Trap::default();
        let set = Arc::clone(&trap);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A venue that is gone is what the soak is then told: the connection closes.
                if let Ok(venue) = TcpStream::connect(venue) {
                    join(client, venue, &set);
                }
            }
        });
        Self { address, trap }
    }

    /// Has `pid` killed when it sends its next order.
    pub(crate) fn lie_in_wait(&self, moment: Moment, pid: Pid) {
        *self.trap.lock().unwrap() = Some((moment, pid));
    }

    /// Takes the trap away; says whether it had sprung.
    pub(crate) fn lift(&self) -> bool {
        self.trap.lock().unwrap().take().is_none()
    }
}

/// Carries both ways. One request is under way on a connection at a time.
fn join(client: TcpStream, venue: TcpStream, trap: &Trap) {
    let (mut from_client, mut to_venue) = (client.try_clone().unwrap(), venue.try_clone().unwrap());
    let (mut from_venue, mut to_client) = (venue, client);
    let victim: Arc<Mutex<Option<(Moment, Pid)>>> = Arc::default();
    let awaited = Arc::clone(&victim);
    let cut = Arc::new(AtomicBool::new(false));
    let was_cut = Arc::clone(&cut);
    let trap = Arc::clone(trap);
    std::thread::spawn(move || {
        carry(&mut from_client, &mut to_venue, |bytes, to_venue| {
            let sprung = if bytes.starts_with(b"POST ") { trap.lock().unwrap().take() } else { None };
            match sprung {
                Some((Moment::BeforeTheVenue, pid)) => {
                    kill(pid);
                    return false;
                }
                Some((Moment::HalfWay, pid)) => {
                    kill(pid);
                    let _ = to_venue.write_all(&bytes[..bytes.len() / 2]);
                    return false;
                }
                Some(at_answer) => *awaited.lock().unwrap() = Some(at_answer),
                None => {}
            }
            !was_cut.load(Ordering::SeqCst) && to_venue.write_all(bytes).is_ok()
        });
    });
    std::thread::spawn(move || {
        carry(&mut from_venue, &mut to_client, |bytes, to_client| match victim.lock().unwrap().take() {
            Some((Moment::AtTheAnswer, pid)) => {
                let given = to_client.write_all(bytes).is_ok();
                kill(pid);
                given
            }
            Some((_, pid)) => {
                kill(pid);
                cut.store(true, Ordering::SeqCst);
                false
            }
            None => to_client.write_all(bytes).is_ok(),
        });
    });
}

/// Carries what comes from one to the other, as long as `pass` says so; then both are closed.
fn carry(from: &mut TcpStream, to: &mut TcpStream, mut pass: impl FnMut(&[u8], &mut TcpStream) -> bool) {
    let mut buffer = [0; 16_384];
    while let Ok(read) = from.read(&mut buffer) {
        if read == 0 || !pass(&buffer[..read], to) {
            break;
        }
    }
    // Whoever closed first is gone already.
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

fn kill(pid: Pid) {
    kill_process(pid, Signal::KILL).unwrap();
}
