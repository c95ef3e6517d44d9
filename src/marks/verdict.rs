//! What was found out about a student's folder, in the words of both languages: it is kept, and read
//! by whoever exports it.

use serde::{Deserialize, Serialize};

use crate::diagram::Diagram;
use crate::locale::{Bilingual, Locale};

/// A lesson as marks know it.
#[derive(Clone, Debug)]
pub struct LessonInfo {
    /// Its number.
    pub number: usize,
    /// Its title.
    pub title: Bilingual,
    /// The ids of its remarks.
    pub remarks: Vec<String>,
}

/// How far something is: a lesson of a student, or all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Everything that is asked for is there.
    Passed,
    /// The program starts, and does something else.
    Wrong,
    /// There is a program, and it does not start, or cannot be built.
    NotStarting,
    /// Nothing was handed in.
    Missing,
    /// It is not known: the grader was kept from its work.
    #[default]
    Ungraded,
}

impl Status {
    /// Every one.
    pub const ALL: [Self; 5] =
        [Self::Passed, Self::Wrong, Self::NotStarting, Self::Missing, Self::Ungraded];

    /// The name by which formats and style sheets know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Wrong => "wrong",
            Self::NotStarting => "not-starting",
            Self::Missing => "missing",
            Self::Ungraded => "ungraded",
        }
    }

    /// The key of its name for people.
    pub fn key(self) -> &'static str {
        match self {
            Self::Passed => "marks-passed",
            Self::Wrong => "marks-wrong",
            Self::NotStarting => "marks-not-starting",
            Self::Missing => "marks-missing",
            Self::Ungraded => "marks-ungraded",
        }
    }

    /// Its sign in a table.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Wrong => "✗",
            Self::NotStarting => "!",
            Self::Missing => "–",
            Self::Ungraded => "?",
        }
    }
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is as it should be.
    Passed,
    /// It is not.
    Failed,
    /// It was not tried, or cannot be seen.
    Untried,
}

/// What is known about a failure, in one language.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// Which requirement is not met, or why it could not be tried: one line.
    pub reason: String,
    /// What happened instead, in one line; empty where the reason says it.
    pub happened: String,
    /// What is known, each with what it is called.
    pub facts: Vec<(String, String)>,
    /// What the bots saw, and the program printed: lines of text.
    pub conversation: String,
    /// The same as a drawing, if something was said.
    pub diagram: Option<Diagram>,
}

impl Evidence {
    /// Why it failed, and what happened.
    pub fn in_one_line(&self) -> String {
        match self.happened.as_str() {
            "" => self.reason.clone(),
            happened => format!("{} {happened}", self.reason),
        }
    }
}

/// A check, and what came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckVerdict {
    /// Its name in `lesson.toml`.
    pub id: String,
    /// What is asked for.
    pub sentence: Bilingual,
    /// Good practice that is not asked for.
    pub remark: bool,
    /// What came of it.
    pub outcome: Outcome,
    /// What is known if it failed, in each language.
    pub evidence: Option<Box<[Evidence; 2]>>,
}

/// A lesson, and what came of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LessonVerdict {
    /// The lesson's number.
    pub number: usize,
    /// How far it is.
    pub status: Status,
    /// How long it took.
    pub seconds: f64,
    /// Its checks, as far as they were tried.
    pub checks: Vec<CheckVerdict>,
}

/// All that was found out about a folder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Verdict {
    /// Every lesson that was to be graded, in order.
    pub lessons: Vec<LessonVerdict>,
    /// What kept the folder as a whole from being graded, if something did.
    pub obstacle: Option<Bilingual>,
    /// What its program printed when it could not be built.
    pub output: String,
}

impl CheckVerdict {
    /// What is known about it in a language, if it failed.
    pub fn evidence(&self, locale: Locale) -> Option<&Evidence> {
        self.evidence.as_deref().map(|both| &both[locale as usize])
    }
}

impl LessonVerdict {
    /// The check for which the lesson failed: the first, remarks aside.
    pub fn failure(&self) -> Option<&CheckVerdict> {
        self.checks.iter().find(|check| !check.remark && check.outcome == Outcome::Failed)
    }

    /// What is known about its failure.
    pub fn evidence(&self, locale: Locale) -> Option<&Evidence> {
        self.failure()?.evidence(locale)
    }
}

impl Verdict {
    /// These lessons, of which nothing is known yet.
    pub fn of(lessons: impl IntoIterator<Item = usize>) -> Self {
        let lesson = |number| LessonVerdict { number, ..LessonVerdict::default() };
        Self { lessons: lessons.into_iter().map(lesson).collect(), ..Self::default() }
    }

    /// The same for every lesson, and why.
    pub fn fill(&mut self, status: Status, why: Bilingual) {
        self.lessons.iter_mut().for_each(|lesson| lesson.status = status);
        self.obstacle = Some(why);
    }

    /// How far the folder is: what is unknown comes first, then what is worst for all of it.
    pub fn status(&self) -> Status {
        let any = |status| self.lessons.iter().any(|lesson| lesson.status == status);
        let all = |status| self.lessons.iter().all(|lesson| lesson.status == status);
        match () {
            () if any(Status::Ungraded) => Status::Ungraded,
            () if all(Status::Passed) => Status::Passed,
            () if all(Status::Missing) => Status::Missing,
            () if all(Status::NotStarting) => Status::NotStarting,
            () => Status::Wrong,
        }
    }

    /// How many lessons passed.
    pub fn passed(&self) -> usize {
        self.lessons.iter().filter(|lesson| lesson.status == Status::Passed).count()
    }

    /// Why each lesson failed that did, in order: its number, and a line. What is the same for all
    /// of them is told once, without a number.
    pub fn reasons(&self, locale: Locale) -> Vec<(Option<usize>, String)> {
        let obstacle = self.obstacle.as_ref().map(|why| (None, why.in_words(locale).to_owned()));
        let is_told =
            |lesson: &&LessonVerdict| obstacle.is_some() && lesson.status == Status::NotStarting;
        let lessons = self.lessons.iter().filter(|lesson| !is_told(lesson)).filter_map(|lesson| {
            Some((Some(lesson.number), lesson.evidence(locale)?.in_one_line()))
        });
        obstacle.iter().cloned().chain(lessons).collect()
    }
}
