//! What the lab found out, in the words of both languages: a verdict that can be kept and exported.

use std::path::Path;

use crate::bot::{escaped, picture, shortened};
use crate::diagram::Diagram;
use crate::lab::{self, CheckFailure, Checked, Graded, OutputLine, StartFailure, What};
use crate::locale::{Bilingual, Locale};
use crate::marks::{CheckVerdict, Evidence, LessonVerdict, Outcome, Status};
use crate::say;
use crate::wire::clean;

use super::super::printer::Printer;
use super::reporter::Reporter;

/// The longest reason, and the longest line in a drawing, in characters.
const REASON: usize = 300;
const DRAWN: usize = 160;

/// What came of a lesson. What is known of it says nothing of where the program's folder is.
pub(super) fn lesson_verdict(graded: &Graded, folder: &Path) -> LessonVerdict {
    let status = match () {
        () if graded.has_passed() => Status::Passed,
        () if graded.start_failure().is_some() => Status::NotStarting,
        () if graded.has_failed() => Status::Wrong,
        // Something cannot be seen from outside.
        () => Status::Ungraded,
    };
    LessonVerdict {
        number: graded.lesson,
        status,
        seconds: graded.took.as_secs_f64(),
        checks: graded.checked.iter().map(|checked| check_verdict(checked, folder)).collect(),
    }
}

fn check_verdict(checked: &Checked, folder: &Path) -> CheckVerdict {
    let (outcome, evidence) = match &checked.outcome {
        lab::Outcome::Passed => (Outcome::Passed, None),
        lab::Outcome::Unverified | lab::Outcome::Untried => (Outcome::Untried, None),
        lab::Outcome::Failed(failure) => {
            let both = Locale::ALL.map(|locale| evidence(checked, failure, folder, locale));
            (Outcome::Failed, Some(Box::new(both)))
        }
    };
    CheckVerdict {
        id: checked.check.id.clone(),
        sentence: checked.check.sentence.clone(),
        remark: checked.check.remark,
        outcome,
        evidence,
    }
}

fn evidence(checked: &Checked, failure: &CheckFailure, folder: &Path, locale: Locale) -> Evidence {
    let sentence = checked.check.sentence.in_words(locale);
    let (reason, happened) = match (failure.start_failure(), failure.crash()) {
        (Some(start_failure), _) => (start_failure.explain(locale), String::new()),
        (None, Some(words)) => (format!("{sentence} ({words})"), String::new()),
        (None, None) => (sentence.to_owned(), failure.what_happened(locale).text),
    };
    let facts = failure.facts(locale).into_iter();
    let printer = Printer { locale, color: false };
    Evidence {
        reason: line(&without(folder, &reason)),
        happened: line(&happened),
        facts: facts
            .map(|fact| (say!(locale, fact.key), clean(&without(folder, &fact.text)).into()))
            .collect(),
        conversation: without(folder, &text(|out| Reporter(printer).conversation(out, failure))),
        diagram: drawing(checked, failure, locale).map(|drawn| shorter(drawn, folder)),
    }
}

/// A lesson that a program did not begin, since it does not start: what there is to know of it.
pub(super) fn not_built(
    start_failure: &StartFailure,
    said: &[OutputLine],
    folder: &Path,
) -> (Bilingual, String) {
    let printer = Printer { locale: Locale::default(), color: false };
    let why = Bilingual::new(|locale| line(&start_failure.explain(locale)));
    (why, without(folder, &text(|out| printer.output_lines(out, said))))
}

/// A failed conversation as a sequence diagram.
pub(super) fn drawing(
    checked: &Checked,
    failure: &CheckFailure,
    locale: Locale,
) -> Option<Diagram> {
    let What::Step(step) = &failure.what else { return None };
    let printed = failure.said.iter().map(|line| (line.at, escaped(&line.line)));
    let title = checked.check.sentence.in_words(locale).to_owned();
    Some(picture(title, step, say!(locale, "picture-program"), printed, locale))
}

/// The drawing with no more of each line than it has room for.
fn shorter(mut drawing: Diagram, folder: &Path) -> Diagram {
    for event in &mut drawing.events {
        event.text = shortened(&clean(&without(folder, &event.text)), DRAWN);
        event.tooltip.clone_from(&event.text);
    }
    drawing
}

/// A text in which the files of a folder have their paths from there.
pub(super) fn without(folder: &Path, text: &str) -> String {
    text.replace(&format!("{}/", folder.display()), "")
}

/// One line without anything raw, of limited length.
pub(super) fn line(text: &str) -> String {
    shortened(&clean(text), REASON)
}

fn text(print: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    // A vector takes everything.
    let _ = print(&mut out);
    textwrap::dedent(&String::from_utf8_lossy(&out))
}
