//! `sala bot`: people who are programs.

mod swarm;

use clap::Subcommand;

use super::common::Common;
use super::failure::Failure;

/// Bots: programs that come into a class
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala bot swarm --addr 127.0.0.1:7777 --clients 100 --senders 5 --messages 20")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Swarm(swarm::Args),
}

/// Runs the subcommand.
pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    match &args.command {
        Command::Swarm(args) => swarm::run(args, common),
    }
}
