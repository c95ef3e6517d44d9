//! `sala log`: reads the journal, for people and for programs, and looks after it.

mod span;
mod rows;
mod format;
mod register;
mod listing;
mod maintenance;

use clap::Subcommand;

use super::common::{Common, DataArgs, KeyArgs};
use super::failure::Failure;
use listing::Listing;
use maintenance::{ForgetArgs, RekeyArgs, forget, rekey};

const EXAMPLES: &str = "\
Examples:
  sala log attendance --class 7A            who was in which meeting, for how many minutes
  sala log show --since 2h --with ana       the last two hours of ana's conversation
  sala log search prova 'tabuad*'           lines with both words, ignoring accents and case
  sala log export --format csv > class.csv  the whole conversation, for a spreadsheet
  sala log entries --format jsonl           who came in, from where, for a program
  sala log forget ana                       removes what ana said, and the name

Without --format a listing is for people; csv is for spreadsheets, in the reader's language; txt and
jsonl are for programs: RFC 3339 times, English names. All times are local ones, to the second.";

/// Read and maintain the journal of the class; reading works while the server runs
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    #[command(flatten)]
    List(Listing),
    Forget(ForgetArgs),
    Rekey(RekeyArgs),
}

pub(super) fn run(args: Args, common: Common) -> Result<(), Failure> {
    let place = args.key.place(args.data.folder(common.lang)?);
    match args.task {
        Task::List(listing) => listing::run(&listing, &place, common),
        Task::Forget(args) => forget(args, &place, common),
        Task::Rekey(args) => rekey(&args, &place, common),
    }
}
