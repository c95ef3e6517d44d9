//! The listings: what part of the journal, in what form.

use std::io::{self, BufWriter, Write};
use std::time::Duration;

use clap::Subcommand;
use jiff::{Timestamp, ZonedDateTime};

use crate::journal::{JournalError, Location, Reader};
use crate::say;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::meeting::GRACE_MINUTES;
use super::super::sheet::SheetArgs;
use super::format::{Form, Format};
use super::register;
use super::rows::{EntryRow, LineRow, PresenceRow};
use super::span::SpanArgs;

#[derive(Debug, Subcommand)]
pub(super) enum Listing {
    /// Who came in, from where and when, and how they left
    Entries(ListingArgs),
    /// Who was in which meeting of a class, for how many minutes
    Attendance(AttendanceArgs),
    /// What was said
    Show(ListingArgs),
    /// The lines that contain every word, ignoring case and accents
    Search {
        /// Words to find; `tabuad*` finds every word with that prefix
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        #[command(flatten)]
        args: ListingArgs,
    },
    /// The whole conversation, for programs
    Export {
        #[command(flatten)]
        span: SpanArgs,
        /// Output format
        #[arg(long, value_name = "FORMAT", default_value = "txt", display_order = 0)]
        format: Format,
        #[command(flatten)]
        sheet: SheetArgs,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct AttendanceArgs {
    #[command(flatten)]
    span: SpanArgs,
    /// Minutes that someone may come late, or leave early, without a remark
    #[arg(long, value_name = "MINUTES", default_value_t = GRACE_MINUTES, display_order = 0)]
    grace: u64,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table", display_order = 0)]
    format: register::Format,
    #[command(flatten)]
    sheet: SheetArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct ListingArgs {
    #[command(flatten)]
    span: SpanArgs,
    /// Print for programs, in this format [default: a table for people]
    #[arg(long, value_name = "FORMAT", display_order = 0)]
    format: Option<Format>,
    #[command(flatten)]
    sheet: SheetArgs,
}

impl AttendanceArgs {
    /// The format, if it is one for programs.
    fn machine(&self) -> Option<(Format, SheetArgs)> {
        match self.format {
            register::Format::Txt => Some((Format::Txt, self.sheet)),
            register::Format::Jsonl => Some((Format::Jsonl, self.sheet)),
            _ => None,
        }
    }
}

impl Listing {
    /// What part of the journal is wanted, and in what form if not for people.
    fn options(&self) -> (&SpanArgs, Option<(Format, SheetArgs)>) {
        match self {
            Self::Attendance(args) => (&args.span, args.machine()),
            Self::Entries(args) | Self::Show(args) | Self::Search { args, .. } => {
                (&args.span, args.format.map(|format| (format, args.sheet)))
            }
            Self::Export { span, format, sheet } => (span, Some((*format, *sheet))),
        }
    }

    fn searches_for_nothing(&self) -> bool {
        matches!(self, Self::Search { words, .. } if words.iter().all(|word| word.trim().is_empty()))
    }
}

pub(super) fn run(listing: &Listing, place: &Location, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let now = ZonedDateTime::now();
    let (span, format) = listing.options();
    let mut filter = span.filter(&now, locale)?;
    if listing.searches_for_nothing() {
        return Err(Failure::Misused(say!(locale, "journal-no-words")));
    }
    let told = |error: JournalError| Failure::Failed(error.explain(locale));
    let reader = Reader::open(place).map_err(told)?;
    let classes = reader.classes().map_err(told)?;
    filter.meetings = span.meetings(classes.clone(), &now, locale)?;

    let mut out = BufWriter::new(io::stdout().lock());
    let zone = now.time_zone();
    let form = format.map_or_else(
        || Form::Human { locale, color: common.color.on(&io::stdout()) },
        |(format, sheet)| Form::Machine { format, sheet, locale },
    );
    match listing {
        Listing::Entries(_) => {
            let entries = reader.stays(&filter).map_err(told)?;
            form.table(&mut out, entries.iter().map(|entry| EntryRow::new(entry, zone)))?;
        }
        Listing::Attendance(args) if args.machine().is_none() => {
            let class = span.class(classes, locale)?;
            let span =
                filter.since.unwrap_or(Timestamp::MIN)..filter.until.unwrap_or(Timestamp::MAX);
            let meetings = filter.meetings.get_or_insert_with(|| class.meetings.clone());
            meetings.retain(|held| held.overlaps(&span));
            let mut register = reader.register(&class, &filter, now.timestamp()).map_err(told)?;
            let is_wanted = |presences: &[Option<_>]| presences.iter().any(Option::is_some);
            let is_part = filter.with.is_some();
            register.attendees.retain(|who| !is_part || is_wanted(&who.presences));
            let grace = Duration::from_secs(60 * args.grace);
            let shown = register::Shown { class: &class, register: &register, grace, zone, locale };
            match args.format {
                register::Format::Csv => shown.csv(&mut out, args.sheet)?,
                register::Format::Moodle => shown.moodle(&mut out, args.sheet)?,
                register::Format::Html => shown.html(&mut out)?,
                _ => shown.table(&mut out, common.color.on(&io::stdout()))?,
            }
        }
        Listing::Attendance(_) => {
            let presences = reader.attendance(&filter, now.timestamp()).map_err(told)?;
            form.table(&mut out, presences.iter().map(|it| PresenceRow::new(it, zone)))?;
        }
        Listing::Show(_) | Listing::Export { .. } | Listing::Search { .. } => {
            let lines = match listing {
                Listing::Search { words, .. } => reader.search(&words.join(" "), &filter),
                _ => reader.conversation(&filter),
            };
            let row = |said: Result<_, _>| said.map(|it| LineRow::new(it, zone)).map_err(told);
            form.lines(&mut out, lines.map(row))?;
        }
    }
    Ok(out.flush()?)
}
