//! The part of a lesson's page that is made from its checks, so that it cannot drift.

use std::fmt::Write;

use crate::bot::storyboard;
use crate::locale::Locale;
use crate::say;

use super::lesson::Lesson;

const BEGIN: &str = "<!-- checks: made by `make docs` -->\n";
const END: &str = "<!-- end of checks -->";

/// The name of the file with the picture of a lesson's conversation, in its folder.
pub fn picture_file(locale: Locale) -> String {
    format!("conversation.{locale}.svg")
}

/// The conversation that the lesson is about as a sequence diagram, in SVG.
pub fn picture(lesson: &Lesson, locale: Locale) -> Option<String> {
    let check = lesson.check(&lesson.manifest.about)?;
    let scenarios = lesson.written_scenarios().ok()?;
    let scenario = *lesson.of_check(&scenarios, check).first()?;
    let title = check.sentence.in_words(locale).to_owned();
    let server = say!(locale, "picture-server");
    Some(storyboard(scenario, title, server, locale).to_svg())
}

/// A lesson's page with that part generated again; `None` where the page has no place for it, or
/// the checks cannot be read.
pub fn renewed(lesson: &Lesson, locale: Locale) -> Option<String> {
    let page = lesson.page(locale);
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{}\n{END}{after}", conversation(lesson, locale)?))
}

/// What is written by its author: the page without the part that is made.
pub fn written(lesson: &Lesson, locale: Locale) -> String {
    let page = lesson.page(locale);
    match page.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?))) {
        Some((before, (_, after))) => format!("{before}{after}"),
        None => page.to_owned(),
    }
}

/// Each sentence, and what the bots do to check it.
fn conversation(lesson: &Lesson, locale: Locale) -> Option<String> {
    let scenarios = lesson.written_scenarios().ok()?;
    let mut text = String::new();
    for check in &lesson.manifest.checks {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{}\n", check.sentence.in_words(locale));
        if check.id == lesson.manifest.about {
            let alt = say!(locale, "picture-alt");
            let _ = writeln!(text, "![{alt}]({})\n", picture_file(locale));
        }
        let _ = writeln!(text, "```text");
        for (number, scenario) in lesson.of_check(&scenarios, check).iter().enumerate() {
            if number > 0 {
                text.push('\n');
            }
            for step in &scenario.steps {
                let _ = writeln!(text, "{}", step.wording.in_words(locale));
            }
        }
        let _ = writeln!(text, "```");
    }
    Some(text)
}
