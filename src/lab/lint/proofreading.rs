//! What is wrong with lessons as they are written.

use std::collections::BTreeSet;

use crate::locale::Locale;

use super::super::lesson::Lesson;
use super::super::page::{renewed, written};
use super::super::shelf::Shelf;
use super::flaw::{BROKEN, Finding, Flaw, WORDS};
use super::mistakes::mistakes;

/// What is wrong with the lessons as they are written.
pub fn proofread(shelf: &Shelf, lessons: &[Lesson]) -> Vec<Finding> {
    lessons.iter().flat_map(|lesson| proofread_one(shelf, lesson)).collect()
}

fn proofread_one(shelf: &Shelf, lesson: &Lesson) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |file: &str, what| {
        found.push(Finding { place: format!("{}/{file}", lesson.folder), what });
    };
    let empty = lesson
        .sheet
        .hints
        .iter()
        .any(|hint| Locale::ALL.iter().any(|locale| hint.in_words(*locale).trim().is_empty()));
    if empty || lesson.sheet.hints.is_empty() {
        add("lesson.toml", Flaw::Hints);
    }
    if lesson.check(&lesson.sheet.about).is_none() {
        add("lesson.toml", Flaw::NoCheck(lesson.sheet.about.clone()));
    }
    let scenarios = lesson.written_scenarios();
    let ids: BTreeSet<&String> = lesson.sheet.checks.iter().map(|check| &check.id).collect();
    for scenario in &scenarios {
        if scenario.tags.iter().filter(|tag| ids.contains(tag)).count() != 1 {
            add("checks.feature", Flaw::Untagged(scenario.name.clone()));
        }
    }
    for check in &lesson.sheet.checks {
        if lesson.of_check(&scenarios, check).is_empty() {
            add("checks.feature", Flaw::NoScenario(check.id.clone()));
        }
    }
    pages(lesson, &mut add);
    broken(shelf, lesson, &mut add);
    found
}

/// What is wrong with the list of broken programs.
fn broken(shelf: &Shelf, lesson: &Lesson, add: &mut impl FnMut(&str, Flaw)) {
    let mistakes = match mistakes(shelf, lesson) {
        Ok(mistakes) => mistakes,
        Err(why) => return add("broken/mistakes.toml", Flaw::Mistakes(why)),
    };
    if mistakes.len() < BROKEN {
        add("broken/mistakes.toml", Flaw::FewBroken(mistakes.len()));
    }
    for mistake in &mistakes {
        if lesson.check(&mistake.fails).is_none() {
            add("broken/mistakes.toml", Flaw::NoCheck(mistake.fails.clone()));
        }
    }
    for check in lesson.sheet.checks.iter().filter(|check| !check.remark) {
        if !mistakes.iter().any(|mistake| mistake.fails == check.id) {
            add("broken/mistakes.toml", Flaw::Unproved(check.id.clone()));
        }
    }
}

/// What is wrong with a lesson's pages.
fn pages(lesson: &Lesson, add: &mut impl FnMut(&str, Flaw)) {
    let levels = |locale| -> Vec<usize> {
        let lines = lesson.page(locale).lines().filter(|line| line.starts_with('#'));
        lines.map(|line| line.chars().take_while(|sign| *sign == '#').count()).collect()
    };
    if levels(Locale::PtBr) != levels(Locale::En) {
        add("pt-BR.md", Flaw::Sections);
    }
    for locale in Locale::ALL {
        let file = format!("{locale}.md");
        let words = written(lesson, locale)
            .split_whitespace()
            .filter(|word| word.contains(char::is_alphanumeric))
            .count();
        if !WORDS.contains(&words) {
            add(&file, Flaw::Length(words));
        }
        if renewed(lesson, locale).as_deref() != Some(lesson.page(locale)) {
            add(&file, Flaw::Stale);
        }
    }
}
