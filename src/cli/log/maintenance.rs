//! What changes the journal: `sala log forget NAME`, the right to be forgotten, and
//! `sala log rekey`.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use crate::journal::{self, Forgetting, Found, JournalError, Location};
use crate::locale::Locale;
use crate::name::{Name, plain};
use crate::say;

use super::super::common::{Common, name};
use super::super::failure::{Failure, aside};
use super::super::help::in_words;

/// Permanently remove a person's name and messages; no server may be running
///
/// Removes what NAME said and the private messages to and from NAME. Entries remain, without name
/// or address, and so does what others said about NAME. Older copies of the journal are not
/// changed.
#[derive(Debug, clap::Args)]
pub(super) struct ForgetArgs {
    /// Name to remove, in any case; names that only look similar are not removed
    name: String,
    /// Do not ask for confirmation
    #[arg(long, display_order = 0)]
    yes: bool,
}

pub(super) fn forget(args: ForgetArgs, place: &Location, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let told = |error: JournalError| Failure::Failed(error.explain(locale));
    let name = name(&in_words("NAME", locale), &args.name, locale)?;
    if !args.yes && !io::stdin().is_terminal() {
        return Err(Failure::Misused(say!(locale, "journal-forget-yes", name = name.as_str())));
    }
    let forgetting = Forgetting::find(place, name.clone()).map_err(told)?;
    let found = forgetting.found().clone();
    if found.is_nothing() {
        return Err(Failure::Failed(say!(locale, "journal-forget-nobody", name = name.as_str())));
    }
    if found.is_student {
        aside(&say!(locale, "journal-forget-student", name = name.as_str()));
    }
    if !args.yes && !confirmed(&name, &found, locale) {
        return Err(Failure::Failed(say!(locale, "journal-forget-not")));
    }
    forgetting.carry_out(&say!(locale, "name-removed")).map_err(told)?;
    let Found { lines, entries, also, .. } = found;
    let name = name.as_str();
    aside(&say!(locale, "journal-forgotten", name = name, lines = lines, entries = entries));
    if !also.is_empty() {
        let names = also.iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
        aside(&say!(locale, "journal-forget-also", name = name, names = names));
    }
    Ok(())
}

fn confirmed(name: &Name, found: &Found, locale: Locale) -> bool {
    let (name, lines, entries) = (name.as_str(), found.lines, found.entries);
    aside(&say!(locale, "journal-forget-ask", name = name, lines = lines, entries = entries));
    let mut answer = String::new();
    // What cannot be read is no consent.
    let _ = io::stdin().read_line(&mut answer);
    plain(answer.trim()) == plain(&say!(locale, "journal-forget-agreed"))
}

/// Replace the key of the journal; no server may be running
///
/// Generates a key and stores it in place of the old one, or in the file given with
/// --new-key-file. Older copies of the journal open only with the old key.
#[derive(Debug, clap::Args)]
pub(super) struct RekeyArgs {
    /// Use the key in this file, generated there if it does not exist
    #[arg(long, value_name = "FILE", display_order = 0)]
    new_key_file: Option<PathBuf>,
}

pub(super) fn rekey(args: &RekeyArgs, place: &Location, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let kept = journal::rekey(place, args.new_key_file.as_deref())
        .map_err(|error| Failure::Failed(error.explain(locale)))?;
    let kept = kept.display().to_string();
    let words = match (&args.new_key_file, &place.key_file) {
        (None, _) => say!(locale, "journal-rekeyed", path = kept),
        (Some(_), None) => say!(locale, "journal-rekeyed-out", path = kept),
        (Some(_), Some(old)) => {
            say!(locale, "journal-rekeyed-from", path = kept, old = old.display().to_string())
        }
    };
    aside(&words);
    Ok(())
}
