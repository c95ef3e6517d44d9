//! Reads a roster: its encoding, its separator, where its headings are, and its rows.

use crate::locale::Locale;
use crate::say;

use super::columns::{Columns, Field, by_content, columns};
use super::decode::decoded;
use super::names::in_order;
use super::student::{Roster, Student};
use super::understood::Understood;

/// Rows above the headings, such as the name of the school and of the class.
const PREAMBLE: usize = 20;
/// The most people: a class has fewer, a wrong file may have more.
const MOST: usize = 10_000;

/// Why a file is no roster.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum RosterError {
    /// No row is one of headings: its first one.
    NoColumns(String),
    /// There is nobody below the headings.
    Nobody,
    /// It has more rows than a class has people.
    TooMany,
}

impl RosterError {
    /// What is wrong, and what to do.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::NoColumns(row) => say!(locale, "roster-no-columns", row = row.as_str()),
            Self::Nobody => say!(locale, "roster-nobody"),
            Self::TooMany => say!(locale, "roster-too-many", most = MOST),
        }
    }
}

impl Roster {
    /// Reads a file.
    ///
    /// # Errors
    /// It has no column that tells who somebody is, or no rows.
    pub fn read(bytes: &[u8]) -> Result<Self, RosterError> {
        let (text, encoding) = decoded(bytes);
        // A line for Excel, which others take for a row.
        let text = match text.split_once('\n') {
            Some((first, rest)) if first.starts_with("sep=") => rest,
            _ => &text,
        };
        let read = [b';', b',', b'\t'].map(|separator| (separator, rows(text, separator)));
        let headed = read.iter().map(|(separator, rows)| (*separator, rows, headings(rows)));
        // The separator that makes most columns known; of equals, the one that makes most columns.
        let best = headed.max_by_key(|(_, rows, (columns, _))| {
            (columns.len(), rows.iter().map(csv::StringRecord::len).max())
        });
        let Some((separator, rows, (columns, from))) = best.filter(|best| !best.2.0.is_empty())
        else {
            let first = text.lines().next().unwrap_or_default();
            return Err(RosterError::NoColumns(first.chars().take(200).collect()));
        };
        let heading = |at: usize| {
            let row = from.checked_sub(1).and_then(|at| rows.get(at));
            row.and_then(|row| row.get(at)).unwrap_or_default().trim().to_owned()
        };
        let (above, rows) = rows[from..].split_at(rows_of_columns(&rows[from..], &columns));
        let students = students(rows, &columns);
        match students.len() {
            0 => return Err(RosterError::Nobody),
            1..=MOST => {}
            _ => return Err(RosterError::TooMany),
        }
        let count = students.len();
        let columns = columns.iter().map(|(field, at)| (*field, heading(*at))).collect();
        let left_out =
            above.iter().map(|row| format!("“{}”", row.get(0).unwrap_or_default())).collect();
        let understood = Understood { encoding, separator, columns, students: count, left_out };
        Ok(Self { students, understood })
    }
}

fn rows(text: &str, separator: u8) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(separator);
    let reader = reader.trim(csv::Trim::All).from_reader(text.as_bytes());
    reader.into_records().filter_map(Result::ok).take(MOST + PREAMBLE).collect()
}

/// The columns, and the first row below their headings.
fn headings(rows: &[csv::StringRecord]) -> (Columns, usize) {
    let found = rows.iter().take(PREAMBLE).map(columns).enumerate();
    // Of rows alike, the first.
    let best = found.max_by_key(|(at, columns)| (columns.len(), std::cmp::Reverse(*at)));
    match best {
        Some((at, columns)) if !columns.is_empty() => (columns, at + 1),
        _ => {
            let columns = by_content(rows);
            let is_student = |row: &csv::StringRecord| row.iter().any(|cell| cell.contains('@'));
            (columns, rows.iter().position(is_student).unwrap_or(0))
        }
    }
}

/// How many rows above the people tell of the columns: Google's dates and points, Canvas's points.
/// They have one word where everybody else has two.
fn rows_of_columns(rows: &[csv::StringRecord], columns: &Columns) -> usize {
    let is_filled =
        |row: &csv::StringRecord, at: usize| row.get(at).is_some_and(|cell| !cell.is_empty());
    let is_short =
        |row: &&csv::StringRecord| columns.iter().filter(|(_, at)| is_filled(row, *at)).count() < 2;
    let head = rows.iter().take_while(is_short).count();
    let is_rule = columns.len() > 2 && !rows[head..].iter().any(|row| is_short(&row));
    if is_rule { head } else { 0 }
}

fn students(rows: &[csv::StringRecord], columns: &Columns) -> Vec<Student> {
    let cell = |row: &csv::StringRecord, field: Field| {
        let (_, at) = columns.iter().find(|(known, _)| *known == field)?;
        let cell = row.get(*at)?;
        // What keeps a spreadsheet from computing the cell is not part of it.
        let cell = cell.strip_prefix('\'').unwrap_or(cell).trim();
        (!cell.is_empty() && cell != "-").then(|| cell.to_owned())
    };
    let student = |row: &csv::StringRecord| {
        let full = cell(row, Field::FullName).map(|name| in_order(&name));
        let given = cell(row, Field::GivenName).unwrap_or_default();
        let name = full.unwrap_or_else(|| match cell(row, Field::FamilyName) {
            Some(family) => in_order(&format!("{given} {family}")),
            None => in_order(&given),
        });
        Student {
            name,
            id: cell(row, Field::Id),
            username: cell(row, Field::Username),
            email: cell(row, Field::Email),
            participant: cell(row, Field::Participant).and_then(|cell| number_at_end(&cell)),
        }
    };
    let mut students: Vec<Student> = Vec::new();
    for student in rows.iter().map(student) {
        // Who is in two groups may stand there twice.
        if !student.label().is_empty() && !students.contains(&student) {
            students.push(student);
        }
    }
    students
}

/// Moodle writes `Participant 48213` or `Participante48213`.
fn number_at_end(text: &str) -> Option<String> {
    let text = text.trim_end();
    let number = text.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    (!number.is_empty()).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(name: &str) -> Roster {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats");
        Roster::read(&std::fs::read(format!("{folder}/{name}.csv")).unwrap()).unwrap()
    }

    #[test]
    fn rosters_of_every_system_are_understood() {
        let [maria, joao] = ["Maria Clara Souza", "João Pedro Araújo"];
        for (file, who) in [
            ("roster-moodle-participants", &[(maria, None), (joao, None), ("Ana Lima", None)][..]),
            ("roster-moodle-grades", &[(maria, Some("20261001")), (joao, Some("20261002"))]),
            ("roster-moodle-worksheet", &[(maria, None), (joao, None)]),
            ("roster-google", &[(maria, None), (joao, None)]),
            ("roster-google-uk", &[("Оля Коваль", None)]),
            ("roster-github", &[("", None), (joao, None)]),
            ("roster-canvas", &[(maria, Some("20261001"))]),
            (
                "roster-sigaa-latin1",
                &[
                    ("MARIA CLARA DE SOUZA", Some("20261001")),
                    ("JOÃO PEDRO ARAÚJO", Some("20261002")),
                ],
            ),
        ] {
            let roster = example(file);
            let found: Vec<_> =
                roster.students.iter().map(|one| (one.name.as_str(), one.id.as_deref())).collect();
            assert_eq!(found, who, "{file}: {}", roster.understood.explain(Locale::En));
        }
        let sheet = example("roster-moodle-worksheet");
        assert_eq!(sheet.students[1].participant.as_deref(), Some("48214"));
        assert_eq!(sheet.students[1].email.as_deref(), Some("jp@example.org"));
        assert_eq!(example("roster-canvas").students[0].username.as_deref(), Some("mclara"));
        let told = example("roster-google").understood.explain(Locale::En);
        assert!(told.contains("“Date”, “Points”") && told.contains("“Email Address”"), "{told}");
    }

    #[test]
    fn encodings_and_separators_are_told_apart() {
        let utf16: Vec<u8> = "\u{feff}Nome\tMatrícula\nZé\t'12\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for (bytes, name) in [
            (&utf16[..], "Zé"),
            (b"sep=;\r\nNome;Matr\xedcula\r\nZ\xe9;12\r\n", "Zé"),
            ("\u{feff}\"Nome\",\"Matrícula\"\n\"Reis; Zé\",12\n".as_bytes(), "Reis; Zé"),
        ] {
            let roster = Roster::read(bytes).unwrap();
            assert_eq!(roster.students.len(), 1, "{roster:?}");
            assert_eq!(
                (roster.students[0].name.as_str(), roster.students[0].id.as_deref()),
                (name, Some("12"))
            );
        }
    }

    #[test]
    fn what_is_no_roster_is_told() {
        let error = |text: &str| Roster::read(text.as_bytes()).unwrap_err();
        assert_eq!(error(""), RosterError::NoColumns(String::new()));
        assert_eq!(error("a;b\n1;2\n"), RosterError::NoColumns("a;b".into()));
        assert_eq!(error("Nome,Email\n,\n"), RosterError::Nobody);
        // A class in which one has no number, and one stands there twice.
        let roster = Roster::read(b"Nome,ID,Email\nAna,1,a@b\nBia,,\nAna,1,a@b\n").unwrap();
        assert_eq!(roster.students.len(), 2);
    }
}
