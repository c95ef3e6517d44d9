//! A feature file's text to scenarios. No file is opened here.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_width::UnicodeWidthStr;

use crate::locale::Locale;
use crate::name::Name;
use crate::say;
use crate::wire::clean;

use super::document::{Document, Written, WrittenStep};
use super::escape::shown;
use super::fault::Fault;
use super::gherkin;
use super::glued;
use super::line::{Place, composed, foreign, spot};
use super::outline::{Examples, fill};
use super::registry::{differs_at, find, mended, nearest_example};
use super::roster::Roster;
use super::step::{Step, Verb};
use super::step_definition::{Mistake, StepMatch};

/// How much of a step, and of a line on each side of a mistake, is shown with it, in characters.
const SHOWN_LETTERS: usize = 120;
const SHOWN_AROUND: usize = 60;

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

    /// Does somebody send bytes that are not whole lines, or end only their own side? No WebSocket
    /// can.
    pub fn needs_bytes(&self) -> bool {
        let needs = |verb: &Verb| match verb {
            Verb::SendBytes { bytes, .. } => {
                !bytes.ends_with(b"\n") || str::from_utf8(bytes).is_err()
            }
            Verb::SendUnencrypted(_) | Verb::StopSending => true,
            _ => false,
        };
        self.steps.iter().any(|step| needs(&step.verb))
    }

    /// The password for teaching with which the classroom is to be opened.
    pub fn password(&self) -> Option<&str> {
        self.steps.iter().find_map(|step| match &step.verb {
            Verb::SetPassword(password) => Some(password.as_str()),
            _ => None,
        })
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
    /// The line as it is written, and which bytes of it are wrong.
    written: String,
    span: Range<usize>,
}

/// The ways in which a feature file can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is not UTF-8 from here on.
    Encoding,
    /// A line does not have the form that it needs.
    Fault(Fault),
    /// A step cannot be used.
    Step {
        /// As it is written.
        text: String,
        /// Why.
        mistake: Mistake,
    },
}

impl ScenarioError {
    /// Where, what, and what to do, in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        let what = match &self.what {
            Wrong::Encoding => say!(locale, "bot-file-encoding"),
            Wrong::Fault(fault) => fault.explain(locale),
            Wrong::Step { text, mistake } => {
                let why = mistake.explain(locale);
                let step: String = text.chars().take(SHOWN_LETTERS).collect();
                say!(locale, "bot-file-step", step = step, why = why)
            }
        };
        format!("{}:{}: {}", self.file.display(), self.line, shown(&what))
    }

    /// The same, with the line below it and carets under the place.
    pub fn draw(&self, locale: Locale) -> String {
        let Range { start, end } = self.span;
        if self.written.trim().is_empty() {
            return self.explain(locale);
        }
        let (before, wrong, behind) =
            (&self.written[..start], &self.written[start..end], &self.written[end..]);
        let skipped = before.chars().count().saturating_sub(SHOWN_AROUND);
        let before: String = before.chars().skip(skipped).collect();
        let [before, wrong] = [before.trim_start(), wrong].map(shown);
        let wrong: String = wrong.chars().take(SHOWN_LETTERS).collect();
        let behind: String = behind.chars().take(SHOWN_AROUND).collect();
        let (indent, carets) = (before.width(), wrong.width().max(1));
        let line = format!("{before}{wrong}{}", shown(&behind));
        let explained = self.explain(locale);
        format!("{explained}\n    {}\n    {:indent$}{:^<carets$}", line.trim_end(), "", "")
    }
}

/// Reads a feature file.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file. What comes behind a line that
/// leaves its structure open is not read.
pub fn read(file: &Path, text: impl AsRef<[u8]>) -> Result<Vec<Scenario>, Vec<ScenarioError>> {
    let text = text.as_ref();
    let whole = text.len();
    let valid = str::from_utf8(text).or_else(|error| str::from_utf8(&text[..error.valid_up_to()]));
    let valid = valid.unwrap_or_default();
    let text = composed(valid);
    let document = gherkin::read(&text);
    let mut reading = Reading {
        file: file.into(),
        document: &document,
        scenarios: Vec::new(),
        errors: Vec::new(),
    };
    if valid.len() < whole {
        let (line, last) = (1..).zip(&document.lines).last().unwrap_or((1, &""));
        let span = last.len()..last.len();
        reading.wrong(Place { line, span }, Wrong::Encoding);
        return Err(reading.errors);
    }
    for (place, fault) in &document.faults {
        reading.wrong(place.clone(), Wrong::Fault(fault.clone()));
    }
    document.scenarios.iter().for_each(|scenario| reading.scenario(scenario));
    reading.errors.sort_by_key(|error| error.line);
    if reading.errors.is_empty() { Ok(reading.scenarios) } else { Err(reading.errors) }
}

/// A file being read.
struct Reading<'a> {
    file: Arc<Path>,
    document: &'a Document<'a>,
    scenarios: Vec<Scenario>,
    errors: Vec<ScenarioError>,
}

impl Reading<'_> {
    fn line(&self, line: usize) -> &str {
        self.document.lines.get(line - 1).copied().unwrap_or_default()
    }

    fn wrong(&mut self, Place { line, span }: Place, what: Wrong) {
        let (file, written) = (self.file.to_path_buf(), self.line(line).to_owned());
        let error = ScenarioError { file, line, what, written, span };
        // A step of the background is read with every scenario, and one mistake may make another.
        if self.errors.iter().all(|above| above.line != line) {
            self.errors.push(error);
        }
    }

    fn scenario(&mut self, scenario: &Written<'_>) {
        let tables = scenario.tables.iter();
        let rows: Vec<_> = tables
            .flat_map(|table| {
                table.rows.iter().map(|(line, cells)| Examples {
                    line: *line,
                    tags: &table.tags,
                    columns: &table.columns,
                    cells,
                })
            })
            .collect();
        if rows.is_empty() {
            self.read_row(scenario, &Examples { line: scenario.line, ..Examples::default() });
        }
        rows.iter().for_each(|row| self.read_row(scenario, row));
    }

    /// Reads a scenario with one row of its examples filled in.
    fn read_row(&mut self, scenario: &Written<'_>, row: &Examples<'_>) {
        let in_title = |(_, fault): &(_, Fault)| matches!(fault, Fault::InTitle(_));
        // Bots may come in by what is not read.
        let mut roster = Roster::new(self.document.faults.iter().any(in_title));
        let mut steps = Vec::new();
        for step in &scenario.steps {
            match self.step(step, row, &mut roster) {
                Ok(read) => steps.extend(read),
                Err((place, what)) => self.wrong(place, what),
            }
        }
        for step in &steps {
            if let Some(who) = roster.missing_in(step) {
                let mistake = Mistake::Stranger(who.to_owned(), None);
                let place = self.place(&mistake, step.line, &step.text, row);
                self.wrong(place, Wrong::Step { text: step.text.clone(), mistake });
            }
        }
        let name = fill(scenario.title, row).unwrap_or_else(|_| scenario.title.to_owned());
        let name = match row.cells {
            [] => name,
            // The rows of examples must be told apart.
            cells if name == scenario.title => format!("{name} ({})", cells.join(", ")),
            _ => name,
        };
        self.scenarios.push(Scenario {
            file: Arc::clone(&self.file),
            line: row.line,
            feature: self.document.feature.to_owned(),
            name,
            tags: scenario.tags.iter().chain(row.tags).cloned().collect(),
            steps,
        });
    }

    /// The steps that one step of the file makes, or where and what is wrong with it.
    fn step(
        &self,
        step: &WrittenStep,
        row: &Examples<'_>,
        roster: &mut Roster,
    ) -> Result<Vec<Step>, (Place, Wrong)> {
        let filled = |line, text: &str| {
            fill(text, row).map_err(|name| {
                let span = spot(self.line(line), &format!("<{name}>"));
                (Place { line, span }, Wrong::Fault(Fault::NoColumn(name)))
            })
        };
        let text = filled(step.line, &step.text)?;
        let doc = step.doc.iter().flatten();
        let doc: Vec<(usize, String)> =
            doc.map(|(line, text)| Ok((*line, filled(*line, text)?))).collect::<Result<_, _>>()?;
        let written = format!("{} {text}", step.keyword);
        let wrong = |mistake: Mistake| {
            let line = if let Mistake::Turn(line, _) = mistake { line } else { step.line };
            let place = self.place(&mistake, line, &text, row);
            (place, Wrong::Step { text: written.clone(), mistake })
        };
        let Some((definition, arguments)) = find(&text) else {
            // Bots may come in by a step that is not understood.
            roster.is_unsure = true;
            if let Some(part) = glued::in_step(&text) {
                let place = Place { line: step.line, span: spot(self.line(step.line), part) };
                return Err((place, Wrong::Fault(Fault::Glued(part.to_owned()))));
            }
            let sign = foreign(self.line(step.line)).filter(|_| mended(&text).is_none());
            return Err(match sign {
                Some(sign) => {
                    let span = spot(self.line(step.line), sign);
                    let fault = Fault::Lookalike(sign.to_owned());
                    (Place { line: step.line, span }, Wrong::Fault(fault))
                }
                None => wrong(Mistake::Unknown(nearest_example(&text, self.document.language))),
            });
        };
        if definition.needs_doc() && doc.is_empty() {
            return Err(wrong(Mistake::NeedsDoc));
        }
        if step.doc.is_some() && !definition.needs_doc() {
            return Err(wrong(Mistake::UnwantedText));
        }
        let found = StepMatch {
            line: step.line,
            given: step.given,
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

    /// The place of a mistake: in the line of its step, or in the row that filled it in.
    fn place(&self, mistake: &Mistake, line: usize, text: &str, row: &Examples<'_>) -> Place {
        let source = self.line(line);
        if let Mistake::Unknown(Some(near)) = mistake {
            let step = spot(source, text);
            // A step that was filled in is not there as it reads.
            let at = if source.contains(text) { differs_at(text, near) } else { 0 };
            let from = step.start + at;
            let end = source[from..].find(' ').map_or(step.end, |at| from + at);
            return Place { line, span: from..end };
        }
        let part = mistake.part().unwrap_or(text);
        let in_row =
            row.line != line && !source.contains(part) && self.line(row.line).contains(part);
        let line = if in_row { row.line } else { line };
        Place { line, span: spot(self.line(line), part) }
    }
}
