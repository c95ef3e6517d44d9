//! Signals that ask a command to stop.

use std::io;

use async_signal::{Signal, Signals};
use futures_lite::StreamExt;

/// Handles SIGINT and SIGTERM from the moment of the call; the future completes at the `times`-th.
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

/// Handles SIGHUP from the moment of the call, which would end the process otherwise: the terminal is
/// closed. The future calls `tell` each time and never completes.
///
/// # Errors
/// The system does not let the process handle signals.
pub fn outlive_terminal<T>(tell: impl Fn()) -> io::Result<impl Future<Output = T>> {
    let mut signals = Signals::new([Signal::Hup])?;
    Ok(async move {
        loop {
            if signals.next().await.is_some() {
                tell();
            }
        }
    })
}

/// As [`asked_to_stop`], once, but also at SIGHUP and SIGQUIT: for commands that must end what they
/// have started, even when the terminal is closed. Gives the signal's number.
///
/// # Errors
/// The system does not let the process handle signals.
pub fn asked_to_end() -> io::Result<impl Future<Output = i32>> {
    let mut signals = Signals::new([Signal::Int, Signal::Term, Signal::Hup, Signal::Quit])?;
    Ok(async move {
        let signal = signals.next().await.and_then(Result::ok);
        signal.unwrap_or(Signal::Term) as i32
    })
}
