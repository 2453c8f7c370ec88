//! HTTP/1.1 messages, as far as the venue's client and server use them.

use crate::event::Route;

/// Largest head taken, in bytes: many times what either side writes.
const HEAD_BYTES_MAX: usize = 16 << 10;

/// Largest body taken, in bytes: what the client takes at most.
const BODY_BYTES_MAX: usize = 1 << 20;

/// What neither side writes. Policy: the connection is reset, as by a proxy that is broken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotOurs;

/// A whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// Everything up to the empty line, which is not in it.
    head: String,
    /// What follows it.
    pub(super) body: Vec<u8>,
}

impl Message {
    /// Cuts the first message off `bytes` once it is there completely. `bodiless` is for answers that
    /// have none whatever their head says, as to an upgrade.
    pub(super) fn cut(bytes: &mut Vec<u8>) -> Result<Option<Self>, NotOurs> {
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            return if bytes.len() > HEAD_BYTES_MAX { Err(NotOurs) } else { Ok(None) };
        };
        let head = bytes.get(..end).unwrap_or_default();
        let head = String::from_utf8(head.to_vec()).map_err(|_| NotOurs)?;
        let mut message = Self { head, body: Vec::new() };
        if message.header("transfer-encoding").is_some() {
            return Err(NotOurs);
        }
        let length: usize =
            message.header("content-length").map_or(Ok(0), str::parse).map_err(|_| NotOurs)?;
        if length > BODY_BYTES_MAX {
            return Err(NotOurs);
        }
        let whole = end + 4 + length;
        if bytes.len() < whole {
            return Ok(None);
        }
        message.body = bytes.drain(..whole).skip(end + 4).collect();
        Ok(Some(message))
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The message as it travels.
    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), b"\r\n\r\n", &self.body].concat()
    }

    /// The first half of it: the head, and half of the body.
    pub(super) fn half(&self) -> Vec<u8> {
        let body = self.body.get(..self.body.len() / 2).unwrap_or_default();
        [self.head.as_bytes(), b"\r\n\r\n", body].concat()
    }

    /// The same with another body.
    pub(super) fn with_body(&self, body: Vec<u8>) -> Self {
        let is_length = |line: &&str| line.to_ascii_lowercase().starts_with("content-length:");
        let kept: Vec<_> = self.head.split("\r\n").filter(|line| !is_length(line)).collect();
        Self { head: format!("{}\r\ncontent-length: {}", kept.join("\r\n"), body.len()), body }
    }

    /// The same, announced as the last of its connection.
    pub(super) fn last(&self) -> Self {
        Self { head: format!("{}\r\nconnection: close", self.head), body: self.body.clone() }
    }

    /// A request for `path` with the same rights and no body.
    pub(super) fn beside(&self, path: &str) -> Self {
        let carried = ["host", "authorization"].map(|name| (name, self.header(name).unwrap_or_default()));
        let [(_, host), (_, rights)] = carried;
        let head = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: {rights}");
        Self { head, body: Vec::new() }
    }

    /// Whether the connection is to become something else.
    pub(super) fn is_upgrade(&self) -> bool {
        self.header("upgrade").is_some()
    }

    /// The status of an answer.
    pub(super) fn status(&self) -> Option<u16> {
        self.head.split(' ').nth(1)?.parse().ok()
    }

    /// Method and path of a request, without the query.
    pub(super) fn asks(&self) -> (&str, &str) {
        let mut words = self.head.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        (method, target.split('?').next().unwrap_or_default())
    }

    /// The idempotency key of an order.
    pub(super) fn key(&self) -> Option<&str> {
        self.header("idempotency-key")
    }

    /// The route of a request.
    pub(super) fn route(&self) -> Option<Route> {
        let (method, path) = self.asks();
        let path = path.strip_prefix("/api/v1").unwrap_or(path);
        let by_client = || self.head.split(' ').nth(1).is_some_and(|all| all.contains("client_order_id="));
        match (method, path) {
            ("POST", "/trade/order") => Some(Route::Order),
            ("GET", "/trade/orders") if by_client() => Some(Route::OrderQuery),
            ("GET", "/trade/orders") => Some(Route::Orders),
            ("GET", "/trade/fills") => Some(Route::Fills),
            ("GET", "/trade/positions") => Some(Route::Positions),
            ("GET", "/wallet/balance") => Some(Route::Balance),
            ("GET", "/health") => Some(Route::Health),
            ("DELETE", path) if path.starts_with("/trade/order/") => Some(Route::Cancel),
            ("GET", path) if path.starts_with("/trade/order/") => Some(Route::OrderQuery),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Message {
        Message::cut(&mut text.as_bytes().to_vec()).unwrap().unwrap()
    }

    #[test]
    fn messages_are_cut_off_when_they_are_whole() {
        let all = "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n\r\n";
        let mut bytes = Vec::new();
        let length = all.find("GET").unwrap();
        for byte in all.bytes().take(length - 1) {
            bytes.push(byte);
            assert_eq!(Message::cut(&mut bytes), Ok(None), "{}", bytes.len());
        }
        let mut bytes = all.as_bytes().to_vec();
        let first = Message::cut(&mut bytes).unwrap().unwrap();
        assert_eq!((first.asks(), first.body.as_slice()), (("POST", "/a"), b"abc".as_slice()));
        assert_eq!(Message::cut(&mut bytes).unwrap().unwrap().asks(), ("GET", "/b"));
        assert_eq!(first.bytes(), &all.as_bytes()[..length]);
        assert!(bytes.is_empty());
    }

    #[test]
    fn what_neither_side_writes_is_refused() {
        for text in [
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        ] {
            assert_eq!(Message::cut(&mut text.as_bytes().to_vec()), Err(NotOurs), "{text}");
        }
        assert_eq!(Message::cut(&mut vec![b'x'; HEAD_BYTES_MAX + 1]), Err(NotOurs));
    }

    #[test]
    fn another_body_has_another_length() {
        let changed =
            message("POST /a HTTP/1.1\r\ncontent-length: 3\r\nhost: b\r\n\r\nabc").with_body(b"x".into());
        assert_eq!(changed.bytes(), b"POST /a HTTP/1.1\r\nhost: b\r\ncontent-length: 1\r\n\r\nx");
    }

    #[test]
    fn every_route_is_known_by_its_address() {
        #[track_caller]
        fn check(line: &str, expect: Option<Route>) {
            assert_eq!(message(&format!("{line} HTTP/1.1\r\n\r\n")).route(), expect, "{line}");
        }
        check("POST /api/v1/trade/order", Some(Route::Order));
        check("POST /trade/order", Some(Route::Order));
        check("DELETE /api/v1/trade/order/7", Some(Route::Cancel));
        check("GET /api/v1/trade/order/7", Some(Route::OrderQuery));
        check("GET /api/v1/trade/orders?client_order_id=s-1", Some(Route::OrderQuery));
        check("GET /api/v1/trade/orders?status=open", Some(Route::Orders));
        check("GET /api/v1/trade/fills?cursor=7", Some(Route::Fills));
        check("GET /api/v1/trade/positions", Some(Route::Positions));
        check("GET /api/v1/wallet/balance", Some(Route::Balance));
        check("GET /api/v1/health", Some(Route::Health));
        check("GET /api/v1/markets", None);
    }
}
