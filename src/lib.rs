//! sala (*sala de aula*, classroom): a networking teaching lab kit.
//!
//! This page is the reading map. A file imports only from modules above its own, so read downwards:
//!
//! 1. [`name`], [`locale`] and `paint`: what a name may be, the words that people read, and their
//!    colours. `platform`: what only Linux offers, and what is done elsewhere.
//! 2. [`wire`]: how bytes become lines, and what a line means. Start with [`wire::ServerLine`].
//! 3. [`classroom`]: the class as a state machine, one file for each feature. It takes the time as an
//!    argument and adds [`classroom::Effect`]s to a list, so a test reaches every rule by calling a
//!    function. `connections.rs` has the states of a connection; `talk.rs` refuses a muted student's
//!    line.
//! 4. [`command`]: the registry. A command is a [`command::Row`] of data; [`command::run`] is where a
//!    typed line enters the class and is refused or run.
//! 5. [`journal`]: the encrypted log on its own thread; [`link`]: one connection, plain or TLS, as a
//!    client sees it.
//!    [`web`]: the page, as functions of bytes.
//! 6. [`server`]: sockets and tasks. The hub in `hub.rs` is the one task that owns the class;
//!    `fanout/` writes to everyone and finds slow clients, which the hub then disconnects.
//!    [`client`]: the prompt.
//! 7. [`bot`]: scripted students. A step is a [`bot::StepDefinition`] of data; [`bot::play`] plays a
//!    scenario to a [`bot::Verdict`], and `cause.rs` finds the likely cause of a failure.
//! 8. [`load`]: many plain clients that count every line: `sala bot swarm`.
//!    [`replay`]: a recorded class, played again.
//! 9. [`trace`]: a proxy that shows and saves the bytes of each connection; `diagram` draws them.
//! 10. [`lab`]: lessons in which students write a server of their own. [`lab::grade`] starts a learner's
//!     program and plays a lesson's bots against it; `check_failure.rs` explains what failed. `marks`
//!     makes grades of it, `roster` knows whose they are, and `cli/lab/export/` writes them.
//! 11. [`cli`]: one file for each subcommand.
//!
//! `docs/ARCHITECTURE.md` follows a line of text through all of them, `docs/PROTOCOL.md` is the
//! wire, `docs/COMMANDS.md` lists the commands, `docs/BOTS.md` what bots can do,
//! `docs/LESSONS.md` how to write a lesson, and `lessons/README.md` is the lab as a student sees it.

pub mod name;
pub mod locale;
mod paint;
mod platform;
mod private_file;
pub mod wire;
mod diagram;
mod roster;
mod marks;
pub mod classroom;
pub mod command;
pub mod journal;
pub mod link;
pub mod web;
pub mod server;
pub mod client;
pub mod bot;
pub mod load;
pub mod trace;
pub mod replay;
pub mod lab;
pub mod cli;
