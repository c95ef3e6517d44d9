//! What is wrong with the lessons: what their authors are told before any learner sees it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::locale::Locale;
use crate::say;

use super::assignment::{Assignment, write_files};
use super::grade::{Depth, Outcome, Subject, Trouble, grade, grade_check};
use super::language::Language;
use super::launch::Launch;
use super::lesson::{Check, Lesson};
use super::page::{renewed, written};
use super::program::build;
use super::shelf::Shelf;

/// How many words a page has, the part that is made not counted.
const WORDS: std::ops::RangeInclusive<usize> = 250..=400;
/// How many broken programs a lesson has, at least.
const BROKEN: usize = 3;

/// Something that is wrong with a lesson: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file or folder.
    pub place: String,
    /// What is wrong with it.
    pub what: Flaw,
}

/// What can be wrong with a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There are no hints, or one is empty.
    Hints,
    /// A check of that name is not there.
    NoCheck(String),
    /// A scenario has not the tag of exactly one check: its name.
    Untagged(String),
    /// A check has no scenario.
    NoScenario(String),
    /// A check is asked for, and no broken program fails it.
    Unproved(String),
    /// The two pages have not the same sections.
    Sections,
    /// A page has so many words.
    Length(usize),
    /// The part of a page that is made is stale, or has no place.
    Stale,
    /// There are so few broken programs.
    FewBroken(usize),
    /// `mistakes.toml` is missing or not as it has to be: why.
    Mistakes(String),
    /// A program is not there.
    NoProgram,
    /// It does not build or start: why.
    Mishap(String),
    /// It fails this check, though it should pass.
    Fails(String, String),
    /// It passes, though it should fail this check.
    Passes(String),
    /// It fails another check first.
    FailsElsewhere {
        /// Which.
        check: String,
        /// Which it should.
        wanted: String,
    },
    /// What a learner is told about it is not what stands in the golden file.
    Golden(String),
}

impl Finding {
    /// Where and what, in one line for the lesson's author.
    pub fn explain(&self, locale: Locale) -> String {
        format!("{}: {}", self.place, self.what.explain(locale))
    }

    /// Is it that the golden file says something else?
    pub fn is_golden(&self) -> bool {
        matches!(self.what, Flaw::Golden(_))
    }
}

impl Flaw {
    fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Hints => say!(locale, "lab-lint-hints"),
            Self::NoCheck(check) => say!(locale, "lab-lint-no-check", check = check.as_str()),
            Self::Untagged(scenario) => {
                say!(locale, "lab-lint-untagged", scenario = scenario.as_str())
            }
            Self::NoScenario(check) => {
                say!(locale, "lab-lint-no-scenario", check = check.as_str())
            }
            Self::Unproved(check) => say!(locale, "lab-lint-unproved", check = check.as_str()),
            Self::Sections => say!(locale, "lab-lint-sections"),
            Self::Length(words) => {
                let (least, most) = WORDS.into_inner();
                say!(locale, "lab-lint-length", words = *words, least = least, most = most)
            }
            Self::Stale => say!(locale, "lab-lint-stale"),
            Self::FewBroken(count) => {
                say!(locale, "lab-lint-few-broken", count = *count, least = BROKEN)
            }
            Self::Mistakes(why) => say!(locale, "lab-lint-mistakes", why = why.as_str()),
            Self::NoProgram => say!(locale, "lab-lint-no-program"),
            Self::Mishap(why) => say!(locale, "lab-lint-mishap", why = why.as_str()),
            Self::Fails(check, why) => {
                say!(locale, "lab-lint-fails", check = check.as_str(), why = why.as_str())
            }
            Self::Passes(check) => say!(locale, "lab-lint-passes", check = check.as_str()),
            Self::FailsElsewhere { check, wanted } => say!(
                locale,
                "lab-lint-fails-elsewhere",
                check = check.as_str(),
                wanted = wanted.as_str()
            ),
            Self::Golden(now) => say!(locale, "lab-lint-golden", now = now.as_str()),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mistakes {
    mistake: Vec<Mistake>,
}

/// A broken program, as `mistakes.toml` has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mistake {
    file: String,
    /// The check that it fails.
    fails: String,
    /// What is wrong with it: for whoever reads it.
    #[serde(rename = "about")]
    _about: String,
}

/// A program of a lesson that is to be tried.
#[derive(Clone, Debug)]
pub struct Trial {
    lesson: usize,
    /// The program's file or folder.
    pub place: String,
    files: Vec<String>,
    language: Language,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Solution,
    Starter,
    Broken { fails: String },
}

/// What came of a trial.
#[derive(Debug, Default)]
pub struct Tried {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What learners are told about a broken program: the golden file's path, and the text.
    pub golden: Vec<(String, String)>,
}

/// A lint of lessons.
#[derive(Debug)]
pub struct Lint<'a> {
    /// Where the lessons are.
    pub shelf: &'a Shelf,
    /// The lessons.
    pub lessons: &'a [Lesson],
    /// Where `cargo` may keep what it has built, from one lint to the next.
    pub cache: Option<PathBuf>,
}

impl Lint<'_> {
    /// What is wrong with the lessons as they are written.
    pub fn read(&self) -> Vec<Finding> {
        self.lessons.iter().flat_map(|lesson| self.read_one(lesson)).collect()
    }

    fn read_one(&self, lesson: &Lesson) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut add = |file: &str, what| {
            found.push(Finding { place: format!("{}/{file}", lesson.folder), what });
        };
        let empty =
            lesson.sheet.hints.iter().any(|hint| {
                Locale::ALL.iter().any(|locale| hint.in_words(*locale).trim().is_empty())
            });
        if empty || lesson.sheet.hints.is_empty() {
            add("lesson.toml", Flaw::Hints);
        }
        if lesson.check(&lesson.sheet.about).is_none() {
            add("lesson.toml", Flaw::NoCheck(lesson.sheet.about.clone()));
        }
        let scenarios = lesson.written_scenarios();
        let ids: BTreeSet<&String> = lesson.sheet.checks.iter().map(|check| &check.id).collect();
        for scenario in &scenarios {
            if scenario.tags.iter().filter(|tag| ids.contains(tag)).count() != 1 {
                add("checks.feature", Flaw::Untagged(scenario.name.clone()));
            }
        }
        for check in &lesson.sheet.checks {
            if lesson.of_check(&scenarios, check).is_empty() {
                add("checks.feature", Flaw::NoScenario(check.id.clone()));
            }
        }
        pages(lesson, &mut add);
        self.mistakes(lesson, &mut add);
        found
    }

    /// What is wrong with the list of broken programs.
    fn mistakes(&self, lesson: &Lesson, add: &mut impl FnMut(&str, Flaw)) {
        let mistakes = match read_mistakes(self.shelf, lesson) {
            Ok(mistakes) => mistakes,
            Err(why) => return add("broken/mistakes.toml", Flaw::Mistakes(why)),
        };
        if mistakes.len() < BROKEN {
            add("broken/mistakes.toml", Flaw::FewBroken(mistakes.len()));
        }
        for mistake in &mistakes {
            if lesson.check(&mistake.fails).is_none() {
                add("broken/mistakes.toml", Flaw::NoCheck(mistake.fails.clone()));
            }
        }
        for check in lesson.sheet.checks.iter().filter(|check| !check.remark) {
            if !mistakes.iter().any(|mistake| mistake.fails == check.id) {
                add("broken/mistakes.toml", Flaw::Unproved(check.id.clone()));
            }
        }
    }

    /// The programs that are to be tried.
    pub fn trials(&self) -> Vec<Trial> {
        self.lessons.iter().flat_map(|lesson| self.trials_of(lesson)).collect()
    }

    fn trials_of(&self, lesson: &Lesson) -> Vec<Trial> {
        let mut trials = Vec::new();
        let folder = &lesson.folder;
        for (name, kind) in [("solution", Kind::Solution), ("starter", Kind::Starter)] {
            for language in Language::ALL {
                let place = format!("{folder}/{name}");
                let files = self.shelf.below(&place).map(|(file, _)| file.to_owned());
                let files: Vec<String> = files.filter(|file| language.owns(file)).collect();
                let first = files.iter().find(|file| !file.starts_with("Cargo."));
                let place = format!("{place}/{}", first.map_or(language.file(), String::as_str));
                let kind = kind.clone();
                trials.push(Trial { lesson: lesson.number, place, files, language, kind });
            }
        }
        for mistake in read_mistakes(self.shelf, lesson).unwrap_or_default() {
            let place = format!("{folder}/broken/{}", mistake.file);
            let there = self.shelf.text(&place).is_some();
            trials.push(Trial {
                lesson: lesson.number,
                place,
                files: there.then(|| mistake.file.clone()).into_iter().collect(),
                language: Language::Python,
                kind: Kind::Broken { fails: mistake.fails },
            });
        }
        trials
    }

    /// Tries a program: it has to pass, or to fail at the check that it is about.
    ///
    /// # Errors
    /// The grader's own trouble.
    pub async fn attempt(&self, trial: &Trial) -> Result<Tried, Trouble> {
        let finding = |what| Finding { place: trial.place.clone(), what };
        let only = |what| Ok(Tried { findings: vec![finding(what)], golden: Vec::new() });
        let Some(lesson) = self.lessons.iter().find(|lesson| lesson.number == trial.lesson) else {
            return only(Flaw::NoProgram);
        };
        if trial.files.is_empty() {
            return only(Flaw::NoProgram);
        }
        let folder = tempfile::tempdir()?;
        let launch = match self.launch(lesson, trial, folder.path()) {
            Ok(launch) => launch,
            Err(why) => return only(Flaw::Mishap(why)),
        };
        if let Err((mishap, said)) = build(&launch).await {
            let last = said.last().map(|said| String::from_utf8_lossy(&said.line).into_owned());
            let why = mishap.explain(Locale::En);
            return only(Flaw::Mishap(format!("{why} {}", last.unwrap_or_default())));
        }
        let subject = Subject::Program(launch);
        if let Kind::Broken { fails } = &trial.kind {
            let Some(check) = lesson.check(fails) else { return Ok(Tried::default()) };
            return self.attempt_broken(lesson, check, trial, &subject).await;
        }
        let graded = grade(lesson, &subject, Depth::Whole, |_| {}).await?;
        // A solution has good practice, too; a starter need not.
        let failed: Vec<_> = graded
            .checked
            .iter()
            .filter(|checked| trial.kind == Kind::Solution || !checked.check.remark)
            .filter_map(|checked| match &checked.outcome {
                Outcome::Failed(miss) => Some((&checked.check.id, miss.facts(Locale::En))),
                _ => None,
            })
            .collect();
        let about = &lesson.sheet.about;
        let flaw = match (&trial.kind, failed.first()) {
            (Kind::Solution, Some((check, facts))) => {
                let why: Vec<&str> = facts.iter().map(|fact| fact.text.as_str()).collect();
                Some(Flaw::Fails((*check).clone(), why.join(" · ")))
            }
            (Kind::Starter, None) => Some(Flaw::Passes(about.clone())),
            (Kind::Starter, Some((check, _))) if failed.iter().all(|(id, _)| *id != about) => {
                Some(Flaw::FailsElsewhere { check: (*check).clone(), wanted: about.clone() })
            }
            _ => None,
        };
        Ok(Tried { findings: flaw.into_iter().map(finding).collect(), golden: Vec::new() })
    }

    async fn attempt_broken(
        &self,
        lesson: &Lesson,
        check: &Check,
        trial: &Trial,
        subject: &Subject,
    ) -> Result<Tried, Trouble> {
        // What is told about it is compared with what was told before.
        let scenarios = lesson.fixed_scenarios();
        let outcome = grade_check(lesson, check, &scenarios, subject).await?;
        let Outcome::Failed(miss) = outcome else {
            let what = Flaw::Passes(check.id.clone());
            let findings = vec![Finding { place: trial.place.clone(), what }];
            return Ok(Tried { findings, golden: Vec::new() });
        };
        let mut tried = Tried::default();
        for locale in Locale::ALL {
            let stem = trial.place.rsplit_once('.').map_or(trial.place.as_str(), |(stem, _)| stem);
            let path = format!("{stem}.{locale}.txt");
            let mut text = format!("{}\n", check.sentence.in_words(locale));
            for fact in miss.facts(locale) {
                text.push_str(&format!("{}: {}\n", say!(locale, fact.key), fact.text));
            }
            if self.shelf.text(&path) != Some(text.as_str()) {
                let what = Flaw::Golden(text.trim_end().replace('\n', " · "));
                tried.findings.push(Finding { place: path.clone(), what });
            }
            tried.golden.push((path, text));
        }
        Ok(tried)
    }

    /// Puts a program into a folder of its own; gives how it is started there.
    fn launch(&self, lesson: &Lesson, trial: &Trial, folder: &Path) -> Result<Launch, String> {
        let parent = match &trial.kind {
            Kind::Solution => "solution",
            Kind::Starter => "starter",
            Kind::Broken { .. } => "broken",
        };
        let below = format!("{}/{parent}", lesson.folder);
        let mut files: Vec<(&str, &[u8])> = Vec::new();
        for (name, bytes) in self.shelf.below(&below) {
            if trial.files.iter().any(|file| file == name) {
                let broken = matches!(trial.kind, Kind::Broken { .. });
                files.push((if broken { trial.language.file() } else { name }, bytes));
            }
        }
        write_files(&files, folder).map_err(|error| error.explain(Locale::En))?;
        let (build, command) = trial.language.commands(files.iter().map(|(name, _)| *name));
        let assignment =
            Assignment { build: build.map(str::to_owned), command: command.to_owned() };
        let mut launch = assignment.launch(folder).map_err(|error| error.explain(Locale::En))?;
        if let (Some(cache), Some(build)) = (&self.cache, &mut launch.build)
            && build.first().is_some_and(|program| program == "cargo")
        {
            let target = cache.join(format!("{}-{parent}", lesson.folder));
            build.extend(["--target-dir".to_owned(), target.display().to_string()]);
            launch.command = vec![target.join("debug/servidor").display().to_string()];
        }
        Ok(launch)
    }
}

fn read_mistakes(shelf: &Shelf, lesson: &Lesson) -> Result<Vec<Mistake>, String> {
    let text = shelf.text(&format!("{}/broken/mistakes.toml", lesson.folder));
    let mistakes: Result<Mistakes, _> = toml::from_str(text.unwrap_or_default());
    mistakes
        .map(|mistakes| mistakes.mistake)
        .map_err(|error| error.to_string().split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What is wrong with a lesson's pages.
fn pages(lesson: &Lesson, add: &mut impl FnMut(&str, Flaw)) {
    let levels = |locale| -> Vec<usize> {
        let lines = lesson.page(locale).lines().filter(|line| line.starts_with('#'));
        lines.map(|line| line.chars().take_while(|sign| *sign == '#').count()).collect()
    };
    if levels(Locale::PtBr) != levels(Locale::En) {
        add("pt-BR.md", Flaw::Sections);
    }
    for locale in Locale::ALL {
        let file = format!("{locale}.md");
        let words = written(lesson, locale)
            .split_whitespace()
            .filter(|word| word.contains(char::is_alphanumeric))
            .count();
        if !WORDS.contains(&words) {
            add(&file, Flaw::Length(words));
        }
        if renewed(lesson, locale).as_deref() != Some(lesson.page(locale)) {
            add(&file, Flaw::Stale);
        }
    }
}
