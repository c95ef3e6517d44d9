//! `sala log`: reads the journal, for people and for programs.

mod span;
mod people;
mod programs;

use std::io::{self, BufWriter, Write};

use clap::Subcommand;
use jiff::ZonedDateTime;

use crate::journal::{JournalError, Reader};
use crate::say;

use super::common::Common;
use super::data_folder::{DataArgs, KeyArgs};
use super::failure::Failure;
use people::People;
use programs::{Format, Programs};
use span::SpanArgs;

const EXAMPLES: &str = "\
Examples:
  sala log attendance --since 8:00          who was here today, for how long
  sala log show --since 2h --with ana       the last two hours of ana's conversation
  sala log search prova 'tabuad*'           lines with both words, accents and case aside
  sala log export --format csv > class.csv  the whole conversation, for a spreadsheet
  sala log entries --format jsonl           who came in, from where, for a program

Without --format a listing is for people, in local time; with it, for programs: times as in
RFC 3339, names of columns in English.";

/// Read the journal of the class, also while the server runs
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(subcommand)]
    listing: Listing,
}

#[derive(Debug, Subcommand)]
enum Listing {
    /// Who came in, from where and when, and how they left
    Entries(ListingArgs),
    /// Who was here, from when to when, for how many minutes
    Attendance(ListingArgs),
    /// What was said
    Show(ListingArgs),
    /// The lines that hold every word; accents and case do not matter
    Search {
        /// The words; `tabuad*` finds all that begin so
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        #[command(flatten)]
        args: ListingArgs,
    },
    /// What was said, for programs
    Export {
        #[command(flatten)]
        span: SpanArgs,
        /// The form of the lines
        #[arg(long, value_name = "FORMAT", default_value = "txt", display_order = 0)]
        format: Format,
    },
}

#[derive(Debug, clap::Args)]
struct ListingArgs {
    #[command(flatten)]
    span: SpanArgs,
    /// For programs, in this form [default: for people]
    #[arg(long, value_name = "FORMAT", display_order = 0)]
    format: Option<Format>,
}

impl Listing {
    /// What part of the journal is wanted, and in what form if not for people.
    fn options(&self) -> (&SpanArgs, Option<Format>) {
        match self {
            Self::Entries(args)
            | Self::Attendance(args)
            | Self::Show(args)
            | Self::Search { args, .. } => (&args.span, args.format),
            Self::Export { span, format } => (span, Some(*format)),
        }
    }

    fn searches_for_nothing(&self) -> bool {
        match self {
            Self::Search { words, .. } => words.iter().all(|word| word.trim().is_empty()),
            _ => false,
        }
    }
}

pub(super) fn run(args: Args, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let now = ZonedDateTime::now();
    let (span, format) = args.listing.options();
    let filter = span.filter(&now, locale)?;
    if args.listing.searches_for_nothing() {
        return Err(Failure::Misused(say!(locale, "journal-no-words")));
    }
    let place = args.key.place(args.data.folder(locale)?);
    let told = |error: JournalError| Failure::Failed(error.explain(locale));
    let reader = Reader::open(&place).map_err(told)?;

    let mut out = BufWriter::new(io::stdout().lock());
    let zone = now.time_zone();
    let form = match format {
        Some(format) => Form::Programs(Programs { zone, format }),
        None => Form::People(People { zone, locale, color: common.color.on(&io::stdout()) }),
    };
    match &args.listing {
        Listing::Entries(_) => {
            let entries = reader.entries(&filter).map_err(told)?;
            match form {
                Form::People(people) => people.entries(&mut out, &entries)?,
                Form::Programs(programs) => programs.entries(&mut out, &entries)?,
            }
        }
        Listing::Attendance(_) => {
            let presences = reader.attendance(&filter, now.timestamp()).map_err(told)?;
            match form {
                Form::People(people) => people.attendance(&mut out, &presences)?,
                Form::Programs(programs) => programs.attendance(&mut out, &presences)?,
            }
        }
        Listing::Show(_) | Listing::Export { .. } | Listing::Search { .. } => {
            let lines = match &args.listing {
                Listing::Search { words, .. } => reader.search(&words.join(" "), &filter),
                _ => reader.conversation(&filter),
            };
            let mut lines = lines.map(|line| line.map_err(told));
            match form {
                Form::People(people) => people.lines(&mut out, &mut lines)?,
                Form::Programs(programs) => programs.lines(&mut out, &mut lines)?,
            }
        }
    }
    Ok(out.flush()?)
}

/// For whom a listing is.
enum Form<'z> {
    People(People<'z>),
    Programs(Programs<'z>),
}
