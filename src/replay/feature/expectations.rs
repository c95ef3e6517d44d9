//! What bots type, and what they are to read of it.

use crate::wire::{CLIENT_LINE_MAX, LineError, ServerLine};

use super::script::{Part, quoted, quoted_bytes};
use super::stage::{Heard, Outcome};
use super::writer::Writer;

impl Writer<'_> {
    /// Writes what a bot did, and what came of it.
    pub(super) fn deed(&mut self, bot: usize, line: &Result<String, LineError>, outcome: &Outcome) {
        let own = outcome.get(&self.cast.bots[bot].connection);
        let renamed = own.into_iter().flatten().enumerate().find_map(|(at, heard)| match heard {
            Heard::Line(ServerLine::Renamed { old, new, .. })
                if old.as_str() == self.cast.bots[bot].name =>
            {
                Some((at, new.as_str().to_owned()))
            }
            _ => None,
        });
        let mut outcome = outcome.clone();
        let who = self.cast.bots[bot].who.clone();
        if let Some((at, new)) = renamed {
            let (name, connection) = (format!("\"{new}\""), self.cast.bots[bot].connection);
            self.script.step(Part::When, "{bot} changes name to {name}", &[&who, &name]);
            self.cast.bots[bot].name = new;
            outcome.entry(connection).or_default().drain(..=at);
        } else {
            if self.cast.bots[bot].is_unsure && own.is_some_and(|own| own.contains(&Heard::Journal))
            {
                self.script.step(Part::When, "{bot} reads all that has come", &[&who]);
            }
            match line {
                Ok(line) => self.types(&who, line),
                Err(error) => self.types_unreadable(&who, *error),
            }
        }
        self.expect(&outcome, Some(bot));
    }

    /// Writes what comes to the bots.
    pub(super) fn expect(&mut self, outcome: &Outcome, actor: Option<usize>) {
        let here = (0..self.cast.bots.len()).filter(|bot| self.cast.bots[*bot].is_here);
        let mut heard: Vec<(usize, &[Heard])> = here
            .map(|bot| {
                let heard = outcome.get(&self.cast.bots[bot].connection);
                (bot, heard.map_or(&[][..], Vec::as_slice))
            })
            .collect();
        self.expect_of_all(&mut heard, actor);
        for (bot, heard) in heard {
            heard.iter().for_each(|heard| self.expect_one(bot, heard));
        }
    }

    /// What all but the actor read alike, or all.
    fn expect_of_all(&mut self, heard: &mut [(usize, &[Heard])], actor: Option<usize>) {
        loop {
            let first = |heard: &[Heard]| match heard.first() {
                Some(Heard::Line(line)) => quoted(&line.to_string()),
                _ => None,
            };
            let others = heard.iter().filter(|(bot, _)| Some(*bot) != actor);
            let mut lines = others.map(|(_, heard)| first(heard));
            let Some(Some(line)) = lines.next() else { return };
            let readers = 1 + lines.clone().count();
            if readers < 2 || !lines.all(|other| other.as_ref() == Some(&line)) {
                return;
            }
            let own = heard.iter().find(|(bot, _)| Some(*bot) == actor);
            let left_out = own.filter(|(_, heard)| first(heard).as_ref() != Some(&line));
            match left_out.map(|(bot, _)| &self.cast.bots[*bot].who) {
                Some(who) => {
                    self.script.step(Part::Then, "everyone but {bot} reads {text}", &[who, &line]);
                }
                None => self.script.step(Part::Then, "everyone reads {text}", &[&line]),
            }
            let left_out = left_out.map(|(bot, _)| *bot);
            for (bot, heard) in heard.iter_mut().filter(|(bot, _)| Some(*bot) != left_out) {
                *heard = &heard[1..];
                self.cast.bots[*bot].is_unsure = false;
            }
        }
    }

    fn expect_one(&mut self, bot: usize, heard: &Heard) {
        let bot = &mut self.cast.bots[bot];
        match heard {
            Heard::Line(line) => {
                let line = line.to_string();
                match quoted(&line) {
                    Some(line) if bot.is_unsure => {
                        self.script.step(Part::Then, "{bot} reads {text}", &[&bot.who, &line]);
                    }
                    Some(line) => {
                        let next = "the next line that {bot} reads is {text}";
                        self.script.step(Part::Then, next, &[&bot.who, &line]);
                    }
                    None => {
                        let (bytes, reads) = (quoted_bytes(&line), "{bot} reads the bytes {bytes}");
                        self.script.step(Part::Then, reads, &[&bot.who, &bytes]);
                    }
                }
                bot.is_unsure = false;
            }
            Heard::Anything | Heard::Pass => bot.is_unsure = true,
            Heard::Journal => {
                // What the bot types next waits until the journal has answered.
                self.script.step(Part::Then, "{bot} reads {n} line(s)", &[&bot.who, "1"]);
                bot.is_unsure = true;
            }
            Heard::End => {
                self.script.step(Part::Then, "{bot} is disconnected", &[&bot.who]);
                bot.is_here = false;
            }
        }
    }

    fn types(&mut self, who: &str, line: &str) {
        let is_talk = line.starts_with(char::is_alphanumeric);
        let (step, line) = match quoted(line) {
            Some(line) if is_talk => ("{bot} says {text}", line),
            Some(line) => ("{bot} types {text}", line),
            None => ("{bot} sends the bytes {bytes}", quoted_bytes(line)),
        };
        self.script.step(Part::When, step, &[who, &line]);
    }

    fn types_unreadable(&mut self, who: &str, error: LineError) {
        match error {
            LineError::TooLong => {
                let letters = (CLIENT_LINE_MAX + 1).to_string();
                let types = "{bot} types {n} line(s) of {letters} letter(s)";
                self.script.step(Part::When, types, &[who, "1", &letters]);
            }
            LineError::NotUtf8 | LineError::LineEnd => {
                let bytes = "\"\\xff\\n\"";
                self.script.step(Part::When, "{bot} sends the bytes {bytes}", &[who, bytes]);
            }
        }
    }
}
