//! The client: a prompt in a terminal, plain lines in and out for scripts.
//!
//! Owns what a person sees and types, and reconnecting. Must not know the server's side, nor what
//! commands do.

mod config;
mod first_use;
mod input;
mod line_helper;
mod network;
mod outbox;
mod plain;
mod prompt;
mod prompt_bridge;
mod raw_mode;
mod screen;
mod session;
mod terminal;
mod ui;
mod writer;

use std::env;
use std::io::{self, IsTerminal};

use futures_lite::future::block_on;

use crate::link::Link;

use first_use::accept;

pub use config::{ClientError, Config, Ended, Leave};
pub use raw_mode::RawModeGuard;

/// Connects and runs a session, with a prompt if there is a terminal. It uses the standard input and
/// output of the process, and must be called on its first thread.
///
/// # Errors
/// There is no connection, or it was lost and is not to be made again.
pub fn run(config: &Config) -> Result<Ended, ClientError> {
    let connect = || block_on(Link::connect(&config.address, &config.trust, config::CONNECT_LIMIT));
    let link = match connect() {
        Err(error) if has_prompt() && accept(&error, &config.trust, config.locale)? => connect(),
        connected => connected,
    }?;
    if has_prompt() { terminal::run(config, link) } else { plain::run(config, link) }
}

/// Whether a line can be edited here: on a terminal that is not too simple for it.
pub fn has_prompt() -> bool {
    let dumb = env::var("TERM").is_ok_and(|term| ["dumb", "cons25", "emacs"].contains(&&*term));
    io::stdin().is_terminal() && io::stdout().is_terminal() && !dumb
}
