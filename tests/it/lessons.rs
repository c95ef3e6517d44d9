//! The lessons themselves: each starter fails, each solution passes, each mistake fails as it should
//! and is told what it should be told; pages and hints are whole. And their authors' commands.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::{env, fs};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_match};
use sala::lab::{LessonSource, diff, lessons, materialize, mistakes};
use tempfile::TempDir;

use crate::support::{is_exhaustive, python, server::sala, skip};

const LESSONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");

fn source() -> LessonSource {
    LessonSource::open(Path::new(LESSONS)).expect("lessons that can be read")
}

/// `sala lab`, in English, in a folder.
fn lab(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::from_std(sala());
    command.current_dir(folder).arg("lab").args(arguments).args(["--lang", "en"]);
    command
}

/// A folder with a copy of the lessons in `lessons`.
pub(crate) fn copied() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in source().files() {
        let path = folder.path().join("lessons").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// `--in` for the languages with a solution for each lesson, or for the others.
fn languages(with_every_solution: bool) -> Vec<String> {
    let source = source();
    let (_, first) = source.folders()[0];
    let languages = source.languages().iter();
    let wanted =
        languages.filter(|own| source.solution(first, own).is_empty() != with_every_solution);
    wanted.flat_map(|language| ["--in".to_owned(), language.id.clone()]).collect()
}

#[test]
fn every_program_of_every_lesson_does_what_it_is_there_for() {
    let count = lessons(&source()).unwrap().len();
    // Whole solutions in other languages take long; else they are tried in one lesson, below.
    let languages = if is_exhaustive() { Vec::new() } else { languages(true) };
    // What a Rust solution with dependencies needs is built once.
    let arguments = ["--jobs", "24", "--cache", "target/lab"];
    let text = lint(&[&arguments.map(str::to_owned)[..], &languages].concat());
    assert!(text.contains(&format!("{count} lessons in order")), "{text}");
}

#[test]
fn a_whole_solution_in_each_other_language_passes_an_earlier_lesson() {
    if !is_exhaustive() {
        lint(&[&["--only", "4"].map(str::to_owned)[..], &languages(false)].concat());
    }
}

/// Lints the lessons, which are right; gives what is told.
fn lint(arguments: &[String]) -> String {
    let mut command = lab(Path::new(env!("CARGO_MANIFEST_DIR")), &["lint"]);
    let output = command.args(arguments).assert().success().get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    for (language, why) in text.lines().filter_map(|line| line.split_once(" skipped: ")) {
        skip(&format!("what tries the lessons in {language}"), why);
    }
    text
}

#[test]
fn a_language_whose_tools_are_not_there_is_skipped_and_said_once() {
    let here = tempfile::tempdir().unwrap();
    // The only program that is found there is Python itself, which a shim would look for.
    let python = env::split_paths(python::path()).map(|folder| folder.join("python3"));
    symlink(python.into_iter().find(|path| path.exists()).unwrap(), here.path().join("python3"))
        .unwrap();
    // Not lesson 1: one of its programs has a fixed port, and the test of all programs runs it too.
    lab(Path::new(env!("CARGO_MANIFEST_DIR")), &["lint", "--only", "2"])
        .env("PATH", here.path())
        .assert()
        .success()
        .stdout(is_match(r"\A(?:[^\n]+ skipped: “\w+” was not found[^\n]+\n){6}1 lesson").unwrap())
        .stdout(contains("Rust skipped: “rustc”").and(contains("(Debian: apt install golang-go)")));
}

#[test]
fn the_binary_has_starters_and_neither_solutions_nor_mistakes() {
    let (kit, all) = (LessonSource::kit().unwrap(), source());
    let folders = all.folders();
    let ((_, first), (_, last)) = (folders[0], *folders.last().unwrap());
    let binary = fs::read(assert_cmd::cargo::cargo_bin("sala")).unwrap();
    for language in all.languages() {
        assert!(!all.starter(first, language).unwrap().is_empty(), "{}", language.name);
        for (_, lesson) in all.folders() {
            let starter = all.starter(lesson, language).unwrap();
            assert_eq!(kit.starter(lesson, language).unwrap(), starter, "{lesson}");
        }
        // Of the others it has the next lesson's starter.
        let starter = all.starter(last, language).unwrap();
        let lines = |files: &sala::lab::Files| -> Vec<String> {
            let texts = files.values().map(|text| String::from_utf8_lossy(text).into_owned());
            texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
        };
        let known = lines(&starter);
        let own = lines(&all.solution(last, language)).into_iter();
        let line = own.filter(|line| !known.contains(line)).max_by_key(String::len).unwrap();
        let found = memchr::memmem::find(&binary, line.as_bytes());
        assert!(found.is_none(), "in the binary: {line}");
    }
    let other = |path: &&String| path.contains("/solution/") || path.contains("mistake");
    assert_eq!(kit.files().keys().find(other), None);
}

#[test]
fn edits_state_whole_programs_and_whole_programs_become_edits() {
    let source = source();
    for (_, lesson) in source.folders() {
        let language = &source.languages()[0];
        let (_, solution) = source.main(lesson, language).unwrap();
        for mistake in mistakes(&source, lesson).unwrap() {
            let (_, program) = mistake.program(&source, lesson).unwrap();
            let again = sala::lab::Mistake { edits: diff(solution, &program), ..mistake };
            let name = &again.name;
            assert_eq!(again.program(&source, lesson).unwrap().1, program, "{lesson}: {name}");
        }
    }
}

#[test]
fn programs_are_written_whole_changed_and_taken_back() {
    let folder = copied();
    let here = folder.path();
    let path = |path: &str| here.join(path);
    lab(here, &["lint", "--materialize", "whole"]).assert().success();
    lab(here, &["lint", "--materialize", "whole"])
        .assert()
        .code(2)
        .stderr(contains("not an empty"));
    lab(here, &["lint", "--absorb", "whole"]).assert().success().stdout(contains("Nothing had"));
    let before = source();
    let folders = before.folders();
    let names: Vec<&str> = folders.iter().map(|(_, name)| *name).collect();
    for (name, old) in [
        ("whole/05-lines/mistakes/keeps-cr.py", "MAIOR_LINHA = 4096"),
        ("whole/05-lines/starter/servidor.rs", "fn main() {"),
        ("whole/05-lines/solution/servidor.py", "import socket"),
    ] {
        let text = fs::read_to_string(path(name)).unwrap();
        assert!(text.contains(old), "{name}");
        fs::write(path(name), text.replace(old, &format!("{old}  "))).unwrap();
    }
    lab(here, &["lint", "--absorb", "whole"])
        .assert()
        .success()
        .stdout(contains("3 files").and(contains("05-lines/starter.toml")));
    let after = LessonSource::open(&path("lessons")).unwrap();
    let (whole, kept) =
        (materialize(&after, &names).unwrap(), materialize(&before, &names).unwrap());
    let changed = |name: &str| whole[name] != kept[name];
    assert!(changed("05-lines/solution/servidor.py") && changed("05-lines/starter/servidor.rs"));
    // What was not changed follows its solution.
    assert!(
        changed("05-lines/mistakes/short-lines.py") && changed("06-presence/starter/servidor.py")
    );
    assert!(!changed("05-lines/starter/servidor.py"));
    assert_eq!(
        whole["05-lines/mistakes/keeps-cr.py"].as_ref(),
        fs::read(path("whole/05-lines/mistakes/keeps-cr.py")).unwrap()
    );
}

#[test]
fn what_does_not_fit_is_told_in_one_line() {
    let folder = copied();
    let here = folder.path();
    let add = |file: &str, text: &str| {
        let path = here.join("lessons").join(file);
        let old = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{old}\n{text}")).unwrap();
    };
    let mistake = |name: &str, find: &str| {
        let head = format!("[[mistake]]\nname = '{name}'\nfails = 'split'\nabout = ''\n");
        add(
            "05-lines/mistakes.toml",
            &format!("{head}[[mistake.edit]]\nfind = '{find}'\nreplace = ''"),
        );
    };
    mistake("never", "nada disso");
    mistake("twice", "import ");
    mistake("keeps-cr", "MAIOR_LINHA = 4096");
    add("05-lines/starter.toml", "[[cobol]]\nfind = 'a'\nreplace = 'b'");
    let manifest = here.join("lessons/04-broadcast/lesson.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(manifest, text.replace("\"echo\", ", "\"echo\", \"ecco\", \"glued\", ")).unwrap();
    lab(here, &["lint", "--no-run"])
        .assert()
        .code(1)
        .stdout(contains("\"never\": “nada disso” is nowhere in the solution"))
        .stdout(
            is_match(r"twice.*: “import” is in the solution \d times \(lines \d+, \d+").unwrap(),
        )
        .stdout(contains("two mistakes are called \"keeps-cr\""))
        .stdout(contains("no language \"cobol\""))
        .stdout(contains("\"ecco\" in teaches is not a cause"))
        .stdout(contains("teaches \"glued\" too"));
    fs::write(here.join("lessons/05-lines/mistakes.toml"), "[[mistake]]\nnam = 1").unwrap();
    lab(here, &["lint", "--only", "5", "--no-run"])
        .assert()
        .code(1)
        .stdout(contains("mistakes.toml"));
    fs::create_dir_all(here.join("whole/06-presence/mistakes")).unwrap();
    fs::write(here.join("whole/06-presence/mistakes/new.py"), "").unwrap();
    for (arguments, code, told) in [
        (&["lint", "--absorb", "whole", "--only", "6"][..], 1, "06-presence/mistakes/new.py"),
        (&["lint", "--absorb", "nowhere"], 2, "nowhere"),
        (&["lint", "nowhere"], 2, "no folder nowhere"),
        (&["lint", "--in", "cobol"], 2, "csharp"),
        (&["new", "fourteen"], 2, "14-rooms"),
        (&["new", "05-more"], 2, "05-lines"),
    ] {
        let one_line = contains(told).and(is_match(r"\Asala: [^\n]+\n\z").unwrap());
        lab(here, arguments).assert().code(code).stderr(one_line);
    }
}

#[test]
fn a_new_lesson_is_made_and_told_what_is_left_to_write() {
    let folder = copied();
    let number = source().folders().last().unwrap().0 + 1;
    let name = format!("{number:02}-rooms");
    lab(folder.path(), &["new", &name])
        .assert()
        .success()
        .stdout(contains(&name).and(contains("hints")).and(contains("words")));
    lab(folder.path(), &["list", "--lessons", "lessons"])
        .assert()
        .success()
        .stdout(contains("rooms"));
    let only = number.to_string();
    lab(folder.path(), &["lint", "--no-run", "--only", &only])
        .assert()
        .code(1)
        .stdout(contains("stale").not().and(contains("mistakes.toml")));
}
