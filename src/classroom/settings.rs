//! What a teacher sets for the whole class.

use std::borrow::Cow;

use serde::Serialize;

use crate::say;

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
}

impl Default for Settings {
    fn default() -> Self {
        Self { mode: Mode::Chat, lecture: false, locked: false, whispers: true }
    }
}

impl Classroom {
    /// A teacher sets what the rooms do to what is said.
    pub fn set_mode(&mut self, cx: &mut Context<'_>, mode: Mode) {
        self.set(cx, mode.key(), |settings| &mut settings.mode, mode);
    }

    /// A teacher has students heard by teachers only, or by all again.
    pub fn set_lecture(&mut self, cx: &mut Context<'_>, on: bool) {
        let key = if on { "lecture-on" } else { "lecture-off" };
        self.set(cx, key, |settings| &mut settings.lecture, on);
    }

    /// A teacher locks the door, or opens it again.
    pub fn set_locked(&mut self, cx: &mut Context<'_>, on: bool) {
        let key = if on { "lock-on" } else { "lock-off" };
        self.set(cx, key, |settings| &mut settings.locked, on);
    }

    /// A teacher forbids students to write to each other privately, or allows it again.
    pub fn set_whispers(&mut self, cx: &mut Context<'_>, on: bool) {
        let key = if on { "whispers-on" } else { "whispers-off" };
        self.set(cx, key, |settings| &mut settings.whispers, on);
    }

    fn set<T: PartialEq>(
        &mut self,
        cx: &mut Context<'_>,
        key: &str,
        setting: impl Fn(&mut Settings) -> &mut T,
        value: T,
    ) {
        let words = say!(self.locale(), key);
        let setting = setting(&mut self.settings);
        if *setting == value {
            return cx.answer(say!(self.locale(), "switch-stands", words = words));
        }
        *setting = value;
        cx.effects.tell_class(words);
    }

    /// The settings and what goes on, a line each.
    pub fn state(&self) -> Vec<String> {
        let Settings { mode, lecture, locked, whispers } = self.settings;
        let flag = |on: bool| if on { "on" } else { "off" };
        let settings = say!(
            self.locale(),
            "state",
            mode = mode.key(),
            lecture = flag(lecture),
            lock = flag(locked),
            whispers = flag(whispers)
        );
        [Some(settings), self.poll_words(), self.quiz_words()].into_iter().flatten().collect()
    }
}
