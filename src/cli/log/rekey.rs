//! `sala log rekey`: a new key for the journal.

use std::path::PathBuf;

use crate::journal::{Location, rekey};
use crate::say;

use super::super::common::Common;
use super::super::failure::{Failure, aside};

/// Replace the key of the journal; no server may be running
///
/// Generates a key and stores it in place of the old one, or in the file given with
/// --new-key-file. Older copies of the journal open only with the old key.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Use the key in this file, generated there if it does not exist
    #[arg(long, value_name = "FILE", display_order = 0)]
    new_key_file: Option<PathBuf>,
}

pub(super) fn run(args: &Args, place: &Location, common: Common) -> Result<(), Failure> {
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
