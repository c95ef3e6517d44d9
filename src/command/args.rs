//! What a command takes, as data: usage, the number of words, completion and the page follow.

use crate::classroom::integer;
use crate::locale::Locale;
use crate::name::plain;
use crate::say;

/// An argument of a command. A `&str` is the key of what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Someone's name.
    Person,
    /// The name of a group.
    Group,
    /// The name of a command.
    Command,
    /// One of these words.
    Choice(Choices),
    /// A number.
    Number(&'static str),
    /// What is left of the line: one word or more. The last argument.
    Text(&'static str),
    /// The same, but it may be left out.
    Optional(&'static Self),
    /// A password. It is asked for, and does not belong on the line: usage does not show it, and
    /// the command refuses it in words of its own.
    Password,
}

/// Choices to choose from, each in Portuguese and in English. Both are understood everywhere.
pub type Choices = &'static [[&'static str; 2]];

pub(super) const ON_OFF: Choices = &[["ligar", "on"], ["desligar", "off"]];
pub(super) const YES_NO: Choices = &[["sim", "yes"], ["nao", "no"]];

/// The words as readers of a language type them.
pub(super) fn shown(words: Choices, locale: Locale) -> impl Iterator<Item = &'static str> {
    words.iter().map(move |[portuguese, english]| match locale {
        Locale::PtBr => *portuguese,
        Locale::En => *english,
    })
}

impl Arg {
    /// How it stands in a usage: `NOME`, `[MINUTOS]`, `sim|nao`.
    pub(super) fn usage(self, locale: Locale) -> Option<String> {
        Some(match self {
            Self::Person => say!(locale, "arg-person"),
            Self::Group => say!(locale, "arg-group"),
            Self::Command => say!(locale, "arg-command"),
            Self::Choice(words) => shown(words, locale).collect::<Vec<_>>().join("|"),
            Self::Number(key) | Self::Text(key) => say!(locale, key),
            Self::Optional(arg) => format!("[{}]", arg.usage(locale)?),
            Self::Password => return None,
        })
    }

    /// Do these have as many words as arguments of these kinds should?
    pub(super) fn admit(args: &[Self], words: &str) -> bool {
        let least = args.iter().filter(|arg| !arg.is_optional()).count();
        let count = words.split_whitespace().count();
        count >= least && (count <= args.len() || args.last().is_some_and(|arg| arg.is_text()))
    }

    /// Is this word all of such an argument: a name, a number or a choice?
    pub(super) fn admits(self, word: &str) -> bool {
        match self {
            Self::Person | Self::Group | Self::Command => true,
            Self::Choice(choices) => choices.iter().flatten().any(|choice| *choice == plain(word)),
            Self::Number(_) => integer(word).is_some(),
            Self::Optional(arg) => arg.admits(word),
            Self::Text(_) | Self::Password => false,
        }
    }

    fn is_optional(self) -> bool {
        matches!(self, Self::Optional(_) | Self::Password)
    }

    pub(super) fn is_text(self) -> bool {
        match self {
            Self::Optional(arg) => arg.is_text(),
            Self::Text(_) | Self::Password => true,
            _ => false,
        }
    }
}
