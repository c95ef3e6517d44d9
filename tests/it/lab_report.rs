//! `sala lab report`: a whole class, a row each, whatever the programs do.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use predicates::prelude::*;
use predicates::str::{contains, is_match};
use rustix::process::{Pid, Signal, kill_process};
use sala::locale::Locale;
use sala::say;
use tempfile::TempDir;

use crate::lab::{assert_gone, folder, lab, pid_in, program, solution};
use crate::support::server::sala;

/// A sentence in Portuguese up to its first number or name, which is given as `…`.
fn beginning(sentence: String) -> String {
    sentence.split('…').next().unwrap().to_owned()
}

fn student(class: &TempDir, name: &str, program: &str) -> PathBuf {
    let folder = class.path().join(name);
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("servidor.py"), program).unwrap();
    fs::write(folder.join("lab.toml"), "command = \"python3 servidor.py\"").unwrap();
    folder
}

/// The rows of a sheet in Portuguese, without their headings, in the order of their folders.
fn rows(text: &[u8]) -> Vec<csv::StringRecord> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
    let mut rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    rows.sort_by(|a, b| a[0].cmp(&b[0]));
    rows
}

/// A row's folder and marks.
fn marks(rows: &[csv::StringRecord]) -> Vec<String> {
    rows.iter().map(|row| row.iter().take(row.len() - 1).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_class_is_reported_a_row_each() {
    let class = folder();
    student(&class, "ana", &solution("02-many"));
    student(&class, "beto", &solution("01-listen"));
    student(&class, "caio", &program("sleeps"));
    student(&class, "dora", &program("raises"));
    fs::create_dir(class.path().join("eva")).unwrap();
    // What somebody has written about themselves counts for nothing.
    let proud = "[passed]\n1 = \"2026-01-01\"\n2 = \"2026-01-01\"\n";
    fs::write(class.path().join("dora/lab-progress.toml"), proud).unwrap();
    let names = ["ana", "beto", "caio", "dora", "eva"];
    let arguments =
        [&["report"], &names[..], &["--upto", "2", "--csv", "--start-limit", "3"]].concat();
    let output = lab(class.path(), &arguments).assert().code(1);
    let rows = rows(&output.get_output().stdout);
    let expected = ["ana 1 1 2", "beto 1 0 1", "caio 0 0 0", "dora 0 0 0", "eva 0 0 0"];
    assert_eq!(marks(&rows), expected);
    let second = beginning(say!(Locale::PtBr, "lab-note", number = 2, why = "…"));
    let deaf = beginning(say!(Locale::PtBr, "lab-not-listening", seconds = "…"));
    for (row, told) in rows.iter().zip(["", &second, &deaf, "ValueError", "lab.toml"]) {
        assert!(row[4].contains(told), "{row:?} {told:?}");
    }
    fs::write(class.path().join("notas.txt"), "").unwrap();
    let arguments = [&["report", "notas.txt"], &names[..2], &["--upto", "2"]].concat();
    lab(class.path(), &arguments)
        .assert()
        .code(1)
        .stdout(is_match(r"(?m)^ana +✓ +✓ +2 +10,00$").unwrap())
        .stdout(contains(format!("beto: {second}")).and(contains("notas.txt").not()));
}

#[test]
fn only_what_changed_is_graded_again() {
    let class = folder();
    let ana = student(&class, "Ana Lima_7_assignsubmission_file_", &solution("01-listen"));
    student(&class, "beto", "import soket");
    fs::create_dir(class.path().join("caio")).unwrap();
    fs::write(class.path().join("roster.csv"), "Nome;Matrícula\nANA LIMA;1001\nBeto Reis;1002\n")
        .unwrap();
    let report = |options: &[&str]| {
        let mut arguments =
            vec!["report", "Ana Lima_7_assignsubmission_file_", "beto", "caio", "--upto", "1"];
        arguments.extend(options);
        lab(class.path(), &arguments).assert().code(1)
    };
    let kept = |kept: usize, locale| contains(say!(locale, "report-kept", kept = kept, count = 3));
    let moodle =
        ["--roster", "roster.csv", "--format", "moodle", "-o", "marks.csv", "--feedback", "p"];
    report(&moodle)
        .stderr(contains("“Matrícula”").and(contains("caio")).and(kept(1, Locale::PtBr).not()));
    let marks = fs::read_to_string(class.path().join("marks.csv")).unwrap();
    assert!(marks.contains("1001,10.00,") && marks.contains("1002,0.00,"), "{marks}");
    let page = fs::read_to_string(class.path().join("p/beto-reis.html")).unwrap();
    assert!(page.contains("soket"));
    // What builds and runs leave behind is no change, nor what the lab writes, nor the format.
    fs::create_dir_all(ana.join("__pycache__")).unwrap();
    fs::write(ana.join("__pycache__/x.pyc"), "x").unwrap();
    fs::write(ana.join("lab-progress.toml"), "").unwrap();
    report(&[]).stderr(kept(3, Locale::PtBr));
    fs::write(ana.join("servidor.py"), solution("01-listen") + "\n").unwrap();
    report(&["--lang", "en", "--format", "html"])
        .stderr(kept(2, Locale::En))
        .stdout(contains("soket").and(contains("does not start")));
}

#[test]
fn an_autograder_gets_results_of_whatever_was_handed_in() {
    let own = folder();
    let check = || {
        let arguments = ["check", "--upto", "2", "--format", "gradescope", "-o", "results.json"];
        lab(own.path(), &arguments).assert().code(1);
        fs::read_to_string(own.path().join("results.json")).unwrap()
    };
    let why = say!(Locale::PtBr, "marks-empty");
    assert!(check().contains(why.as_str()));
    fs::create_dir(own.path().join("sala")).unwrap();
    fs::write(own.path().join("sala/lab.toml"), "command = \"./gone\"").unwrap();
    let results = check();
    assert!(results.contains("./gone") && results.contains("\"score\": 0.0"), "{results}");
    lab(own.path(), &["report", ".", "sala", "--format", "gradescope"]).assert().code(2);
    lab(own.path(), &["report", ".", "--format", "moodle"]).assert().code(2);
    fs::write(own.path().join("marks.toml"), "[lessons]\n99 = 1\n").unwrap();
    let caret = contains("marks.toml:2:1: ").and(contains("\n   | ^^\n"));
    lab(own.path(), &["report", "."]).assert().code(2).stderr(caret);
}

#[test]
fn the_exit_code_says_what_came_of_the_class() {
    let class = folder();
    student(&class, "ana", &solution("01-listen"));
    fs::write(class.path().join("notas.txt"), "").unwrap();
    let report = |folders: &[&str]| {
        let arguments = [&["report"], folders, &["--upto", "1"]].concat();
        lab(class.path(), &arguments).assert()
    };
    report(&["ana", "notas.txt"]).success();
    report(&["ana", "bia"]).code(2).stdout(contains("bia: ")).stderr(contains("bia"));
    report(&["notas.txt"]).code(2).stderr(contains("notas.txt"));
}

#[test]
fn a_program_that_ends_or_stops_its_grader_costs_only_its_own_row() {
    let class = folder();
    let does = |does: &str| program("ancestors") + does + "\n" + &solution("01-listen");
    student(&class, "ana", &solution("01-listen"));
    student(&class, "kills-all", &does("for pid in above[:0:-1]: os.kill(pid, signal.SIGKILL)"));
    student(&class, "kills-keeper", &does("os.kill(above[0], signal.SIGKILL)"));
    student(&class, "kills-grader", &does("os.kill(above[1], signal.SIGKILL)"));
    student(&class, "stops-grader", &does("os.kill(above[1], signal.SIGSTOP)"));
    student(&class, "zoe", &solution("01-listen"));
    let mut names: Vec<_> = fs::read_dir(class.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let arguments = [&["report"], &names[..], &["--upto", "1", "--csv", "--jobs", "3"]].concat();
    let output = lab(class.path(), &arguments).assert().code(1);
    let rows = rows(&output.get_output().stdout);
    let expected = [
        "ana 1 1",
        "kills-all  0",
        "kills-grader  0",
        "kills-keeper 0 0",
        "stops-grader  0",
        "zoe 1 1",
    ];
    assert_eq!(marks(&rows), expected);
    let ended = beginning(say!(Locale::PtBr, "lab-grader-ended", ending = "…"));
    let silent = beginning(say!(Locale::PtBr, "lab-grader-silent", seconds = "…"));
    let escaped = say!(Locale::PtBr, "lab-escaped");
    for (row, told) in rows.iter().zip(["", &escaped, &ended, &escaped, &silent, ""]) {
        assert!(row[3].contains(told), "{row:?}");
    }
}

#[test]
fn rows_come_as_folders_are_done_and_an_interrupted_report_leaves_nothing() {
    let class = folder();
    let pid_file = class.path().join("pid");
    student(&class, "ana", &solution("01-listen"));
    student(&class, "beto", &(program("stray") + &program("sleeps")));
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::KILL] {
        let mut command = sala();
        command.current_dir(class.path()).env("PID_FILE", &pid_file);
        command.env("SALA_DATA", class.path().join(".sala"));
        command.args(["lab", "report", "beto", "ana", "--upto", "1", "--csv", "--jobs", "2"]);
        let mut report = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(report.stdout.take().unwrap()).lines();
        let told: Vec<String> = lines.map(Result::unwrap).take(2).collect();
        assert_eq!(told[1], "ana;1;1;");
        let stray = pid_in(&pid_file);
        kill_process(Pid::from_child(&report), signal).unwrap();
        let code = (signal != Signal::KILL).then_some(128 + signal.as_raw());
        assert_eq!(report.wait().unwrap().code(), code);
        assert_gone(stray);
        fs::remove_file(&pid_file).unwrap();
    }
}

#[test]
fn no_cell_of_a_sheet_is_computed_or_leaves_its_place() {
    let class = folder();
    let hostile = [
        "=1+1",
        "＝1+1",
        "+1",
        "﹢1",
        "-1",
        "\u{2212}1",
        "@x",
        "＠x",
        " =1",
        "\t=1",
        "\"=1",
        "“=1",
        "\u{200b}=1",
        "\u{feff}@x",
        "'=1",
        "a,=1;=1\t=1",
        "\x1b[31m=1",
        "\u{202e}=1",
        "ana",
    ];
    hostile.iter().for_each(|name| fs::create_dir(class.path().join(name)).unwrap());
    let report = |options: &[&str]| {
        let mut arguments = vec!["report", "--upto", "1", "--csv"];
        arguments.extend(options);
        arguments.push("--");
        arguments.extend(hostile);
        let output = lab(class.path(), &arguments).assert().code(1);
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    };
    let text = report(&[]);
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    let cells: Vec<String> = rows(text.as_bytes()).iter().map(|row| row[0].into()).collect();
    assert_eq!(cells.iter().filter(|cell| !cell.starts_with('\'')).count(), 2, "{cells:?}");
    assert!(cells.contains(&"ana".into()) && cells.contains(&"a,=1;=1 =1".into()));
    // Nor where the reader's separator is another one: a cell with any is quoted.
    assert!(text.contains("\n\"a,=1;=1 =1\";"));
    let raw = report(&["--raw", "--separator", "|"]);
    assert!(raw.contains("\n=1+1|") && !raw.contains('\x1b'), "{raw:?}");
}

#[test]
fn nothing_raw_from_a_student_is_printed() {
    let hostile = "\u{1b}]0;x\u{7}\u{1b}[2J\u{9b}31m\u{8}\u{202e}y";
    let escaped = r"\u001B]0;x\u0007\u001B[2J\u009B31m\u0008\u202Ey";
    let class = folder();
    let name = format!("ana{hostile}");
    let own = class.path().join(&name);
    fs::create_dir(&own).unwrap();
    let lab_tomls = [
        format!("\"{escaped}\" = 1"),
        format!("{hostile} = 1"),
        format!("command = \"{escaped}\""),
        format!("command = \"'{escaped}\""),
        format!("command = \"sh -c '{escaped}; exit 3'\""),
        format!("build = \"{escaped}\"\ncommand = \"x\""),
        format!("build = \"printf '{escaped}' >&2; false\"\ncommand = \"x\""),
        format!("command = \"printf '{escaped}'\""),
        format!(
            "command = \"sh -c 'printf \\\"Traceback (most recent call last):\\\\nE: {escaped}\\\" >&2'\""
        ),
    ];
    for lab_toml in &lab_tomls {
        fs::write(own.join("lab.toml"), lab_toml).unwrap();
        let progress = format!("[passed]\n1 = \"{escaped}\"\n");
        fs::write(own.join("lab-progress.toml"), progress).unwrap();
        for (folder, arguments) in [
            (&own, &["check", "1"][..]),
            (&own, &["status"]),
            (&class.path().to_owned(), &["report", "--upto", "1", "--", &name]),
            (&class.path().to_owned(), &["report", "--upto", "1", "--csv", "--raw", "--", &name]),
        ] {
            let graded = lab(folder, arguments).output().unwrap();
            for text in [graded.stdout, graded.stderr] {
                let text = String::from_utf8(text).unwrap();
                let is_raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
                assert!(!text.contains(is_raw), "{lab_toml:?} {arguments:?} {text:?}");
            }
        }
    }
    fs::write(own.join("lab-progress.toml"), format!("\"{escaped}\" = 1")).unwrap();
    lab(&own, &["status"]).assert().success().stderr(contains("\u{1b}").not());
}
