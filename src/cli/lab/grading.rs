//! Grades lessons one after the other and prints what comes of each, as it comes.

use std::io;

use jiff::ZonedDateTime;

use crate::lab::{Depth, Graded, Lesson, Outcome, Progress, Subject, Trouble, grade, prepare};
use crate::locale::Locale;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::sights::Sights;
use super::people::People;
use super::source::{here, of_progress};

/// What came of a grading.
pub(super) enum Grading {
    /// What came of each lesson.
    Done(Vec<Graded>),
    /// The program cannot even be built.
    NotBuilt,
}

/// Grades lessons, prints, and notes in the folder what has passed.
///
/// # Errors
/// The grader's own trouble, or the output takes no more.
pub(super) async fn grade_all(
    lessons: &[&Lesson],
    all: &[Lesson],
    subject: &Subject,
    common: Common,
) -> Result<Grading, Failure> {
    let people = People(Sights::on_stdout(common));
    if let Err((mishap, said)) = prepare(subject).await {
        people.not_built(&mut io::stdout().lock(), &mishap, &said)?;
        return Ok(Grading::NotBuilt);
    }
    let mut done: Vec<Graded> = Vec::new();
    let mut told = false;
    for lesson in lessons {
        people.title(&mut io::stdout().lock(), lesson)?;
        let mut printed = Ok(());
        let graded = grade(lesson, subject, Depth::Whole, |checked| {
            let failed = matches!(checked.outcome, Outcome::Failed(_));
            let in_full = failed && !checked.check.remark && !told;
            told = told || in_full;
            if printed.is_ok() {
                printed = people.checked(&mut io::stdout().lock(), checked, in_full);
            }
        });
        let graded = graded.await.map_err(|trouble| of_trouble(&trouble, common.lang()))?;
        printed?;
        if graded.has_passed() {
            note(lesson, common.lang())?;
        }
        let next = all.iter().find(|other| other.number == lesson.number + 1);
        let next = next.filter(|_| lessons.len() == 1);
        people.sum_up(&mut io::stdout().lock(), &graded, next)?;
        done.push(graded);
    }
    Ok(Grading::Done(done))
}

/// Notes in the folder that a lesson has passed.
fn note(lesson: &Lesson, locale: Locale) -> Result<(), Failure> {
    let folder = here()?;
    let noted = Progress::read(&folder)
        .and_then(|mut progress| progress.note(lesson.number, &ZonedDateTime::now(), &folder));
    noted.map_err(|error| of_progress(&error, locale))
}

/// The grader's own trouble.
pub(super) fn of_trouble(trouble: &Trouble, locale: Locale) -> Failure {
    Failure::Trouble(trouble.explain(locale))
}
