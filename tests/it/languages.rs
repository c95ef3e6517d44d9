//! Programs in each language that go wrong as programs in it do: what students are told about them.
//!
//! `SALA_TESTS=exhaustive` tries all of them, else one in each language whose programs are quickly built.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, thread};

use assert_cmd::Command;
use sala::lab::{Assignment, Edit, Files, Language, LessonSource, lessons, write_files};
use serde::Deserialize;

use crate::support::{is_exhaustive, server::sala, skip};

const PROGRAMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs/languages");
const LESSONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");
/// How many programs are tried at once.
const AT_ONCE: usize = 3;

#[derive(Deserialize)]
struct Crashes {
    language: Vec<CrashesIn>,
}

#[derive(Deserialize)]
struct CrashesIn {
    id: String,
    before: String,
    crash: Vec<Crash>,
}

#[derive(Deserialize)]
struct Crash {
    line: String,
    told: String,
}

#[derive(Deserialize)]
struct Pitfalls {
    pitfall: Vec<Pitfall>,
}

#[derive(Deserialize)]
struct Pitfall {
    language: String,
    #[serde(default)]
    starter: bool,
    file: Option<String>,
    lesson: usize,
    told: String,
    edit: Vec<Edit>,
}

/// A program, the lesson that it is checked by, and what has to be told.
struct Try {
    language: Language,
    files: Files,
    lesson: usize,
    told: String,
}

impl Try {
    /// What is wrong with what is told.
    fn mistold(&self) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        write_files(&self.files, folder.path()).unwrap();
        let assignment = Assignment::of(&self.language, &self.files).unwrap();
        let manifest = toml::to_string(&assignment).unwrap();
        fs::write(folder.path().join("lab.toml"), manifest).unwrap();
        let mut command = Command::from_std(sala());
        // Java takes its encoding from there.
        command.current_dir(folder.path()).env("LC_ALL", "C");
        command.args(["lab", "check", &self.lesson.to_string(), "--lang", "en"]);
        let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let name = &self.language.name;
        (!text.contains(&self.told)).then(|| format!("{name}: no “{}”: {text}", self.told))
    }
}

fn read<T: for<'a> Deserialize<'a>>(name: &str) -> T {
    toml::from_str(&fs::read_to_string(Path::new(PROGRAMS).join(name)).unwrap()).unwrap()
}

fn source() -> LessonSource {
    LessonSource::open(Path::new(LESSONS)).unwrap()
}

fn language(source: &LessonSource, id: &str) -> Language {
    source.languages().iter().find(|language| language.id == id).unwrap().clone()
}

/// Files with a change in the one that has what is to be changed.
fn changed(mut files: Files, find: &str, replace: &str) -> Files {
    let mut found = false;
    for bytes in files.values_mut() {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        found |= text.contains(find);
        *bytes = text.replace(find, replace).into_bytes().into();
    }
    assert!(found, "{find}");
    files
}

/// Tries programs, but for those whose language is not there, which are named.
fn assert_told(programs: impl Iterator<Item = Try>) {
    let mut skipped = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let tried: Vec<Try> = programs
        .filter(|program| {
            let names = program.files.keys().map(String::as_str);
            let kind = program.language.kind(names).unwrap();
            let is_quick = ["c", "javascript"].contains(&program.language.id.as_str());
            let is_due = is_exhaustive() || is_quick && seen.insert(program.language.id.clone());
            if is_due && !kind.is_usable() {
                skipped.insert((program.language.name.clone(), kind.package.clone()));
            }
            is_due && kind.is_usable()
        })
        .collect();
    for (language, package) in skipped {
        skip(&language, &format!("apt-get install {package}"));
    }
    let mut wrong = Vec::new();
    for some in tried.chunks(AT_ONCE) {
        thread::scope(|scope| {
            let running: Vec<_> = some.iter().map(|one| scope.spawn(|| one.mistold())).collect();
            wrong.extend(running.into_iter().filter_map(|running| running.join().unwrap()));
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_program_that_crashes_is_told_of_what_and_where() {
    let source = source();
    let (_, first) = source.folders()[0];
    let Crashes { language: languages } = read("crashes.toml");
    assert_eq!(languages.len(), source.languages().len());
    assert_told(languages.iter().flat_map(|of_one| {
        let language = language(&source, &of_one.id);
        let starter = source.starter(first, &language).unwrap();
        let indented = |line: &str| {
            let text = starter.values().map(|bytes| String::from_utf8_lossy(bytes));
            let before = text.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
            let before = { before }.find(|line| line.trim_start().starts_with(&of_one.before));
            let before = before.unwrap();
            let margin = &before[..before.len() - before.trim_start().len()];
            (before.clone(), format!("{margin}{line}\n{before}"))
        };
        let made = of_one.crash.iter().map(|crash| {
            let (find, replace) = indented(&crash.line);
            let files = changed(starter.clone(), &find, &replace);
            Try { language: language.clone(), files, lesson: 1, told: crash.told.clone() }
        });
        made.collect::<Vec<_>>()
    }));
}

#[test]
fn what_beginners_in_a_language_run_into_is_recognised() {
    let source = source();
    let folders = source.folders();
    let ((_, first), (_, last)) = (folders[0], *folders.last().unwrap());
    let Pitfalls { pitfall: pitfalls } = read("pitfalls.toml");
    assert_told(pitfalls.iter().map(|pitfall| {
        let language = language(&source, &pitfall.language);
        let files = match &pitfall.file {
            Some(file) => {
                let text = fs::read(Path::new(PROGRAMS).join(file)).unwrap();
                Files::from([("servidor.c".to_owned(), text.into())])
            }
            None if pitfall.starter => source.starter(first, &language).unwrap(),
            None => source.solution(last, &language),
        };
        let change = |files, edit: &Edit| changed(files, &edit.find, &edit.replace);
        let files = pitfall.edit.iter().fold(files, change);
        Try { language, files, lesson: pitfall.lesson, told: pitfall.told.clone() }
    }));
}

#[test]
fn every_pitfall_has_a_program_that_runs_into_it() {
    let source = source();
    let Pitfalls { pitfall: proved } = read("pitfalls.toml");
    let lessons = lessons(&source).unwrap();
    for language in source.languages() {
        for pitfall in &language.pitfalls {
            let words = &pitfall.words["en"];
            let begin = words.split("{place}").next().unwrap();
            let proves =
                |one: &&Pitfall| one.told.starts_with(begin) || begin.starts_with(&one.told);
            let of_one = |one: &&Pitfall| one.language == language.id;
            assert!(proved.iter().filter(of_one).any(|one| proves(&one)), "{words}");
            for check in pitfall.check.iter().flat_map(|checks| checks.split(' ')) {
                assert!(lessons.iter().any(|lesson| lesson.check(check).is_some()), "{check}");
            }
        }
    }
}
