//! A failed scenario as a sequence diagram: what each bot sent and got, and what did not come.

use std::time::{Duration, Instant};

use crate::diagram::{Diagram, Event, Kind};
use crate::locale::Locale;
use crate::say;

use super::escape::escaped;
use super::transcript::{Entry, Parting};
use super::verdict::Failure;

/// Draws a failure. `server` is what the classroom is called, `notes` what it printed, each at its
/// time.
pub(crate) fn picture(
    title: String,
    failure: &Failure,
    server: String,
    notes: impl IntoIterator<Item = (Instant, String)>,
    locale: Locale,
) -> Diagram {
    let bots = failure.tails.iter().map(|tail| tail.who.clone());
    let lifelines: Vec<String> = bots.chain([server]).collect();
    let at_server = lifelines.len() - 1;
    let mut happened: Vec<(Instant, Kind, String)> = Vec::new();
    for (bot, tail) in failure.tails.iter().enumerate() {
        let entries = tail.entries.iter().zip(&tail.times);
        happened.extend(entries.map(|(entry, at)| {
            let (kind, text) = arrow(entry, bot, at_server, locale);
            (*at, kind, text)
        }));
        if !tail.partial.is_empty() {
            let text = format!("{}…", escaped(&tail.partial));
            happened.push((failure.at, Kind::Sent { from: at_server, to: vec![bot] }, text));
        }
    }
    let printed = |(at, text)| (at, Kind::Note { at: at_server }, text);
    happened.extend(notes.into_iter().map(printed));
    let waited = failure.tails.iter().position(|tail| tail.who == failure.who);
    if let (Some(expected), Some(to)) = (failure.problem.expected(), waited) {
        let kind = Kind::Missing { from: at_server, to };
        happened.push((failure.at, kind, format!("✗ {}", expected.describe(locale))));
    }
    // Stable: what one bot saw at the same moment keeps its order.
    happened.sort_by_key(|(at, ..)| *at);
    let begun = happened.first().map_or(failure.at, |(at, ..)| *at);
    let mut diagram = Diagram { title, lifelines, ..Diagram::default() };
    for (at, kind, text) in happened {
        let at: Duration = at.saturating_duration_since(begun);
        diagram.add(Event { at, kind, tooltip: text.clone(), text });
    }
    diagram.footer = Some(failure.problem.explain(&failure.who, locale));
    diagram
}

/// An entry of a bot's transcript, as it is drawn.
fn arrow(entry: &Entry, bot: usize, server: usize, locale: Locale) -> (Kind, String) {
    let sent = || Kind::Sent { from: bot, to: vec![server] };
    let came = || Kind::Sent { from: server, to: vec![bot] };
    let ended = || Kind::End { from: server, to: bot };
    match entry {
        Entry::Sent(bytes) => (sent(), escaped(bytes)),
        Entry::Parted(Parting::Reset) => (Kind::End { from: bot, to: server }, "RST".to_owned()),
        Entry::Parted(_) => (Kind::End { from: bot, to: server }, "FIN".to_owned()),
        Entry::Received(line) => (came(), format!("{}\\n", escaped(line))),
        Entry::TooLong => (came(), say!(locale, "bots-entry-too-long")),
        Entry::Ended => (ended(), "FIN".to_owned()),
        Entry::Broken(why) => (ended(), why.clone()),
        Entry::TooMuch => (ended(), say!(locale, "bots-entry-too-much")),
    }
}
