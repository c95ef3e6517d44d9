//! The programs of a lesson, run: a solution has to pass, a starter and a broken program to fail.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::locale::Locale;
use crate::say;

use super::super::assignment::{Assignment, AssignmentError, write_files};
use super::super::check_failure::CheckFailure;
use super::super::grade::{Depth, Graded, Outcome, Target, Trouble, grade, grade_check};
use super::super::launch::Launch;
use super::super::lesson::{Check, Lesson};
use super::super::materials::{Files, Language, LessonSource};
use super::super::program::build;
use super::super::start_failure::StartFailure;
use super::golden::{self, Told};
use super::lints::{Finding, Lint};
use super::mistakes::mistakes;

/// A program of a lesson that is to be tried.
#[derive(Debug)]
pub struct Trial<'a> {
    lesson: &'a Lesson,
    /// Where it is stated: a folder, or a file and the name of a mistake.
    pub place: String,
    files: Files,
    language: &'a Language,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Solution,
    Starter,
    /// It has this name and fails this check.
    Mistake(String, String),
}

/// What came of a trial.
#[derive(Debug, Default)]
pub struct Tried {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What learners are told about a mistake.
    pub told: Vec<Told>,
    /// The program was not tried, for what builds it is not there: its language and that tool.
    pub skipped: Option<(String, String)>,
}

/// The programs of lessons. Those that cannot be made are told by [`super::proofread`].
pub fn trials<'a>(source: &'a LessonSource, lessons: &'a [Lesson]) -> Vec<Trial<'a>> {
    let of_one = |lesson| whole_programs(source, lesson).chain(broken_programs(source, lesson));
    lessons.iter().flat_map(of_one).collect()
}

fn whole_programs<'a>(
    source: &'a LessonSource,
    lesson: &'a Lesson,
) -> impl Iterator<Item = Trial<'a>> + use<'a> {
    source.languages().iter().flat_map(move |language| {
        let folder = &lesson.folder;
        let solution = Some((Kind::Solution, source.solution(folder, language)));
        let starter = source.starter(folder, language).ok();
        let starter = starter.map(|files| (Kind::Starter, files));
        let programs = [solution, starter].into_iter().flatten();
        programs.map(move |(kind, files)| {
            let name = if kind == Kind::Solution { "solution" } else { "starter" };
            let place = format!("{folder}/{name} ({})", language.id);
            Trial { lesson, place, files, language, kind }
        })
    })
}

fn broken_programs<'a>(
    source: &'a LessonSource,
    lesson: &'a Lesson,
) -> impl Iterator<Item = Trial<'a>> + use<'a> {
    let mistakes = mistakes(source, &lesson.folder).unwrap_or_default();
    mistakes.into_iter().filter_map(move |mistake| {
        let language = source.languages().first()?;
        let (name, text) = mistake.program(source, &lesson.folder).ok()?;
        let files = Files::from([(name, text.into_bytes().into())]);
        let place = format!("{}/mistakes.toml: {}", lesson.folder, mistake.name);
        let kind = Kind::Mistake(mistake.name, mistake.fails);
        Some(Trial { lesson, place, files, language, kind })
    })
}

impl Trial<'_> {
    /// Tries the program. What a build fills is kept in `cache`, if there is one.
    pub async fn run(&self, source: &LessonSource, cache: Option<&Path>) -> Result<Tried, Trouble> {
        if self.files.is_empty() {
            return Ok(self.flawed(Lint::NoProgram));
        }
        let folder = tempfile::tempdir()?;
        let launch = match self.launch(folder.path(), cache) {
            Ok(launch) => launch,
            Err(why) => return Ok(self.flawed(Lint::NotStarted(why))),
        };
        if let Err((start_failure, said)) = build(&launch).await {
            if let StartFailure::NotFound(tool) = start_failure {
                let skipped = Some((self.language.name.clone(), tool));
                return Ok(Tried { skipped, ..Tried::default() });
            }
            let last = said.last().map(|said| String::from_utf8_lossy(&said.line).into_owned());
            let why = format!("{} {}", start_failure.explain(Locale::En), last.unwrap_or_default());
            return Ok(self.flawed(Lint::NotStarted(why)));
        }
        let target = Target::Program(launch);
        let Kind::Mistake(name, fails) = &self.kind else {
            let graded = grade(self.lesson, &target, Depth::Whole, |_| {}).await?;
            let lint = self.lint(&graded);
            return Ok(lint.map_or_else(Tried::default, |lint| self.flawed(lint)));
        };
        let Some(check) = self.lesson.check(fails) else { return Ok(Tried::default()) };
        // What is told about it is compared with what was told before.
        let scenarios = self.lesson.fixed_scenarios();
        match grade_check(self.lesson, check, &scenarios, &target).await?.0 {
            Outcome::Failed(failure) => Ok(self.told(name, check, &failure, source)),
            _ => Ok(self.flawed(Lint::Passes(check.id.clone()))),
        }
    }

    fn flawed(&self, what: Lint) -> Tried {
        let findings = vec![Finding { place: self.place.clone(), what }];
        Tried { findings, ..Tried::default() }
    }

    /// What is wrong with how a solution or a starter was graded.
    fn lint(&self, graded: &Graded) -> Option<Lint> {
        // A solution has good practice, too; a starter need not.
        let counted = graded
            .checked
            .iter()
            .filter(|checked| self.kind == Kind::Solution || !checked.check.remark);
        let failed: Vec<(&String, &CheckFailure)> = counted
            .filter_map(|checked| match &checked.outcome {
                Outcome::Failed(failure) => Some((&checked.check.id, &**failure)),
                _ => None,
            })
            .collect();
        let about = &self.lesson.manifest.about;
        match (&self.kind, failed.first()) {
            (Kind::Solution, Some((check, failure))) => {
                let why: Vec<String> =
                    failure.facts(Locale::En).into_iter().map(|fact| fact.text).collect();
                Some(Lint::Fails((*check).clone(), why.join(" · ")))
            }
            (Kind::Starter, None) => Some(Lint::Passes(about.clone())),
            (Kind::Starter, Some((check, _))) if failed.iter().all(|(id, _)| *id != about) => {
                Some(Lint::FailsElsewhere { check: (*check).clone(), wanted: about.clone() })
            }
            _ => None,
        }
    }

    /// Puts the program into a folder of its own; gives how it is started there.
    fn launch(&self, folder: &Path, cache: Option<&Path>) -> Result<Launch, String> {
        let explained = |error: AssignmentError| error.explain(Locale::En);
        write_files(&self.files, folder).map_err(explained)?;
        let assignment = Assignment::of(self.language, &self.files).map_err(explained)?;
        let kind = self.language.kind(self.files.keys().map(String::as_str));
        if let (Some(cache), Some(filled)) = (cache, kind.and_then(|kind| kind.cache.as_ref())) {
            let of = if self.kind == Kind::Solution { "solution" } else { "starter" };
            let kept = cache.join(format!("{}-{of}-{}", self.lesson.folder, self.language.id));
            fs::create_dir_all(&kept)
                .and_then(|()| symlink(&kept, folder.join(filled)))
                .map_err(|error| format!("{}: {error}", kept.display()))?;
        }
        assignment.launch(folder).map_err(explained)
    }

    /// What learners are told about a mistake, compared with what stands in the golden files.
    fn told(
        &self,
        name: &str,
        check: &Check,
        failure: &CheckFailure,
        source: &LessonSource,
    ) -> Tried {
        let mut tried = Tried::default();
        for locale in Locale::ALL {
            let mut text = check.sentence.in_words(locale).to_owned();
            for fact in failure.facts(locale) {
                // Writing to a string cannot fail.
                let _ = write!(text, "\n{}: {}", say!(locale, fact.key), fact.text);
            }
            let path = golden::path(&self.lesson.folder, locale);
            let kept = golden::sections(source.text(&path).unwrap_or_default());
            if !kept.contains(&(name, text.as_str())) {
                let what = Lint::Golden(text.replace('\n', " · "));
                tried.findings.push(Finding { place: format!("{path}: {name}"), what });
            }
            let told = (self.lesson.folder.clone(), name.to_owned(), locale, text);
            tried.told.push(told);
        }
        tried
    }
}
