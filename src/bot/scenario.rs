//! A feature file's text to scenarios. No file is opened here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use gherkin::GherkinEnv;
use regex::Regex;

use crate::locale::Locale;
use crate::say;

use super::outline::{Examples, examples, fill};
use super::phrase::{Given, Mistake};
use super::phrasebook::{find, nearest_example};
use super::step::{Action, Step};

/// One conversation to be played.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The file it stands in.
    pub file: Arc<Path>,
    /// The line of its title, or of its row in the examples, counted from 1.
    pub line: usize,
    /// The feature's title.
    pub feature: String,
    /// Its own title.
    pub name: String,
    /// Its tags and those of what it stands in, without `@`.
    pub tags: Vec<String>,
    /// What happens in it, that of the background first.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// Does somebody come in as a teacher?
    pub fn needs_teacher(&self) -> bool {
        self.steps.iter().any(|step| matches!(step.action, Action::Teach(_)))
    }
}

/// What is wrong with a feature file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub struct ScenarioError {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: Wrong,
}

/// The ways in which a feature file can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is not Gherkin from here on.
    Syntax,
    /// A step cannot be used.
    Step {
        /// As it is written.
        text: String,
        /// Why.
        mistake: Mistake,
    },
    /// A scenario without steps.
    NoSteps,
    /// A step that Gherkin takes for a description, because it has no keyword.
    NoKeyword(String),
    /// A step names `<this>`, which no column of the examples is called.
    NoColumn(String),
    /// A file without scenarios.
    NoScenarios,
}

impl ScenarioError {
    /// Where, what, and what to do, in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        let what = match &self.what {
            Wrong::Syntax => say!(locale, "bot-file-syntax"),
            Wrong::Step { text, mistake } => {
                let why = mistake.explain(locale);
                say!(locale, "bot-file-step", step = text.as_str(), why = why)
            }
            Wrong::NoSteps => say!(locale, "bot-file-no-steps"),
            Wrong::NoKeyword(text) => say!(locale, "bot-file-no-keyword", step = text.as_str()),
            Wrong::NoColumn(name) => say!(locale, "bot-file-no-column", name = name.as_str()),
            Wrong::NoScenarios => say!(locale, "bot-file-no-scenarios"),
        };
        format!("{}:{}: {what}", self.file.display(), self.line)
    }
}

/// Reads the text of a feature file.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn read(file: &Path, text: &str) -> Result<Vec<Scenario>, Vec<ScenarioError>> {
    let mut reading = Reading::new(file, text);
    let feature = match gherkin::Feature::parse(text, GherkinEnv::default()) {
        Ok(feature) => feature,
        Err(error) => {
            reading.wrong(line_of(&error, text), Wrong::Syntax);
            return Err(reading.errors);
        }
    };
    reading.feature(&feature);
    if reading.scenarios.is_empty() && reading.errors.is_empty() {
        reading.wrong(feature.position.line, Wrong::NoScenarios);
    }
    if reading.errors.is_empty() { Ok(reading.scenarios) } else { Err(reading.errors) }
}

/// The parser keeps the place of an error to itself, but for its message.
fn line_of(error: &gherkin::ParseError, text: &str) -> usize {
    let message = error.to_string();
    let place = message.split_once(" at ").and_then(|(_, place)| place.split(':').next());
    let last = text.lines().count().max(1);
    place.and_then(|line| line.parse().ok()).unwrap_or(1).min(last)
}

/// The language that a file says it is in; others than ours have our phrases in English.
fn language(text: &str) -> Locale {
    static DIRECTIVE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)\A(?:\s*(?:#.*)?\n)*?\s*#\s*language\s*:\s*(\S+)")
            .expect("a valid pattern")
    });
    let tag = DIRECTIVE.captures(text).map(|captures| captures[1].to_owned());
    tag.and_then(|tag| tag.parse().ok()).unwrap_or(Locale::En)
}

/// A file being read.
struct Reading<'a> {
    file: Arc<Path>,
    lines: Vec<&'a str>,
    language: Locale,
    scenarios: Vec<Scenario>,
    errors: Vec<ScenarioError>,
}

/// What a scenario stands in.
struct Frame<'a> {
    feature: &'a str,
    tags: Vec<&'a String>,
    background: Vec<&'a gherkin::Step>,
}

impl<'a> Reading<'a> {
    fn new(file: &Path, text: &'a str) -> Self {
        Self {
            file: file.into(),
            lines: text.lines().collect(),
            language: language(text),
            scenarios: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn wrong(&mut self, line: usize, what: Wrong) {
        let error = ScenarioError { file: self.file.to_path_buf(), line, what };
        // A step of the background is read with every scenario.
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    fn feature(&mut self, feature: &gherkin::Feature) {
        let background = feature.background.iter().flat_map(|background| &background.steps);
        let frame = Frame {
            feature: &feature.name,
            tags: feature.tags.iter().collect(),
            background: background.collect(),
        };
        feature.scenarios.iter().for_each(|scenario| self.scenario(scenario, &frame));
        for rule in &feature.rules {
            let background = rule.background.iter().flat_map(|background| &background.steps);
            let frame = Frame {
                feature: frame.feature,
                tags: frame.tags.iter().copied().chain(&rule.tags).collect(),
                background: frame.background.iter().copied().chain(background).collect(),
            };
            rule.scenarios.iter().for_each(|scenario| self.scenario(scenario, &frame));
        }
    }

    fn scenario(&mut self, scenario: &gherkin::Scenario, frame: &Frame<'_>) {
        let line = scenario.position.line;
        self.check_description(scenario);
        if scenario.steps.is_empty() {
            return self.wrong(line, Wrong::NoSteps);
        }
        let tags: Vec<&String> = frame.tags.iter().copied().chain(&scenario.tags).collect();
        if scenario.examples.is_empty() {
            let row = Examples { line, ..Examples::default() };
            return self.play(scenario, frame, &row, &tags);
        }
        for row in scenario.examples.iter().flat_map(examples) {
            let tags: Vec<&String> = tags.iter().copied().chain(row.tags).collect();
            self.play(scenario, frame, &row, &tags);
        }
    }

    /// What stands between a title and the first step is a description, also where a keyword is
    /// misspelt: then a step would silently be none.
    fn check_description(&mut self, scenario: &gherkin::Scenario) {
        for text in scenario.description.iter().flat_map(|text| text.lines()) {
            let step = text.trim().split_once(' ').map_or("", |(_, step)| step);
            if find(text.trim()).or_else(|| find(step)).is_some() {
                let from = scenario.position.line;
                let place =
                    self.lines.iter().skip(from).position(|line| line.trim() == text.trim());
                self.wrong(from + 1 + place.unwrap_or(0), Wrong::NoKeyword(text.trim().to_owned()));
            }
        }
    }

    /// Reads a scenario with one row of its examples filled in.
    fn play(
        &mut self,
        scenario: &gherkin::Scenario,
        frame: &Frame<'_>,
        row: &Examples<'_>,
        tags: &[&String],
    ) {
        let mut present = BTreeSet::new();
        let mut steps = Vec::new();
        for step in frame.background.iter().copied().chain(&scenario.steps) {
            let (line, text) = (step.position.line, format!("{}{}", step.keyword, step.value));
            match self.step(step, row, &present) {
                Ok(read) => {
                    present.extend(read.iter().flat_map(|step| step.action.introduces()));
                    steps.extend(read);
                }
                Err(Wrong::Step { mistake, .. }) => self.wrong(line, Wrong::Step { text, mistake }),
                Err(what) => self.wrong(line, what),
            }
        }
        let name = fill(&scenario.name, row).unwrap_or_else(|_| scenario.name.clone());
        let name = match row.cells {
            [] => name,
            // The rows of examples must be told apart.
            cells if name == scenario.name => format!("{name} ({})", cells.join(", ")),
            _ => name,
        };
        self.scenarios.push(Scenario {
            file: Arc::clone(&self.file),
            line: row.line,
            feature: frame.feature.to_owned(),
            name,
            tags: tags.iter().map(|tag| tag.trim_start_matches('@').to_owned()).collect(),
            steps,
        });
    }

    fn step(
        &self,
        step: &gherkin::Step,
        row: &Examples<'_>,
        present: &BTreeSet<String>,
    ) -> Result<Vec<Step>, Wrong> {
        let text = fill(&step.value, row).map_err(Wrong::NoColumn)?;
        let doc = step.docstring.as_ref().map(|doc| self.doc(step.position.line, doc));
        let doc = doc.unwrap_or_default().into_iter();
        let doc: Vec<(usize, String)> = doc
            .map(|(line, text)| fill(&text, row).map(|text| (line, text)))
            .collect::<Result<_, _>>()
            .map_err(Wrong::NoColumn)?;
        let wrong = |mistake| Wrong::Step { text: text.clone(), mistake };
        let Some((phrase, arguments)) = find(&text) else {
            return Err(wrong(Mistake::Unknown(nearest_example(&text, self.language))));
        };
        if step.table.is_some() || (step.docstring.is_some() && !phrase.doc) {
            return Err(wrong(Mistake::UnwantedBlock));
        }
        if phrase.doc && doc.is_empty() {
            return Err(wrong(Mistake::NeedsDoc));
        }
        let line = step.position.line;
        let written = format!("{}{text}", step.keyword);
        let given = Given { line, text: &written, arguments, doc: &doc, present };
        let steps = (phrase.build)(&given).map_err(wrong)?;
        let mut present = present.clone();
        for step in &steps {
            let absent = step.action.presupposes().into_iter().find(|who| !present.contains(*who));
            if let Some(who) = absent {
                return Err(wrong(Mistake::Stranger(who.to_owned())));
            }
            present.extend(step.action.introduces());
        }
        Ok(steps)
    }

    /// The lines of a doc string with their places in the file; empty ones are left out.
    fn doc(&self, step: usize, doc: &str) -> Vec<(usize, String)> {
        let fence =
            |line: &&str| line.trim().starts_with("\"\"\"") || line.trim().starts_with("```");
        let fence = self.lines.iter().skip(step).position(fence).unwrap_or(0);
        // The text begins behind the fence, on its line.
        let lines = doc.lines().enumerate().skip(1).map(|(at, text)| (step + fence + 1 + at, text));
        lines.filter(|(_, text)| !text.is_empty()).map(|(at, text)| (at, text.to_owned())).collect()
    }
}
