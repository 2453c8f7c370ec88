//! A receiver that shows a certificate which this machine does not trust.

use std::io::Read;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{ServerConfig, ServerConnection, SignatureAlgorithm, SignatureScheme, Stream};

use crate::place::{Place, phone};

fn certificate(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/alerts/certificates").join(name)
}

/// The certificate of `receiver.pem`, without its key, which nobody has: whoever trusts it sees that the
/// signature is wrong, after having looked at the certificate.
#[derive(Debug)]
struct Keyless(Arc<CertifiedKey>);

impl Keyless {
    fn new() -> Self {
        let shown = CertificateDer::from_pem_file(certificate("receiver.pem")).unwrap();
        Self(Arc::new(CertifiedKey::new(vec![shown], Arc::new(NoKey))))
    }
}

impl ResolvesServerCert for Keyless {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

#[derive(Debug)]
struct NoKey;

impl SigningKey for NoKey {
    fn choose_scheme(&self, _: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(Self))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for NoKey {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        Ok(vec![7; 70])
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP256_SHA256
    }
}

/// A receiver behind that certificate, which serves until the test ends; gives its address.
fn receiver() -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(builder.with_no_client_auth().with_cert_resolver(Arc::new(Keyless::new())));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/hook", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut connection) =
                (stream.unwrap(), ServerConnection::new(config.clone()).unwrap());
            let mut got = Vec::new();
            let ended = Stream::new(&mut connection, &mut stream).read_to_end(&mut got);
            assert!(ended.is_err() && got.is_empty(), "it trusted a receiver that has no key");
        }
    });
    url
}

/// What `soak alert test` says on a machine that trusts the certificate in the file called `trusted`.
fn said(url: &str, trusted: &str) -> String {
    let place = Place::new(&phone(url));
    let mut command = place.command(&["alert", "test", "--config", "soak.toml"]);
    let done = command.env("SSL_CERT_FILE", certificate(trusted)).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}

#[test]
fn a_receiver_with_an_unknown_certificate_is_refused_in_clear_words() {
    let url = receiver();
    let text = said(&url, "other.pem");
    assert!(text.contains("phone  did not take it: its certificate is not trusted"), "{text}");
    assert!(text.contains("nothing was sent") && text.contains("this machine's certificates"), "{text}");
    assert!(!text.contains("hook"), "the address was shown: {text}");
    // With its certificate among those that are trusted the next thing is what is looked at.
    let text = said(&url, "receiver.pem");
    assert!(text.contains("did not take it") && !text.contains("not trusted: invalid peer"), "{text}");
    assert!(text.contains("Signature") || text.contains("signature"), "{text}");
}
