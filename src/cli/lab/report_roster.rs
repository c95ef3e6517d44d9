//! Which folders are hand-ins, and whose each is.

use std::path::{Path, PathBuf};

use crate::locale::Locale;
use crate::roster::{Match, Moodle, Roster, Student};
use crate::say;
use crate::wire::clean;

use super::super::failure::aside;

/// The folders among paths, and those that should be one: notes beside the folders are nobody's. A
/// text that Moodle has put beside somebody's files is no hand-in of its own.
pub(super) fn hand_ins(paths: &[PathBuf]) -> Vec<PathBuf> {
    let folders: Vec<&PathBuf> =
        paths.iter().filter(|path| path.is_dir() || !path.exists()).collect();
    let files: Vec<String> = folders.iter().map(|folder| base_name(folder)).collect();
    let has_files = |participant: &str| {
        let mut others = files.iter().filter_map(|name| Moodle::parse(name));
        others.any(|other| other.kind == "file" && other.participant == participant)
    };
    let is_beside = |name: &String| {
        Moodle::parse(name)
            .is_some_and(|moodle| moodle.kind != "file" && has_files(moodle.participant))
    };
    let named = folders.into_iter().zip(&files);
    named.filter(|(_, name)| !is_beside(name)).map(|(folder, _)| folder.clone()).collect()
}

/// The last part of a path, also of one like `turma/ana/.`.
fn base_name(folder: &Path) -> String {
    let whole = folder.canonicalize();
    let name = whole.as_deref().unwrap_or(folder).file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Whose folders are whose.
pub(super) struct Hands {
    roster: Roster,
    matches: Vec<Match>,
}

impl Hands {
    /// Finds out, and tells which folders are nobody's and who has none.
    pub(super) fn new(roster: Roster, folders: &[PathBuf], locale: Locale) -> Self {
        let names: Vec<String> = folders.iter().map(|folder| base_name(folder)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let matches = roster.matches(&names);
        let hands = Self { roster, matches };
        for (folder, whose) in folders.iter().zip(&hands.matches) {
            if let Some(why) = hands.why_nobodys(whose, locale) {
                let folder = folder.display().to_string();
                aside(&say!(locale, "roster-unmatched", folder = folder, why = why));
            }
        }
        let absent: Vec<&str> = hands.absent().map(Student::label).collect();
        if !absent.is_empty() {
            let (count, who) = (absent.len(), absent.join(", "));
            aside(&say!(locale, "roster-absent", count = count, who = who));
        }
        hands
    }

    /// Who has handed in this folder.
    pub(super) fn student(&self, folder: usize) -> Option<&Student> {
        match self.matches.get(folder)? {
            Match::Student(at) => self.roster.students.get(*at),
            _ => None,
        }
    }

    /// Who has handed in nothing, nor perhaps one of the folders that are nobody's.
    pub(super) fn absent(&self) -> impl Iterator<Item = &Student> {
        let is_absent = |at: &usize| {
            !self.matches.iter().any(|whose| match whose {
                Match::Student(one) | Match::Again(one) => one == at,
                Match::Several(some) => some.contains(at),
                Match::Nobody => false,
            })
        };
        (0..self.roster.students.len()).filter(is_absent).map(|at| &self.roster.students[at])
    }

    fn why_nobodys(&self, whose: &Match, locale: Locale) -> Option<String> {
        let label = |at: &usize| clean(self.roster.students[*at].label()).into_owned();
        match whose {
            Match::Student(_) => None,
            Match::Nobody => Some(say!(locale, "roster-match-nobody")),
            Match::Several(who) => {
                let who: Vec<String> = who.iter().take(5).map(label).collect();
                Some(say!(locale, "roster-match-several", who = who.join(", ")))
            }
            Match::Again(at) => Some(say!(locale, "roster-match-again", who = label(at))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn texts_beside_files_and_notes_are_no_hand_ins() {
        let class = tempfile::tempdir().unwrap();
        let path = |name: &str| class.path().join(name);
        let [ana, text] =
            ["Ana_7_assignsubmission_file", "Ana_7_assignsubmission_onlinetext"].map(path);
        let [bia, gone, note] =
            ["Bia_8_assignsubmission_onlinetext", "gone", "notes.txt"].map(path);
        [&ana, &text, &bia].into_iter().for_each(|folder| fs::create_dir(folder).unwrap());
        fs::write(&note, "").unwrap();
        let all = [ana.clone(), text, bia.clone(), gone.clone(), note];
        assert_eq!(hand_ins(&all), [ana, bia, gone]);
    }
}
