//! The command line: one file per subcommand.
//!
//! Owns options, wiring, output and exit codes. What is usable without a command line belongs in
//! a lower rank.

mod announce;
mod bot;
mod child;
mod class;
mod class_code;
mod client;
mod color;
mod common;
mod completions;
mod config;
mod config_file;
mod console;
mod demo;
mod failure;
mod help;
mod lab;
mod log;
mod log_file;
mod man;
mod meeting;
mod password;
mod printer;
mod progress_bar;
mod prompt;
mod replay;
mod roster_file;
mod runtime;
mod scenarios;
mod server;
mod sheet;
mod table;
mod trace;
mod xml;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::locale::Locale;

use common::Common;
use failure::Failure;

/// A classroom to talk in, and a lab to build your own: server, client, commands and bots.
#[derive(Debug, Parser)]
#[command(
    name = "sala",
    version,
    long_version = env!("LONG_VERSION"),
    max_term_width = 100
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Server(server::Args),
    Console(console::Args),
    Client(client::Args),
    Bot(bot::Args),
    Lab(lab::Args),
    Trace(trace::Args),
    Class(class::Args),
    Log(log::Args),
    Replay(replay::Args),
    Demo(demo::Args),
    Config(config::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let mut command = Cli::command();
    command.build();
    let arguments = match config_file::complete(&command, env::args_os().collect()) {
        Ok(completed) => completed.arguments,
        Err(failure) => return failure.report(),
    };
    let parsed = command.try_get_matches_from_mut(&arguments);
    let cli = parsed.and_then(|found| Cli::from_arg_matches(&found));
    let Ok(Cli { common, command }) = cli else { return misused(command, &arguments) };
    let done: Result<(), Failure> = match command {
        Command::Server(args) => server::run(&args, common),
        Command::Console(args) => console::run(&args, common),
        Command::Client(args) => client::run(args, common),
        Command::Bot(args) => bot::run(args, common),
        Command::Lab(args) => lab::run(&args, common),
        Command::Trace(args) => trace::run(&args, common),
        Command::Class(args) => class::run(&args, common),
        Command::Log(args) => log::run(args, common),
        Command::Replay(args) => replay::run(&args, common),
        Command::Demo(args) => demo::run(args, common),
        Command::Config(args) => config::run(&args, common, &localized(common.lang)),
        Command::Completions(args) => completions::run(&args, localized(common.lang)),
        Command::Man(args) => man::run(&args, common, Cli::command()),
    };
    done.map_or_else(Failure::report, |()| ExitCode::SUCCESS)
}

/// The command line with its help in a language.
fn localized(locale: Locale) -> clap::Command {
    let mut command = Cli::command();
    command.build();
    help::localized(command, locale)
}

/// Parses the arguments once more, to say in the reader's language what is wrong with them, or to show
/// the help that they ask for.
fn misused(command: clap::Command, arguments: &[OsString]) -> ExitCode {
    let locale = help::language(arguments);
    let parsed = help::localized(command, locale).try_get_matches_from(arguments);
    match parsed.and_then(|found| Cli::from_arg_matches(&found)) {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => failure::usage(&error, locale),
    }
}
