//! `sala replay`: shows a recorded class again, as somebody saw it.

mod look;
mod plain;
mod screen;

use std::collections::HashSet;
use std::io::{self, BufWriter, IsTerminal, Write};

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::classroom::ConnectionId;
use crate::journal::{JournalError, Reader, Recording};
use crate::locale::Locale;
use crate::name::Name;
use crate::replay::{Feature, Player, Showing, drawing, feature};
use crate::say;

use self::look::Look;
use self::screen::Screen;
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
  sala replay --format feature > class.feature
                                          the last one as a scenario for \"sala bot run\"

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
    /// What the teachers saw; the default without --as
    #[arg(long)]
    teacher: bool,
    /// From this time of the class on: 14:05 or 14:05:30
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// How many times as fast as it went
    #[arg(long, value_name = "N")]
    speed: Option<f64>,
    /// In a terminal: wait for a key before each line
    #[arg(long)]
    step: bool,
    /// Write the class in another form: "feature", a scenario for "sala bot run" in which everybody has
    /// another name, or "svg", a drawing
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["speed", "step"])]
    format: Option<Format>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    key: KeyArgs,
}

/// Another form than lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Feature,
    Svg,
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
    if args.format == Some(Format::Feature)
        && (person.is_some() || args.teacher || args.from.is_some())
    {
        return Err(Failure::Misused(say!(locale, "feature-whole")));
    }
    let key = if recordings.is_empty() { "replay-none" } else { "replay-which" };
    let Some(wanted) = wanted else { return Err(Failure::Failed(say!(locale, key))) };
    let entries = reader.entries(wanted).map_err(told)?;
    let mut player =
        Player::new(entries).ok_or_else(|| Failure::Failed(say!(locale, "replay-cut")))?;
    drop(reader);
    let zone = player.config().time_zone.clone();
    let from = args.from.as_deref().map(|text| time(text, &player, &zone, locale)).transpose()?;
    if let Some(from) = from {
        player.go_to(player.place_at(from));
    }
    let look = Look { locale, zone, color: common.color.on(&io::stdout()) };
    if args.format == Some(Format::Feature) {
        return write_feature(&player, &look);
    }
    if args.format == Some(Format::Svg) && person.is_none() && !args.teacher {
        return write_drawing(&mut player, None, &look);
    }
    let viewers = viewers(&player, person.as_ref(), locale)?;
    if args.format == Some(Format::Svg) {
        return write_drawing(&mut player, Some(&viewers), &look);
    }
    let mut showing = Showing::new(player, viewers);
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Screen::new(showing, &look, args.speed.unwrap_or(1.0), args.step).run();
    }
    let speed = args.speed.or(io::stdout().is_terminal().then_some(1.0));
    plain::write(&mut showing, &look, speed)
}

fn title(player: &Player, look: &Look) -> String {
    let opened = player.entries().first().map_or(Timestamp::MIN, |entry| entry.at.wall);
    let opened = look.zone.to_datetime(opened).strftime("%Y-%m-%d %H:%M").to_string();
    say!(look.locale, "replay-title", opened = opened)
}

/// The whole class, of which everybody is renamed.
fn write_feature(player: &Player, look: &Look) -> Result<(), Failure> {
    let Feature { text, left_out } = feature(player, &title(player, look), look.locale);
    io::stdout().lock().write_all(text.as_bytes())?;
    if left_out > 0 {
        aside(&say!(look.locale, "feature-left-out", count = left_out));
    }
    Ok(())
}

fn write_drawing(
    player: &mut Player,
    only: Option<&HashSet<ConnectionId>>,
    look: &Look,
) -> Result<(), Failure> {
    let title = title(player, look);
    let diagram = drawing(player, only, &title, look.locale);
    io::stdout().lock().write_all(diagram.to_svg().as_bytes())?;
    diagram.footer.iter().for_each(|left_out| aside(left_out));
    Ok(())
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
