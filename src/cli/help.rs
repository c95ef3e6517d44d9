//! Help and usage errors in the reader's language. The English words stand where the options do; the
//! Portuguese ones in `locale/help.pt-BR.toml`, under the English ones.

use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::num::{IntErrorKind, ParseFloatError, ParseIntError};
use std::sync::LazyLock;

use clap::builder::Str;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use crate::locale::{Locale, UnknownLocale};
use crate::say;

static PORTUGUESE: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    // A test reads it as well and finds what is wrong.
    toml::from_str(include_str!("../locale/help.pt-BR.toml")).unwrap_or_default()
});

/// The language that arguments and variables ask for, before they are parsed: a mistake in them is told
/// in it, too.
pub(super) fn language(arguments: &[OsString]) -> Locale {
    let options = arguments.iter().take_while(|argument| *argument != "--");
    let options: Vec<&OsStr> = options.map(OsString::as_os_str).collect();
    let mut typed = options.iter().enumerate().filter_map(|(at, option)| {
        let option = option.to_str()?;
        match option.strip_prefix("--lang") {
            Some("") => options.get(at + 1)?.to_str(),
            Some(value) => value.strip_prefix('='),
            None => None,
        }
    });
    let variable = env::var("SALA_LANG").ok();
    let asked = typed.next_back().map(str::to_owned).or(variable);
    asked.and_then(|tag| tag.parse().ok()).unwrap_or_else(Locale::of_system)
}

/// The command with its help in a language. It is for printing: its values are parsed as before.
pub(super) fn localized(command: Command, locale: Locale) -> Command {
    match locale {
        Locale::En => command,
        Locale::PtBr => in_portuguese(command),
    }
}

fn in_portuguese(command: Command) -> Command {
    let about = command.get_about().map(|words| translated(&words.to_string()));
    let long = command.get_long_about().map(|words| translated(&words.to_string()));
    let more = command.get_after_help().map(|words| translated(&words.to_string()));
    let has_more = more.is_some();
    let template = format!(
        "{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{}",
        phrase("Usage"),
        if has_more { "{after-help}" } else { "" }
    );
    let mut command = command
        .subcommand_help_heading(word("Commands"))
        .subcommand_value_name(word("COMMAND"))
        .help_template(template)
        .mut_args(argument_in_portuguese)
        .mut_subcommands(in_portuguese);
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long) = long {
        command = command.long_about(long);
    }
    if let Some(more) = more {
        command = command.after_help(more);
    }
    command
}

fn argument_in_portuguese(argument: Arg) -> Arg {
    let heading = if argument.is_positional() { "Arguments" } else { "Options" };
    let help = argument.get_help().map(|words| translated(&words.to_string()));
    let long = argument.get_long_help().map(|words| translated(&words.to_string()));
    let notes = notes(&argument);
    let with_notes = |words: Option<String>, between: &str| {
        words.map(|words| [vec![words], notes.clone()].concat().join(between))
    };
    let names = argument.get_value_names().unwrap_or_default().iter();
    let names = names.map(|name| {
        PORTUGUESE.get(name.as_str()).map_or(name.clone(), |word| Str::from(word.as_str()))
    });
    let names: Vec<Str> = names.collect();
    let takes_values = argument.get_action().takes_values();
    let long = long.or_else(|| (!notes.is_empty()).then(|| help.clone()).flatten());
    let mut argument = argument
        .help_heading(word(heading))
        .hide_env(true)
        .hide_default_value(true)
        .hide_possible_values(true)
        .help(with_notes(help, " ").unwrap_or_default());
    if let Some(long) = with_notes(long, "\n") {
        argument = argument.long_help(long);
    }
    if takes_values && !names.is_empty() {
        argument = argument.value_names(names);
    }
    argument
}

/// What the parser would add to the help of an option in English: its values, its variable, its
/// default.
fn notes(argument: &Arg) -> Vec<String> {
    let mut notes = Vec::new();
    let values = argument.get_possible_values();
    if argument.get_action().takes_values() && !values.is_empty() {
        let values: Vec<String> = values
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| match value.get_help() {
                Some(help) => format!("{} ({})", value.get_name(), phrase(&help.to_string())),
                None => value.get_name().to_owned(),
            })
            .collect();
        notes.push(format!("[{}: {}]", phrase("values"), values.join(", ")));
    }
    if let Some(variable) = argument.get_env() {
        notes.push(format!("[{}: {}]", phrase("variable"), variable.to_string_lossy()));
    }
    let defaults = argument.get_default_values();
    let has_default = argument.get_action().takes_values() && !defaults.is_empty();
    if has_default && !argument.is_hide_default_value_set() {
        let defaults: Vec<_> = defaults.iter().map(|value| value.to_string_lossy()).collect();
        notes.push(format!("[{}: {}]", phrase("default"), defaults.join(", ")));
    }
    notes
}

/// A text of several paragraphs, where an indented line is one of its own. Examples keep the command
/// and have what it is for translated.
fn translated(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        if let Some(whole) = PORTUGUESE.get(&paragraph.replace('\n', " ")) {
            return whole.clone();
        }
        paragraph.lines().map(example).collect::<Vec<_>>().join("\n")
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn example(line: &str) -> String {
    let words = line.trim_start();
    let indent = &line[..line.len() - words.len()];
    let (command, between, purpose) = match words.split_once("  ") {
        Some((command, rest)) => {
            let purpose = rest.trim_start();
            (command, &words[command.len()..words.len() - purpose.len()], purpose)
        }
        None if words.starts_with("sala ") || words.starts_with("printf") => {
            return line.to_owned();
        }
        None => ("", "", words),
    };
    format!("{indent}{command}{between}{}", phrase(purpose))
}

fn phrase(english: &str) -> String {
    PORTUGUESE.get(english).map_or_else(|| english.to_owned(), Clone::clone)
}

fn word(english: &'static str) -> &'static str {
    PORTUGUESE.get(english).map_or(english, String::as_str)
}

/// A word or a sentence of the help, in a language.
pub(super) fn in_words(english: &str, locale: Locale) -> String {
    match locale {
        Locale::En => english.to_owned(),
        Locale::PtBr => phrase(english),
    }
}

/// Help as it is printed. `[OPTIONS]` is the parser's own word.
pub(super) fn page(error: &clap::Error, locale: Locale, is_colored: bool) -> String {
    let page = error.render();
    let page = if is_colored { page.ansi().to_string() } else { page.to_string() };
    match locale {
        Locale::En => page,
        Locale::PtBr => page.replace("[OPTIONS]", &format!("[{}]", phrase("OPTIONS"))),
    }
}

/// What is wrong with the arguments, in one line.
pub(super) fn mistake(error: &clap::Error, locale: Locale) -> String {
    let context = |kind| error.get(kind).map(shown).unwrap_or_default();
    let option = context(ContextKind::InvalidArg);
    let suggestion =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let suggestion = suggestion.map(context).into_iter().find(|words| !words.is_empty());
    let suggested = suggestion
        .map_or_else(String::new, |other| say!(locale, "usage-suggestion", other = other));
    match error.kind() {
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            say!(locale, "usage-no-value", option = option)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            let why = reason(error, locale);
            say!(locale, "usage-value", value = value, option = option, why = why) + &suggested
        }
        ErrorKind::UnknownArgument if !option.starts_with('-') => {
            say!(locale, "usage-extra", argument = option)
        }
        ErrorKind::UnknownArgument => say!(locale, "usage-unknown", option = option) + &suggested,
        ErrorKind::InvalidSubcommand => {
            let name = context(ContextKind::InvalidSubcommand);
            say!(locale, "usage-subcommand", name = name) + &suggested
        }
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg);
            let other =
                if other.is_empty() { context(ContextKind::InvalidSubcommand) } else { other };
            match other == option || other.is_empty() {
                true => say!(locale, "usage-twice", option = option),
                false => say!(locale, "usage-conflict", option = option, other = other),
            }
        }
        ErrorKind::MissingRequiredArgument => say!(locale, "usage-missing", options = option),
        ErrorKind::MissingSubcommand => say!(locale, "usage-missing-subcommand"),
        ErrorKind::InvalidUtf8 => say!(locale, "usage-utf-8"),
        ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            say!(locale, "usage-count", option = option)
        }
        _ => error.kind().to_string(),
    }
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(" "),
        other => other.to_string(),
    }
}

/// Why a value is none: the values that there are, the numbers that there may be, or the error's own
/// words.
fn reason(error: &clap::Error, locale: Locale) -> String {
    if let Some(ContextValue::Strings(values)) = error.get(ContextKind::ValidValue)
        && !values.is_empty()
    {
        return say!(locale, "usage-one-of", values = values.join(", "));
    }
    let Some(source) = error.source() else { return String::new() };
    if source.is::<UnknownLocale>() {
        return say!(locale, "usage-language");
    }
    if let Some(error) = source.downcast_ref::<ParseIntError>() {
        return match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => say!(locale, "usage-range"),
            _ => say!(locale, "usage-whole-number"),
        };
    }
    if source.is::<ParseFloatError>() {
        return say!(locale, "usage-number");
    }
    let words = source.to_string();
    match words.split_once(" is not in ").and_then(|(_, range)| range.split_once("..")) {
        Some((from, to)) => {
            let to = to.trim_start_matches('=');
            match (from, to) {
                (from, "") => say!(locale, "usage-at-least", from = from),
                (from, to) => say!(locale, "usage-between", from = from, to = to),
            }
        }
        None => in_words(&words, locale),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::super::Cli;
    use super::*;

    /// The words of a text that are looked up.
    fn pieces(text: &str) -> Vec<String> {
        let whole = |paragraph: &str| paragraph.replace('\n', " ");
        let piece = |line: &str| {
            let words = line.trim();
            let (_, purpose) = words.split_once("  ").unwrap_or(("", words));
            let is_command =
                ["sala ", "printf", "echo", "pass "].iter().any(|it| words.starts_with(it));
            (!is_command || purpose != words).then(|| purpose.trim().to_owned())
        };
        let paragraphs = text.split("\n\n").flat_map(|paragraph| {
            match PORTUGUESE.contains_key(&whole(paragraph)) || !paragraph.contains("\n ") {
                true => vec![whole(paragraph)],
                false => paragraph.lines().filter_map(piece).collect(),
            }
        });
        paragraphs.filter(|piece| !piece.is_empty()).collect()
    }

    fn words_of(command: &Command, found: &mut BTreeSet<String>) {
        let about = [command.get_about(), command.get_long_about(), command.get_after_help()];
        let mut texts: Vec<String> = about.into_iter().flatten().map(ToString::to_string).collect();
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let help = [argument.get_help(), argument.get_long_help()];
            texts.extend(help.into_iter().flatten().map(ToString::to_string));
            if argument.get_action().takes_values() {
                let names = argument.get_value_names().unwrap_or_default().iter();
                texts.extend(names.filter(|name| name.len() > 3).map(ToString::to_string));
                let values = argument.get_possible_values();
                let help = values.iter().filter_map(|value| value.get_help());
                texts.extend(help.map(ToString::to_string));
            }
        }
        found.extend(texts.iter().flat_map(|text| pieces(text)));
        command.get_subcommands().filter(|it| !it.is_hide_set()).for_each(|it| words_of(it, found));
    }

    #[test]
    fn everything_in_the_help_is_portuguese_and_nothing_is_left_over() {
        let table: HashMap<String, String> =
            toml::from_str(include_str!("../locale/help.pt-BR.toml")).unwrap();
        let mut command = Cli::command();
        command.build();
        let mut words = BTreeSet::new();
        words_of(&command, &mut words);
        let missing: Vec<_> = words.iter().filter(|words| !table.contains_key(*words)).collect();
        assert!(missing.is_empty(), "without Portuguese: {missing:#?}");
        let source = concat!(include_str!("help.rs"), include_str!("man.rs"));
        let elsewhere =
            ["use one character such as ", "use a number above 0", "not a tag expression: "];
        let is_used = |key: &String| {
            words.contains(key)
                || key.len() <= 3
                || source.contains(&format!("{key:?}"))
                || elsewhere.iter().any(|it| key.starts_with(it))
        };
        let unused: Vec<_> = table.keys().filter(|key| !is_used(key)).collect();
        assert!(unused.is_empty(), "no longer in the help: {unused:#?}");
    }

    #[test]
    fn the_language_is_the_one_that_is_asked_for_last() {
        let of = |line: &str| language(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of("sala --lang en server"), Locale::En);
        assert_eq!(of("sala --lang en server --lang=pt"), Locale::PtBr);
        assert_eq!(of("sala lab check 1 --lang en -- prog --lang pt"), Locale::En);
    }
}
