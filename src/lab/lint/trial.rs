//! The programs of a lesson, run: a solution has to pass, a starter and a broken program to fail.

use std::fmt::Write;
use std::path::Path;

use crate::locale::Locale;
use crate::say;

use super::super::assignment::{Assignment, write_files};
use super::super::grade::{Depth, Graded, Outcome, Subject, Trouble, grade, grade_check};
use super::super::language::Language;
use super::super::launch::Launch;
use super::super::lesson::{Check, Lesson};
use super::super::miss::Miss;
use super::super::program::build;
use super::super::shelf::Shelf;
use super::flaw::{Finding, Flaw};
use super::mistakes::mistakes;

/// A program of a lesson that is to be tried.
#[derive(Debug)]
pub struct Trial<'a> {
    lesson: &'a Lesson,
    /// The program's file, or the first of them.
    pub place: String,
    /// Its files, by their names in its folder.
    files: Vec<(&'a str, &'a [u8])>,
    language: Language,
    kind: Kind,
}

/// What a program is for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Solution,
    Starter,
    /// It fails this check.
    Broken(String),
}

/// What came of a trial.
#[derive(Debug, Default)]
pub struct Tried {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What learners are told about a broken program: the golden file's path, and the text.
    pub golden: Vec<(String, String)>,
}

/// The programs of lessons.
pub fn trials<'a>(shelf: &'a Shelf, lessons: &'a [Lesson]) -> Vec<Trial<'a>> {
    let of_one = |lesson| whole_programs(shelf, lesson).chain(broken_programs(shelf, lesson));
    lessons.iter().flat_map(of_one).collect()
}

fn whole_programs<'a>(
    shelf: &'a Shelf,
    lesson: &'a Lesson,
) -> impl Iterator<Item = Trial<'a>> + use<'a> {
    let kinds = [("solution", Kind::Solution), ("starter", Kind::Starter)];
    kinds.into_iter().flat_map(move |(name, kind)| {
        let folder = format!("{}/{name}", lesson.folder);
        Language::ALL.map(move |language| {
            let files = shelf.below(&folder).filter(|(file, _)| language.owns(file));
            let files: Vec<(&str, &[u8])> = files.collect();
            let source =
                files.iter().map(|(file, _)| *file).find(|file| !file.starts_with("Cargo"));
            let place = format!("{folder}/{}", source.unwrap_or(language.file()));
            Trial { lesson, place, files, language, kind: kind.clone() }
        })
    })
}

fn broken_programs<'a>(
    shelf: &'a Shelf,
    lesson: &'a Lesson,
) -> impl Iterator<Item = Trial<'a>> + use<'a> {
    // That the list cannot be read is told by whoever proofreads.
    let mistakes = mistakes(shelf, lesson).unwrap_or_default();
    mistakes.into_iter().map(move |mistake| {
        let language = Language::Python;
        let place = format!("{}/broken/{}", lesson.folder, mistake.file);
        let text = shelf.text(&place).map(str::as_bytes);
        let files = text.map(|text| (language.file(), text)).into_iter().collect();
        Trial { lesson, place, files, language, kind: Kind::Broken(mistake.fails) }
    })
}

impl Trial<'_> {
    /// Tries the program. What `cargo` builds is kept in `cache`, if there is one.
    ///
    /// # Errors
    /// The grader's own trouble.
    pub async fn run(&self, shelf: &Shelf, cache: Option<&Path>) -> Result<Tried, Trouble> {
        if self.files.is_empty() {
            return Ok(self.flawed(Flaw::NoProgram));
        }
        let folder = tempfile::tempdir()?;
        let launch = match self.launch(folder.path(), cache) {
            Ok(launch) => launch,
            Err(why) => return Ok(self.flawed(Flaw::Mishap(why))),
        };
        if let Err((mishap, said)) = build(&launch).await {
            let last = said.last().map(|said| String::from_utf8_lossy(&said.line).into_owned());
            let why = format!("{} {}", mishap.explain(Locale::En), last.unwrap_or_default());
            return Ok(self.flawed(Flaw::Mishap(why)));
        }
        let subject = Subject::Program(launch);
        let Kind::Broken(fails) = &self.kind else {
            let graded = grade(self.lesson, &subject, Depth::Whole, |_| {}).await?;
            let flaw = self.flaw(&graded);
            return Ok(flaw.map_or_else(Tried::default, |flaw| self.flawed(flaw)));
        };
        let Some(check) = self.lesson.check(fails) else { return Ok(Tried::default()) };
        // What is told about it is compared with what was told before.
        let scenarios = self.lesson.fixed_scenarios();
        match grade_check(self.lesson, check, &scenarios, &subject).await?.0 {
            Outcome::Failed(miss) => Ok(told(check, &miss, &self.place, shelf)),
            _ => Ok(self.flawed(Flaw::Passes(check.id.clone()))),
        }
    }

    fn flawed(&self, what: Flaw) -> Tried {
        let findings = vec![Finding { place: self.place.clone(), what }];
        Tried { findings, golden: Vec::new() }
    }

    /// What is wrong with how a solution or a starter was graded.
    fn flaw(&self, graded: &Graded) -> Option<Flaw> {
        // A solution has good practice, too; a starter need not.
        let counted = graded
            .checked
            .iter()
            .filter(|checked| self.kind == Kind::Solution || !checked.check.remark);
        let failed: Vec<(&String, &Miss)> = counted
            .filter_map(|checked| match &checked.outcome {
                Outcome::Failed(miss) => Some((&checked.check.id, &**miss)),
                _ => None,
            })
            .collect();
        let about = &self.lesson.sheet.about;
        match (&self.kind, failed.first()) {
            (Kind::Solution, Some((check, miss))) => {
                let why: Vec<String> =
                    miss.facts(Locale::En).into_iter().map(|fact| fact.text).collect();
                Some(Flaw::Fails((*check).clone(), why.join(" · ")))
            }
            (Kind::Starter, None) => Some(Flaw::Passes(about.clone())),
            (Kind::Starter, Some((check, _))) if failed.iter().all(|(id, _)| *id != about) => {
                Some(Flaw::FailsElsewhere { check: (*check).clone(), wanted: about.clone() })
            }
            _ => None,
        }
    }

    /// Puts the program into a folder of its own; gives how it is started there.
    ///
    /// # Errors
    /// It cannot be put there.
    fn launch(&self, folder: &Path, cache: Option<&Path>) -> Result<Launch, String> {
        write_files(&self.files, folder).map_err(|error| error.explain(Locale::En))?;
        let names = self.files.iter().map(|(name, _)| *name);
        let (build, command) = self.language.commands(names);
        let assignment =
            Assignment { build: build.map(str::to_owned), command: command.to_owned() };
        let mut launch = assignment.launch(folder).map_err(|error| error.explain(Locale::En))?;
        if let (Some(cache), Some(build)) = (cache, &mut launch.build)
            && build.first().is_some_and(|program| program == "cargo")
        {
            let kind = if self.kind == Kind::Solution { "solution" } else { "starter" };
            let target = cache.join(format!("{}-{kind}", self.lesson.folder));
            build.extend(["--target-dir".to_owned(), target.display().to_string()]);
            launch.command = vec![target.join("debug/servidor").display().to_string()];
        }
        Ok(launch)
    }
}

/// What learners are told about a broken program, compared with what stands in its golden files.
fn told(check: &Check, miss: &Miss, place: &str, shelf: &Shelf) -> Tried {
    let mut tried = Tried::default();
    for locale in Locale::ALL {
        let stem = place.rsplit_once('.').map_or(place, |(stem, _)| stem);
        let path = format!("{stem}.{locale}.txt");
        let mut text = format!("{}\n", check.sentence.in_words(locale));
        for fact in miss.facts(locale) {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}: {}", say!(locale, fact.key), fact.text);
        }
        if shelf.text(&path) != Some(text.as_str()) {
            let what = Flaw::Golden(text.trim_end().replace('\n', " · "));
            tried.findings.push(Finding { place: path.clone(), what });
        }
        tried.golden.push((path, text));
    }
    tried
}
