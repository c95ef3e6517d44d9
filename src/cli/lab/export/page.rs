//! Pages: what the class's page and a student's own have in common, and a page for each student.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::diagram::{Diagram, xml_escaped};
use crate::locale::Locale;
use crate::marks::{LessonVerdict, Outcome, Status};
use crate::private_file;
use crate::roster;
use crate::say;

use super::super::super::failure::Failure;
use super::super::super::xml::xml;
use super::class_marks::{ClassMarks, Row};
use super::exporter::unwritable;

const STYLE: &str = include_str!("html/style.css");
/// The longest name of a page's file, in characters.
const NAME: usize = 60;

/// A text for a page: cleaned, and its marks escaped.
pub(super) fn html(text: &str) -> String {
    xml_escaped(&xml(text))
}

/// A page under way.
pub(super) struct Page<'a> {
    pub(super) out: &'a mut dyn Write,
}

impl<'a> Page<'a> {
    /// Its head. Whatever a student's text might still say, nothing on the page is run or fetched.
    pub(super) fn begin(out: &'a mut dyn Write, title: &str, locale: Locale) -> io::Result<Self> {
        let title = html(title);
        writeln!(
            out,
            "<!doctype html>\n<html lang=\"{locale}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'unsafe-inline'; img-src data:\">\n<title>{title}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<main>"
        )?;
        Ok(Self { out })
    }

    pub(super) fn end(self) -> io::Result<()> {
        writeln!(self.out, "</main>\n</body>\n</html>")
    }
}

/// Writes a page for each folder and student into a folder, named after whose it is.
pub fn feedback(marks: &ClassMarks, folder: &Path) -> Result<(), Failure> {
    let failed = |path: &Path, error: &io::Error| unwritable(path, error, marks.locale);
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let mut names = BTreeSet::new();
    for row in &marks.rows {
        let mut bytes = Vec::new();
        student(marks, row, &mut bytes)?;
        let path = folder.join(format!("{}.html", file_name(row, &mut names)));
        private_file::write(&path, &bytes).map_err(|error| failed(&path, &error))?;
    }
    Ok(())
}

/// A name for a page that no other has: the words of the student's or the folder's name.
fn file_name(row: &Row, taken: &mut BTreeSet<String>) -> String {
    let whose = match &row.student {
        Some(student) => student.label(),
        None => row.base_name(),
    };
    let words = roster::words(whose).join("-");
    let stem: String =
        if words.is_empty() { "0".to_owned() } else { words.chars().take(NAME).collect() };
    let mut names = (2..).map(|number| format!("{stem}-{number}"));
    let mut name = stem.clone();
    while !taken.insert(name.clone()) {
        name = names.next().unwrap_or_default();
    }
    name
}

/// A student's own page.
fn student(marks: &ClassMarks, row: &Row, out: &mut dyn Write) -> io::Result<()> {
    let label = row.label();
    let page = Page::begin(out, &label, marks.locale)?;
    let (passed, all) = (row.verdict.passed(), marks.lessons.len());
    let sum = say!(marks.locale, "marks-sum", passed = passed, all = all);
    let grade = say!(
        marks.locale,
        "marks-grade-of",
        grade = marks.grade(row),
        scale = marks.locale.decimal(marks.scale)
    );
    let [label, sum, grade] = [&label, &sum, &grade].map(|text| html(text));
    writeln!(
        page.out,
        "<h1>{label}</h1>\n<p><strong>{grade}</strong> · {sum}</p>\n<ol class=\"lessons\">"
    )?;
    for (info, lesson) in marks.lessons.iter().zip(&row.verdict.lessons) {
        let title = html(info.title.in_words(marks.locale));
        let words = html(&say!(marks.locale, lesson.status.key()));
        let (class, sign) = (lesson.status.name(), lesson.status.sign());
        let title = match lesson.number == section(row, lesson) {
            true if lesson.status != Status::Passed => {
                format!("<a href=\"#l{}\">{title}</a>", lesson.number)
            }
            _ => title,
        };
        writeln!(
            page.out,
            "<li value=\"{}\"><span class=\"{class}\" aria-hidden=\"true\">{sign}</span> {title}: {words}</li>",
            lesson.number
        )?;
    }
    writeln!(page.out, "</ol>")?;
    for lesson in failures(row) {
        writeln!(page.out, "<section id=\"l{}\">", lesson.number)?;
        failure(marks, row, lesson, page.out)?;
        writeln!(page.out, "</section>")?;
    }
    remarks(marks, row, page.out)?;
    page.end()
}

/// The lessons that did not pass and have a section: what keeps all of them from passing is told once.
pub(super) fn failures(row: &Row) -> impl Iterator<Item = &LessonVerdict> {
    failed(row).filter(|lesson| lesson.number == section(row, lesson))
}

fn failed(row: &Row) -> impl Iterator<Item = &LessonVerdict> {
    row.verdict.lessons.iter().filter(|lesson| lesson.status != Status::Passed)
}

/// The lesson in whose section it stands why this one did not pass.
pub(super) fn section(row: &Row, lesson: &LessonVerdict) -> usize {
    match (lesson.failure(), failed(row).next()) {
        (None, Some(first)) => first.number,
        _ => lesson.number,
    }
}

/// Why a lesson failed: the facts, the conversation and a drawing of it.
pub(super) fn failure(
    marks: &ClassMarks,
    row: &Row,
    lesson: &LessonVerdict,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (class, sign) = (lesson.status.name(), lesson.status.sign());
    let state = html(&say!(marks.locale, lesson.status.key()));
    let title = html(&marks.title(lesson.number));
    writeln!(
        out,
        "<h3><span class=\"{class}\" aria-hidden=\"true\">{sign}</span> {title}: {state}</h3>"
    )?;
    let Some(evidence) = lesson.evidence(marks.locale) else {
        writeln!(out, "<p>{}</p>", html(&marks.obstacle(row)))?;
        return preformatted(&row.verdict.output, out);
    };
    writeln!(out, "<p class=\"reason\">{}</p>\n<dl>", html(&evidence.reason))?;
    for (name, fact) in evidence.facts.iter().filter(|(_, fact)| *fact != evidence.reason) {
        writeln!(out, "<dt>{}</dt><dd>{}</dd>", html(name), html(fact))?;
    }
    writeln!(out, "</dl>")?;
    preformatted(&evidence.conversation, out)?;
    match &evidence.diagram {
        Some(diagram) => picture(diagram, out),
        None => Ok(()),
    }
}

fn preformatted(text: &str, out: &mut dyn Write) -> io::Result<()> {
    match text.trim_end() {
        "" => Ok(()),
        text => writeln!(out, "<pre tabindex=\"0\">{}</pre>", html(text)),
    }
}

/// A drawing as an image: its style and its ids stay its own.
fn picture(diagram: &Diagram, out: &mut dyn Write) -> io::Result<()> {
    let mut data = String::new();
    for c in xml(&diagram.to_svg()).chars() {
        match c {
            // What ends an address or an attribute, or is removed from an address (URL standard, 4.4).
            '%' | '#' | '"' | '&' | '<' | '>' | '\n' | '\r' | '\t' => {
                _ = write!(data, "%{:02X}", c as u32)
            }
            c => data.push(c),
        }
    }
    let title = html(&diagram.title);
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\"><img class=\"drawing\" alt=\"{title}\" src=\"data:image/svg+xml;charset=utf-8,{data}\"></div>"
    )
}

/// Good practice that is not asked for, and is missing.
fn remarks(marks: &ClassMarks, row: &Row, out: &mut dyn Write) -> io::Result<()> {
    let checks = row.verdict.lessons.iter().flat_map(|lesson| &lesson.checks);
    let missing: Vec<_> =
        checks.filter(|check| check.remark && check.outcome == Outcome::Failed).collect();
    if missing.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section>\n<h3>{}</h3>\n<ul>", html(&say!(marks.locale, "marks-remarks")))?;
    for check in missing {
        let sentence = html(check.sentence.in_words(marks.locale));
        let happened = check.evidence(marks.locale).map_or("", |evidence| &evidence.happened);
        writeln!(out, "<li>{sentence} <small>{}</small></li>", html(happened))?;
    }
    writeln!(out, "</ul>\n</section>")
}
