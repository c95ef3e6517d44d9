//! The system's wish that the server stop.

use std::io;

use async_signal::{Signal, Signals};
use futures_lite::StreamExt;

/// Listens for SIGINT and SIGTERM from the moment of the call; the future ends when they have
/// come so many times.
///
/// # Errors
/// The system does not let the process handle signals.
pub fn asked_to_stop(times: usize) -> io::Result<impl Future<Output = ()>> {
    let mut signals = Signals::new([Signal::Int, Signal::Term])?;
    Ok(async move {
        for _ in 0..times {
            signals.next().await;
        }
    })
}

/// The same for a command that has things of others in its hands: also when its terminal is closed
/// or Ctrl-\ is typed, what it has started must be ended. (A class goes on without its terminal.)
///
/// # Errors
/// The system does not let the process handle signals.
pub fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    let mut signals = Signals::new([Signal::Int, Signal::Term, Signal::Hup, Signal::Quit])?;
    Ok(async move {
        signals.next().await;
    })
}
