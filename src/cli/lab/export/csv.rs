//! For spreadsheets: a row for each folder, in the language of whoever reads it.

use std::io::{self, Write};

use crate::roster::Student;
use crate::say;

use super::super::super::sheet::Sheet;
use super::class_marks::ClassMarks;
use super::exporter::Exporter;

pub(super) struct Csv;

impl Exporter for Csv {
    fn export(&self, marks: &ClassMarks, out: &mut dyn Write) -> io::Result<()> {
        let locale = marks.locale;
        let word = |key: &str| say!(locale, key);
        let mut sheet = Sheet::new(out, marks.sheet, locale)?;
        let who = ["lab-folder", "roster-name", "roster-id", "roster-email", "marks-status"];
        let lesson = |number: usize| say!(locale, "marks-lesson", number = number);
        let mut head: Vec<String> = who.map(word).into();
        head.extend(marks.lessons.iter().map(|info| lesson(info.number)));
        head.extend(["lab-total", "marks-grade", "marks-why"].map(word));
        sheet.row(head.iter().map(String::as_str))?;
        for row in &marks.rows {
            let of_student = |text: fn(&Student) -> &str| {
                row.student.as_ref().map(text).unwrap_or_default().to_owned()
            };
            let mut cells = vec![
                row.folder.clone(),
                of_student(|student| &student.name),
                of_student(|student| student.id.as_deref().unwrap_or_default()),
                of_student(|student| student.email.as_deref().unwrap_or_default()),
                word(row.verdict.status().key()),
            ];
            cells.extend(row.verdict.lessons.iter().map(|lesson| word(lesson.status.key())));
            cells.extend([row.verdict.passed().to_string(), marks.grade(row)]);
            cells.push(marks.reasons(row).join(" · "));
            sheet.row(cells.iter().map(String::as_str))?;
        }
        Ok(())
    }
}
