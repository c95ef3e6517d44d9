//! Which student a folder belongs to, by its name.

use std::sync::LazyLock;

use regex::Regex;

use super::names::{is_made_of, name_words, words};
use super::student::{Roster, Student};

/// Whose a folder is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// This student's, by their place in the roster.
    Student(usize),
    /// Nobody's.
    Nobody,
    /// One of several people's.
    Several(Vec<usize>),
    /// This student's, but so are other folders, no less surely.
    Again(usize),
}

/// The name of a folder of Moodle's "Download all submissions":
/// `Maria Clara Souza_48213_assignsubmission_file`, on older sites with a `_` at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moodle<'a> {
    /// The person's full name.
    pub name: &'a str,
    /// The number of the participant, which is not the user's id.
    pub participant: &'a str,
    /// What was handed in: `file`, or `onlinetext`.
    pub kind: &'a str,
}

impl<'a> Moodle<'a> {
    /// The parts of a folder's name.
    pub fn parse(folder: &'a str) -> Option<Self> {
        static NAME: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^(.+)_(\d+)_assignsubmission_([a-z]+)_?$").expect("a valid pattern")
        });
        let (_, [name, participant, kind]) = NAME.captures(folder)?.extract();
        Some(Self { name, participant, kind })
    }
}

impl Roster {
    /// Whose each of these folders is, by the last part of its path.
    pub fn matches(&self, folders: &[&str]) -> Vec<Match> {
        let found: Vec<(Match, usize)> = folders.iter().map(|folder| self.find(folder)).collect();
        let rival = |at: usize| {
            let (own, sureness) = &found[at];
            found.iter().enumerate().any(|(other, (whose, how_sure))| {
                other != at && whose == own && how_sure <= sureness
            })
        };
        let settled = found.iter().enumerate().map(|(at, (whose, _))| match whose {
            Match::Student(student) if rival(at) => Match::Again(*student),
            whose => whose.clone(),
        });
        settled.collect()
    }

    /// Whose a folder is, and how sure that is: 0 most.
    fn find(&self, folder: &str) -> (Match, usize) {
        for (sureness, belongs) in RULES.iter().enumerate() {
            let fits = |(_, student): &(usize, &Student)| belongs(folder, student);
            let found: Vec<usize> =
                self.students.iter().enumerate().filter(fits).map(|(at, _)| at).collect();
            match found[..] {
                [] => {}
                [one] => return (Match::Student(one), sureness),
                _ => return (Match::Several(found), sureness),
            }
        }
        (Match::Nobody, RULES.len())
    }
}

/// How a folder can belong to a student, the surest first.
const RULES: [fn(&str, &Student) -> bool; 7] = [
    by_participant,
    by_account,
    by_number,
    by_full_name,
    by_name_inside,
    by_account_inside,
    by_short_name,
];

fn by_participant(folder: &str, student: &Student) -> bool {
    let number = Moodle::parse(folder).map(|moodle| moodle.participant);
    number.is_some() && number == student.participant.as_deref()
}

/// The whole name is an id, an account or an address, or the part of one before the `@`.
fn by_account(folder: &str, student: &Student) -> bool {
    let is = |text: &str| text.to_lowercase() == folder.to_lowercase();
    let local = student.email.as_deref().and_then(|email| email.split('@').next());
    let whole = [&student.id, &student.username, &student.email];
    whole.into_iter().filter_map(Option::as_deref).chain(local).any(is)
}

/// The school's number stands in it, as in `lab1-20261001`. Moodle's number is another one: where the
/// two are alike, the name has to be as well.
fn by_number(folder: &str, student: &Student) -> bool {
    let is_long = |id: &&String| id.len() >= 4 && id.contains(|c: char| c.is_ascii_digit());
    let found = student.id.as_ref().filter(is_long).is_some_and(|id| stands_in(id, folder));
    found && Moodle::parse(folder).is_none_or(|moodle| is_like(moodle.name, student))
}

/// So does an account that is no part of the name, as in `lab1-octocat`.
fn by_account_inside(folder: &str, student: &Student) -> bool {
    let names = name_words(&student.name);
    let is_own = |account: &&String| !is_made_of(&words(account).concat(), &names);
    student.username.as_ref().filter(is_own).is_some_and(|account| stands_in(account, folder))
}

fn stands_in(text: &str, folder: &str) -> bool {
    let own = words(text);
    !own.is_empty() && words(folder).windows(own.len()).any(|part| part == own)
}

fn is_like(name: &str, student: &Student) -> bool {
    let (one, other) = (name_words(name), name_words(&student.name));
    other.is_empty() || is_made_of(&one.concat(), &other) || is_made_of(&other.concat(), &one)
}

/// The words of the full name, in any order.
fn by_full_name(folder: &str, student: &Student) -> bool {
    let (mut own, mut full) = (name_words(name_in(folder)), name_words(&student.name));
    let is_written_together = own.concat() == full.concat();
    own.sort();
    full.sort();
    !full.is_empty() && (is_written_together || own == full)
}

/// The whole name, and more: `lab1-ana-lima`.
fn by_name_inside(folder: &str, student: &Student) -> bool {
    let (own, full) = (name_words(name_in(folder)), name_words(&student.name));
    full.len() > 1 && own.windows(full.len()).any(|part| part == full)
}

/// Some words of the full name, in their order: `ana`, `joao-araujo`, `MariaClara`, `ana_2026`.
fn by_short_name(folder: &str, student: &Student) -> bool {
    let mut own = name_words(name_in(folder));
    own.retain(|word| !word.chars().all(|c| c.is_ascii_digit()));
    let own = own.concat();
    !own.is_empty() && is_made_of(&own, &name_words(&student.name))
}

fn name_in(folder: &str) -> &str {
    Moodle::parse(folder).map_or(folder, |moodle| moodle.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster(text: &str) -> Roster {
        Roster::read(text.as_bytes()).unwrap()
    }

    /// The names that folders have led to; `?` and `!` where it is not one's alone.
    fn matched(roster: &Roster, folders: &[&str]) -> Vec<String> {
        let name = |whose: Match| match whose {
            Match::Student(at) => roster.students[at].label().to_owned(),
            Match::Nobody => String::new(),
            Match::Several(who) => format!("?{}", who.len()),
            Match::Again(at) => format!("!{}", roster.students[at].label()),
        };
        roster.matches(folders).into_iter().map(name).collect()
    }

    #[test]
    fn a_folder_finds_its_student_by_id_account_or_name() {
        let roster = roster(
            "Nome;Matrícula;E-mail\nMaria Clara de Souza;20261001;mc@example.org\n\
             João Pedro Araújo;20261002;jp@example.org\nAna Lima;20261003;\nAna Souza;20261004;\n",
        );
        for (folder, name) in [
            ("20261002", "João Pedro Araújo"),
            ("mc", "Maria Clara de Souza"),
            ("JP@example.org", "João Pedro Araújo"),
            ("lab1-20261003", "Ana Lima"),
            ("joao", "João Pedro Araújo"),
            ("joao_2026", "João Pedro Araújo"),
            ("joa\u{303}o.araujo", "João Pedro Araújo"),
            ("MariaClara", "Maria Clara de Souza"),
            ("araujo_joao_pedro", "João Pedro Araújo"),
            ("Maria Clara Souza_48213_assignsubmission_file", "Maria Clara de Souza"),
            ("João Pedro Araújo_20261001_assignsubmission_file_", "João Pedro Araújo"),
            ("Maria Clara_20261001_assignsubmission_file_", "Maria Clara de Souza"),
            ("ana-lima", "Ana Lima"),
            ("Lab 1 - Ana Lima (final)", "Ana Lima"),
            ("ana", "?2"),
            ("souza", "?2"),
            ("zé", ""),
            ("=1+1", ""),
            ("", ""),
            ("Default group_assignsubmission_file", ""),
        ] {
            assert_eq!(matched(&roster, &[folder]), [name], "{folder}");
        }
    }

    #[test]
    fn of_two_folders_the_surer_one_counts() {
        let roster = roster("name,id\nAna Lima,1001\nBia Reis,1002\n");
        assert_eq!(matched(&roster, &["ana", "1001"]), ["!Ana Lima", "Ana Lima"]);
        assert_eq!(
            matched(&roster, &["ana", "lima", "bia"]),
            ["!Ana Lima", "!Ana Lima", "Bia Reis"]
        );
        // The same name twice is two people.
        let twins = self::roster("name,id\nAna Lima,1001\nAna Lima,1002\n");
        assert_eq!(matched(&twins, &["ana-lima", "1002"]), ["?2", "Ana Lima"]);
    }

    #[test]
    fn moodle_names_a_folder_by_participant() {
        let sheet = include_bytes!("../../tests/formats/roster-moodle-worksheet.csv");
        let roster = Roster::read(sheet).unwrap();
        let folders = [
            "Participante_48214_assignsubmission_file",
            "Maria Clara Souza_48213_assignsubmission_onlinetext",
        ];
        assert_eq!(matched(&roster, &folders), ["João Pedro Araújo", "Maria Clara Souza"]);
        assert_eq!(Moodle::parse("a_b_7_assignsubmission_file").unwrap().name, "a_b");
        assert_eq!(Moodle::parse("ana_7"), None);
    }
}
