//! Changing the journal's key.
//!
//! The file is copied, the copy gets the new key and atomically replaces the file. At every moment
//! one of the two keys on disk opens the file: after an interruption the next start finds out which,
//! and completes the change.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::private_file;

use super::database;
use super::error::JournalError;
use super::key::Key;
use super::location::{Claim, Location, open_private};

/// Changes the journal's key to the one in `new_key_file`, made if the file does not exist. `None`: a
/// new key replaces the old one where it is kept. Returns where the new key is.
///
/// # Errors
/// It cannot be changed, above all because a server is running. Then the old key is still valid.
pub fn rekey(place: &Location, new_key_file: Option<&Path>) -> Result<PathBuf, JournalError> {
    let change = Change::prepare(place, new_key_file)?;
    let copied = change.announce().and_then(|()| change.copy());
    if let Err(error) = copied {
        place.settle(&change.old)?;
        return Err(error);
    }
    change.swap()?;
    change.settle()?;
    Ok(change.place_after.key_path())
}

/// A change of keys. Its methods are the steps, in order.
struct Change {
    place: Location,
    /// The same journal with the new key.
    place_after: Location,
    old: Key,
    new: Key,
    _claim: Claim,
}

impl Change {
    /// Claims the journal, completes its file, and stores the new key.
    fn prepare(place: &Location, new_key_file: Option<&Path>) -> Result<Self, JournalError> {
        let claim = place.claim_journal()?;
        let old = database::key(place)?;
        place.settle(&old)?;
        database::open_whole(&place.database(), &old)?;
        let mut place_after = place.clone();
        let new = match new_key_file {
            Some(path) => {
                place_after.key_file = Some(path.to_owned());
                if path.exists() { Key::read(path)? } else { Key::make(path)? }
            }
            None if !place.key_path().is_file() => {
                return Err(JournalError::KeyFixed(place.key_path()));
            }
            None => Key::make(&place.next_key_path())?,
        };
        if new.fingerprint() == old.fingerprint() {
            return Err(JournalError::KeySame(place_after.key_path()));
        }
        Ok(Self { place: place.clone(), place_after, old, new, _claim: claim })
    }

    /// From here on both keys count as possible until one is tried.
    fn announce(&self) -> Result<(), JournalError> {
        self.place.note_keys(&[&self.old, &self.new])
    }

    fn copy(&self) -> Result<(), JournalError> {
        let path = self.place.next_database();
        let failed = |error| JournalError::file(&path, error);
        let mut copy = open_private(&path).map_err(failed)?;
        let mut original = File::open(self.place.database()).map_err(failed)?;
        io::copy(&mut original, &mut copy).map_err(failed)?;
        database::rekey(&path, &self.old, &self.new)?;
        copy.sync_all().map_err(failed)
    }

    fn swap(&self) -> Result<(), JournalError> {
        let path = self.place.database();
        private_file::replace(&self.place.next_database(), &path)
            .map_err(|error| JournalError::file(&path, error))
    }

    /// From here on the old key is useless; if sala made it, it is deleted.
    fn settle(&self) -> Result<(), JournalError> {
        self.place_after.settle(&self.new)?;
        if self.place.key_file.is_none() && self.place_after.key_file.is_some() {
            let path = self.place.key_path();
            private_file::remove_if_there(&path)
                .map_err(|error| JournalError::file(&path, error))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::handle::{Journal, Options};
    use super::super::reader::{Filter, Reader};
    use super::*;
    use crate::classroom::{Kind, Record, Said};
    use crate::name::Name;

    type Step = fn(&Change) -> Result<(), JournalError>;
    const STEPS: [Step; 4] = [Change::announce, Change::copy, Change::swap, Change::settle];

    fn open(place: &Location) -> Journal {
        Journal::open(place, Options::default(), |report| panic!("{report:?}")).unwrap()
    }

    fn said(text: &str) -> Record {
        let (at, name) = (jiff::Timestamp::UNIX_EPOCH, |text| Name::new(text).unwrap());
        let (room, from) = (name("sala"), name("ana"));
        Record::Said(Said { at, room, kind: Kind::Speech, from, to: None, text: text.to_owned() })
    }

    /// A place with a journal of one line.
    fn journal(folder: &tempfile::TempDir, key_file: Option<PathBuf>) -> Location {
        let place = Location { dir: folder.path().join("data"), key_file };
        open(&place).append(said("antes"));
        place
    }

    fn lines(place: &Location) -> Result<usize, JournalError> {
        Ok(Reader::open(place)?.conversation(&Filter::default()).filter(Result::is_ok).count())
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn wherever_it_stops_the_journal_opens_and_the_next_server_puts_things_in_order() {
        for steps in 0..=STEPS.len() {
            let folder = tempfile::tempdir().unwrap();
            let place = journal(&folder, None);
            let before = fs::read(place.key_path()).unwrap();
            let change = Change::prepare(&place, None).unwrap();
            STEPS[..steps].iter().for_each(|step| step(&change).unwrap());
            // As if killed here: nothing is cleaned up.
            drop(change);
            assert_eq!(lines(&place).unwrap(), 1, "a reader, after {steps}");
            open(&place).append(said("depois"));
            assert_eq!(lines(&place).unwrap(), 2, "after {steps}");
            let expected = ["journal.db", "journal.db.key-id", "journal.key", "journal.lock"];
            assert_eq!(names(&place.dir), expected, "after {steps}");
            let changed = fs::read(place.key_path()).unwrap() != before;
            assert_eq!(changed, steps > 2, "after {steps}");
            // It can be repeated.
            rekey(&place, None).unwrap();
            assert_eq!(lines(&place).unwrap(), 2, "after {steps}");
        }
    }

    #[test]
    fn a_copy_that_was_not_finished_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let place = journal(&folder, None);
        let change = Change::prepare(&place, None).unwrap();
        change.announce().unwrap();
        fs::write(place.next_database(), [7; 10_000]).unwrap();
        drop(change);
        assert_eq!(lines(&place).unwrap(), 1);
        rekey(&place, None).unwrap();
        assert_eq!(lines(&place).unwrap(), 1);
    }

    #[test]
    fn with_key_files_of_ones_own_one_of_both_opens_wherever_it_stops() {
        for steps in 0..=STEPS.len() {
            let folder = tempfile::tempdir().unwrap();
            let (old, new) = (folder.path().join("old"), folder.path().join("new"));
            Key::make(&old).unwrap();
            let place = journal(&folder, Some(old));
            let change = Change::prepare(&place, Some(&new)).unwrap();
            STEPS[..steps].iter().for_each(|step| step(&change).unwrap());
            drop(change);
            let after = Location { key_file: Some(new), ..place.clone() };
            let (right, wrong) = if steps > 2 { (&after, &place) } else { (&place, &after) };
            assert!(matches!(lines(wrong), Err(JournalError::WrongKey(..))), "after {steps}");
            assert_eq!(lines(right).unwrap(), 1, "after {steps}");
            open(right);
            assert!(matches!(lines(wrong), Err(JournalError::WrongKey(..))), "after {steps}");
        }
    }

    #[test]
    fn a_key_is_changed_where_it_is_also_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let [key, link] = ["key", "link"].map(|name| folder.path().join(name));
        Key::make(&key).unwrap();
        std::os::unix::fs::symlink(&key, &link).unwrap();
        let place = journal(&folder, Some(link.clone()));
        let before = fs::read(&key).unwrap();
        rekey(&place, None).unwrap();
        assert_ne!(fs::read(&key).unwrap(), before);
        assert!(link.is_symlink());
        assert_eq!(lines(&place).unwrap(), 1);
    }

    #[test]
    fn what_cannot_be_done_is_refused_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = Location { dir: folder.path().join("data"), key_file: None };
        assert!(matches!(rekey(&place, None), Err(JournalError::Missing(..))));
        assert!(!place.dir.exists());
        open(&place).append(said("oi"));
        let reader = Reader::open(&place).unwrap();
        let mut lines_read = reader.conversation(&Filter::default());
        lines_read.next().unwrap().unwrap();
        assert_eq!(rekey(&place, None).unwrap(), place.key_path());
        assert_eq!(lines(&place).unwrap(), 1);

        // A folder stands where the copy would.
        fs::create_dir(place.next_database()).unwrap();
        let key = fs::read(place.key_path()).unwrap();
        assert!(rekey(&place, None).is_err());
        fs::remove_dir(place.next_database()).unwrap();
        assert_eq!(fs::read(place.key_path()).unwrap(), key);
        assert_eq!(lines(&place).unwrap(), 1);
    }
}
