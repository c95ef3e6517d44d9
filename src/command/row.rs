//! A command as a row of data.

use std::ops::RangeInclusive;

use crate::classroom::{Classroom, ConnectionId, Effect, Now, Role};
use crate::locale::Locale;
use crate::name::plain;
use crate::say;

/// One command. Its names, help and arguments make `/ajuda`, completion and the reference page.
#[derive(Debug)]
pub struct Row {
    /// Every name, without accents and in lower case; the first is shown in Portuguese.
    pub names: &'static [&'static str],
    /// The name, one of `names`, that is shown in English.
    pub english: &'static str,
    /// A name that also works alone on its line without `/`.
    pub bare: Option<&'static str>,
    /// Does the room hear of it, so that those without a voice may not use it?
    pub voice: bool,
    /// How many words it takes.
    pub arity: Arity,
    /// The least role that may use it.
    pub role: Role,
    /// The key of its arguments' names; empty for none.
    pub args: &'static str,
    /// The key of its help: one sentence.
    pub help: &'static str,
    /// What it does. Names, role and arity were checked.
    pub handler: fn(Call<'_>) -> Vec<Effect>,
}

/// How many words a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arity {
    /// At least.
    pub min: usize,
    /// At most; [`usize::MAX`] where the last argument is a text.
    pub max: usize,
}

impl Arity {
    /// No words.
    pub const NONE: Self = Self { min: 0, max: 0 };
    /// A text that must not be empty.
    pub const TEXT: Self = Self { min: 1, max: usize::MAX };
    /// A text that may be left out.
    pub const OPTIONAL_TEXT: Self = Self { min: 0, max: usize::MAX };

    /// Do these arguments have as many words as they should?
    pub fn admits(self, args: &str) -> bool {
        (self.min..=self.max).contains(&args.split_whitespace().count())
    }
}

/// A command being run.
#[derive(Debug)]
pub struct Call<'a> {
    /// The class that it changes.
    pub classroom: &'a mut Classroom,
    /// When.
    pub now: Now,
    /// Who typed it.
    pub who: ConnectionId,
    /// What stands behind the name, without spaces around it.
    pub args: &'a str,
}

impl<'a> Call<'a> {
    /// What the class speaks.
    pub fn locale(&self) -> Locale {
        self.classroom.locale()
    }

    /// The first word of the arguments and the rest.
    pub fn first_word(&self) -> (&'a str, &'a str) {
        let (first, rest) = self.args.split_once(char::is_whitespace).unwrap_or((self.args, ""));
        (first, rest.trim_start())
    }

    /// The arguments as yes or no, in either language.
    pub fn yes_or_no(&self) -> Option<bool> {
        match plain(self.args).as_str() {
            "sim" | "yes" | "ligar" | "on" => Some(true),
            "nao" | "no" | "desligar" | "off" => Some(false),
            _ => None,
        }
    }

    /// The arguments as a number within a range; `unless` if there are none.
    pub fn number(&self, range: RangeInclusive<usize>, unless: Option<usize>) -> Option<usize> {
        match self.args {
            "" => unless,
            text => text.parse().ok().filter(|number| range.contains(number)),
        }
    }

    /// A refusal to whoever typed it.
    pub fn refuse(&self, words: String) -> Vec<Effect> {
        vec![Effect::refuse(self.who, words)]
    }
}

impl Row {
    /// The name shown to readers of a language.
    pub fn shown_name(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::PtBr => self.names[0],
            Locale::En => self.english,
        }
    }

    /// How it is typed: `/msg NOME TEXTO`.
    pub fn usage(&self, locale: Locale) -> String {
        let name = self.shown_name(locale);
        match self.args {
            "" => format!("/{name}"),
            args => format!("/{name} {}", say!(locale, args)),
        }
    }

    /// What it does, in one sentence.
    pub fn help(&self, locale: Locale) -> String {
        say!(locale, self.help)
    }

    /// Every other name, with its `/`.
    pub fn other_names(&self, locale: Locale) -> Vec<String> {
        let shown = self.shown_name(locale);
        let others = self.names.iter().filter(|name| **name != shown);
        others.map(|name| format!("/{name}")).chain(self.bare.map(str::to_owned)).collect()
    }
}
