//! What is wrong with lessons as they are written.

use std::collections::BTreeSet;

use regex::Regex;

use crate::locale::Locale;

use super::super::lesson::Lesson;
use super::super::materials::LessonSource;
use super::super::page::{renewed, written};
use super::super::topics::{ANY, SIGHTS, TOPICS};
use super::golden;
use super::lints::{BROKEN, Finding, Lint, WORDS};
use super::mistakes::mistakes;

/// What is wrong with the lessons as they are written.
pub fn proofread(source: &LessonSource, lessons: &[Lesson]) -> Vec<Finding> {
    let of_lessons = lessons.iter().flat_map(|lesson| proofread_one(source, lesson));
    of_lessons.chain(pitfalls(source)).collect()
}

/// What is wrong with what is known about languages.
fn pitfalls(source: &LessonSource) -> Vec<Finding> {
    let mut found = Vec::new();
    for language in source.languages() {
        let place = format!("languages.toml ({})", language.id);
        let mut add = |what| found.push(Finding { place: place.clone(), what });
        for pitfall in &language.pitfalls {
            for seen in pitfall.seen.iter().flat_map(|seen| seen.split(' ')) {
                if !TOPICS.contains(&seen) && !SIGHTS.contains(&seen) {
                    add(Lint::NoSight(seen.to_owned()));
                }
            }
            for pattern in [&pitfall.said, &pitfall.source, &pitfall.without].into_iter().flatten()
            {
                if let Err(error) = Regex::new(pattern) {
                    add(Lint::Pattern(pattern.clone(), error.to_string()));
                }
            }
            for locale in Locale::ALL {
                if pitfall.words.get(locale.tag()).is_none_or(String::is_empty) {
                    add(Lint::NoWords(locale.tag()));
                }
            }
        }
    }
    found
}

fn proofread_one(source: &LessonSource, lesson: &Lesson) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |file: &str, what| {
        found.push(Finding { place: format!("{}/{file}", lesson.folder), what });
    };
    let empty = lesson
        .manifest
        .hints
        .iter()
        .any(|hint| Locale::ALL.iter().any(|locale| hint.in_words(*locale).trim().is_empty()));
    if empty || lesson.manifest.hints.is_empty() {
        add("lesson.toml", Lint::Hints);
    }
    if lesson.check(&lesson.manifest.about).is_none() {
        add("lesson.toml", Lint::NoCheck(lesson.manifest.about.clone()));
    }
    // Where they cannot be read, that was told when the lessons were opened.
    let scenarios = lesson.written_scenarios().unwrap_or_default();
    let ids: BTreeSet<&String> = lesson.manifest.checks.iter().map(|check| &check.id).collect();
    for scenario in &scenarios {
        if scenario.tags.iter().filter(|tag| ids.contains(tag)).count() != 1 {
            add("checks.feature", Lint::Untagged(scenario.name.clone()));
        }
    }
    for check in &lesson.manifest.checks {
        if lesson.of_check(&scenarios, check).is_empty() {
            add("checks.feature", Lint::NoScenario(check.id.clone()));
        }
    }
    pages(lesson, &mut add);
    topics(lesson, &mut add);
    starters(source, lesson, &mut add);
    solutions(source, lesson, &mut add);
    broken(source, lesson, &mut add);
    found
}

/// What is wrong with what a lesson says that it teaches.
fn topics(lesson: &Lesson, add: &mut impl FnMut(&str, Lint)) {
    for topic in &lesson.manifest.teaches {
        let teacher = lesson.lesson_about(topic).unwrap_or(lesson.number);
        if !TOPICS.contains(&topic.as_str()) {
            add("lesson.toml", Lint::NoTopic(topic.clone()));
        } else if teacher != lesson.number {
            add("lesson.toml", Lint::TaughtTwice(topic.clone(), teacher));
        }
    }
    let looks = lesson.manifest.checks.iter().flat_map(|check| check.look.keys());
    for seen in looks.flat_map(|keys| keys.split(' ')) {
        if seen != ANY && !TOPICS.contains(&seen) && !SIGHTS.contains(&seen) {
            add("lesson.toml", Lint::NoSight(seen.to_owned()));
        }
    }
}

/// What is wrong with how starters are made.
fn starters(source: &LessonSource, lesson: &Lesson, add: &mut impl FnMut(&str, Lint)) {
    let known = |id: &String| source.languages().iter().any(|language| language.id == *id);
    let edits = source.starter_edits(&lesson.folder).unwrap_or_default();
    for id in edits.into_keys().filter(|id| !known(id)) {
        add("starter.toml", Lint::NoLanguage(id));
    }
    for language in source.languages() {
        match source.starter(&lesson.folder, language) {
            Err(error) => add("starter.toml", Lint::of(error)),
            // Who begins needs one; later on, everyone has a program.
            Ok(files) if files.is_empty() && is_first(source, lesson) => {
                add(&format!("starter ({})", language.id), Lint::NoProgram);
            }
            Ok(_) => {}
        }
    }
}

fn is_first(source: &LessonSource, lesson: &Lesson) -> bool {
    source.folders().first().is_some_and(|(_, first)| *first == lesson.folder)
}

/// What is wrong with which solutions there are: a language has one for the last lesson, and one for
/// each lesson from the first that has one.
fn solutions(source: &LessonSource, lesson: &Lesson, add: &mut impl FnMut(&str, Lint)) {
    for language in source.languages() {
        let has_one = |folder: &str| !source.solution(folder, language).is_empty();
        let earlier = |(_, folder): &(usize, &str)| *folder < lesson.folder.as_str();
        let began = source.folders().into_iter().filter(earlier).any(|(_, folder)| has_one(folder));
        let is_proved = source.passing(&lesson.folder, language).is_some();
        if !has_one(&lesson.folder) && (began || !is_proved) {
            add(&format!("solution ({})", language.id), Lint::NoProgram);
        }
    }
}

/// What is wrong with the broken programs, and with what is kept of what is told about them.
fn broken(source: &LessonSource, lesson: &Lesson, add: &mut impl FnMut(&str, Lint)) {
    let file = "mistakes.toml";
    let mistakes = match mistakes(source, &lesson.folder) {
        Ok(mistakes) => mistakes,
        Err(error) => return add(file, Lint::of(error)),
    };
    if mistakes.len() < BROKEN {
        add(file, Lint::FewBroken(mistakes.len()));
    }
    let mut names = BTreeSet::new();
    for mistake in &mistakes {
        if lesson.check(&mistake.fails).is_none() {
            add(file, Lint::NoCheck(mistake.fails.clone()));
        }
        if !names.insert(mistake.name.as_str()) {
            add(file, Lint::SameName(mistake.name.clone()));
        }
        if let Err(error) = mistake.program(source, &lesson.folder) {
            add(file, Lint::of_mistake(&mistake.name, error));
        }
    }
    for check in lesson.manifest.checks.iter().filter(|check| !check.remark) {
        if !mistakes.iter().any(|mistake| mistake.fails == check.id) {
            add(file, Lint::Unproved(check.id.clone()));
        }
    }
    for locale in Locale::ALL {
        let golden = source.text(&golden::path(&lesson.folder, locale)).unwrap_or_default();
        for (name, _) in golden::sections(golden) {
            if !names.contains(name) {
                add(&format!("mistakes.{locale}.txt"), Lint::StaleGolden(name.to_owned()));
            }
        }
    }
}

/// What is wrong with a lesson's pages.
fn pages(lesson: &Lesson, add: &mut impl FnMut(&str, Lint)) {
    let levels = |locale| -> Vec<usize> {
        let lines = lesson.page(locale).lines().filter(|line| line.starts_with('#'));
        lines.map(|line| line.chars().take_while(|sign| *sign == '#').count()).collect()
    };
    if levels(Locale::PtBr) != levels(Locale::En) {
        add("pt-BR.md", Lint::Sections);
    }
    for locale in Locale::ALL {
        let file = format!("{locale}.md");
        let words = written(lesson, locale)
            .split_whitespace()
            .filter(|word| word.contains(char::is_alphanumeric))
            .count();
        if !WORDS.contains(&words) {
            add(&file, Lint::Length(words));
        }
        if renewed(lesson, locale).as_deref() != Some(lesson.page(locale)) {
            add(&file, Lint::Stale);
        }
    }
}
