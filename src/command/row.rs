//! A command as a row of data.

use std::ops::RangeInclusive;

use crate::classroom::{Classroom, Context, Role};
use crate::locale::Locale;
use crate::name::plain;
use crate::say;

use super::args::{Arg, Choices, ON_OFF, YES_NO};

/// One command. Help, completion and the reference page are made from it.
#[derive(Debug)]
pub struct Row {
    /// Its Portuguese and its English names, without accents and in lower case; the first is
    /// shown. No English ones if the first Portuguese one is shown in English as well.
    pub names: [&'static [&'static str]; 2],
    /// A name that also works alone on its line without `/`: the one to leave by.
    pub bare: Option<&'static str>,
    /// Does the room hear of it, so that those without a voice may not use it?
    pub(super) voice: bool,
    /// Do programs send it by themselves as soon as they are in, or has it a limit of its own, so that
    /// a network's newcomers do not pay for it?
    pub(super) is_free: bool,
    /// The least role that may use it.
    pub role: Role,
    /// What it takes.
    pub args: &'static [Arg],
    /// What it does. Names, role and the number of arguments were checked.
    pub(super) handler: fn(&mut Call<'_>),
}

impl Row {
    /// A command for everyone that takes nothing.
    pub(super) const DEFAULT: Self = Self {
        names: [&[], &[]],
        bare: None,
        voice: false,
        is_free: false,
        role: Role::Student,
        args: &[],
        handler: |_| (),
    };

    /// A command for teachers that takes nothing.
    pub(super) const FOR_TEACHERS: Self = Self { role: Role::Teacher, ..Self::DEFAULT };

    /// Every name.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.into_iter().flatten().copied()
    }

    /// The name shown to readers of a language.
    pub fn shown_name(&self, locale: Locale) -> &'static str {
        let [portuguese, english] = self.names;
        match locale {
            Locale::En => english.first().unwrap_or(&portuguese[0]),
            Locale::PtBr => portuguese[0],
        }
    }

    /// How it is typed: `/msg NOME TEXTO`.
    pub fn usage(&self, locale: Locale) -> String {
        let name = format!("/{}", self.shown_name(locale));
        let args = self.args.iter().filter_map(|arg| arg.usage(locale));
        [name].into_iter().chain(args).collect::<Vec<_>>().join(" ")
    }

    /// Do these arguments have as many words as they should?
    pub fn admits(&self, args: &str) -> bool {
        Arg::admit(self.args, args)
    }

    /// Is it the one that asks for the teacher's password?
    pub(super) fn asks_password(&self) -> bool {
        self.args == [Arg::Password]
    }

    /// What it does, in one sentence.
    pub fn help(&self, locale: Locale) -> String {
        say!(locale, &self.help_key())
    }

    /// The key of that sentence: `help-kick`.
    pub fn help_key(&self) -> String {
        format!("help-{}", self.shown_name(Locale::En))
    }

    /// Every other name, with its `/`.
    pub fn other_names(&self, locale: Locale) -> Vec<String> {
        let shown = self.shown_name(locale);
        let others = self.names().filter(|name| *name != shown);
        others.map(|name| format!("/{name}")).chain(self.bare.map(str::to_owned)).collect()
    }
}

/// A command being run.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) classroom: &'a mut Classroom,
    pub(super) cx: Context<'a>,
    /// What stands behind the name, without spaces around it.
    pub(super) args: &'a str,
}

impl<'a> Call<'a> {
    pub(super) fn locale(&self) -> Locale {
        self.classroom.locale()
    }

    /// The first word of the arguments and the rest.
    pub(super) fn first_word(&self) -> (&'a str, &'a str) {
        let (first, rest) = self.args.split_once(char::is_whitespace).unwrap_or((self.args, ""));
        (first, rest.trim_start())
    }

    /// Which of these words the arguments are, in either language.
    pub(super) fn choice(&self, words: Choices) -> Option<usize> {
        let word = plain(self.args);
        words.iter().position(|both| both.contains(&word.as_str()))
    }

    /// The arguments as yes or no: a switch is turned by either pair of words.
    pub(super) fn yes_or_no(&self) -> Option<bool> {
        let word = self.choice(YES_NO).or_else(|| self.choice(ON_OFF))?;
        Some(word == 0)
    }

    /// The arguments as a number within a range; `unless` if there are none.
    pub(super) fn number(
        &self,
        range: RangeInclusive<usize>,
        unless: Option<usize>,
    ) -> Option<usize> {
        match self.args {
            "" => unless,
            text => text.parse().ok().filter(|number| range.contains(number)),
        }
    }

    pub(super) fn refuse(&mut self, words: String) {
        self.cx.refuse(words);
    }
}
