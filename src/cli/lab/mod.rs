//! `sala lab`: lessons in which students write their own classroom, graded by bots.

mod saves;
mod source;
mod target;
mod sandbox;
mod reporter;
mod evidence;
mod export;
mod fingerprint;
mod grading;
mod list;
mod show;
mod hint;
mod start;
mod status;
mod check;
mod watch;
mod grade_folder;
mod report_cache;
mod report_class;
mod report_roster;
mod report;
mod lint;
mod new;
mod keep;

use clap::Subcommand;

use super::common::Common;
use super::failure::Failure;
use source::SourceArgs;

/// Learn to write a chat server, lesson by lesson, graded by bots
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala lab list                                   the lessons, and what has passed here
  sala lab show 1                                 what lesson 1 is about
  sala lab start 1 --in python minha-sala         a folder to begin in
  sala lab check 1 -- python3 servidor.py         grade a program, in any language
  sala lab check 1 --addr 127.0.0.1:7777          grade a server that is already running
  sala lab watch 1 -- python3 servidor.py         again whenever you save
  sala lab report turma/* --csv > notas.csv       for a teacher: a whole class
  sala lab report turma/* --format html -o x.html   the class as one page")]
pub(super) struct Args {
    #[command(flatten)]
    source: SourceArgs,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    List(list::Args),
    Show(show::Args),
    Start(start::Args),
    Check(check::Args),
    Watch(watch::Args),
    Hint(hint::Args),
    Status(status::Args),
    Report(report::Args),
    Lint(lint::Args),
    New(new::Args),
    Keep(keep::Args),
    TrySandbox(sandbox::TrialArgs),
    GradeFolder(grade_folder::Args),
}

pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    let source = &args.source;
    match &args.task {
        Task::List(args) => list::run(args, source, common),
        Task::Show(args) => show::run(args, source, common),
        Task::Start(args) => start::run(args, source, common),
        Task::Check(args) => check::run(args, source, common),
        Task::Watch(args) => watch::run(args, source, common),
        Task::Hint(args) => hint::run(args, source, common),
        Task::Status(args) => status::run(args, source, common),
        Task::Report(args) => report::run(args, source, common),
        Task::Lint(args) => lint::run(args, source, common),
        Task::New(args) => new::run(args, source, common),
        Task::Keep(args) => keep::run(args),
        Task::TrySandbox(_) => sandbox::try_sandbox(),
        Task::GradeFolder(args) => grade_folder::run(args, source, common),
    }
}
