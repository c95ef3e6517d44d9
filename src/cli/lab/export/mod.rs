//! The formats in which marks leave: one exporter for each, a file each.
//!
//! Names, folders and all that programs printed come from students: an exporter writes nothing of
//! them raw. What `wire::clean` removes is gone before; marks of its own format it escapes itself.

mod class_marks;
mod csv;
mod exporter;
mod gradescope;
mod html;
mod json;
mod junit;
mod moodle;
mod page;
mod stream;
mod table;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::locale::Locale;
use crate::private_file;
use crate::say;

use super::super::failure::Failure;
use exporter::{Exporter, unwritable};

pub(super) use class_marks::{ClassMarks, Row};
pub(super) use page::feedback;
pub(super) use stream::Stream;

/// A format of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: a table, and why each lesson failed
    Table,
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
    /// For GitLab and Jenkins: a suite for each folder
    Junit,
    /// For Moodle's grade import; needs --roster
    Moodle,
    /// Gradescope's results.json, of one folder
    Gradescope,
    /// The class as a page: a cell opens its failure
    Html,
}

impl Format {
    fn exporter(self) -> &'static dyn Exporter {
        match self {
            Self::Table => &table::Table,
            Self::Csv => &csv::Csv,
            Self::Json => &json::Json,
            Self::Junit => &junit::Junit,
            Self::Moodle => &moodle::Moodle,
            Self::Gradescope => &gradescope::Gradescope,
            Self::Html => &html::Html,
        }
    }

    /// Can these folders be written in it?
    pub(super) fn accepts(
        self,
        folders: &[PathBuf],
        has_roster: bool,
        locale: Locale,
    ) -> Result<(), Failure> {
        match self {
            Self::Gradescope if folders.len() > 1 => {
                let count = folders.len();
                Err(Failure::Misused(say!(locale, "marks-one-folder", count = count)))
            }
            Self::Moodle if !has_roster => {
                Err(Failure::Misused(say!(locale, "marks-needs-roster")))
            }
            _ => Ok(()),
        }
    }
}

/// Writes marks to a file, or to standard output.
pub(super) fn write(
    format: Format,
    marks: &ClassMarks,
    file: Option<&Path>,
) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    format.exporter().export(marks, &mut bytes)?;
    match file {
        // Gradescope: what could not be graded has no results.
        _ if bytes.is_empty() => Ok(()),
        None => Ok(io::stdout().lock().write_all(&bytes)?),
        Some(file) => private_file::write(file, &bytes)
            .map_err(|error| unwritable(file, &error, marks.locale)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use regex::Regex;
    use serde_json::Value;

    use crate::diagram::{Diagram, Event, Kind};
    use crate::locale::Bilingual;
    use crate::marks::Weights;
    use crate::marks::{CheckVerdict, Evidence, Grade, LessonInfo, Outcome, Status, Verdict};
    use crate::roster::Roster;
    use crate::wire::clean;

    use super::super::super::color::ColorChoice;
    use super::super::super::sheet::SheetArgs;
    use super::*;

    /// What a student may name, write and print.
    const HOSTILE: &str =
        "=1+1\u{1b}[31m\u{202e}<script>alert(1)</script>\"'&#x3c; ]]> \t@x\u{7}\u{fffe}";

    macro_rules! example {
        ($name:literal) => {
            include_str!(concat!("../../../../tests/formats/", $name))
        };
    }

    fn info(number: usize) -> LessonInfo {
        let title = Bilingual::new(|_| format!("T{number}"));
        let remarks = if number == 1 { vec!["count".to_owned()] } else { Vec::new() };
        LessonInfo { number, title, remarks }
    }

    fn check(id: &str, remark: bool, evidence: Option<Evidence>) -> CheckVerdict {
        CheckVerdict {
            id: id.to_owned(),
            sentence: Bilingual::new(|_| "Everyone reads it.".to_owned()),
            remark,
            outcome: if evidence.is_some() { Outcome::Failed } else { Outcome::Passed },
            evidence: evidence.map(|evidence| Box::new([evidence.clone(), evidence])),
        }
    }

    fn evidence() -> Evidence {
        let event = Event {
            at: std::time::Duration::from_millis(5),
            kind: Kind::Sent { from: 0, to: vec![1] },
            text: HOSTILE.to_owned(),
            tooltip: HOSTILE.to_owned(),
        };
        let lifelines = vec!["ana".to_owned(), HOSTILE.to_owned()];
        Evidence {
            reason: HOSTILE.to_owned(),
            happened: "Nothing came.".to_owned(),
            facts: vec![("what".to_owned(), HOSTILE.to_owned())],
            conversation: format!("  1 > {HOSTILE}\n  2 < oi\n"),
            diagram: Some(Diagram {
                title: HOSTILE.to_owned(),
                lifelines,
                events: vec![event],
                footer: None,
                untimed: false,
            }),
        }
    }

    /// Of two lessons: everything passed, the second wrong, nothing started, nothing there, unknown, and
    /// someone without a folder.
    fn class(locale: Locale) -> ClassMarks {
        let lessons = vec![info(1), info(2)];
        let roster = "Nome,ID,Email\nAna,1001,ana@x\nBia,1002,bia@x\nCaio,1003,caio@x\n\
                      =Dora,1004,dora@x\nEva,1005,eva@x\nFabi,1006,fabi@x\n";
        let students = Roster::read(roster.as_bytes()).unwrap().students;
        let verdict = |statuses: [Status; 2]| {
            let mut verdict = Verdict::of([1, 2]);
            for (lesson, status) in verdict.lessons.iter_mut().zip(statuses) {
                lesson.status = status;
                lesson.checks = vec![check("answers", false, None), check("count", true, None)];
            }
            verdict
        };
        let mut all = [
            verdict([Status::Passed; 2]),
            verdict([Status::Passed, Status::Wrong]),
            verdict([Status::NotStarting; 2]),
            verdict([Status::Missing; 2]),
            verdict([Status::Passed, Status::Ungraded]),
        ];
        all[1].lessons[1].checks = vec![check("answers", false, Some(evidence()))];
        all[1].lessons[0].checks.push(check("count", true, Some(evidence())));
        for at in [2, 3, 4] {
            all[at].obstacle = Some(Bilingual::new(|_| HOSTILE.to_owned()));
        }
        all[2].output = format!("  | {HOSTILE}\n");
        let row = |(at, verdict): (usize, Verdict)| Row {
            folder: clean(&format!("turma/{HOSTILE}")).into_owned(),
            student: Some(students[at].clone()),
            grade: Grade::of(&verdict, &Weights::default(), &lessons),
            verdict,
        };
        let mut rows: Vec<Row> = all.into_iter().enumerate().map(row).collect();
        rows.push(Row::absent(&students[5], &lessons));
        let (sheet, color) = (SheetArgs::default(), ColorChoice::Never);
        ClassMarks { lessons, rows, scale: 10.0, sheet, locale, color }
    }

    fn exported(format: Format, marks: &ClassMarks) -> String {
        let mut bytes = Vec::new();
        format.exporter().export(marks, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn one(at: usize) -> ClassMarks {
        let class = class(Locale::PtBr);
        ClassMarks { rows: vec![class.rows[at].clone()], ..class }
    }

    fn cells(sheet: &str, separator: u8) -> Vec<Vec<String>> {
        let mut reader = csv_reader(sheet, separator);
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
        rows.collect()
    }

    fn csv_reader(sheet: &str, separator: u8) -> ::csv::Reader<&[u8]> {
        let mut builder = ::csv::ReaderBuilder::new();
        builder.has_headers(false).delimiter(separator).from_reader(sheet.as_bytes())
    }

    /// Is every key of `ours` in the example, with a value of the same type?
    fn assert_shape(ours: &Value, example: &Value, path: &str) {
        match (ours, example) {
            (Value::Object(ours), Value::Object(known)) => ours.iter().for_each(|(key, value)| {
                let known = known.get(key).unwrap_or_else(|| panic!("{path}.{key} is not known"));
                assert_shape(value, known, &format!("{path}.{key}"));
            }),
            (Value::Array(ours), Value::Array(known)) => {
                ours.iter().for_each(|value| assert_shape(value, &known[0], path));
            }
            (ours, known) => assert_eq!(
                std::mem::discriminant(ours),
                std::mem::discriminant(known),
                "{path}: {ours} {known}"
            ),
        }
    }

    /// The elements of a document, and the attributes of each.
    fn elements(xml: &str) -> BTreeSet<(String, String)> {
        let element = Regex::new(r#"<(\w[\w-]*)((?: [\w-]+="[^"]*")*)\s*/?>"#).unwrap();
        let attribute = Regex::new(r#"([\w-]+)="[^"]*""#).unwrap();
        let mut found = BTreeSet::new();
        for element in element.captures_iter(xml) {
            found.insert((element[1].to_owned(), String::new()));
            for attribute in attribute.captures_iter(&element[2]) {
                found.insert((element[1].to_owned(), attribute[1].to_owned()));
            }
        }
        found
    }

    #[test]
    fn gradescope_gets_what_it_knows_and_nothing_for_what_was_not_graded() {
        let example: Value = serde_json::from_str(example!("gradescope-results.json")).unwrap();
        for (at, score, states) in
            [(0, 10.0, "passed passed"), (1, 5.0, "passed failed"), (3, 0.0, "failed failed")]
        {
            let ours: Value =
                serde_json::from_str(&exported(Format::Gradescope, &one(at))).unwrap();
            assert_shape(&ours, &example, "");
            assert_eq!(ours["score"], score);
            let tests = ours["tests"].as_array().unwrap();
            let state: Vec<_> = tests.iter().map(|test| test["status"].as_str().unwrap()).collect();
            assert_eq!(state.join(" "), states);
            let most: f64 = tests.iter().map(|test| test["max_score"].as_f64().unwrap()).sum();
            assert_eq!(most, 10.0);
        }
        assert_eq!(exported(Format::Gradescope, &one(4)), "");
    }

    #[test]
    fn junit_has_the_elements_of_its_readers_and_each_case_a_name_of_its_own() {
        let xml = exported(Format::Junit, &class(Locale::En));
        let unknown: Vec<_> =
            elements(&xml).difference(&elements(example!("junit.xml"))).cloned().collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        let count = |tag: &str| xml.matches(tag).count();
        assert_eq!([count("<failure"), count("<error"), count("<skipped")], [1, 2, 5], "{xml}");
        let names = Regex::new(r#"<testcase name="([^"]*)" classname="([^"]*)""#).unwrap();
        let names: Vec<_> = names.captures_iter(&xml).map(|name| name[0].to_owned()).collect();
        assert_eq!((names.len(), names.iter().collect::<BTreeSet<_>>().len()), (12, 12));
    }

    #[test]
    fn moodle_gets_a_row_for_each_graded_student_with_a_dot_in_the_grade() {
        let example = cells(example!("moodle-import.csv"), b',');
        for locale in Locale::ALL {
            let sheet = exported(Format::Moodle, &class(locale));
            let rows = cells(&sheet, b',');
            assert_eq!(rows[0].len(), example[0].len());
            if locale == Locale::PtBr {
                assert_eq!(rows[0], example[0]);
            }
            // Who was not graded, or has no folder, keeps what Moodle has.
            let ids: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
            assert_eq!(ids, ["1001", "1002", "1003", "1004"]);
            let points: Vec<&str> = rows[1..].iter().map(|row| row[2].as_str()).collect();
            assert_eq!(points, ["10.00", "5.00", "0.00", "0.00"]);
            assert!(rows[2][3].contains("&lt;script&gt;"), "{}", rows[2][3]);
        }
    }

    #[test]
    fn wrong_not_starting_missing_and_ungraded_are_four_things_in_every_format() {
        let marks = class(Locale::En);
        for (format, passed, others) in [
            (
                Format::Table,
                "✓ passed",
                ["✗ wrong", "! does not start", "– nothing handed in", "? not graded"],
            ),
            (
                Format::Csv,
                ",passed,",
                [",wrong,", ",does not start,", ",nothing handed in,", ",not graded,"],
            ),
            (
                Format::Json,
                "\"passed\"",
                ["\"wrong\"", "\"not-starting\"", "\"missing\"", "\"ungraded\""],
            ),
            (
                Format::Html,
                "\"passed\">",
                ["\"wrong\">", "\"not-starting\">", "\"missing\">", "\"ungraded\">"],
            ),
        ] {
            let text = exported(format, &marks);
            for word in others.iter().chain([&passed]) {
                assert!(text.contains(word), "{format:?} {word}\n{text}");
            }
        }
        let csv = exported(Format::Csv, &class(Locale::PtBr));
        assert!(csv.contains(";\"5,00\";") && csv.starts_with("\u{feff}pasta;nome;"), "{csv}");
    }

    #[test]
    fn nothing_that_a_student_writes_leaves_raw() {
        let marks = class(Locale::En);
        for format in Format::value_variants() {
            let is_markup = [Format::Html, Format::Junit, Format::Moodle].contains(format);
            let is_raw = |c: char| {
                (c.is_control() && c != '\n') || c == '\u{202e}' || (is_markup && c == '\u{fffe}')
            };
            // A drawing's letters are escaped in an address, and again in the drawing.
            let text = exported(*format, &marks).replace("%26lt;", "");
            assert!(
                !text.contains(is_raw),
                "{format:?} {:?}",
                text.matches(is_raw).collect::<Vec<_>>()
            );
            assert!(!(is_markup && text.contains("<script")), "{format:?}\n{text}");
            if [Format::Csv, Format::Moodle].contains(format) {
                let rows = cells(text.trim_start_matches('\u{feff}'), b',');
                let computed = |cell: &&String| cell.starts_with(['=', '+', '-', '@', '\t']);
                assert_eq!(rows.iter().flatten().find(computed), None);
            }
        }
        let json: Value = serde_json::from_str(&exported(Format::Json, &marks)).unwrap();
        assert!(json["students"][1]["lessons"][1]["checks"][0]["reason"].is_string());
    }

    #[test]
    fn a_cell_of_the_page_opens_its_failure_and_nothing_comes_from_elsewhere() {
        let html = exported(Format::Html, &class(Locale::PtBr));
        let all = |pattern: &str| -> Vec<String> {
            let found = Regex::new(pattern).unwrap();
            found.captures_iter(&html).map(|one| one[1].to_owned()).collect()
        };
        let (links, ids) =
            (all("<td class=\"[a-z-]+\"><a href=\"#([^\"]+)\""), all(" id=\"([^\"]+)\""));
        assert_eq!(links.len(), 8);
        assert!(links.iter().all(|link| ids.contains(link)), "{links:?} {ids:?}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        let sources = all("(?:src|href)=\"([^\"]{0,20})");
        assert!(sources.iter().all(|to| to.starts_with('#') || to.starts_with("data:image/svg")));
        assert!(html.contains("<pre") && html.contains("<img class=\"drawing\""));
    }

    #[test]
    fn each_student_gets_a_page_whatever_the_names_are() {
        let mut marks = class(Locale::PtBr);
        marks.rows.iter_mut().for_each(|row| row.student = None);
        marks.rows[1].folder = "../../..".to_owned();
        marks.rows[2].folder = "Zoë/Ana Lima/".to_owned();
        let folder = tempfile::tempdir().unwrap();
        let pages = folder.path().join("a/b");
        feedback(&marks, &pages).unwrap();
        let names = std::fs::read_dir(&pages).unwrap().map(|page| page.unwrap().file_name());
        let names: BTreeSet<String> = names.map(|name| name.into_string().unwrap()).collect();
        assert_eq!(names.len(), marks.rows.len());
        assert!(names.contains("ana-lima.html") && names.contains("0.html"), "{names:?}");
        let page = std::fs::read_to_string(pages.join("0.html")).unwrap();
        assert!(page.contains("<strong>Nota 5,00 de 10</strong>") && !page.contains("<script"));
    }
}
