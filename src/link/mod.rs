//! The client's side of a connection: lines out, lines in, with time limits, in the clear or by TLS.
//!
//! Owns addresses, how a connection is made, which certificates are accepted, and how bytes become
//! lines; the server uses its `Stream`. Must not know what lines mean: the client, the bots and the
//! grader all use it. It never asks a person: a rejected certificate is an error, and a caller that
//! can ask may store it as known and connect again.

mod fingerprint;
mod address;
mod known_hosts;
mod open_files;
mod trust;
mod error;
mod self_signed;
mod stream;
mod websocket;
mod connection;

pub use address::{Address, AddressError, DEFAULT_PORT, DEFAULT_TLS_PORT, DEFAULT_WEB_PORT};
pub use connection::{Link, LinkReader, LinkWriter, Received, sleep};
pub(crate) use connection::{TlsSettings, client_tls};
pub use error::{CertificateRejection, LinkError};
pub use fingerprint::{Fingerprint, FingerprintError};
pub use known_hosts::{KNOWN_HOSTS, KnownHosts};
pub use open_files::allow_open_files;
pub use self_signed::CertificateFiles;
pub(crate) use stream::{Stream, prepare};
pub use trust::Trust;
pub(crate) use websocket::{accepted, handshake, mask};
