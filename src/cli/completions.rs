//! `sala completions`: what a shell needs to complete this command line.

use std::io::{self, Write};

use clap::Command;
use clap_complete::Shell;

use super::failure::Failure;

/// Print a shell completion script
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala completions bash > ~/.local/share/bash-completion/completions/sala
  sala completions fish > ~/.config/fish/completions/sala.fish")]
pub(super) struct Args {
    /// Shell to print it for
    shell: Shell,
}

pub(super) fn run(args: &Args, mut command: Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "sala", &mut script);
    io::stdout().write_all(&script)?;
    Ok(())
}
