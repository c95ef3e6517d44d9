//! The marks of a class, as exporters read them.

use crate::locale::{Bilingual, Locale};
use crate::marks::{Grade, LessonInfo, LessonVerdict, Status, Verdict};
use crate::roster::Student;
use crate::say;
use crate::wire::clean;

use super::super::super::color::ColorChoice;
use super::super::super::sheet::SheetArgs;
use super::super::super::xml::xml;

/// The marks of a class.
pub struct ClassMarks {
    pub lessons: Vec<LessonInfo>,
    pub rows: Vec<Row>,
    /// The best grade.
    pub scale: f64,
    pub sheet: SheetArgs,
    pub locale: Locale,
    pub color: ColorChoice,
}

/// A folder, or a student without one.
#[derive(Clone)]
pub struct Row {
    /// The folder's path as it can be shown; empty where there is none.
    pub folder: String,
    /// Whose it is, if a roster tells.
    pub student: Option<Student>,
    pub verdict: Verdict,
    /// None if something is not graded, or if the student has no folder.
    pub grade: Option<Grade>,
}

impl Row {
    /// A student who has handed in nothing.
    pub fn absent(student: &Student, lessons: &[LessonInfo]) -> Self {
        let mut verdict = Verdict::of(lessons.iter().map(|lesson| lesson.number));
        verdict.fill(Status::Missing, Bilingual::new(|locale| say!(locale, "marks-absent")));
        Self { folder: String::new(), student: Some(student.clone()), verdict, grade: None }
    }

    /// The last part of the folder's path.
    pub(super) fn base_name(&self) -> &str {
        self.folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
    }

    /// What to call it: the student's name, else the folder's.
    pub(super) fn label(&self) -> String {
        match &self.student {
            Some(student) => clean(student.label()).into_owned(),
            None => self.folder.clone(),
        }
    }
}

impl ClassMarks {
    /// A grade as people write it: two decimals.
    pub(super) fn grade(&self, row: &Row) -> String {
        let points = row.grade.as_ref().map(|grade| format!("{:.2}", grade.points));
        points.map_or_else(|| "–".to_owned(), |points| self.locale.decimal(points))
    }

    /// A lesson's number and title.
    pub(super) fn title(&self, number: usize) -> String {
        let lesson = self.lessons.iter().find(|lesson| lesson.number == number);
        let title = lesson.map_or("", |lesson| lesson.title.in_words(self.locale));
        say!(self.locale, "lab-lesson", number = number, title = title)
    }

    /// Why each lesson failed that did: a line each.
    pub(super) fn reasons(&self, row: &Row) -> Vec<String> {
        let line = |(lesson, why): (Option<usize>, String)| match lesson {
            Some(number) => say!(self.locale, "lab-note", number = number, why = why),
            None => why,
        };
        row.verdict.reasons(self.locale).into_iter().map(|why| clean(&line(why)).into()).collect()
    }

    /// What keeps a folder as a whole from being graded; empty if nothing does.
    pub(super) fn obstacle(&self, row: &Row) -> String {
        row.verdict.obstacle.as_ref().map_or_else(String::new, |why| xml(why.in_words(self.locale)))
    }

    /// All that is known about a lesson's failure, in lines of plain text.
    pub(super) fn account(&self, lesson: &LessonVerdict) -> String {
        let Some(evidence) = lesson.evidence(self.locale) else { return String::new() };
        let facts = evidence.facts.iter().map(|(name, fact)| format!("{name}: {fact}"));
        let lines: Vec<String> = std::iter::once(evidence.reason.clone()).chain(facts).collect();
        let text = format!("{}\n\n{}", lines.join("\n"), evidence.conversation);
        xml(text.trim_end())
    }
}
