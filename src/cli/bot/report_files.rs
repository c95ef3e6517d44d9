//! The files that a run writes for programs: JUnit's XML and JSON.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde::Serialize;

use crate::bot::{Failure as Failed, Verdict, picture};
use crate::locale::Locale;
use crate::say;

use super::super::failure::Failure;
use super::super::printer::Printer;
use super::super::scenarios::{Mistake, drawn};
use super::super::xml::xml;
use super::report::{Outcome, Played, Reporter, Run, Tally};

/// Where the reports go.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// Write a JUnit XML report to this file
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write a JSON report to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draw each failed scenario as a sequence diagram in this folder
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
}

impl ReportArgs {
    /// Looks whether the files can be written, before anything is played. What is in them stays
    /// until there is something to write.
    pub(super) fn prepare(&self, locale: Locale) -> Result<(), Failure> {
        for path in self.junit.iter().chain(&self.json) {
            let made = path.parent().map_or(Ok(()), fs::create_dir_all);
            let open = || OpenOptions::new().append(true).create(true).open(path);
            made.and_then(|()| open())
                .map_err(|error| Failure::Misused(unwritable(path, &error, locale)))?;
        }
        if let Some(folder) = &self.pictures {
            let made = fs::create_dir_all(folder);
            made.map_err(|error| Failure::Misused(unwritable(folder, &error, locale)))?;
        }
        if let (Some(one), Some(other)) = (&self.junit, &self.json)
            && fs::canonicalize(one).ok() == fs::canonicalize(other).ok()
        {
            let path = one.display().to_string();
            return Err(Failure::Misused(say!(locale, "bots-one-report", path = path)));
        }
        Ok(())
    }

    pub(super) fn write(&self, run: &Run, took: Duration, locale: Locale) -> Result<(), Failure> {
        let failed = |path: &Path, error| Failure::Failed(unwritable(path, &error, locale));
        if let Some(path) = &self.junit {
            let written = File::create(path).and_then(|file| junit(file, run, took, locale));
            written.map_err(|error| failed(path, error))?;
        }
        if let Some(path) = &self.json {
            let written = File::create(path).and_then(|file| json(file, run, locale));
            written.map_err(|error| failed(path, error))?;
        }
        if let Some(folder) = &self.pictures {
            draw(folder, &run.played, locale).map_err(|error| failed(folder, error))?;
        }
        Ok(())
    }
}

fn unwritable(path: &Path, error: &io::Error, locale: Locale) -> String {
    let (path, why) = (path.display().to_string(), error.to_string());
    say!(locale, "bots-no-report", path = path, why = why)
}

/// A file for each scenario that failed, named after its file and line.
fn draw(folder: &Path, played: &[Played], locale: Locale) -> io::Result<()> {
    for one in played {
        let (scenario, Outcome::Verdict(Verdict::Failed(failed))) = (&one.scenario, &one.outcome)
        else {
            continue;
        };
        let title = format!("{}: {}", scenario.feature, scenario.name);
        let drawn = picture(title, failed, say!(locale, "picture-server"), [], locale);
        let stem = scenario.file.file_stem().unwrap_or_default().to_string_lossy();
        fs::write(folder.join(format!("{stem}-{}.svg", scenario.line)), drawn.to_svg())?;
    }
    Ok(())
}

/// A suite for each feature, and one for each file that could not be read.
fn junit(file: impl Write, run: &Run, took: Duration, locale: Locale) -> io::Result<()> {
    let mut suites: Vec<TestSuite> = Vec::new();
    for one in &run.played {
        let feature = xml(&one.scenario.feature);
        let known = suites.iter().position(|suite| suite.name.as_str() == feature);
        let suite = known.unwrap_or_else(|| {
            suites.push(TestSuite::new(feature));
            suites.len() - 1
        });
        let mut case = case(one, locale)?;
        let is_alike = |other: &&TestCase| {
            other.classname == case.classname
                && other.name.as_str().split(" (#").next() == Some(case.name.as_str())
        };
        let alike = suites[suite].test_cases.iter().filter(is_alike).count();
        if alike > 0 {
            case.name = format!("{} (#{})", case.name.as_str(), alike + 1).into();
        }
        suites[suite].add_test_case(case);
    }
    for mistakes in run.mistakes.chunk_by(|one, next| one.file == next.file) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(xml(&mistakes[0].what));
        status.set_description(xml(&drawn(mistakes)));
        let file = xml(&mistakes[0].file);
        let mut suite = TestSuite::new(&*file);
        suite.add_test_case(TestCase::new(file, status));
        suites.push(suite);
    }
    let mut report = Report::new("sala bot run");
    // A suite is counted as it is when it is added.
    report.set_time(took).add_test_suites(suites);
    let mut out = BufWriter::new(file);
    report.serialize(&mut out).map_err(io::Error::other)?;
    out.flush()
}

fn case(played: &Played, locale: Locale) -> io::Result<TestCase> {
    let scenario = &played.scenario;
    let status = match &played.outcome {
        Outcome::Verdict(Verdict::Passed) => TestCaseStatus::success(),
        Outcome::Verdict(Verdict::Failed(failed)) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let mut text = Vec::new();
            Reporter(Printer { locale, color: false }).report(&mut text, played)?;
            status.set_message(xml(&failed.problem.explain(&failed.who, locale)));
            status.set_description(xml(&String::from_utf8_lossy(&text)));
            status
        }
        Outcome::Skipped(missing) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(xml(&missing.explain(locale)));
            status
        }
    };
    let mut case = TestCase::new(xml(&scenario.name), status);
    // Without the line: a scenario that moves in its file is the same test.
    case.set_classname(xml(&scenario.file.display().to_string()));
    case.set_time(played.took);
    Ok(case)
}

#[derive(Serialize)]
struct Json<'a> {
    #[serde(flatten)]
    tally: Tally,
    scenarios: Vec<One<'a>>,
    errors: &'a [Mistake],
}

#[derive(Serialize)]
struct One<'a> {
    feature: &'a str,
    name: &'a str,
    file: String,
    line: usize,
    tags: &'a [String],
    /// `passed`, `failed` or `skipped`.
    outcome: &'static str,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Why<'a>>,
    /// Why it was skipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<String>,
}

#[derive(Serialize)]
struct Why<'a> {
    line: usize,
    step: &'a str,
    who: &'a str,
    what: String,
    expected: Option<String>,
    got: Option<String>,
    cause: Option<String>,
}

/// The counts, every scenario, and all that is wrong in files.
fn json(file: impl Write, run: &Run, locale: Locale) -> io::Result<()> {
    let scenarios = run.played.iter().map(|one| scenario(one, locale)).collect();
    let mut out = BufWriter::new(file);
    let json = Json { tally: run.tally(), scenarios, errors: &run.mistakes };
    serde_json::to_writer_pretty(&mut out, &json)?;
    writeln!(out)?;
    out.flush()
}

fn scenario(played: &Played, locale: Locale) -> One<'_> {
    let scenario = &played.scenario;
    let (outcome, failure) = match &played.outcome {
        Outcome::Verdict(Verdict::Passed) => ("passed", None),
        Outcome::Verdict(Verdict::Failed(failed)) => ("failed", Some(why(failed, locale))),
        Outcome::Skipped(_) => ("skipped", None),
    };
    let missing = match &played.outcome {
        Outcome::Skipped(missing) => Some(missing.explain(locale)),
        Outcome::Verdict(_) => None,
    };
    One {
        feature: &scenario.feature,
        name: &scenario.name,
        file: scenario.file.display().to_string(),
        line: scenario.line,
        tags: &scenario.tags,
        outcome,
        seconds: played.took.as_secs_f64(),
        failure,
        missing,
    }
}

fn why(failed: &Failed, locale: Locale) -> Why<'_> {
    Why {
        line: failed.step.line,
        step: &failed.step.text,
        who: &failed.who,
        what: failed.problem.explain(&failed.who, locale),
        expected: failed.problem.expected().map(|expected| expected.describe(locale)),
        got: failed.problem.got(locale),
        cause: failed.cause.as_ref().map(|cause| cause.explain_to_author(locale)),
    }
}
