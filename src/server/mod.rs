//! The server: sockets on one side, the classroom on the other.
//!
//! Owns listeners, connections and the hub, the one task to which the classroom belongs. Must not
//! know what a command means (that is [`crate::command`]) nor print anything: what happens goes
//! to the teacher's console and to `tracing`.
//!
//! A line's way: a connection's reader cuts it out of the bytes and puts it into the hub's
//! bounded inbox; the hub runs it against the classroom, and what comes of a batch of lines goes
//! into each socket by one write. Only what a socket does not take waits, up to a bound, for the
//! connection's own task to write it.

mod fanout;
mod event;
mod password;
mod waiting;
mod hub;
mod connection;
mod certificate;
mod handshake;
mod listen;
mod stop;
mod service;

pub use certificate::CertificateError;
pub use listen::ListenError;
pub use password::{MAX_PASSWORD, MIN_PASSWORD, PasswordError, PasswordFile};
pub use service::{CONSOLE_SOCKET, Server, ServerError, Setup};
pub use stop::{asked_to_end, asked_to_stop};
