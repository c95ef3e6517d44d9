//! The class as one page that needs nothing from elsewhere, and no scripts: a cell of the matrix is a
//! link to what is known about that failure, which is shown below the matrix.

use std::io::{self, Write};

use crate::marks::Status;
use crate::say;

use super::class_marks::ClassMarks;
use super::exporter::Exporter;
use super::page::{Page, failure, failures, html, section};

pub(super) struct Html;

impl Exporter for Html {
    fn export(&self, marks: &ClassMarks, out: &mut dyn Write) -> io::Result<()> {
        let title = say!(marks.locale, "marks-class");
        let page = Page::begin(out, &title, marks.locale)?;
        let (count, passed) = (
            marks.rows.len(),
            marks.rows.iter().filter(|row| row.verdict.status() == Status::Passed).count(),
        );
        let summary = say!(marks.locale, "marks-class-sum", count = count, passed = passed);
        writeln!(page.out, "<h1 id=\"class\">{}</h1>\n<p>{}</p>", html(&title), html(&summary))?;
        matrix(marks, page.out)?;
        legend(marks, page.out)?;
        for (at, row) in marks.rows.iter().enumerate() {
            for lesson in failures(row) {
                let id = format!("f{at}-{}", lesson.number);
                writeln!(page.out, "<section class=\"failure\" id=\"{id}\">")?;
                writeln!(page.out, "<h2>{}</h2>", html(&row.label()))?;
                failure(marks, row, lesson, page.out)?;
                let back = html(&say!(marks.locale, "marks-back"));
                writeln!(
                    page.out,
                    "<p class=\"back\"><a href=\"#class\">{back}</a></p>\n</section>"
                )?;
            }
        }
        page.end()
    }
}

fn matrix(marks: &ClassMarks, out: &mut dyn Write) -> io::Result<()> {
    let word = |key: &str| html(&say!(marks.locale, key));
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"class\">\n<table class=\"matrix\">"
    )?;
    write!(out, "<thead><tr><th scope=\"col\">{}</th>", word("marks-student"))?;
    for lesson in &marks.lessons {
        let title = html(&marks.title(lesson.number));
        write!(
            out,
            "<th scope=\"col\" title=\"{title}\"><span aria-hidden=\"true\">{}</span><span class=\"heard\">{title}</span></th>",
            lesson.number
        )?;
    }
    writeln!(
        out,
        "<th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>",
        word("lab-total"),
        word("marks-grade")
    )?;
    for (at, row) in marks.rows.iter().enumerate() {
        write!(out, "<tr><th scope=\"row\">{}", html(&row.label()))?;
        if row.student.is_some() && !row.folder.is_empty() {
            write!(out, " <small>{}</small>", html(row.base_name()))?;
        }
        write!(out, "</th>")?;
        for lesson in &row.verdict.lessons {
            let (class, sign) = (lesson.status.name(), lesson.status.sign());
            let words = word(lesson.status.key());
            let cell = format!(
                "<span aria-hidden=\"true\">{sign}</span><span class=\"heard\">{words}</span>"
            );
            let cell = match lesson.status {
                Status::Passed => cell,
                _ => {
                    let reason = lesson.evidence(marks.locale).map(|one| one.reason.clone());
                    let title = html(&reason.unwrap_or_else(|| marks.reasons(row).join(" ")));
                    format!(
                        "<a href=\"#f{at}-{}\" title=\"{title}\">{cell}</a>",
                        section(row, lesson)
                    )
                }
            };
            write!(out, "<td class=\"{class}\">{cell}</td>")?;
        }
        writeln!(out, "<td>{}</td><td>{}</td></tr>", row.verdict.passed(), marks.grade(row))?;
    }
    write!(out, "</tbody>\n<tfoot><tr><th scope=\"row\">{}</th>", word("marks-passed-count"))?;
    for at in 0..marks.lessons.len() {
        let passed =
            marks.rows.iter().filter(|row| row.verdict.lessons[at].status == Status::Passed);
        write!(out, "<td>{}</td>", passed.count())?;
    }
    writeln!(out, "<td></td><td></td></tr></tfoot>\n</table>\n</div>")
}

fn legend(marks: &ClassMarks, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<p class=\"legend\">")?;
    for status in Status::ALL {
        let words = html(&say!(marks.locale, status.key()));
        write!(out, "<span class=\"{}\">{}</span> {words} ", status.name(), status.sign())?;
    }
    writeln!(out, "</p>")
}
