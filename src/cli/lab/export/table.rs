//! For people: a row for each folder, and below the table why each lesson failed.

use std::io::{self, Write};

use crate::marks::Status;
use crate::say;

use super::super::super::table::{self, number};
use super::class_marks::{ClassMarks, Row};
use super::exporter::Exporter;

pub(super) struct Table;

impl Exporter for Table {
    fn export(&self, marks: &ClassMarks, mut out: &mut dyn Write) -> io::Result<()> {
        let locale = marks.locale;
        let mut table = table::new(marks.color.on(&io::stdout()));
        let mut head = vec![say!(locale, "lab-folder").into()];
        head.extend(marks.lessons.iter().map(|lesson| number(lesson.number)));
        head.extend(["lab-total", "marks-grade"].map(|key| number(say!(locale, key))));
        table.set_header(head);
        for row in &marks.rows {
            let mut cells = vec![label(row).into()];
            cells.extend(row.verdict.lessons.iter().map(|lesson| number(lesson.status.sign())));
            cells.extend([number(row.verdict.passed()), number(marks.grade(row))]);
            table.add_row(cells);
        }
        table::print(&mut out, &mut table)?;
        let has = |status: &Status| {
            marks.rows.iter().flat_map(|row| &row.verdict.lessons).any(|one| one.status == *status)
        };
        let signs = Status::ALL.into_iter().filter(has);
        let signs = signs.map(|status| format!("{} {}", status.sign(), say!(locale, status.key())));
        writeln!(out, "{}", signs.collect::<Vec<_>>().join("   "))?;
        for row in &marks.rows {
            for reason in marks.reasons(row) {
                writeln!(out, "{}: {reason}", label(row))?;
            }
        }
        Ok(())
    }
}

/// The folder, and whose it is.
fn label(row: &Row) -> String {
    match (row.folder.as_str(), &row.student) {
        ("", _) => row.label(),
        (folder, Some(_)) => format!("{folder} ({})", row.label()),
        (folder, None) => folder.to_owned(),
    }
}
