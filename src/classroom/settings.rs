//! What a teacher sets for the whole class.

use std::borrow::Cow;

use serde::Serialize;

use crate::say;
use crate::wire::{Mark, ServerLine};

use super::class::Classroom;
use super::context::Context;

/// What the rooms do to what is said in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Mode {
    /// Nothing.
    #[default]
    Chat,
    /// Everything is in upper case.
    Upper,
    /// Everything is in lower case.
    Lower,
    /// A student who types a bare number gets its times table, and nobody else reads it.
    TimesTable,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 4] = [Self::Chat, Self::Upper, Self::Lower, Self::TimesTable];

    /// What becomes of a text that is said.
    pub(super) fn change(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Chat | Self::TimesTable => text.into(),
            Self::Upper => text.to_uppercase().into(),
            Self::Lower => text.to_lowercase().into(),
        }
    }

    /// What a program calls it.
    fn value(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Upper => "upper",
            Self::Lower => "lower",
            Self::TimesTable => "timestable",
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Chat => "mode-chat",
            Self::Upper => "mode-upper",
            Self::Lower => "mode-lower",
            Self::TimesTable => "mode-timestable",
        }
    }
}

/// The settings of a class. Each has its way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Settings {
    pub(super) mode: Mode,
    /// Students are heard by teachers only.
    pub(super) lecture: bool,
    /// Nobody new comes in.
    pub(super) locked: bool,
    /// Students may write to each other privately.
    pub(super) whispers: bool,
    /// The boards show how a poll stands that is open.
    pub(super) tally: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { mode: Mode::Chat, lecture: false, locked: false, whispers: true, tally: false }
    }
}

impl Settings {
    /// Each by its name, its value and the key of its words.
    fn named(&self) -> [(&'static str, &'static str, &'static str); 5] {
        let of = |name, on: bool, keys: [&'static str; 2]| match on {
            true => (name, "on", keys[0]),
            false => (name, "off", keys[1]),
        };
        [
            ("mode", self.mode.value(), self.mode.key()),
            of("lecture", self.lecture, ["lecture-on", "lecture-off"]),
            of("lock", self.locked, ["lock-on", "lock-off"]),
            of("whispers", self.whispers, ["whispers-on", "whispers-off"]),
            of("tally", self.tally, ["tally-on", "tally-off"]),
        ]
    }
}

impl Classroom {
    /// A teacher sets what the rooms do to what is said.
    pub fn set_mode(&mut self, cx: &mut Context<'_>, mode: Mode) {
        self.set(cx, "mode", |settings| &mut settings.mode, mode);
    }

    /// A teacher has students heard by teachers only, or by all again.
    pub fn set_lecture(&mut self, cx: &mut Context<'_>, on: bool) {
        self.set(cx, "lecture", |settings| &mut settings.lecture, on);
    }

    /// A teacher locks the door, or opens it again.
    pub fn set_locked(&mut self, cx: &mut Context<'_>, on: bool) {
        self.set(cx, "lock", |settings| &mut settings.locked, on);
    }

    /// A teacher forbids students to write to each other privately, or allows it again.
    pub fn set_whispers(&mut self, cx: &mut Context<'_>, on: bool) {
        self.set(cx, "whispers", |settings| &mut settings.whispers, on);
    }

    /// A teacher has the boards show how an open poll stands, or not any more.
    pub fn set_tally(&mut self, cx: &mut Context<'_>, on: bool) {
        self.set(cx, "tally", |settings| &mut settings.tally, on);
        if on {
            self.tell_votes(cx.effects);
        }
    }

    fn set<T: PartialEq>(
        &mut self,
        cx: &mut Context<'_>,
        name: &str,
        setting: impl Fn(&mut Settings) -> &mut T,
        value: T,
    ) {
        let (locale, setting) = (self.locale(), setting(&mut self.settings));
        let stands = *setting == value;
        *setting = value;
        let all = self.settings.named().into_iter();
        let Some((name, value, key)) = all.into_iter().find(|(own, ..)| *own == name) else {
            return;
        };
        let words = say!(locale, key);
        if stands {
            return cx.answer(say!(locale, "switch-stands", words = words));
        }
        cx.effects.mark(Mark::Setting, format!("{name} {value} {words}"));
    }

    /// The mode, and the settings that are not as at the beginning, a line each.
    pub(super) fn settings_lines(&self) -> Vec<ServerLine> {
        let (now, first) = (self.settings.named(), Settings::default().named());
        let is_told = |(now, first): &(_, (&str, _, _))| now != first || first.0 == "mode";
        let changed = now.into_iter().zip(first).filter(is_told);
        let line = |((name, value, key), _)| {
            let text = format!("{name} {value} {}", say!(self.locale(), key));
            ServerLine::Marked(Mark::Setting, text)
        };
        changed.map(line).collect()
    }

    /// The settings and what goes on, a line each.
    pub fn state(&self) -> Vec<String> {
        let Settings { mode, lecture, locked, whispers, tally } = self.settings;
        let flag = |on: bool| if on { "on" } else { "off" };
        let settings = say!(
            self.locale(),
            "state",
            mode = mode.key(),
            lecture = flag(lecture),
            lock = flag(locked),
            whispers = flag(whispers),
            tally = flag(tally)
        );
        let lines = [self.open_poll_line(), self.quiz_question()].into_iter().flatten();
        [settings].into_iter().chain(lines.map(|line| line.to_string())).collect()
    }
}
