//! Coming in, changing name, leaving, and the end of the class.

use std::net::SocketAddr;

use crate::name::{Likeness, MAX_GRAPHEMES, Name};
use crate::say;
use crate::wire::{Asked, ServerLine};

use super::class::{Classroom, Now};
use super::effect::{Audience, Effect};
use super::limits::Bucket;
use super::people::{Origin, Person, Stage};
use super::record::{Came, Departure, Left, PersonId, Record, Role};

/// How often a newcomer may choose a name that is taken and is asked again.
const MISSES: u32 = 3;

impl Classroom {
    /// Someone connected: a student is asked for a name, a teacher's console is in at once.
    pub fn connect(&mut self, now: Now, who: PersonId, origin: Origin) -> Vec<Effect> {
        let until = now.clock + self.config.limits.naming;
        let stage = Stage::Asked { misses: 0, until };
        let person = Person { origin, stage, bucket: Bucket::default() };
        match origin {
            Origin::Console => {
                self.people.add(who, person);
                let name = self.teacher_name();
                let likeness = name.likeness();
                self.people.set_name(who, name, &likeness, now.wall);
                vec![Effect::tell(who, self.presence(who))]
            }
            Origin::Network(from) => {
                let refusal = self.refusal_at_the_door(from);
                self.people.add(who, person);
                let text = say!(
                    self.locale(),
                    "connection",
                    address = from.to_string(),
                    count = self.count()
                );
                let mut effects =
                    vec![Effect::Send { to: Audience::Teachers, line: ServerLine::Notice(text) }];
                match refusal {
                    Some(words) => {
                        effects.push(Effect::tell(who, ServerLine::Closing(words)));
                        effects.extend(self.leave(now, who, Departure::Over, ""));
                    }
                    None => {
                        effects.extend([Effect::tell(who, self.question()), Effect::WakeAt(until)]);
                    }
                }
                effects
            }
        }
    }

    fn refusal_at_the_door(&self, from: SocketAddr) -> Option<String> {
        if self.people.connections() >= self.config.limits.people {
            return Some(say!(self.locale(), "door-full"));
        }
        (self.people.count_at(from.ip()) >= self.config.limits.per_address)
            .then(|| say!(self.locale(), "door-full-address"))
    }

    pub(super) fn question(&self) -> ServerLine {
        let key = if self.config.recorded { "question-recorded" } else { "question" };
        ServerLine::Ask { what: Asked::Name, text: say!(self.locale(), key) }
    }

    /// The name that a teacher has unless they choose another.
    fn teacher_name(&self) -> Name {
        Name::new(&say!(self.locale(), "teacher-name")).expect("the catalogue's name is valid")
    }

    fn presence(&self, who: PersonId) -> ServerLine {
        let others = self.people.present().filter(|(other, ..)| *other != who);
        let mut names = Vec::with_capacity(self.count());
        names.extend(others.map(|(_, name, ..)| name.clone()));
        ServerLine::Present { names, text: say!(self.locale(), "present", count = self.count()) }
    }

    /// A newcomer's answer to the question.
    pub fn give_name(&mut self, now: Now, who: PersonId, text: &str) -> Vec<Effect> {
        let locale = self.locale();
        let name = match Name::new(text.trim_end()) {
            Ok(name) => name,
            Err(error) => {
                let words = say!(locale, error.key(), max = MAX_GRAPHEMES);
                let mut effects = vec![Effect::refuse(who, words)];
                effects.extend(self.leave(now, who, Departure::Over, ""));
                return effects;
            }
        };
        let likeness = name.likeness();
        match self.refusal_of_name(who, &name, &likeness) {
            Some(words) => self.ask_again(now, who, words),
            None => self.come_in(now, who, name, &likeness),
        }
    }

    /// Why someone may not bear a name, of that likeness, now.
    fn refusal_of_name(&self, who: PersonId, name: &Name, likeness: &Likeness) -> Option<String> {
        let student = self.role(who) == Role::Student;
        if student && name.is_reserved() {
            return Some(say!(self.locale(), "name-reserved", name = name.as_str()));
        }
        let taken = self.people.bears_one_like(likeness, Some(who))
            || (student && self.people.teacher_named(likeness).is_some());
        taken.then(|| say!(self.locale(), "name-taken", name = name.as_str()))
    }

    fn ask_again(&mut self, now: Now, who: PersonId, words: String) -> Vec<Effect> {
        let mut effects = vec![Effect::refuse(who, words)];
        let stage = self.people.get_mut(who).map(|person| &mut person.stage);
        match stage {
            Some(Stage::Asked { misses, .. }) if *misses < MISSES => {
                *misses += 1;
                effects.push(Effect::tell(who, self.question()));
            }
            _ => effects.extend(self.leave(now, who, Departure::Over, "")),
        }
        effects
    }

    fn come_in(&mut self, now: Now, who: PersonId, name: Name, likeness: &Likeness) -> Vec<Effect> {
        let Some(from) = self.address(who) else { return Vec::new() };
        self.people.set_name(who, name.clone(), likeness, now.wall);
        // Answers to the question do not count as lines of the conversation; what was said under
        // this name before does.
        let bucket = self.left.remove(&likeness.folded).unwrap_or_default();
        if let Some(person) = self.people.get_mut(who) {
            person.bucket = bucket;
        }
        let mut effects = vec![Effect::tell(who, self.presence(who))];
        let text = say!(self.locale(), "joined", count = self.count());
        effects.extend(
            self.tell_of(who, from, text, |text| ServerLine::Joined { name: name.clone(), text }),
        );
        effects.push(self.entry(now, who, name, from));
        effects
    }

    fn entry(&self, now: Now, who: PersonId, name: Name, from: SocketAddr) -> Effect {
        let active = self.count();
        Effect::Record(Record::Came(Came { who, name, from, at: now.wall, active }))
    }

    /// Presence, to the students and, with the address, to the teachers.
    fn tell_of(
        &self,
        who: PersonId,
        from: SocketAddr,
        text: String,
        line: impl Fn(String) -> ServerLine,
    ) -> [Effect; 2] {
        let with_address =
            say!(self.locale(), "with-address", text = text.as_str(), address = from.to_string());
        [
            Effect::Send { to: Audience::Students { but: Some(who) }, line: line(text) },
            Effect::Send { to: Audience::Teachers, line: line(with_address) },
        ]
    }

    /// Changes a person's name.
    pub fn rename(&mut self, now: Now, who: PersonId, text: &str) -> Vec<Effect> {
        let locale = self.locale();
        let Some(old) = self.name(who).cloned() else { return Vec::new() };
        let name = match Name::new(text) {
            Ok(name) => name,
            Err(error) => {
                return vec![Effect::refuse(who, say!(locale, error.key(), max = MAX_GRAPHEMES))];
            }
        };
        if name == old {
            return vec![Effect::refuse(who, say!(locale, "name-yours"))];
        }
        let likeness = name.likeness();
        if let Some(words) = self.refusal_of_name(who, &name, &likeness) {
            return vec![Effect::refuse(who, words)];
        }
        self.people.set_name(who, name.clone(), &likeness, now.wall);
        let Some(from) = self.address(who) else {
            return vec![Effect::answer(
                who,
                say!(locale, "renamed-teacher", name = name.as_str()),
            )];
        };
        let text = say!(locale, "renamed");
        let line = ServerLine::Renamed { old, new: name.clone(), text };
        let left = Left { who, at: now.wall, how: Departure::Renamed };
        vec![
            Effect::Send { to: Audience::Room { but: None }, line },
            Effect::Record(Record::Left(left)),
            self.entry(now, who, name, from),
        ]
    }

    /// Someone goes, or is gone. `words` are their last ones, for the room.
    pub fn leave(&mut self, now: Now, who: PersonId, how: Departure, words: &str) -> Vec<Effect> {
        let locale = self.locale();
        let mut effects = Vec::new();
        let Some(person) = self.people.get(who) else { return effects };
        if how == Departure::Quit {
            effects.push(Effect::tell(who, ServerLine::Closing(say!(locale, "goodbye"))));
        }
        // Before the room is told: what they are owed is all that they are sent.
        effects.push(Effect::Close(who));
        let (name, origin) = (person.name().cloned(), person.origin);
        if let Some(person) = self.people.remove(who)
            && let Some(name) = &name
        {
            self.left.retain(|_, bucket| !bucket.is_idle(now.clock));
            self.left.insert(name.likeness().folded, person.bucket);
        }
        let Origin::Network(from) = origin else { return effects };
        let Some(name) = name else {
            let text =
                say!(locale, "connection-closed", address = from.to_string(), count = self.count());
            effects.push(Effect::Send { to: Audience::Teachers, line: ServerLine::Notice(text) });
            return effects;
        };
        let text = self.farewell(how, words);
        effects.extend(
            self.tell_of(who, from, text, |text| ServerLine::Left { name: name.clone(), text }),
        );
        effects.push(Effect::Record(Record::Left(Left { who, at: now.wall, how })));
        effects
    }

    fn farewell(&self, how: Departure, words: &str) -> String {
        let (locale, count) = (self.locale(), self.count());
        match how {
            Departure::Lost => say!(locale, "left-lost", count = count),
            Departure::Slow => say!(locale, "left-slow", count = count),
            _ if words.is_empty() => say!(locale, "left", count = count),
            _ => say!(locale, "left-words", words = words, count = count),
        }
    }

    /// Ends the class for everyone.
    pub fn end(&mut self, now: Now, why: &str) -> Vec<Effect> {
        let text = match why {
            "" => say!(self.locale(), "class-over"),
            _ => say!(self.locale(), "class-over-why", why = why),
        };
        let line = ServerLine::Closing(text);
        let mut effects = vec![Effect::Send { to: Audience::All, line }];
        effects.extend(self.people.present().map(|(who, ..)| {
            Effect::Record(Record::Left(Left { who, at: now.wall, how: Departure::Over }))
        }));
        effects.push(Effect::End);
        effects
    }

    /// Lets go of newcomers whose patience is over. To be called when a
    /// [`WakeAt`](Effect::WakeAt) is due; calling it earlier does no harm.
    pub fn wake(&mut self, now: Now) -> Vec<Effect> {
        let mut due = Vec::new();
        let mut next = None;
        for (who, person) in self.people.iter() {
            match person.stage {
                Stage::Asked { until, .. } if until <= now.clock => due.push(who),
                Stage::Asked { until, .. } => {
                    next = Some(next.map_or(until, |next| until.min(next)));
                }
                Stage::In { .. } => {}
            }
        }
        let mut effects = Vec::new();
        for who in due {
            let seconds = self.config.limits.naming.as_secs();
            let words = say!(self.locale(), "name-too-late", seconds = seconds);
            effects.push(Effect::refuse(who, words));
            effects.extend(self.leave(now, who, Departure::Over, ""));
        }
        effects.extend(next.map(Effect::WakeAt));
        effects
    }
}
