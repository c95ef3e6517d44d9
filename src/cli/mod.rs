//! The command line: one file for each subcommand.
//!
//! Owns options, wiring, what is printed and the exit code. Everything that could be used
//! without a command line belongs in a lower rank.

mod failure;
mod output;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::locale::Locale;
use failure::Failure;
use output::ColorChoice;

/// A classroom to talk in, and a lab to build your own: server, client, commands and bots.
#[derive(Debug, Parser)]
#[command(name = "sala", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every subcommand takes.
#[derive(Clone, Copy, Debug, clap::Args)]
struct Common {
    /// The language that people read: pt-BR or en
    #[arg(long, global = true, value_name = "LANG", default_value_t, env = "SALA_LANG")]
    lang: Locale,
    /// When to colour what is printed
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", env = "SALA_COLOR")]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let Cli { common, command } = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return failure::usage(&error),
    };
    let done: Result<(), Failure> = match command {};
    done.map_or_else(|failure| failure.report(), |()| ExitCode::SUCCESS)
}
