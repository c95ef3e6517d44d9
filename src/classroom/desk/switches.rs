//! Turning the class's switches. Each has its way back, and help says how they all stand.

use crate::say;
use crate::wire::ServerLine;

use super::super::class::Classroom;
use super::super::effect::{Audience, Effect};
use super::super::record::ConnectionId;
use super::super::switches::{Mode, Switches};

impl Classroom {
    /// A teacher sets what the rooms do to what is said.
    pub fn set_mode(&mut self, who: ConnectionId, mode: Mode) -> Vec<Effect> {
        self.switch(who, mode.key(), |switches| &mut switches.mode, mode)
    }

    /// A teacher has students heard by teachers only, or by all again.
    pub fn set_lecture(&mut self, who: ConnectionId, on: bool) -> Vec<Effect> {
        let key = if on { "lecture-on" } else { "lecture-off" };
        self.switch(who, key, |switches| &mut switches.lecture, on)
    }

    /// A teacher locks the door, or opens it again.
    pub fn set_locked(&mut self, who: ConnectionId, on: bool) -> Vec<Effect> {
        let key = if on { "lock-on" } else { "lock-off" };
        self.switch(who, key, |switches| &mut switches.locked, on)
    }

    /// A teacher forbids students to write to each other privately, or allows it again.
    pub fn set_whispers(&mut self, who: ConnectionId, on: bool) -> Vec<Effect> {
        let key = if on { "whispers-on" } else { "whispers-off" };
        self.switch(who, key, |switches| &mut switches.whispers, on)
    }

    fn switch<T: PartialEq>(
        &mut self,
        who: ConnectionId,
        key: &str,
        place: impl Fn(&mut Switches) -> &mut T,
        value: T,
    ) -> Vec<Effect> {
        let words = say!(self.locale(), key);
        let place = place(&mut self.switches);
        if *place == value {
            return vec![Effect::answer(who, say!(self.locale(), "switch-stands", words = words))];
        }
        *place = value;
        vec![Effect::Send { to: Audience::CLASS, line: ServerLine::Notice(words) }]
    }

    /// How the switches stand and what goes on, a line each.
    pub fn state(&self) -> Vec<String> {
        let Switches { mode, lecture, locked, whispers } = self.switches;
        let flag = |on: bool| if on { "on" } else { "off" };
        let switches = say!(
            self.locale(),
            "state",
            mode = mode.key(),
            lecture = flag(lecture),
            lock = flag(locked),
            whispers = flag(whispers)
        );
        [Some(switches), self.poll_words(), self.quiz_words()].into_iter().flatten().collect()
    }
}
