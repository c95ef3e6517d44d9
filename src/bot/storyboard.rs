//! A scenario as a sequence diagram before it is played: what each bot is to send and to read.

use std::time::Duration;

use crate::diagram::{Diagram, Event, Kind};
use crate::locale::Locale;
use crate::say;

use super::escape::escaped;
use super::pattern::Pattern;
use super::problem::Expected;
use super::scenario::Scenario;
use super::step::{Actors, Step, Verb};

/// Draws a scenario. `server` is what the classroom is called.
pub fn storyboard(scenario: &Scenario, title: String, server: String, locale: Locale) -> Diagram {
    let mut bots: Vec<String> = Vec::new();
    for name in scenario.steps.iter().flat_map(|step| step.actors.named()) {
        if !bots.contains(&name) {
            bots.push(name);
        }
    }
    let lifelines = bots.iter().cloned().chain([server]).collect();
    let diagram = Diagram { title, lifelines, untimed: true, ..Diagram::default() };
    let mut board = Board { bots, here: Vec::new(), at: Duration::ZERO, diagram, locale };
    scenario.steps.iter().for_each(|step| board.step(step));
    board.diagram
}

/// A drawing in the making.
struct Board {
    bots: Vec<String>,
    /// Who is in, by index.
    here: Vec<usize>,
    at: Duration,
    diagram: Diagram,
    locale: Locale,
}

impl Board {
    fn step(&mut self, step: &Step) {
        if let Verb::Wait(time) = step.verb {
            self.at += time;
            return;
        }
        let index = |who: &String| self.bots.iter().position(|bot| bot == who);
        let actors: Vec<usize> = match &step.actors {
            Actors::All { but } => {
                let but = but.as_ref().and_then(index);
                self.here.iter().copied().filter(|bot| Some(*bot) != but).collect()
            }
            actors => actors.named().iter().filter_map(index).collect(),
        };
        for who in step.introduces() {
            self.here.extend(self.bots.iter().position(|bot| *bot == who));
        }
        for bot in &actors {
            self.verb(step, *bot);
        }
        if actors.is_empty() {
            self.note(self.server(), step);
        }
        let gone = step.departs();
        self.here.retain(|bot| !gone.contains(&self.bots[*bot]));
    }

    fn verb(&mut self, step: &Step, bot: usize) {
        let line = |text: &str| format!("{}\\n", escaped(text.as_bytes()));
        match &step.verb {
            Verb::ComeIn { name } | Verb::Introduce { name, .. } => {
                let name = name.as_ref().unwrap_or(&self.bots[bot]);
                self.sends(bot, line(name));
            }
            Verb::Connect => self.sends(bot, say!(self.locale, "picture-connects")),
            Verb::Type { line: text, times: 1, .. } => self.sends(bot, line(text)),
            Verb::Type { line: text, times, .. } => {
                self.sends(bot, format!("{} × {times}", line(text)));
            }
            Verb::SendBytes { bytes, pieces } => {
                let length = bytes.len().div_ceil(*pieces).max(1);
                bytes.chunks(length).for_each(|piece| self.sends(bot, escaped(piece)));
            }
            Verb::SendUnencrypted(bytes) => self.sends(bot, escaped(bytes)),
            Verb::Read { pattern: Pattern::Exactly(text), .. } => self.reads(bot, line(text)),
            Verb::Read { pattern, .. } => self.reads(bot, pattern.describe(self.locale)),
            Verb::ReadMany { count, pattern } => {
                self.reads(bot, Expected::Lines(*count, pattern.clone()).describe(self.locale));
            }
            Verb::ReceiveAnything => self.reads(bot, Expected::Anything.describe(self.locale)),
            Verb::StopSending | Verb::Close => self.ends(bot, self.server(), "FIN"),
            Verb::Reset => self.ends(bot, self.server(), "RST"),
            Verb::ExpectEnd => self.ends(self.server(), bot, "FIN"),
            Verb::ReadAll => {}
            Verb::ExpectPrinted | Verb::ExpectIdle(_) | Verb::Restart => {
                self.note(self.server(), step);
            }
            _ => self.note(bot, step),
        }
    }

    fn server(&self) -> usize {
        self.bots.len()
    }

    fn sends(&mut self, bot: usize, text: String) {
        self.add(Kind::Sent { from: bot, to: vec![self.server()] }, text);
    }

    fn reads(&mut self, bot: usize, text: String) {
        self.add(Kind::Sent { from: self.server(), to: vec![bot] }, text);
    }

    fn ends(&mut self, from: usize, to: usize, how: &str) {
        self.add(Kind::End { from, to }, how.to_owned());
    }

    fn note(&mut self, at: usize, step: &Step) {
        self.add(Kind::Note { at }, step.wording.in_words(self.locale).to_owned());
    }

    fn add(&mut self, kind: Kind, text: String) {
        self.diagram.add(Event { at: self.at, kind, tooltip: text.clone(), text });
    }
}
