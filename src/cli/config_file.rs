//! The configuration file: options by their names, below variables and what is typed.
//!
//! What a file says is put among the arguments before they are parsed, unless the same option was
//! typed or has a variable. So every rule for options holds for it as well.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use etcetera::BaseStrategy;
use toml::de::DeTable;
use toml::{Table, Value};

use crate::locale::Locale;
use crate::say;

use super::failure::Failure;
use super::help::{language, localized, mistake};

/// The command that the file is for. The others take from it what all of them have.
const SERVER: &str = "server";

/// The options that mean the same for every command that has them.
const SHARED: [&str; 4] = ["lang", "color", "data", "key-file"];

/// Arguments with what the configuration file adds.
#[derive(Debug)]
pub(super) struct Completed {
    /// All of them, the program's name first.
    pub(super) arguments: Vec<OsString>,
    /// Options that come from the file: name and place, as `FILE:LINE`.
    pub(super) places: BTreeMap<String, String>,
}

/// Adds what the configuration file says to the arguments of a process. `command` is built.
pub(super) fn complete(
    command: &Command,
    mut arguments: Vec<OsString>,
) -> Result<Completed, Failure> {
    let mut places = BTreeMap::new();
    if !may_have_file(&arguments) {
        return Ok(Completed { arguments, places });
    }
    let matches = command.clone().ignore_errors(true).try_get_matches_from(&arguments);
    let subcommand = matches.as_ref().ok().and_then(ArgMatches::subcommand);
    let Some((name, typed)) = subcommand else { return Ok(Completed { arguments, places }) };
    let locale = language(&arguments);
    let given: Option<&PathBuf> = typed.try_get_one("config").ok().flatten();
    let Some(file) = File::find(given.map(PathBuf::as_path), locale)? else {
        return Ok(Completed { arguments, places });
    };
    let opens_class = name == SERVER && typed.subcommand().is_none();
    let own = command.find_subcommand(name);
    for option in file.options(command)? {
        let is_shared = SHARED.contains(&option.name.as_str());
        let is_known = own.is_some_and(|own| find(own, &option.name).is_some());
        if !is_known || !(opens_class || is_shared) || is_set(typed, &option.id) {
            continue;
        }
        // `sala server` takes no option before a subcommand of its own.
        let place = match name == SERVER && !opens_class {
            true => arguments.len(),
            false => arguments.iter().position(|argument| argument == name).map_or(1, |at| at + 1),
        };
        arguments.splice(place..place, option.arguments);
        places.insert(option.name, option.place);
    }
    Ok(Completed { arguments, places })
}

/// Can there be a file at all? If not, the arguments need not be parsed twice.
fn may_have_file(arguments: &[OsString]) -> bool {
    let is_named = arguments
        .iter()
        .any(|argument| argument.to_str().is_some_and(|argument| argument.starts_with("--config")));
    is_named
        || env::var_os("SALA_CONFIG").is_some()
        || personal().is_some_and(|path| path.try_exists().unwrap_or(true))
}

/// Was it typed, or does a variable say it?
fn is_set(typed: &ArgMatches, id: &str) -> bool {
    let known = typed.ids().any(|known| known == id);
    let source = known.then(|| typed.value_source(id)).flatten();
    matches!(source, Some(ValueSource::CommandLine | ValueSource::EnvVariable))
}

/// The option of a command that has this name.
fn find<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    visible(command).find(|argument| argument.get_long() == Some(name))
}

/// The options of a command that a file can hold.
pub(super) fn visible(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|argument| {
        let id = argument.get_id().as_str();
        argument.get_long().is_some()
            && !argument.is_hide_set()
            && !["help", "version", "config"].contains(&id)
    })
}

/// One option of a file.
struct FileOption {
    name: String,
    id: String,
    /// As `FILE:LINE`.
    place: String,
    arguments: Vec<OsString>,
}

struct File {
    path: PathBuf,
    text: String,
    locale: Locale,
}

impl File {
    /// The file that was given, which has to be there, or the person's own, which need not.
    fn find(given: Option<&Path>, locale: Locale) -> Result<Option<Self>, Failure> {
        let Some(path) = given.map(Path::to_owned).or_else(personal) else { return Ok(None) };
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(Self { path, text, locale })),
            Err(error) if given.is_none() && error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => {
                let path = path.display().to_string();
                Err(Failure::Misused(say!(
                    locale,
                    "config-unreadable",
                    path = path,
                    why = error.to_string()
                )))
            }
        }
    }

    /// Where something is that begins at this byte, as `FILE:LINE`.
    fn place(&self, at: usize) -> String {
        let before = self.text.get(..at).unwrap_or_default();
        format!("{}:{}", self.path.display(), 1 + before.matches('\n').count())
    }

    fn wrong(&self, at: usize, why: &str) -> Failure {
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        Failure::Misused(say!(self.locale, "config-wrong", place = self.place(at), why = why))
    }

    /// What it says, checked option by option.
    fn options(&self, command: &Command) -> Result<Vec<FileOption>, Failure> {
        let unread = |error: toml::de::Error| {
            self.wrong(error.span().map_or(0, |span| span.start), error.message())
        };
        let values: Table = toml::from_str(&self.text).map_err(unread)?;
        let keys = DeTable::parse(&self.text).map_err(unread)?;
        keys.get_ref()
            .keys()
            .map(|key| {
                let (name, at) = (key.get_ref().as_ref(), key.span().start);
                let value = values.get(name).unwrap_or(&Value::Boolean(false));
                self.option(command, name, value, at)
            })
            .collect()
    }

    fn option(
        &self,
        command: &Command,
        name: &str,
        value: &Value,
        at: usize,
    ) -> Result<FileOption, Failure> {
        let Some(found) = command.find_subcommand(SERVER).and_then(|server| find(server, name))
        else {
            let unknown = say!(self.locale, "config-unknown", name = name);
            return Err(self.wrong(at, &unknown));
        };
        let is_flag = !found.get_action().takes_values();
        let arguments = match (is_flag, value) {
            (true, Value::Boolean(true)) => Some(vec![OsString::from(format!("--{name}"))]),
            (true, Value::Boolean(false)) => Some(Vec::new()),
            (true, _) => None,
            (false, Value::Array(values)) => {
                values.iter().map(|value| argument(name, value)).collect()
            }
            (false, value) => argument(name, value).map(|argument| vec![argument]),
        };
        let arguments = arguments.ok_or_else(|| {
            let kind = if is_flag { "config-flag" } else { "config-value" };
            self.wrong(at, &say!(self.locale, kind, name = name))
        })?;
        if let Some(why) = self.refusal(command, name, &arguments) {
            return Err(self.wrong(at, &why));
        }
        let id = found.get_id().to_string();
        Ok(FileOption { name: name.to_owned(), id, place: self.place(at), arguments })
    }

    /// Why the server does not take this one option, in the parser's words. What it needs besides may
    /// stand elsewhere.
    fn refusal(&self, command: &Command, name: &str, arguments: &[OsString]) -> Option<String> {
        let line = [OsStr::new("sala"), OsStr::new(SERVER)];
        let line = line.into_iter().chain(arguments.iter().map(OsString::as_os_str));
        let error = localized(command.clone(), self.locale).try_get_matches_from(line).err()?;
        let about = error.get(ContextKind::InvalidArg).map(ToString::to_string).unwrap_or_default();
        let is_about_it = about.split([' ', '=']).next() == Some(&format!("--{name}"));
        let is_its_own = error.kind() != ErrorKind::MissingRequiredArgument;
        (is_about_it && is_its_own).then(|| mistake(&error, self.locale))
    }
}

/// `config.toml` in the person's own folder for configuration.
fn personal() -> Option<PathBuf> {
    let system = etcetera::base_strategy::choose_native_strategy().ok()?;
    Some(system.config_dir().join("sala").join("config.toml"))
}

fn argument(name: &str, value: &Value) -> Option<OsString> {
    let value = match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => return None,
    };
    Some(format!("--{name}={value}").into())
}
