//! The server: sockets on one side, the classroom on the other.
//!
//! Owns listeners, connections and the hub, the one task that owns the classroom. Must not know what
//! a command means (see [`crate::command`]) nor print: events go to the teacher's console and to
//! `tracing`.
//!
//! The path of a line: a connection's reader splits it off the bytes and puts it into the hub's
//! bounded inbox; the hub runs it against the classroom, and the output of a batch of lines goes into
//! each socket with one write. Only what a socket does not take waits, up to a bound, for the
//! connection's task to write it (`fanout/write_handle.rs`).

mod fanout;
mod event;
mod pass;
mod password;
mod waiting;
mod unattended;
mod hub;
mod isolation;
mod connection;
mod console;
mod strangers;
mod websocket;
mod browser;
mod certificate;
mod handshake;
mod listen;
mod stop;
mod service;

pub use certificate::CertificateError;
pub use listen::{ListenError, listen_plain};
pub use password::{MAX_PASSWORD, MIN_PASSWORD, PasswordError, PasswordFile};
pub use service::{Admission, CONSOLE_SOCKET, Server, ServerError, Setup, Web};
pub use stop::{asked_to_end, asked_to_stop, outlive_terminal};
