//! JUnit XML for GitLab and Jenkins: a suite for each folder, a case for each lesson.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::marks::{Evidence, LessonVerdict, Status};
use crate::say;

use super::super::super::xml::xml;
use super::class_marks::{ClassMarks, Row};
use super::exporter::Exporter;

pub(super) struct Junit;

impl Exporter for Junit {
    fn export(&self, marks: &ClassMarks, out: &mut dyn Write) -> io::Result<()> {
        let mut report = Report::new("sala lab");
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for row in &marks.rows {
            let label = xml(&row.label());
            let used = names.entry(label.clone()).or_default();
            *used += 1;
            // Of two cases with the same names GitLab shows one.
            let name = if *used > 1 { format!("{label} (#{used})") } else { label };
            let mut suite = TestSuite::new(&*name);
            for lesson in &row.verdict.lessons {
                let mut case =
                    TestCase::new(xml(&marks.title(lesson.number)), status(marks, row, lesson));
                case.set_classname(&*name).set_time(Duration::from_secs_f64(lesson.seconds));
                suite.add_test_case(case);
            }
            report.add_test_suite(suite);
        }
        report.serialize(out).map_err(io::Error::other)
    }
}

/// Wrong is a failure, what does not start an error; what nobody handed in, or could be graded, is
/// skipped.
fn status(marks: &ClassMarks, row: &Row, lesson: &LessonVerdict) -> TestCaseStatus {
    let kind = match lesson.status {
        Status::Passed => return TestCaseStatus::success(),
        Status::Wrong => NonSuccessKind::Failure,
        Status::NotStarting => NonSuccessKind::Error,
        Status::Missing | Status::Ungraded => {
            let mut skipped = TestCaseStatus::skipped();
            let why = marks.obstacle(row);
            let is_told = !why.is_empty();
            skipped.set_message(if is_told {
                why
            } else {
                say!(marks.locale, lesson.status.key())
            });
            return skipped;
        }
    };
    let mut status = TestCaseStatus::non_success(kind);
    let reason = lesson.evidence(marks.locale).map(Evidence::in_one_line);
    let reason = reason.unwrap_or_else(|| marks.obstacle(row));
    status.set_type(lesson.status.name());
    // GitLab reads the text, Jenkins the attribute as well.
    let account = match marks.account(lesson) {
        account if account.is_empty() => format!("{reason}\n{}", row.verdict.output),
        account => account,
    };
    status.set_message(xml(&reason)).set_description(xml(account.trim_end()));
    status
}
