//! Grades lessons one after the other and prints what comes of each, as it comes.

use std::io;

use futures_lite::FutureExt;
use jiff::ZonedDateTime;

use crate::lab::{Depth, Graded, Lesson, Sandbox, Target, Trouble, grade, prepare};
use crate::link::LinkError;
use crate::locale::Locale;
use crate::say;
use crate::server::asked_to_end;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::printer::Printer;
use super::reporter::{Reporter, Telling};
use super::source::{here, read_progress, warn};

/// Builds what is to be graded, if it has to be built, in a box of its copy; none, and told, if that
/// failed.
pub(super) async fn build(
    target: &Target,
    sandbox: Option<&Sandbox>,
    common: Common,
) -> Result<Option<Target>, Failure> {
    let (start_failure, said) = match prepare(target, sandbox).await {
        Ok(built) => return Ok(Some(built)),
        Err(failed) => failed,
    };
    Reporter(Printer::on_stdout(common)).not_built(
        &mut io::stdout().lock(),
        &start_failure,
        &said,
    )?;
    Ok(None)
}

pub(super) async fn grade_all(
    lessons: &[&Lesson],
    all: &[Lesson],
    target: &Target,
    common: Common,
) -> Result<Vec<Graded>, Failure> {
    let reporter = Reporter(Printer::on_stdout(common));
    let mut done: Vec<Graded> = Vec::new();
    let mut telling = Telling::default();
    for lesson in lessons {
        reporter.title(&mut io::stdout().lock(), lesson)?;
        // One conversation is enough to work on.
        let in_full = !done.iter().any(Graded::has_failed);
        telling = Telling { in_full, causes: telling.causes, ..Telling::default() };
        let mut printed = Ok(());
        let graded = grade(lesson, target, Depth::Whole, |checked| {
            if printed.is_ok() {
                printed = reporter.checked(&mut io::stdout().lock(), checked, &mut telling);
            }
        });
        let graded = graded.await.map_err(|trouble| of_trouble(&trouble, common.lang))?;
        printed?;
        if graded.has_passed() {
            note(lesson, common.lang)?;
        }
        let next = all.iter().find(|other| other.number == lesson.number + 1);
        let next = next.filter(|_| lessons.len() == 1);
        reporter.sum_up(&mut io::stdout().lock(), &graded, next)?;
        done.push(graded);
    }
    Ok(done)
}

/// Works until the work is done or the process is asked to end; then the work is dropped, and with it
/// ends what it has started.
pub(super) async fn until_stopped<T>(
    locale: Locale,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let stop = asked_to_end().map_err(|error| {
        Failure::System(say!(locale, "bots-no-signals", why = error.to_string()))
    })?;
    let stopped = async {
        let signal = stop.await;
        Err(Failure::Interrupted(signal, say!(locale, "lab-interrupted")))
    };
    work.or(stopped).await
}

fn note(lesson: &Lesson, locale: Locale) -> Result<(), Failure> {
    let folder = here(locale)?;
    let mut progress = read_progress(&folder, locale);
    let noted = progress.note(lesson.number, &ZonedDateTime::now(), &folder);
    noted.unwrap_or_else(|error| warn(&error, locale));
    Ok(())
}

pub(super) fn of_trouble(trouble: &Trouble, locale: Locale) -> Failure {
    match trouble {
        Trouble::Unreachable(LinkError::UnknownHost(_)) => {
            Failure::Misused(trouble.explain(locale))
        }
        Trouble::Unreachable(_) => Failure::Failed(trouble.explain(locale)),
        Trouble::System(_) | Trouble::FewFiles(_) | Trouble::Lesson(_) => {
            Failure::System(trouble.explain(locale))
        }
    }
}
