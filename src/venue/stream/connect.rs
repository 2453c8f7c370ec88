//! Making the stream's connection, within a time-out.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpStream, lookup_host};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::AUTHORIZATION;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_tls_with_config};

use crate::venue::client::{LOOPBACK_NAMES, VenueSettings, bearer};

/// Largest frame and message taken, in bytes: two thousand ticks. A larger one ends the connection.
const FRAME_BYTES_MAX: usize = 1 << 20;

/// A connection that stands.
pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Connects and shakes hands, within twice the venue's time-out to connect.
///
/// # Errors
/// What went wrong, for people; never the key.
pub(super) async fn connect(venue: &VenueSettings) -> Result<Socket, String> {
    let limit = venue.connect_timeout().times(2);
    match tokio::time::timeout(limit.to_std(), handshake(venue)).await {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no connection within {limit}")),
    }
}

async fn handshake(venue: &VenueSettings) -> Result<Socket, Error> {
    let mut request = venue.stream_url().into_client_request()?;
    if let Ok(Some(value)) = bearer(venue) {
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    let stream = open(venue).await?;
    stream.set_nodelay(true)?;
    let config = WebSocketConfig::default()
        .max_frame_size(Some(FRAME_BYTES_MAX))
        .max_message_size(Some(FRAME_BYTES_MAX));
    let (socket, _) = client_async_tls_with_config(request, stream, Some(config), None).await?;
    Ok(socket)
}

/// A connection to the first address of the host that takes one.
async fn open(venue: &VenueSettings) -> io::Result<TcpStream> {
    let url = venue.stream();
    let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(443));
    if host == "localhost" {
        let addresses = LOOPBACK_NAMES.map(|address| SocketAddr::new(address, port));
        return TcpStream::connect(addresses.as_slice()).await;
    }
    if let (Some(resolver), Some(name)) = (venue.resolver(), url.domain()) {
        return TcpStream::connect(resolver.lookup(name, port)?.as_slice()).await;
    }
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<SocketAddr> = lookup_host((host, port)).await?.collect();
    TcpStream::connect(addresses.as_slice()).await
}

/// A text message with the JSON of `message`.
pub(super) fn message(message: &impl serde::Serialize) -> Result<Message, String> {
    serde_json::to_string(message).map(Message::text).map_err(|error| error.to_string())
}
