//! The options for where a class's data is, the same in every subcommand.

use std::io;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use tempfile::TempDir;

use crate::journal::Location;
use crate::locale::Locale;
use crate::say;

use super::failure::Failure;

/// The option that names the data folder.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct DataArgs {
    /// Folder with the data of the class [default: the system's, such as ~/.local/state/sala]
    #[arg(long, global = true, value_name = "DIR", env = "SALA_DATA")]
    data: Option<PathBuf>,
}

impl DataArgs {
    /// The folder; it need not exist.
    pub(super) fn folder(&self, locale: Locale) -> Result<PathBuf, Failure> {
        if let Some(folder) = &self.data {
            return Ok(folder.clone());
        }
        let system = etcetera::base_strategy::choose_native_strategy()
            .map_err(|_| Failure::Failed(say!(locale, "journal-no-home")))?;
        // Only XDG has a folder for state; macOS uses its folder for data.
        Ok(system.state_dir().unwrap_or_else(|| system.data_dir()).join("sala"))
    }

    /// The options by which another command uses the same folder.
    pub(super) fn as_options(&self) -> String {
        self.data.as_ref().map(|data| format!(" --data {}", data.display())).unwrap_or_default()
    }
}

/// A folder that is removed when it is dropped.
pub(super) fn temporary_folder(locale: Locale) -> Result<TempDir, Failure> {
    let failed = |error: io::Error| say!(locale, "no-temporary-folder", why = error.to_string());
    tempfile::tempdir().map_err(|error| Failure::Failed(failed(error)))
}

/// The option that names the journal's key.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct KeyArgs {
    /// File with the journal's key, 64 hex digits [default: journal.key in the data folder]
    #[arg(long, global = true, value_name = "FILE", env = "SALA_KEY_FILE")]
    key_file: Option<PathBuf>,
}

impl KeyArgs {
    /// The place of the journal in a data folder.
    pub(super) fn place(&self, dir: PathBuf) -> Location {
        Location { dir, key_file: self.key_file.clone() }
    }
}
