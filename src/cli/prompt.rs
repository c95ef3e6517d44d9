//! What the subcommands with a prompt share.

use std::io;

use clap::builder::BoolishValueParser;

use crate::classroom::Role;
use crate::client::{self, Config, Ended, Leave};
use crate::link::{Address, Trust};

use super::common::Common;
use super::failure::Failure;

#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(super) struct Shown {
    /// Show the time before each line
    #[arg(long, env = "SALA_TIMESTAMPS", value_parser = BoolishValueParser::new())]
    timestamps: bool,
}

/// The default settings of a prompt at an address, for a person of that role.
pub(super) fn config(address: Address, role: Role, shown: Shown, common: Common) -> Config {
    Config {
        address,
        trust: Trust::default(),
        name: None,
        code: None,
        label: None,
        locale: common.lang,
        color: common.color.on(&io::stdout()),
        timestamps: shown.timestamps,
        past: None,
        history_file: None,
        reconnect: true,
        leave: Leave::Quit,
        role,
        aside: None,
        came_in: None,
        stay: None,
    }
}

pub(super) fn run(config: &Config) -> Result<Ended, Failure> {
    match client::run(config) {
        Ok(Ended::OutputClosed) => Err(Failure::OutputClosed),
        Ok(ended) => Ok(ended),
        Err(error) => Err(Failure::Failed(error.explain(config.locale))),
    }
}
