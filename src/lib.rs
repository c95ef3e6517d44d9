//! sala (*sala de aula*, classroom): a networking teaching lab kit.
//!
//! This page is the reading map. A file imports only from those above it, so read downwards:
//!
//! 1. [`name`], [`locale`] and [`paint`]: what a name may be, the words that people read, and
//!    their colours.
//! 2. [`wire`]: how bytes become lines, and lines mean something. Start with
//!    [`wire::ServerLine`].
//! 3. [`classroom`]: the class as a state machine. Its methods take the time as an argument and
//!    return [`classroom::Effect`]s, so every rule of the room is a function call away from a
//!    test.
//! 4. [`command`]: the registry. A command is a [`command::Row`] of data; [`command::run`] is
//!    where a typed line enters the class.
//! 5. [`journal`]: the encrypted log on its own thread; [`link`]: the client's side of a
//!    connection, in the clear or by TLS.
//! 6. [`server`] and [`client`]: sockets, tasks and the prompt. The hub in `server/hub.rs` is
//!    the one task that owns the class.
//! 7. [`bot`]: scripted students. A step is a [`bot::StepDefinition`] of data; [`bot::play`] plays a
//!    scenario to a [`bot::Verdict`].
//! 8. [`load`]: many plain clients that count every line: `sala bot swarm`.
//! 9. [`lab`]: lessons in which students write a classroom of their own. [`lab::grade`] starts a
//!    learner's program and plays a lesson's bots against it.
//! 10. [`cli`]: one file for each subcommand.
//!
//! `docs/ARCHITECTURE.md` follows a line of text through all of them, `docs/PROTOCOL.md` is the
//! wire, `docs/COMMANDS.md` lists the commands, `docs/BOTS.md` what bots can do, and
//! `lessons/README.md` is the lab as a student sees it.

pub mod name;
pub mod locale;
pub mod paint;
mod private_file;
pub mod wire;
pub mod classroom;
pub mod command;
pub mod journal;
pub mod link;
pub mod server;
pub mod client;
pub mod bot;
pub mod load;
pub mod lab;
pub mod cli;
