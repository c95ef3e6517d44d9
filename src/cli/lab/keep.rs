//! `sala lab keep`: the process that the grader puts above each program that it starts.

use std::ffi::OsString;

use crate::lab::{Limits, keep, keep_box};

use super::super::failure::Failure;

/// Start a program for the grader, which is behind standard input
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(super) struct Args {
    /// The command is a box for a program with these limits
    #[arg(long, num_args = 2, value_names = ["MEMORY", "DISK"], conflicts_with = "in_box")]
    around_box: Option<Vec<u64>>,
    /// This runs in a box with these limits
    #[arg(long, num_args = 2, value_names = ["MEMORY", "DISK"])]
    in_box: Option<Vec<u64>>,
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let kept = match limits(args.around_box.as_deref()) {
        Some(limits) => keep_box(&args.command, limits),
        None => keep(&args.command, limits(args.in_box.as_deref())),
    };
    kept.map_err(|error| Failure::System(error.to_string()))
}

fn limits(numbers: Option<&[u64]>) -> Option<Limits> {
    let [memory, disk] = numbers? else { return None };
    Some(Limits { memory: *memory, disk: *disk })
}
