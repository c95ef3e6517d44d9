//! For programs: everything that is known, with names that do not depend on the language.

use std::io::{self, Write};

use serde::Serialize;

use crate::locale::Locale;
use crate::marks::{CheckVerdict, LessonInfo, LessonVerdict, Outcome, Status};
use crate::roster::Student;

use super::super::super::xml::xml;
use super::class_marks::{ClassMarks, Row};
use super::exporter::Exporter;

pub(super) struct Json;

#[derive(Serialize)]
struct Class<'a> {
    /// Of this form; another one gets another number.
    version: u32,
    scale: f64,
    lessons: Vec<Lesson<'a>>,
    students: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Lesson<'a> {
    number: usize,
    title: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    /// Null for a student without one.
    folder: Option<&'a str>,
    student: Option<Person<'a>>,
    status: Status,
    grade: Option<f64>,
    passed: usize,
    /// What keeps the folder as a whole from being graded.
    obstacle: Option<String>,
    lessons: Vec<Outcomes<'a>>,
}

#[derive(Serialize)]
struct Person<'a> {
    name: &'a str,
    id: Option<&'a str>,
    username: Option<&'a str>,
    email: Option<&'a str>,
}

#[derive(Serialize)]
struct Outcomes<'a> {
    number: usize,
    status: Status,
    seconds: f64,
    checks: Vec<Check<'a>>,
}

#[derive(Serialize)]
struct Check<'a> {
    id: &'a str,
    sentence: &'a str,
    remark: bool,
    outcome: Outcome,
    reason: Option<String>,
}

impl Exporter for Json {
    fn export(&self, marks: &ClassMarks, mut out: &mut dyn Write) -> io::Result<()> {
        let class = Class {
            version: 1,
            scale: marks.scale,
            lessons: marks.lessons.iter().map(|info| lesson(info, marks.locale)).collect(),
            students: marks.rows.iter().map(|row| entry(marks, row)).collect(),
        };
        serde_json::to_writer_pretty(&mut out, &class)?;
        writeln!(out)
    }
}

fn lesson(info: &LessonInfo, locale: Locale) -> Lesson<'_> {
    Lesson { number: info.number, title: info.title.in_words(locale) }
}

fn entry<'a>(marks: &ClassMarks, row: &'a Row) -> Entry<'a> {
    Entry {
        folder: Some(row.folder.as_str()).filter(|folder| !folder.is_empty()),
        student: row.student.as_ref().map(person),
        status: row.verdict.status(),
        grade: row.grade.as_ref().map(|grade| grade.points),
        passed: row.verdict.passed(),
        obstacle: Some(marks.obstacle(row)).filter(|why| !why.is_empty()),
        lessons: row.verdict.lessons.iter().map(|lesson| outcomes(marks, lesson)).collect(),
    }
}

fn person(student: &Student) -> Person<'_> {
    Person {
        name: &student.name,
        id: student.id.as_deref(),
        username: student.username.as_deref(),
        email: student.email.as_deref(),
    }
}

fn outcomes<'a>(marks: &ClassMarks, lesson: &'a LessonVerdict) -> Outcomes<'a> {
    let check = |check: &'a CheckVerdict| Check {
        id: &check.id,
        sentence: check.sentence.in_words(marks.locale),
        remark: check.remark,
        outcome: check.outcome,
        reason: check.evidence(marks.locale).map(|evidence| xml(&evidence.in_one_line())),
    };
    Outcomes {
        number: lesson.number,
        status: lesson.status,
        seconds: (lesson.seconds * 1000.0).round() / 1000.0,
        checks: lesson.checks.iter().map(check).collect(),
    }
}
