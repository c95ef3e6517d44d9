//! How bots come in, come back, and go.

use crate::classroom::{Audience, Came, ConnectionId, Departure, Effect, Input, Left, Record};
use crate::command;
use crate::locale::Locale;
use crate::wire::ServerLine;

use super::script::Part;
use super::stage::{Heard, Outcome, Stage, merged};
use super::writer::Writer;

/// How long a loss that nobody hears of may take to be seen.
const UNHEARD: &str = "0.2";
impl Writer<'_> {
    pub(super) fn teacher(&mut self, who: ConnectionId) {
        let outcome = self.stage.connect(who, true);
        let Some(name) = self.stage.class().name(who).map(|name| name.as_str().to_owned()) else {
            return;
        };
        let bot = self.cast.casting(&name, who);
        self.enters(bot, "{bot} comes in as teacher", None, outcome);
    }

    /// Those who have come in, by what was recorded.
    pub(super) fn arrivals(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Record(Record::Came(came)) = effect
                && self.cast.bot(came.who).is_none()
            {
                self.arrives(came, effects);
            }
        }
    }

    fn arrives(&mut self, came: &Came, effects: &[Effect]) {
        let who = came.who;
        let returns = effects.iter().any(|effect| {
            matches!(effect, Effect::Send(Audience::One(one), ServerLine::Missed { .. }) if *one == who)
        });
        let bearer = self.answers.get(&who).and_then(|hash| self.bearers.get(hash));
        let bearer = bearer.filter(|_| returns).copied();
        self.bearers.extend(self.answers.get(&who).map(|hash| (*hash, who)));
        let bearer = bearer
            .and_then(|bearer| self.cast.bots.iter().position(|bot| bot.connection == bearer));
        match bearer {
            Some(bot) => self.returns(bot, who),
            None => self.comes_in(&self.cast.name(&came.name), who),
        }
    }

    fn comes_in(&mut self, name: &str, who: ConnectionId) {
        let act = |stage: &mut Stage| {
            let outcome = stage.connect(who, false);
            merged(outcome, stage.line(who, &Ok(name.to_owned())))
        };
        let before = self.stage.clone();
        let mut outcome = self.in_time(act, |stage, _| stage.class().name(who).is_some());
        if self.stage.class().name(who).is_none() {
            self.stage = before;
            return;
        }
        let bot = self.cast.casting(name, who);
        let script_name = self.cast.bots[bot].who.trim_matches('"').to_owned();
        let mut pass = None;
        if self.come_back.contains(&script_name) {
            let line = Ok(command::typed("pass", Locale::En));
            outcome = merged(outcome, self.stage.line(who, &line));
            pass = Some(self.stage.pass());
        }
        let quoted_name = format!("\"{name}\"");
        let other = (script_name != name).then_some(quoted_name.as_str());
        let comes = match other {
            Some(_) => "{bot} comes in with the name {name}",
            None => "{bot} comes in",
        };
        self.cast.bots[bot].pass = pass;
        name.clone_into(&mut self.cast.bots[bot].name);
        self.enters(bot, comes, other, outcome);
    }

    /// Someone has come back by their pass.
    fn returns(&mut self, bot: usize, who: ConnectionId) {
        let own = &self.cast.bots[bot];
        let (script_name, name) = (own.who.trim_matches('"').to_owned(), own.name.clone());
        self.returned.insert(script_name);
        let Some(hash) = own.pass else { return self.comes_in(&name, who) };
        let old = own.connection;
        let outcome = self.stage.connect(who, false);
        let outcome = merged(outcome, self.stage.come_back(who, old, &name, hash));
        let bot = &mut self.cast.bots[bot];
        (bot.connection, bot.is_here) = (who, true);
        let bot = self.cast.bot(who).unwrap_or_default();
        self.enters(bot, "{bot} comes back with its/her/his pass", None, outcome);
    }

    /// Writes that a bot comes in, and what it and others read of that: the bot itself from its first
    /// notice on, or from its pass on.
    fn enters(&mut self, bot: usize, step: &str, name: Option<&str>, mut outcome: Outcome) {
        let (who, connection) = (self.cast.bots[bot].who.clone(), self.cast.bots[bot].connection);
        let arguments: Vec<&str> = [who.as_str()].into_iter().chain(name).collect();
        self.script.step(Part::When, step, &arguments);
        self.cast.bots[bot].is_here = true;
        self.cast.bots[bot].is_unsure = false;
        let own = outcome.entry(connection).or_default();
        let pass = own.iter().position(|heard| *heard == Heard::Pass);
        let entrance = own.iter().position(|heard| match heard {
            Heard::Line(line) => line.to_string().starts_with(['*', '!']),
            _ => false,
        });
        let read = pass.or(entrance).map_or(own.len(), |at| at + 1);
        own.drain(..read);
        self.expect(&outcome, Some(bot));
    }

    /// Those whose connections ended, by what was recorded, and who are still on the stage.
    pub(super) fn departures(&mut self, effects: &[Effect]) {
        for effect in effects {
            let Effect::Record(Record::Left(Left { who, how, .. })) = effect else { continue };
            let Some(bot) = self.cast.bot(*who).filter(|_| *how != Departure::Renamed) else {
                continue;
            };
            self.goes(bot, *how);
        }
    }

    fn goes(&mut self, bot: usize, how: Departure) {
        let own = self.cast.bots[bot].clone();
        let (step, how) = match how {
            Departure::Ended => ("{bot} closes the connection", how),
            _ => ("{bot} is cut off", Departure::Lost),
        };
        let outcome = self.stage.input(&Input::Gone { who: own.connection, how });
        self.script.step(Part::When, step, &[&own.who]);
        self.cast.bots[bot].is_here = false;
        let is_heard = outcome.iter().any(|(who, heard)| {
            *who != own.connection && heard.iter().any(|heard| matches!(heard, Heard::Line(_)))
        });
        if !is_heard {
            self.script.step(Part::When, "{seconds} second(s) pass/passes", &[UNHEARD]);
        }
        self.expect(&outcome, None);
    }
}
