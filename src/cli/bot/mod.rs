//! `sala bot`: scripted students.

mod opening;
mod report;
mod report_files;
mod run;
mod steps;
mod swarm;

use clap::Subcommand;

use super::common::Common;
use super::failure::Failure;

/// Run scripted students that demonstrate, test or load a classroom
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala bot run bots/                          every scenario, each in a classroom of its own
  sala bot run talk.feature --addr :7777      one file, in a classroom that is already open
  sala bot steps                              every step that a scenario can use
  sala bot swarm --addr :7777 --clients 100 --senders 5 --messages 20   a load test")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Steps(steps::Args),
    Swarm(swarm::Args),
}

pub(super) fn run(args: Args, common: Common) -> Result<(), Failure> {
    match args.command {
        Command::Run(args) => run::run(&args, common),
        Command::Steps(args) => steps::run(&args, common),
        Command::Swarm(args) => swarm::run(&args, common),
    }
}
