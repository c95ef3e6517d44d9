//! The programs of a lesson, run: a solution has to pass, a starter and a broken program to fail.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use futures_util::future::{self, FutureExt, LocalBoxFuture, Shared};
use tempfile::TempDir;

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
    /// What it is written in.
    pub language: &'a Language,
    kind: Kind,
    built: Building<'a>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Solution,
    Starter,
    /// It has this name and fails this check.
    Mistake(String, String),
}

/// A program that is built once, however many lessons it is tried in.
type Building<'a> = Shared<LocalBoxFuture<'a, Rc<Built>>>;

#[derive(Debug)]
struct Built {
    launch: Result<Launch, NotBuilt>,
    /// Its files, which go when nobody tries it any more.
    _folder: Option<TempDir>,
}

impl Built {
    fn without(tool: &str) -> Self {
        Self { launch: Err(NotBuilt::OtherTool(tool.to_owned())), _folder: None }
    }
}

#[derive(Clone, Debug)]
enum NotBuilt {
    /// This tool is not there.
    NoTool(String),
    /// What is there instead of this tool does not do for the lesson.
    OtherTool(String),
    /// Why it does not build.
    Failed(String),
}

/// What came of a trial.
#[derive(Debug, Default)]
pub struct Tried {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What learners are told about a mistake.
    pub told: Vec<Told>,
    /// Why the program was not tried.
    pub skipped: Option<Skipped>,
}

/// Why a program was not tried: what builds and starts those of its language is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The language.
    pub language: String,
    /// What was not found.
    pub tool: String,
    /// Debian's packages that have it.
    pub package: String,
    /// The only lesson that is not tried without it, if the others are.
    pub lesson: Option<usize>,
}

impl Skipped {
    /// What is not tried and what it takes, in one line.
    pub fn explain(&self, locale: Locale) -> String {
        let Self { language, tool, package, lesson } = self;
        let (language, tool, package) = (language.as_str(), tool.as_str(), package.as_str());
        match lesson {
            None => say!(
                locale,
                "lab-lint-skipped",
                language = language,
                tool = tool,
                package = package
            ),
            Some(number) => say!(
                locale,
                "lab-lint-without",
                language = language,
                number = *number,
                tool = tool,
                package = package
            ),
        }
    }
}

/// The programs of lessons. Those that are not there or cannot be made are told by
/// [`super::proofread`]. What a build fills is kept in `cache`, if there is one.
pub fn trials<'a>(
    source: &'a LessonSource,
    lessons: &'a [Lesson],
    cache: Option<&Path>,
) -> Vec<Trial<'a>> {
    let cache = cache.map(Path::to_owned);
    let mut solutions = BTreeMap::new();
    let mut trials = Vec::new();
    for lesson in lessons {
        for language in source.languages() {
            trials.extend(solution(source, lesson, language, &cache, &mut solutions));
            trials.extend(starter(source, lesson, language, &cache));
        }
        trials.extend(broken_programs(source, lesson));
    }
    trials
}

/// The solutions that are built already, by the lessons and languages that have them.
type Solutions<'a> = BTreeMap<(&'a str, &'a str), Building<'a>>;

fn solution<'a>(
    source: &'a LessonSource,
    lesson: &'a Lesson,
    language: &'a Language,
    cache: &Option<PathBuf>,
    solutions: &mut Solutions<'a>,
) -> Option<Trial<'a>> {
    let (folder, files) = source.passing(&lesson.folder, language)?;
    let place = format!("{folder}/solution ({})", language.id);
    if let Some(tool) = language.tool_wanted(files.keys().map(String::as_str), lesson.number) {
        let built = future::ready(Rc::new(Built::without(tool))).boxed_local().shared();
        return Some(Trial { lesson, place, language, kind: Kind::Solution, built });
    }
    let kept = cache.as_ref().map(|cache| cache.join(format!("{folder}-solution-{}", language.id)));
    let building = || build_once(files, language, kept);
    let built = solutions.entry((folder, &language.id)).or_insert_with(building).clone();
    Some(Trial { lesson, place, language, kind: Kind::Solution, built })
}

fn starter<'a>(
    source: &'a LessonSource,
    lesson: &'a Lesson,
    language: &'a Language,
    cache: &Option<PathBuf>,
) -> Option<Trial<'a>> {
    let folder = &lesson.folder;
    let files = source.starter(folder, language).ok().filter(|files| !files.is_empty())?;
    let place = format!("{folder}/starter ({})", language.id);
    let kept = cache.as_ref().map(|cache| cache.join(format!("{folder}-starter-{}", language.id)));
    let built = build_once(files, language, kept);
    Some(Trial { lesson, place, language, kind: Kind::Starter, built })
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
        let built = build_once(files, language, None);
        Some(Trial { lesson, place, language, kind, built })
    })
}

/// Puts a program into a folder of its own and builds it there, when somebody waits for that.
fn build_once(files: Files, language: &Language, kept: Option<PathBuf>) -> Building<'_> {
    let building = async move {
        let folder = tempfile::tempdir();
        let path = folder.as_ref().map(TempDir::path);
        let launch = match path {
            Ok(path) => build_in(path, &files, language, kept).await,
            Err(error) => Err(NotBuilt::Failed(error.to_string())),
        };
        Rc::new(Built { launch, _folder: folder.ok() })
    };
    building.boxed_local().shared()
}

async fn build_in(
    folder: &Path,
    files: &Files,
    language: &Language,
    kept: Option<PathBuf>,
) -> Result<Launch, NotBuilt> {
    let explained = |error: AssignmentError| NotBuilt::Failed(error.explain(Locale::En));
    write_files(files, folder).map_err(explained)?;
    let assignment = Assignment::of(language, files).map_err(explained)?;
    let kind = language.kind(files.keys().map(String::as_str));
    if let (Some(kept), Some(filled)) = (kept, kind.and_then(|kind| kind.cache.as_ref())) {
        fs::create_dir_all(&kept)
            .and_then(|()| symlink(&kept, folder.join(filled)))
            .map_err(|error| NotBuilt::Failed(format!("{}: {error}", kept.display())))?;
    }
    let launch = assignment.launch(folder).map_err(explained)?;
    match build(&launch).await {
        Ok(()) => Ok(launch),
        Err((StartFailure::NotFound(tool), _)) => Err(NotBuilt::NoTool(tool)),
        Err((start_failure, said)) => {
            let last = said.last().map(|said| String::from_utf8_lossy(&said.line).into_owned());
            let why = format!("{} {}", start_failure.explain(Locale::En), last.unwrap_or_default());
            Err(NotBuilt::Failed(why))
        }
    }
}

impl Trial<'_> {
    /// Tries the program.
    pub async fn run(self, source: &LessonSource) -> Result<Tried, Trouble> {
        let built = self.built.clone().await;
        let launch = match &built.launch {
            Ok(launch) => launch.clone(),
            Err(NotBuilt::NoTool(tool)) => return Ok(self.skipped(tool, None)),
            Err(NotBuilt::OtherTool(tool)) => {
                return Ok(self.skipped(tool, Some(self.lesson.number)));
            }
            Err(NotBuilt::Failed(why)) => return Ok(self.flawed(Lint::NotStarted(why.clone()))),
        };
        let target = Target::Program(launch);
        let fails = match &self.kind {
            Kind::Solution => {
                let graded = grade(self.lesson, &target, Depth::Whole, |_| {}).await?;
                if let Some(StartFailure::NotFound(tool)) = graded.start_failure() {
                    return Ok(self.skipped(tool, None));
                }
                return Ok(failed(&graded).map_or_else(Tried::default, |lint| self.flawed(lint)));
            }
            Kind::Starter => &self.lesson.manifest.about,
            Kind::Mistake(_, fails) => fails,
        };
        let Some(check) = self.lesson.check(fails) else { return Ok(Tried::default()) };
        // What is told about a mistake is compared with what was told before.
        let scenarios = self.lesson.fixed_scenarios()?;
        let outcome = grade_check(self.lesson, check, &scenarios, &target).await?.0;
        Ok(match (outcome, &self.kind) {
            (Outcome::Failed(failure), Kind::Mistake(name, _)) => {
                self.told(name, check, &failure, source)
            }
            (Outcome::Failed(failure), _) => match failure.start_failure() {
                Some(StartFailure::NotFound(tool)) => self.skipped(tool, None),
                Some(failure) => self.flawed(Lint::NotStarted(failure.explain(Locale::En))),
                None => Tried::default(),
            },
            _ => self.flawed(Lint::Passes(check.id.clone())),
        })
    }

    fn skipped(&self, tool: &str, lesson: Option<usize>) -> Tried {
        let language = self.language.name.clone();
        let package = self.language.package_of(tool).unwrap_or_default().to_owned();
        let skipped = Some(Skipped { language, tool: tool.to_owned(), package, lesson });
        Tried { skipped, ..Tried::default() }
    }

    fn flawed(&self, what: Lint) -> Tried {
        let findings = vec![Finding { place: self.place.clone(), what }];
        Tried { findings, ..Tried::default() }
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

/// The first check that a solution fails; it has good practice, too.
fn failed(graded: &Graded) -> Option<Lint> {
    graded.checked.iter().find_map(|checked| match &checked.outcome {
        Outcome::Failed(failure) => {
            let facts = failure.facts(Locale::En);
            let why: Vec<&str> = facts.iter().map(|fact| fact.text.as_str()).collect();
            Some(Lint::Fails(checked.check.id.clone(), why.join(" · ")))
        }
        _ => None,
    })
}
