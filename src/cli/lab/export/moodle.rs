//! Moodle's grade import: whom the row is about, the grade, and the feedback. A dot in numbers is read
//! in every language of Moodle.

use std::io::{self, Write};

use crate::diagram::xml_escaped;
use crate::roster::Student;
use crate::say;

use super::super::super::sheet::Sheet;
use super::class_marks::{ClassMarks, Row};
use super::exporter::Exporter;

pub(super) struct Moodle;

/// What a student is known by, if the roster says it.
type Key = fn(&Student) -> Option<&str>;

/// What Moodle can know somebody by.
const KEYS: [(&str, Key); 3] = [
    ("moodle-id", |student| student.id.as_deref()),
    ("moodle-username", |student| student.username.as_deref()),
    ("moodle-email", |student| student.email.as_deref()),
];

impl Exporter for Moodle {
    fn export(&self, marks: &ClassMarks, out: &mut dyn Write) -> io::Result<()> {
        // An empty grade would delete the one that is there: only what was graded gets a row.
        let graded: Vec<(&Row, &Student, f64)> = marks
            .rows
            .iter()
            .filter_map(|row| Some((row, row.student.as_ref()?, row.grade.as_ref()?.points)))
            .collect();
        let known = |key: fn(&Student) -> Option<&str>| {
            graded.iter().filter(|(_, student, _)| key(student).is_some()).count()
        };
        let best = KEYS.iter().map(|(_, key)| known(*key)).max().unwrap_or(0);
        // A column by which fewer are known is no use.
        let keys: Vec<_> = KEYS.iter().filter(|(_, key)| known(*key) == best).collect();
        let mut sheet = Sheet::plain(out, marks.sheet);
        let heads: Vec<String> = keys
            .iter()
            .map(|(heading, _)| *heading)
            .chain(["moodle-grade", "moodle-feedback"])
            .map(|key| say!(marks.locale, key))
            .collect();
        sheet.row(heads.iter().map(String::as_str))?;
        for (row, student, points) in graded {
            let who = keys.iter().map(|(_, key)| key(student).unwrap_or_default());
            let (points, feedback) = (format!("{points:.2}"), feedback(marks, row));
            sheet.row(who.chain([points.as_str(), feedback.as_str()]))?;
        }
        Ok(())
    }
}

/// How many lessons passed, and why the others did not; Moodle shows it as HTML.
fn feedback(marks: &ClassMarks, row: &Row) -> String {
    let (passed, all) = (row.verdict.passed(), marks.lessons.len());
    let sum = say!(marks.locale, "marks-sum", passed = passed, all = all);
    let lines = std::iter::once(sum).chain(marks.reasons(row));
    lines.map(|line| xml_escaped(&line)).collect::<Vec<_>>().join("<br>")
}
