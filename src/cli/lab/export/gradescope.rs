//! Gradescope's `results.json`: a test for each lesson, and for each remark that counts.

use std::io::{self, Write};

use serde::Serialize;

use crate::marks::{Grade, LessonVerdict, Part, Status};
use crate::say;

use super::super::super::xml::xml;
use super::class_marks::{ClassMarks, Row};
use super::exporter::Exporter;

pub(super) struct Gradescope;

/// <https://gradescope-autograders.readthedocs.io/en/latest/specs/>
#[derive(Serialize)]
struct Results {
    score: f64,
    execution_time: f64,
    output: String,
    /// What students wrote is no HTML and no Markdown.
    output_format: &'static str,
    test_output_format: &'static str,
    test_name_format: &'static str,
    stdout_visibility: &'static str,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    number: String,
    score: f64,
    max_score: f64,
    status: &'static str,
    output: String,
    visibility: &'static str,
}

impl Exporter for Gradescope {
    fn export(&self, marks: &ClassMarks, mut out: &mut dyn Write) -> io::Result<()> {
        let row = marks.rows.first();
        // A failure of the grader is none of the student's: without results Gradescope says so.
        let Some((row, grade)) = row.and_then(|row| Some((row, row.grade.as_ref()?))) else {
            return Ok(());
        };
        serde_json::to_writer_pretty(&mut out, &results(marks, row, grade))?;
        writeln!(out)
    }
}

fn results(marks: &ClassMarks, row: &Row, grade: &Grade) -> Results {
    let (passed, all) = (row.verdict.passed(), marks.lessons.len());
    let mut output = vec![say!(marks.locale, "marks-sum", passed = passed, all = all)];
    output.extend([marks.obstacle(row), xml(&row.verdict.output)]);
    let seconds: f64 = row.verdict.lessons.iter().map(|lesson| lesson.seconds).sum();
    Results {
        score: grade.points,
        execution_time: (seconds * 1000.0).round() / 1000.0,
        output: output.join("\n").trim_end().to_owned(),
        output_format: "text",
        test_output_format: "text",
        test_name_format: "text",
        stdout_visibility: "hidden",
        tests: grade.parts.iter().filter_map(|part| test(marks, row, part)).collect(),
    }
}

fn test(marks: &ClassMarks, row: &Row, part: &Part) -> Option<Test> {
    let lesson = row.verdict.lessons.iter().find(|lesson| lesson.number == part.lesson)?;
    let is_reached = match &part.remark {
        None => lesson.status == Status::Passed,
        // A remark that counts nothing is told with its lesson.
        Some(_) if part.most <= 0.0 => return None,
        Some(_) => part.points > 0.0,
    };
    let (name, number, output) = match &part.remark {
        None => (marks.title(part.lesson), part.lesson.to_string(), output(marks, row, lesson)),
        Some(id) => remark(marks, lesson, id),
    };
    Some(Test {
        name,
        number,
        score: part.points,
        max_score: part.most,
        status: if is_reached { "passed" } else { "failed" },
        output,
        visibility: "visible",
    })
}

fn output(marks: &ClassMarks, row: &Row, lesson: &LessonVerdict) -> String {
    let state = say!(marks.locale, lesson.status.key());
    let account = marks.account(lesson);
    let why = if account.is_empty() { marks.obstacle(row) } else { account };
    format!("{state}\n{why}").trim_end().to_owned()
}

fn remark(marks: &ClassMarks, lesson: &LessonVerdict, id: &str) -> (String, String, String) {
    let check = lesson.checks.iter().find(|check| check.id == id);
    let sentence = check.map_or(id, |check| check.sentence.in_words(marks.locale));
    let evidence = check.and_then(|check| check.evidence(marks.locale));
    let happened = evidence.map_or_else(String::new, |evidence| xml(&evidence.happened));
    (sentence.to_owned(), format!("{}.{id}", lesson.number), happened)
}
