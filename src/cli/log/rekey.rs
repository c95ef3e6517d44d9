//! `sala log rekey`: a new key for the journal.

use std::path::PathBuf;

use crate::journal::{Place, rekey};
use crate::say;

use super::super::common::Common;
use super::super::failure::{Failure, aside};

/// Give the journal a new key, while no server runs
///
/// The new key is made and takes the place of the old one, unless --new-key-file names another
/// place. Copies of the journal from before still open with the old key only.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Use the key in this file; made there if there is no such file
    #[arg(long, value_name = "FILE", display_order = 0)]
    new_key_file: Option<PathBuf>,
}

pub(super) fn run(args: &Args, place: &Place, common: Common) -> Result<(), Failure> {
    let locale = common.lang();
    let kept = rekey(place, args.new_key_file.as_deref())
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
