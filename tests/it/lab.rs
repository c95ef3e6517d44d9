//! `sala lab`, as learners and teachers use it.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use portable_pty::CommandBuilder;
use predicates::prelude::*;
use predicates::str::{contains, is_match};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use sala::lab::LessonSource;
use tempfile::TempDir;

use crate::support::server::{PATIENCE, Server, sala};
use crate::support::terminal::Terminal;

const LESSONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");

/// `sala lab` in a folder.
fn lab(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::from_std(sala());
    command.current_dir(folder).arg("lab").args(arguments);
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A folder with this program in it.
fn with_program(text: &str) -> TempDir {
    let folder = folder();
    fs::write(folder.path().join("servidor.py"), text).unwrap();
    folder
}

/// A program of `tests/programs`.
fn program(name: &str) -> String {
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    fs::read_to_string(programs.join(name).with_extension("py")).unwrap()
}

fn solution(lesson: &str) -> String {
    fs::read_to_string(Path::new(LESSONS).join(lesson).join("solution/servidor.py")).unwrap()
}

/// How many lessons there are.
fn count() -> usize {
    LessonSource::kit().unwrap().folders().len()
}

/// The solution of the last lesson, which passes all of them.
fn last_solution() -> String {
    let kit = LessonSource::kit().unwrap();
    solution(kit.folders().last().unwrap().1)
}

/// Grades `servidor.py` of a folder by one lesson.
fn check(folder: &Path, lesson: &str) -> Command {
    lab(folder, &["check", lesson, "--", "python3", "servidor.py"])
}

#[test]
fn the_lessons_are_listed_and_shown_in_both_languages() {
    let here = folder();
    lab(here.path(), &["list"])
        .assert()
        .success()
        .stdout(is_match(r"(?m)^ +1 +Escutar e saudar +15 min$").unwrap())
        .stdout(predicate::function(|text: &str| text.lines().count() == count()));
    lab(here.path(), &["list", "--lang", "en"]).assert().success().stdout(contains("Listen"));
    lab(here.path(), &["show", "5"])
        .assert()
        .success()
        .stdout(contains("# Lição 5"))
        .stdout(contains("\"bob\" manda os bytes \"bob\\n\" em 2 pedaços"))
        .stdout(contains("<!--").not());
    lab(here.path(), &["show", "5", "--lang", "en"])
        .assert()
        .success()
        .stdout(contains("\"bob\" sends the bytes \"bob\\n\" in 2 pieces"));
}

#[test]
fn a_learner_begins_fails_is_helped_passes_and_goes_on() {
    let here = folder();
    lab(here.path(), &["start", "1", "--in", "python", "minha-sala"])
        .assert()
        .success()
        .stdout(contains("servidor.py").and(contains("sala lab check 1")));
    let own = here.path().join("minha-sala");
    lab(&own, &["check", "1"])
        .assert()
        .code(1)
        .stdout(contains("✗ Quem se conecta recebe pelo menos um byte"))
        .stdout(contains("passo").and(contains("\"ana\" recebe alguma coisa")))
        .stdout(contains("provável causa").and(contains("sala lab show 1")))
        .stdout(contains("| Escutando"))
        .stderr(contains("por passar: 1"));
    lab(&own, &["hint", "1"]).assert().success().stdout(contains("Dica 1 de"));
    lab(&own, &["hint", "1"]).assert().success().stdout(contains("Dica 2 de"));
    lab(&own, &["status"]).assert().success().stdout(contains(format!("Nenhuma das {}", count())));
    fs::write(own.join("servidor.py"), solution("01-listen")).unwrap();
    lab(&own, &["check", "1"])
        .assert()
        .success()
        .stdout(contains("passou").and(contains("lição 2")))
        .stdout(contains("✗").not());
    lab(&own, &["status"]).assert().success().stdout(contains(format!("1 de {}", count())));
    lab(&own, &["list"]).assert().success().stdout(is_match("(?m)^✓ +1 ").unwrap());
    let kept = fs::read_to_string(own.join("lab-progress.toml")).unwrap();
    assert!(kept.contains("[passed]") && kept.contains("[hints]"), "{kept}");
}

#[test]
fn a_starter_is_never_written_over_anything_and_there_is_one_in_rust() {
    let here = folder();
    let start = |arguments: &[&str]| lab(here.path(), &[&["start"], arguments].concat());
    start(&["2", "rust", "--in", "rust"]).assert().success().stdout(contains("servidor.rs"));
    let kept = fs::read_to_string(here.path().join("rust/lab.toml")).unwrap();
    assert!(kept.contains("build = ") && kept.contains("./servidor"), "{kept}");
    start(&["3", "rust", "--in", "rust"]).assert().code(2).stderr(contains("já existe"));
    start(&["3", "python"]).assert().success();
    start(&["3", "x", "--in", "cobol"]).assert().code(2).stderr(contains("python"));
    lab(&here.path().join("rust"), &["check", "1"]).assert().success();
}

#[test]
fn what_does_not_start_is_told_apart() {
    let empty = folder();
    let elsewhere = program("elsewhere");
    lab(empty.path(), &["check", "1", "--", "./nada"])
        .assert()
        .code(1)
        .stdout(contains("“./nada” não foi encontrado"))
        .stdout(contains("não tentado"));
    for (program, told) in [
        ("raise ValueError('ai')\n", "ValueError: ai"),
        ("import sys\nsys.exit(7)\n", "código de saída 7"),
        ("import os\nos.kill(os.getpid(), 9)\n", "sinal 9"),
        (&elsewhere, "não em PORT"),
        ("def f(:\n", "SyntaxError"),
        ("import time\ntime.sleep(60)\n", "não escutou em nenhuma porta"),
    ] {
        let here = with_program(program);
        check(here.path(), "1").assert().code(1).stdout(contains(told));
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let here = with_program(&program("taken"));
    check(here.path(), "1")
        .env("TAKEN", port.to_string())
        .assert()
        .code(1)
        .stdout(contains("já está em uso"));
}

#[test]
fn what_happens_midway_is_told_apart() {
    for (name, told) in [
        ("crashes", "RuntimeError: ui"),
        ("exits", "terminou no meio da conversa (código de saída 3)"),
        ("closes", "encerrou a conexão"),
        ("silent", "3 s"),
    ] {
        let here = with_program(&program(name));
        check(here.path(), "10").assert().code(1).stdout(contains(told));
    }
}

#[test]
fn misuse_is_told_in_one_line() {
    let here = folder();
    for (arguments, told) in [
        (&["check", "99", "--", "true"][..], "Não há lição 99"),
        (&["check", "1"], "não há lab.toml"),
        (&["check"], "--upto"),
        (&["show", "0"], "Não há lição 0"),
        (&["check", "1", "--addr", "a b"], "a b"),
        (&["list", "--lessons", "/nada"], "/nada"),
        (&["report"], "DIR"),
    ] {
        lab(here.path(), arguments)
            .assert()
            .code(2)
            .stderr(contains(told).and(is_match(r"\Asala: [^\n]+\n\z").unwrap()));
    }
    fs::write(here.path().join("lab.toml"), "command = \"python3 'servidor.py\"").unwrap();
    lab(here.path(), &["check", "1"]).assert().code(2).stderr(contains("aspas"));
    fs::write(here.path().join("lab.toml"), "comand = 1").unwrap();
    lab(here.path(), &["check", "1"]).assert().code(2).stderr(contains("lab.toml"));
    fs::write(here.path().join("lab-progress.toml"), "lixo").unwrap();
    lab(here.path(), &["status"]).assert().success().stderr(contains("Apague o arquivo"));
}

#[test]
fn trouble_of_the_grader_is_not_the_learners() {
    let here = with_program(&solution("01-listen"));
    check(here.path(), "1")
        .env("TMPDIR", "/nada/que/exista")
        .assert()
        .code(3)
        .stderr(contains("a culpa não é do programa"));
}

#[test]
fn what_needs_the_process_is_not_verified_from_outside() {
    let here = folder();
    let server = Server::start_with(&["--no-limits", "--no-journal"]);
    let address = server.address.to_string();
    lab(here.path(), &["check", "7", "--addr", &address])
        .assert()
        .success()
        .stdout(contains("não verificado"))
        .stdout(contains("nada falhou, mas nem tudo foi verificado"));
    assert!(!here.path().join("lab-progress.toml").exists());
    lab(here.path(), &["check", "6", "--addr", &address]).assert().success();
    assert!(here.path().join("lab-progress.toml").exists());
    lab(here.path(), &["check", "4", "--addr", "127.0.0.1:1"]).assert().code(1);
}

#[test]
fn our_own_classroom_passes_every_lesson() {
    let here = folder();
    let script = here.path().join("sala.sh");
    let own = cargo_bin("sala");
    let own = own.display();
    let text = format!(
        "#!/bin/sh\nset -- server --data \"$DATA\" --no-limits\nif [ \"$CERT\" ]; then\n  exec {own} \"$@\" --tls-listen 127.0.0.1:$PORT --cert \"$CERT\" --key \"$KEY\"\nfi\nexec {own} \"$@\" --listen 127.0.0.1:$PORT\n"
    );
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    lab(here.path(), &["check", "--all", "--", "./sala.sh"])
        .assert()
        .success()
        .stdout(contains("✗").not().and(contains("  ! ").not()))
        .stdout(contains(format!("Lição {}: passou", count())));
}

#[test]
fn one_program_passes_every_lesson() {
    let here = with_program(&last_solution());
    lab(here.path(), &["check", "--all", "--", "python3", "servidor.py"])
        .assert()
        .success()
        .stdout(contains("✗").not())
        .stdout(contains(format!("Lição {}: passou", count())));
    lab(here.path(), &["status"]).assert().success().stdout(contains("É tudo"));
}

/// The number of a process that a program wrote into a file, once it is there.
fn pid_in(file: &Path) -> Pid {
    let until = Instant::now() + PATIENCE;
    loop {
        let text = fs::read_to_string(file).unwrap_or_default();
        if let Some(pid) = text.trim().parse().ok().and_then(Pid::from_raw) {
            return pid;
        }
        assert!(Instant::now() < until, "no number in {}", file.display());
        std::thread::yield_now();
    }
}

#[track_caller]
fn assert_gone(pid: Pid) {
    let until = Instant::now() + PATIENCE;
    while test_kill_process(pid).is_ok() {
        assert!(Instant::now() < until, "{pid:?} is still there");
        std::thread::yield_now();
    }
}

#[test]
fn nothing_that_a_program_has_started_is_left() {
    let here = folder();
    let file = here.path().join("pid");
    let text = program("stray") + &solution("01-listen");
    fs::write(here.path().join("servidor.py"), text).unwrap();
    check(here.path(), "1").env("PID_FILE", &file).assert().success();
    assert_gone(pid_in(&file));
}

#[test]
fn who_leaves_the_group_and_forgets_its_environment_is_found_as_an_orphan() {
    let here = folder();
    let file = here.path().join("pid");
    let text = program("orphan") + &solution("01-listen");
    fs::write(here.path().join("servidor.py"), text).unwrap();
    check(here.path(), "1").env("PID_FILE", &file).assert().success();
    assert_gone(pid_in(&file));
}

#[test]
fn who_is_interrupted_leaves_nothing_either() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT] {
        interrupted_leaves_nothing(signal);
    }
}

fn interrupted_leaves_nothing(signal: Signal) {
    let here = folder();
    let file = here.path().join("pid");
    let text = program("stray")
        + "time.sleep(600)
";
    fs::write(here.path().join("servidor.py"), text).unwrap();
    let mut command = sala();
    command.current_dir(here.path()).args(["lab", "check", "1", "--", "python3", "servidor.py"]);
    command.env("PID_FILE", &file).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut grader = command.spawn().unwrap();
    let stray = pid_in(&file);
    kill_process(Pid::from_child(&grader), signal).unwrap();
    assert_eq!(grader.wait().unwrap().code(), Some(1));
    let mut words = String::new();
    grader.stderr.take().unwrap().read_to_string(&mut words).unwrap();
    assert!(words.contains("Interrompido"), "{words}");
    assert_gone(stray);
}

#[test]
fn a_program_that_prints_without_end_or_moves_the_cursor_is_graded_all_the_same() {
    let noise = program("noise");
    let here = with_program(&(noise.clone() + &solution("01-listen")));
    check(here.path(), "1").assert().stdout(contains("✓ Quem se conecta"));
    let here = with_program(&(noise + "import time\ntime.sleep(60)\n"));
    check(here.path(), "1")
        .assert()
        .code(1)
        .stdout(contains("\x1b").not())
        .stdout(contains("| xxxx"));
}

#[test]
fn a_program_is_built_first_and_told_if_it_does_not_build() {
    let here = folder();
    let path = |name: &str| here.path().join(name);
    fs::write(path("lab.toml"), "build = \"sh build.sh\"\ncommand = \"python3 made.py\"").unwrap();
    fs::write(path("build.sh"), "echo linha 3: erro >&2; exit 4").unwrap();
    lab(here.path(), &["check", "1"])
        .assert()
        .code(1)
        .stdout(contains("código de saída 4").and(contains("| linha 3: erro")));
    fs::write(path("servidor.py"), solution("01-listen")).unwrap();
    fs::write(path("build.sh"), "cp servidor.py made.py").unwrap();
    lab(here.path(), &["check", "1"]).assert().success();
}

#[test]
fn a_class_is_reported_a_row_each() {
    let class = folder();
    let student = |name: &str, program: &str| -> PathBuf {
        let folder = class.path().join(name);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("servidor.py"), program).unwrap();
        fs::write(folder.join("lab.toml"), "command = \"python3 servidor.py\"").unwrap();
        folder
    };
    student("ana", &solution("02-many"));
    student("beto", &solution("01-listen"));
    student("caio", "while True: pass\n");
    student("dora", "raise ValueError('ai')\n");
    fs::create_dir(class.path().join("eva")).unwrap();
    // What somebody has written about themselves counts for nothing.
    let proud = "[passed]\n1 = \"2026-01-01\"\n2 = \"2026-01-01\"\n";
    fs::write(class.path().join("dora/lab-progress.toml"), proud).unwrap();
    let names = ["ana", "beto", "caio", "dora", "eva"];
    let arguments = [&["report"], &names[..], &["--upto", "2", "--csv"]].concat();
    let output = lab(class.path(), &arguments).assert().success();
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    let marks: Vec<String> =
        rows.iter().map(|row| row.iter().take(4).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(marks, ["ana 1 1 2", "beto 1 0 1", "caio 0 0 0", "dora 0 0 0", "eva 0 0 0"]);
    for (row, told) in rows.iter().zip(["", "lição 2", "não escutou", "ValueError", "lab.toml"])
    {
        assert!(row[4].contains(told), "{row:?}");
    }
    let arguments = [&["report"], &names[..2], &["--upto", "2"]].concat();
    lab(class.path(), &arguments)
        .assert()
        .success()
        .stdout(is_match(r"(?m)^ana +✓ +✓ +2$").unwrap())
        .stdout(contains("beto: lição 2"));
}

#[test]
fn a_lesson_is_graded_again_at_each_save() {
    let here = folder();
    lab(here.path(), &["start", "1", "."]).assert().success();
    let mut command = CommandBuilder::new(cargo_bin("sala"));
    command.cwd(here.path());
    command.args(["lab", "watch", "1", "--color", "never"]);
    let mut screen = Terminal::start(150, 120, command);
    let shows =
        |words: &'static str| move |screen: &vt100::Screen| screen.contents().contains(words);
    screen.wait("a first grade", shows("Teclas"));
    screen.wait("that it is not passed", shows("Lição 1: ainda não"));
    screen.keys("h");
    screen.wait("a hint", shows("Dica 1 de"));
    // A program may write files of its own: they are no saves.
    fs::write(here.path().join("registro.txt"), "x").unwrap();
    fs::write(here.path().join("servidor.py"), solution("01-listen")).unwrap();
    screen.wait("that it has passed", shows("Lição 1: passou"));
    screen.keys("n");
    screen.wait("the next lesson", shows("Lição 2 ·"));
    // A key in the midst of it, or a save that changes nothing, breaks nothing off.
    screen.keys("h");
    fs::write(here.path().join("servidor.py"), solution("01-listen")).unwrap();
    screen.wait("a hint", shows("Dica 1 de 4"));
    screen.wait("all of it", |screen| screen.contents().matches("Teclas").count() == 3);
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}
