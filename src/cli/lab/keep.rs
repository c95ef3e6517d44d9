//! `sala lab keep`: the process that the grader puts above each program that it starts.

use std::ffi::OsString;

use crate::lab::keep;

use super::super::failure::Failure;

/// Start a program for the grader, which is behind standard input
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(super) struct Args {
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    keep(&args.command).map_err(|error| Failure::System(error.to_string()))
}
