//! `sala bot steps`: all that a scenario can say.

use std::io::{self, Write};

use crate::bot::step_definitions;

use super::super::common::Common;
use super::super::failure::Failure;

/// List the steps that scenarios can use
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala bot steps
  sala bot steps --lang en")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, common: Common) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    for definition in step_definitions() {
        writeln!(out, "{}", definition.example(common.lang))?;
        writeln!(out, "    {}", definition.help(common.lang))?;
    }
    Ok(())
}
