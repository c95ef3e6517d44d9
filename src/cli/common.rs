//! Options that several subcommands share. A value that only [`Locale`] can explain is refused here
//! rather than by clap: in one line, with exit code 2.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tempfile::TempDir;

use crate::classroom::refusal_of_text;
use crate::journal::{Class, DEFAULT_CLASS, JournalError, Location};
use crate::link::{Address, KnownHosts, Trust};
use crate::locale::Locale;
use crate::name::{Name, plain};
use crate::say;

use super::color::ColorChoice;
use super::failure::Failure;

/// Where help lists what every subcommand has: after the options of its own.
const LAST: usize = 900;

/// The options of every subcommand.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Common {
    /// Language of all messages: pt-BR or en [default: the system's if it is one of these, or pt-BR]
    #[arg(long, global = true, value_name = "LANG", default_value_t = Locale::of_system(), hide_default_value = true, env = "SALA_LANG", display_order = LAST)]
    pub(super) lang: Locale,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", env = "SALA_COLOR", display_order = LAST + 1)]
    pub(super) color: ColorChoice,
}

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

/// A new folder within `parent` that is removed when it is dropped.
pub(super) fn temporary_folder(parent: &Path, locale: Locale) -> Result<TempDir, Failure> {
    tempfile::tempdir_in(parent).map_err(|error| {
        Failure::Failed(say!(locale, "no-temporary-folder", why = error.to_string()))
    })
}

#[derive(Clone, Debug, clap::Args)]
pub(super) struct KeyArgs {
    /// File with the journal's key, 64 hex digits [default: journal.key in the data folder]
    #[arg(long, global = true, value_name = "FILE", env = "SALA_KEY_FILE")]
    key_file: Option<PathBuf>,
}

impl KeyArgs {
    pub(super) fn place(&self, dir: PathBuf) -> Location {
        Location { dir, key_file: self.key_file.clone() }
    }
}

#[derive(Clone, Debug, clap::Args)]
pub(super) struct TrustArgs {
    /// PEM file of the authorities to trust for tls:// instead of the system's
    #[arg(long, value_name = "FILE", env = "SALA_CA")]
    ca: Option<PathBuf>,
}

impl TrustArgs {
    /// Together with the certificates that the person accepted before.
    pub(super) fn trust(&self, known_hosts: Option<KnownHosts>) -> Trust {
        Trust { ca: self.ca.clone(), known_hosts, log_keys: false }
    }
}

pub(super) fn address(text: &str, locale: Locale) -> Result<Address, Failure> {
    text.parse::<Address>().map_err(|error| Failure::Misused(error.explain(locale)))
}

/// What to call a class: only that of those who name none has a name that is translated.
pub(super) fn class_label(class: &Name, locale: Locale) -> String {
    match class.as_str() {
        DEFAULT_CLASS => say!(locale, "class-default"),
        class => class.to_owned(),
    }
}

/// The class that a text names, in any case, or by what it is called for people.
pub(super) fn class_named(
    classes: Vec<Class>,
    text: &str,
    locale: Locale,
) -> Result<Class, Failure> {
    let names = |class: &Class| {
        plain(class.name.as_str()) == plain(text) || class_label(&class.name, locale) == text
    };
    classes
        .into_iter()
        .find(names)
        .ok_or_else(|| Failure::Failed(JournalError::NoClass(text.to_owned()).explain(locale)))
}

/// A moment of the local clock for people, to the second.
pub(super) fn moment(at: Timestamp, locale: Locale) -> String {
    let at = at.to_zoned_datetime(TimeZone::system());
    at.strftime(&say!(locale, "moment")).to_string()
}

pub(super) fn name(option: &str, text: &str, locale: Locale) -> Result<Name, Failure> {
    Name::new(text).map_err(|error| {
        let rule = refusal_of_text(error, text, locale);
        Failure::Misused(format!("{option} \"{text}\": {rule}"))
    })
}

/// What the journal says is wrong.
pub(super) fn journal_failure(error: &JournalError, locale: Locale) -> Failure {
    Failure::Failed(error.explain(locale))
}
