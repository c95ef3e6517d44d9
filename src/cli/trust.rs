//! The option for which certificates a client accepts, the same in every subcommand.

use std::path::PathBuf;

use crate::link::{KnownHosts, Trust};

/// The option that names the trusted authorities.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct TrustArgs {
    /// PEM file of the authorities to trust for tls:// instead of the system's
    #[arg(long, value_name = "FILE", env = "SALA_CA")]
    ca: Option<PathBuf>,
}

impl TrustArgs {
    /// Together with the certificates that the person accepted before.
    pub(super) fn trust(&self, known_hosts: Option<KnownHosts>) -> Trust {
        Trust { ca: self.ca.clone(), known_hosts }
    }
}
