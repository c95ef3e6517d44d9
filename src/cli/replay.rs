//! `sala replay`: shows a recorded class again, as somebody saw it.

use std::collections::HashSet;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::classroom::{ConnectionId, Effect, Entry, Input};
use crate::journal::{JournalError, Reader, Recording};
use crate::locale::Locale;
use crate::name::Name;
use crate::paint::Style;
use crate::replay::{Player, View};
use crate::say;

use super::common::{Common, DataArgs, KeyArgs, name};
use super::failure::{Failure, aside};

/// Show a recorded class again
///
/// Plays a class of `sala server --record` as one of its people saw it, or the teachers: what they
/// read, and what they typed. In a terminal at the pace of the class, otherwise all at once.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala replay --list                      the recorded classes
  sala replay --speed 10                  the last one, ten times as fast, as the teachers saw it
  sala replay --as ana --from 14:05       what ana saw from five past two on
  sala replay 3 --as ana > class.txt      all of the third one, at once

Answers from the journal are not recorded.")]
pub(super) struct Args {
    /// Number of the class, as --list shows it [default: the last one]
    #[arg(value_name = "N")]
    number: Option<i64>,
    /// List the recorded classes
    #[arg(long)]
    list: bool,
    /// What the person of this name saw
    #[arg(long = "as", value_name = "NAME", conflicts_with = "teacher")]
    person: Option<String>,
    /// What the teachers saw; so it is without --as
    #[arg(long)]
    teacher: bool,
    /// From this time of the class on: 14:05 or 14:05:30
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// How many times as fast as it went
    #[arg(long, value_name = "N")]
    speed: Option<f64>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    key: KeyArgs,
}

pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let told = |error: JournalError| Failure::Failed(error.explain(locale));
    let place = args.key.place(args.data.folder(locale)?);
    let person = args.person.as_deref().map(|text| name("--as", text, locale)).transpose()?;
    if args.speed.is_some_and(|speed| !speed.is_finite() || speed <= 0.0) {
        return Err(Failure::Misused(say!(locale, "replay-speed")));
    }
    let reader = Reader::open(&place).map_err(told)?;
    let recordings = reader.recordings().map_err(told)?;
    if args.list {
        return list(&recordings, locale);
    }
    let wanted = match args.number {
        Some(number) => recordings.iter().find(|recording| recording.number == number),
        None => recordings.last(),
    };
    let key = if recordings.is_empty() { "replay-none" } else { "replay-which" };
    let Some(wanted) = wanted else { return Err(Failure::Failed(say!(locale, key))) };
    let entries = reader.entries(wanted).map_err(told)?;
    let player = Player::new(entries).ok_or_else(|| Failure::Failed(say!(locale, "replay-cut")))?;
    drop(reader);
    let zone = zone_of(&player);
    let viewers = viewers(&player, person.as_ref(), locale)?;
    let from = args.from.as_deref().map(|text| time(text, &player, &zone, locale)).transpose()?;
    let is_paced = args.speed.is_some() || io::stdout().is_terminal();
    let out = BufWriter::new(io::stdout().lock());
    let color = common.color.on(&io::stdout());
    let mut show = Show { out, zone, color, began: None, speed: args.speed.unwrap_or(1.0) };
    show.play(player, viewers, from, is_paced)?;
    Ok(show.out.flush()?)
}

fn list(recordings: &[Recording], locale: Locale) -> Result<(), Failure> {
    if recordings.is_empty() {
        return Err(Failure::Failed(say!(locale, "replay-none")));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for Recording { number, opened, last, entries } in recordings {
        let local = |at: &Timestamp| at.to_zoned_datetime(TimeZone::system());
        let (opened, last) =
            (local(opened).strftime("%Y-%m-%d %H:%M"), local(last).strftime("%H:%M"));
        writeln!(
            out,
            "{number:>4}  {opened}–{last}  {}",
            say!(locale, "replay-entries", count = *entries)
        )?;
    }
    Ok(out.flush()?)
}

/// Where the clock of the class hung.
fn zone_of(player: &Player) -> TimeZone {
    match player.entries().first().map(|entry| &entry.input) {
        Some(Input::Opened(opened)) => opened.config.time_zone.clone(),
        _ => TimeZone::UTC,
    }
}

fn viewers(
    player: &Player,
    person: Option<&Name>,
    locale: Locale,
) -> Result<HashSet<ConnectionId>, Failure> {
    let own = person.map_or_else(|| player.teachers().clone(), |name| player.connections_of(name));
    if !own.is_empty() {
        return Ok(own);
    }
    let names = player.names().into_iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
    Err(Failure::Failed(match person {
        Some(name) => say!(locale, "replay-nobody", name = name.as_str(), names = names),
        None => say!(locale, "replay-no-teacher", names = names),
    }))
}

/// The moment of the class that has this time of day: the first one from its opening on.
fn time(
    text: &str,
    player: &Player,
    zone: &TimeZone,
    locale: Locale,
) -> Result<Timestamp, Failure> {
    let wrong = || Failure::Misused(say!(locale, "replay-bad-time", value = text));
    let formats = ["%H:%M", "%H:%M:%S"];
    let time = formats.iter().find_map(|format| Time::strptime(format, text.trim()).ok());
    let opened = player.entries().first().map_or(Timestamp::MIN, |entry| entry.at.wall);
    let opened = opened.to_zoned_datetime(zone.clone());
    let day = opened.date().to_datetime(time.ok_or_else(wrong)?);
    // The minute in which it was opened is the class's beginning.
    let is_before = day < opened.datetime().checked_sub(1.minute()).map_err(|_| wrong())?;
    let day = if is_before { day.checked_add(1.day()).map_err(|_| wrong())? } else { day };
    Ok(day.to_zoned_datetime(zone.clone()).map_err(|_| wrong())?.timestamp())
}

/// The lines on their way to standard output.
struct Show {
    out: BufWriter<StdoutLock<'static>>,
    zone: TimeZone,
    color: bool,
    /// When the first line was shown, and the time of the class then.
    began: Option<(Instant, Duration)>,
    speed: f64,
}

impl Show {
    fn play(
        &mut self,
        mut player: Player,
        viewers: HashSet<ConnectionId>,
        from: Option<Timestamp>,
        is_paced: bool,
    ) -> Result<(), Failure> {
        let locale = player.class().locale();
        if let Some(from) = from {
            player.go_to(player.place_at(from));
        }
        let mut view = View::new(viewers, player.class());
        let mut is_over = false;
        loop {
            let own = player.entries().get(player.place()).and_then(|entry| typed(entry, &view));
            let speaker = own.and_then(|(who, _)| player.class().name(who)).cloned();
            let own = own.map(|(_, line)| line.to_owned());
            let Some((entry, effects)) = player.step() else { break };
            let lines = view.lines(entry, &effects);
            if is_paced && (own.is_some() || !lines.is_empty()) {
                self.out.flush()?;
                self.wait(entry.at.clock);
            }
            let at = self.zone.to_datetime(entry.at.wall).strftime("%H:%M:%S").to_string();
            if let Some(own) = own {
                let name = speaker.as_ref().map_or("?", Name::as_str);
                let line = format!("{name}> {own}");
                self.line(&at, &Style::BOLD.painted(&line, self.color))?;
            }
            for line in lines {
                self.line(&at, &line.to_string())?;
            }
            is_over = effects.contains(&Effect::End);
        }
        self.out.flush()?;
        if !is_over {
            aside(&say!(locale, "replay-ends"));
        }
        Ok(())
    }

    /// Waits until it is time for what happened when the clock of the class showed this.
    fn wait(&mut self, clock: Duration) {
        let (began, first) = *self.began.get_or_insert_with(|| (Instant::now(), clock));
        let due = clock.saturating_sub(first).as_secs_f64() / self.speed;
        let due = Duration::try_from_secs_f64(due).unwrap_or(Duration::MAX);
        thread::sleep(due.saturating_sub(began.elapsed()));
    }

    fn line(&mut self, at: &str, line: &str) -> io::Result<()> {
        writeln!(self.out, "{}  {line}", Style::DIM.painted(at, self.color))
    }
}

/// What one of these people typed, if that is what happened.
fn typed<'e>(entry: &'e Entry, view: &View) -> Option<(ConnectionId, &'e str)> {
    match &entry.input {
        Input::Line { who, line: Ok(line), .. } if view.is_of(*who) => Some((*who, line)),
        Input::SecretGiven { who, .. } if view.is_of(*who) => Some((*who, "***")),
        _ => None,
    }
}
