//! A feature file's text to scenarios. No file is opened here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gherkin::{GherkinEnv, StepType};

use crate::locale::Locale;
use crate::name::Name;
use crate::say;
use crate::wire::clean;

use super::outline::{Examples, examples, fill};
use super::registry::{find, nearest_example};
use super::roster::Roster;
use super::step::{Step, Verb};
use super::step_definition::{Mistake, StepMatch};
use super::syntax::{Fault, fault, is_fence};

/// How much of a step is shown with its mistake, in characters.
const SHOWN_LETTERS: usize = 120;

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
    /// Where it stands: the file and the line.
    pub fn place(&self) -> String {
        format!("{}:{}", clean(&self.file.display().to_string()), self.line)
    }

    /// The names under which bots come in.
    pub fn names(&self) -> Vec<Name> {
        let names = self.steps.iter().flat_map(Step::names_given);
        names.filter_map(|name| Name::new(&name).ok()).collect()
    }

    /// Is one of its steps about the program that plays the classroom?
    pub fn needs_program(&self) -> bool {
        self.steps.iter().any(|step| step.verb.needs_program())
    }

    /// Does somebody come in as a teacher?
    pub fn needs_teacher(&self) -> bool {
        self.steps.iter().any(|step| matches!(step.verb, Verb::ComeInAsTeacher))
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
    /// An outline without rows of examples.
    NoRows,
    /// A line that cannot stand there.
    Fault(Fault),
}

impl ScenarioError {
    /// Where, what, and what to do, in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        let what = match &self.what {
            Wrong::Syntax => say!(locale, "bot-file-syntax"),
            Wrong::Step { text, mistake } => {
                let why = mistake.explain(locale);
                let step: String = text.chars().take(SHOWN_LETTERS).collect();
                say!(locale, "bot-file-step", step = step, why = why)
            }
            Wrong::NoSteps => say!(locale, "bot-file-no-steps"),
            Wrong::NoKeyword(text) => say!(locale, "bot-file-no-keyword", step = text.as_str()),
            Wrong::NoColumn(name) => say!(locale, "bot-file-no-column", name = name.as_str()),
            Wrong::NoScenarios => say!(locale, "bot-file-no-scenarios"),
            Wrong::NoRows => say!(locale, "bot-file-no-rows"),
            Wrong::Fault(fault) => fault.explain(locale),
        };
        format!("{}:{}: {what}", self.file.display(), self.line)
    }
}

/// Reads the text of a feature file.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn read(file: &Path, text: &str) -> Result<Vec<Scenario>, Vec<ScenarioError>> {
    // Editors of another system put a mark at the head, which nobody sees.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tag = language_tag(text);
    let mut reading = Reading::new(file, text, tag);
    if let Some(tag) = tag.filter(|tag| !is_ours(tag) && !gherkin::is_language_supported(tag)) {
        reading.wrong(1, Wrong::Fault(Fault::Language(tag.to_owned())));
        return Err(reading.errors);
    }
    // The parser knows the languages by their shortest names.
    let short = tag.filter(|tag| is_ours(tag)).map(|tag| text.replacen(tag, &tag[..2], 1));
    let parsed = gherkin::Feature::parse(short.as_deref().unwrap_or(text), GherkinEnv::default());
    let feature = match parsed {
        Ok(feature) => feature,
        Err(error) => {
            let (line, wrong) = match fault(&reading.lines, reading.language) {
                Some((line, fault)) => (line, Wrong::Fault(fault)),
                None => (line_of(&error, text), Wrong::Syntax),
            };
            reading.wrong(line, wrong);
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

/// The language that the first line names.
fn language_tag(text: &str) -> Option<&str> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    let directive = line.trim().strip_prefix('#')?.trim().strip_prefix("language")?;
    Some(directive.trim_start().strip_prefix(':')?.trim())
}

/// Is it the tag of a language that has steps of its own?
fn is_ours(tag: &str) -> bool {
    tag.parse::<Locale>().is_ok()
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
    fn new(file: &Path, text: &'a str, tag: Option<&str>) -> Self {
        Self {
            file: file.into(),
            lines: text.lines().collect(),
            // Files in other languages have our steps in English.
            language: tag.and_then(|tag| tag.parse().ok()).unwrap_or(Locale::En),
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
        self.check_description(feature.description.as_deref(), feature.position.line);
        if let Some(background) = &feature.background {
            self.check_description(background.description.as_deref(), background.position.line);
        }
        feature.scenarios.iter().for_each(|scenario| self.scenario(scenario, &frame));
        for rule in &feature.rules {
            self.check_description(rule.description.as_deref(), rule.position.line);
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
        self.check_description(scenario.description.as_deref(), line);
        if scenario.steps.is_empty() {
            return self.wrong(line, Wrong::NoSteps);
        }
        let outlined = ["Outline", "Template", "Esquema", "Delinea"];
        let outlined = outlined.iter().any(|word| scenario.keyword.contains(word));
        let lines = self.lines.clone();
        let rows: Vec<_> =
            scenario.examples.iter().flat_map(|table| examples(table, &lines)).collect();
        if rows.is_empty() && (outlined || !scenario.examples.is_empty()) {
            return self.wrong(line, Wrong::NoRows);
        }
        let tags: Vec<&String> = frame.tags.iter().copied().chain(&scenario.tags).collect();
        if rows.is_empty() {
            let row = Examples { line, ..Examples::default() };
            return self.play(scenario, frame, &row, &tags);
        }
        for row in rows {
            let tags: Vec<&String> = tags.iter().copied().chain(row.tags).collect();
            self.play(scenario, frame, &row, &tags);
        }
    }

    /// What stands between a title and the first step is a description, also where a keyword is
    /// misspelt: then a step, or a whole scenario, would silently be none.
    fn check_description(&mut self, description: Option<&str>, title: usize) {
        for text in description.into_iter().flat_map(str::lines).map(str::trim) {
            let step = text.split_once(' ').map_or("", |(_, step)| step);
            if find(text).or_else(|| find(step)).is_some() {
                let place = self.lines.iter().skip(title).position(|line| line.trim() == text);
                let line = title + 1 + place.unwrap_or(0);
                self.wrong(line, Wrong::NoKeyword(text.to_owned()));
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
        let mut roster = Roster::default();
        let mut steps = Vec::new();
        for step in frame.background.iter().copied().chain(&scenario.steps) {
            match self.step(step, row, &mut roster) {
                Ok(read) => steps.extend(read),
                Err((line, what)) => self.wrong(line, what),
            }
        }
        for step in &steps {
            if let Some(who) = roster.missing_in(step) {
                let mistake = Mistake::Stranger(who.to_owned());
                self.wrong(step.line, Wrong::Step { text: step.text.clone(), mistake });
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

    /// The steps that one step of the file makes, or where and what is wrong with it.
    fn step(
        &self,
        step: &gherkin::Step,
        row: &Examples<'_>,
        roster: &mut Roster,
    ) -> Result<Vec<Step>, (usize, Wrong)> {
        let line = step.position.line;
        let no_column = |name| (line, Wrong::NoColumn(name));
        let text = fill(&step.value, row).map_err(no_column)?;
        let doc = step.docstring.as_ref().map(|_| self.doc(line)).unwrap_or_default().into_iter();
        let doc: Vec<(usize, String)> = doc
            .map(|(line, text)| fill(&text, row).map(|text| (line, text)))
            .collect::<Result<_, _>>()
            .map_err(no_column)?;
        let written = format!("{}{text}", step.keyword);
        let wrong = |mistake| {
            let line = if let Mistake::Turn(line, _) = mistake { line } else { line };
            (line, Wrong::Step { text: written.clone(), mistake })
        };
        let Some((definition, arguments)) = find(&text) else {
            // Bots may come in by a step that is not understood.
            roster.is_unsure = true;
            return Err(wrong(Mistake::Unknown(nearest_example(&text, self.language))));
        };
        if definition.needs_doc() && doc.is_empty() {
            return Err(wrong(Mistake::NeedsDoc));
        }
        if step.table.is_some() || (step.docstring.is_some() && !definition.needs_doc()) {
            return Err(wrong(Mistake::UnwantedBlock));
        }
        let found = StepMatch {
            line,
            given: step.ty == StepType::Given,
            text: &written,
            definition,
            arguments,
            doc: &doc,
            present: &roster.present,
        };
        let steps = (definition.build)(&found).map_err(wrong)?;
        for step in &steps {
            roster.follow(step).map_err(wrong)?;
        }
        Ok(steps)
    }

    /// The lines of a step's text with their places in the file, indented as against the signs
    /// around it; empty ones are left out.
    fn doc(&self, step: usize) -> Vec<(usize, String)> {
        let mut lines = (1..).zip(&self.lines).skip(step).skip_while(|(_, line)| !is_fence(line));
        let fence = lines.next().map_or("", |(_, line)| line);
        let indentation = fence.len() - fence.trim_start().len();
        let body = lines.take_while(|(_, line)| !is_fence(line));
        body.map(|(place, line)| {
            let blank = line.len() - line.trim_start().len();
            (place, line[blank.min(indentation)..].to_owned())
        })
        .filter(|(_, text)| !text.trim().is_empty())
        .collect()
    }
}
