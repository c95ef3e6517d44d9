//! A classroom for one scenario, set up as its tags ask for.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use clap::{Arg, CommandFactory, Parser};
use futures_lite::future::zip;

use crate::bot::{Environment, Pace, Scenario, TeachersDoor, Verdict, play};
use crate::classroom::Secret;
use crate::link::{Address, Trust};
use crate::locale::Locale;
use crate::say;
use crate::server::{CONSOLE_SOCKET, PasswordFile, Server, Setup, Web};

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::server;

/// Options of the server that belong to a run, not to a scenario.
const NOT_BY_TAG: [&str; 9] =
    ["listen", "web", "open", "data", "key-file", "threads", "attached", "temporary", "more-ports"];

/// The options of a server, as a scenario's tags give them.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, disable_help_flag = true)]
pub(super) struct Opening {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    server: server::Args,
}

/// The options that tags ask for: `@no-limits` is `--no-limits`, `@lang-en` is `--lang en`.
pub(super) fn options(tags: &[String]) -> Vec<OsString> {
    let command = Opening::command();
    tags.iter().filter_map(|tag| option(&command, tag)).flatten().collect()
}

fn option(command: &clap::Command, tag: &str) -> Option<Vec<OsString>> {
    let names = command.get_arguments().filter_map(Arg::get_long);
    let (name, rest) = names
        .filter(|name| !NOT_BY_TAG.contains(name))
        .filter_map(|name| Some((name, tag.strip_prefix(name)?)))
        .filter(|(_, rest)| rest.is_empty() || rest.starts_with('-'))
        .max_by_key(|(name, _)| name.len())?;
    let value = rest.strip_prefix('-').map(OsString::from);
    Some([Some(format!("--{name}").into()), value].into_iter().flatten().collect())
}

impl Opening {
    /// What a scenario's tags ask for. The error names a tag that gives an option a bad value.
    pub(super) fn of(scenario: &Scenario, common: Common) -> Result<Self, String> {
        let mut options = options(&scenario.tags);
        if !options.iter().any(|option| option == "--lang") {
            options.extend(["--lang".into(), common.lang.tag().into()]);
        }
        Self::try_parse_from(options).map_err(|error| {
            let why = error.to_string();
            let why = why.lines().next().unwrap_or_default().trim_start_matches("error: ");
            let place = scenario.place();
            say!(common.lang, "bots-bad-tag", place = place, why = why)
        })
    }

    /// Plays a scenario in a classroom that is there for it alone, where bots come in `by_web` or
    /// otherwise by TCP.
    pub(super) async fn play(
        &self,
        scenario: &Scenario,
        folder: &Path,
        by_web: bool,
        patience: Duration,
        locale: Locale,
    ) -> Result<Verdict, Failure> {
        let failed = |why: String| Failure::Failed(say!(locale, "bots-no-classroom", why = why));
        let any = || vec!["127.0.0.1:0".to_owned()];
        let setup = Setup {
            web: by_web.then(|| Web { addresses: any(), ..Web::default() }),
            addresses: any(),
            tls_addresses: Vec::new(),
            ..self.server.setup(folder.to_owned(), self.common)?
        };
        if let Some(password) = scenario.password() {
            let set = PasswordFile::within(folder).set(&Secret::new(password));
            set.map_err(|error| Failure::Misused(error.explain(locale)))?;
        }
        let code = setup.code.as_ref().map(|code| Secret::new(code.reveal()));
        // Not handed to another thread: making the console's socket changes the process's umask
        // for a moment.
        let server = Server::open(setup).map_err(|error| failed(error.explain(locale)))?;
        let addresses = if by_web { server.web_addresses() } else { server.addresses() };
        let addresses = addresses.map_err(|error| failed(error.to_string()))?;
        let Some(address) = addresses.first() else { return Err(failed(String::new())) };
        let (host, port) = (address.ip().to_string(), address.port());
        let environment = Environment {
            address: if by_web { Address::Ws { host, port } } else { Address::Tcp { host, port } },
            trust: Trust::default(),
            teacher: Some(TeachersDoor::Console(Address::Unix(folder.join(CONSOLE_SOCKET)))),
            code,
            program: None,
            patience,
            slack: Duration::ZERO,
            pace: Pace::AtOnce,
        };
        let (open, over) = async_channel::bounded::<()>(1);
        let playing = async {
            let verdict = play(scenario, &environment).await;
            drop(open);
            verdict
        };
        let stop = async {
            let _ = over.recv().await;
        };
        let (verdict, _) = zip(playing, server.run(stop)).await;
        Ok(verdict)
    }
}
