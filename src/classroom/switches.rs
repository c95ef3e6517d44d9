//! What a teacher switches on and off for the whole class.

use std::borrow::Cow;

/// What the rooms do to what is said in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// What becomes of a text that is said.
    pub(super) fn change(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Chat | Self::TimesTable => text.into(),
            Self::Upper => text.to_uppercase().into(),
            Self::Lower => text.to_lowercase().into(),
        }
    }

    /// The key of the words that announce it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Chat => "mode-chat",
            Self::Upper => "mode-upper",
            Self::Lower => "mode-lower",
            Self::TimesTable => "mode-timestable",
        }
    }
}

/// How the switches stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Switches {
    pub(super) mode: Mode,
    /// Students are heard by teachers only.
    pub(super) lecture: bool,
    /// Nobody new comes in.
    pub(super) locked: bool,
    /// Students may write to each other privately.
    pub(super) whispers: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self { mode: Mode::Chat, lecture: false, locked: false, whispers: true }
    }
}
