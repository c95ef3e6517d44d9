//! `sala config`: which options a class would have, and where each comes from.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, Subcommand};

use crate::locale::Locale;
use crate::say;

use super::common::Common;
use super::config_file::{Completed, complete, visible};
use super::failure::Failure;
use super::help::mistake;
use super::table;

/// Show where the options of a class come from
///
/// `sala server` takes its options from the command line, then from variables (SALA_…), then from
/// --config FILE or sala/config.toml in ~/.config, then from what is built in.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala config example > ~/.config/sala/config.toml
  sala config show
  sala config show --config /etc/sala/7A.toml --classroom")]
pub(super) struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Show each option of `sala server`, its value, and where that comes from
    Show {
        /// Options as for `sala server`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
        options: Vec<OsString>,
    },
    /// Print a configuration file that explains each option
    Example,
}

pub(super) fn run(args: &Args, common: Common, command: &Command) -> Result<(), Failure> {
    match &args.task {
        Task::Show { options } => show(command, options, common),
        Task::Example => Ok(io::stdout().write_all(example(command, common.lang).as_bytes())?),
    }
}

fn server(command: &Command) -> impl Iterator<Item = &Arg> {
    command.find_subcommand("server").into_iter().flat_map(visible)
}

fn show(command: &Command, options: &[OsString], common: Common) -> Result<(), Failure> {
    let line = ["sala", "server"].map(OsString::from).into_iter().chain(options.iter().cloned());
    let Completed { arguments, places } = complete(command, line.collect())?;
    let matches = command.clone().try_get_matches_from(arguments);
    let matches = matches.map_err(|error| Failure::Misused(mistake(&error, common.lang)))?;
    let Some((_, matches)) = matches.subcommand() else { return Ok(()) };
    let mut rows = table::new(common.color.on(&io::stdout()));
    for option in server(command) {
        let name = option.get_long().unwrap_or_default();
        let place = places.get(name).map(String::as_str);
        rows.add_row([
            name.to_owned(),
            value(option, matches),
            source(option, matches, place, common.lang),
        ]);
    }
    Ok(table::print(&mut io::stdout(), &mut rows)?)
}

fn value(option: &Arg, matches: &ArgMatches) -> String {
    let id = option.get_id().as_str();
    let raw = matches.get_raw(id).into_iter().flatten().map(|value| value.to_string_lossy());
    let values: Vec<_> = raw.collect();
    let is_secret = option.is_hide_env_values_set()
        && values.iter().any(|value| value != "auto" && !value.starts_with("file:"));
    match values.is_empty() {
        true => "—".to_owned(),
        false if is_secret => "…".to_owned(),
        false => values.join(", "),
    }
}

fn source(option: &Arg, matches: &ArgMatches, place: Option<&str>, locale: Locale) -> String {
    match (matches.value_source(option.get_id().as_str()), place) {
        (Some(ValueSource::CommandLine), Some(place)) => place.to_owned(),
        (Some(ValueSource::CommandLine), None) => say!(locale, "config-from-option"),
        (Some(ValueSource::EnvVariable), _) => {
            option.get_env().unwrap_or_default().to_string_lossy().into_owned()
        }
        _ => say!(locale, "config-from-default"),
    }
}

/// A file with every option, commented out.
fn example(command: &Command, locale: Locale) -> String {
    let head = [
        say!(locale, "config-example"),
        say!(locale, "config-example-order"),
        say!(locale, "config-example-show"),
    ];
    let mut text = head.map(|line| format!("# {line}\n")).concat();
    for option in server(command) {
        let help = option.get_help().map(ToString::to_string).unwrap_or_default();
        let name = option.get_long().unwrap_or_default();
        _ = write!(text, "\n# {}\n# {name} = {}\n", help.replace('\n', "\n# "), sample(option));
    }
    text
}

/// The value that an option has by itself, or what kind of value it takes.
fn sample(option: &Arg) -> String {
    let defaults: Vec<_> =
        option.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let placeholder = option.get_value_names().and_then(|names| names.first());
    let is_list = matches!(option.get_action(), clap::ArgAction::Append);
    let values = match &defaults[..] {
        [] => placeholder.map(ToString::to_string),
        values => Some(values.join(",")),
    };
    let value = values.unwrap_or_default();
    let is_plain = value.parse::<u64>().is_ok() || !option.get_action().takes_values();
    match (is_plain, is_list) {
        (true, _) => value,
        (false, true) => format!("[{value:?}]"),
        (false, false) => format!("{value:?}"),
    }
}
