//! `sala class`: the classes of a data folder, their meetings, and who belongs to them.

mod listing;
mod maintenance;
mod roster;

use clap::Subcommand;

use super::common::{Common, DataArgs, KeyArgs};
use super::failure::Failure;

const EXAMPLES: &str = "\
Examples:
  sala class list                          the classes, and when each last met
  sala class show 7A                       its meetings
  sala class roster 7A students.csv        who belongs to it, as Moodle or the school exports it
  sala class roster 7A --short 20261001=clara   a short name of your own choice
  sala class rename 7A 8A                  the same class, next year
  sala class archive 7A                    it is over: its passes open nothing any more
  sala class forget 7A                     removes all that the journal has of it

sala server --class 7A opens a meeting of a class, and makes the class if there is none.";

/// List, show and change classes
///
/// A class is its meetings: what was said in one is never shown in another class. No server may be
/// running when a class is changed.
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
    /// List the classes
    List,
    /// Show the meetings of a class
    Show(listing::ShowArgs),
    Roster(roster::RosterArgs),
    Rename(maintenance::RenameArgs),
    Archive(maintenance::ArchiveArgs),
    Forget(maintenance::ForgetArgs),
}

pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    let place = args.key.place(args.data.folder(common.lang)?);
    match &args.task {
        Task::List => listing::list(&place, common),
        Task::Show(args) => listing::show(args, &place, common),
        Task::Roster(args) => roster::roster(args, &place, common),
        Task::Rename(args) => maintenance::rename(args, &place, common),
        Task::Archive(args) => maintenance::archive(args, &place, common),
        Task::Forget(args) => maintenance::forget(args, &place, common),
    }
}
