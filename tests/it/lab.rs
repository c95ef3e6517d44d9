//! `sala lab`, as learners and teachers use it.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use portable_pty::CommandBuilder;
use predicates::prelude::*;
use predicates::str::{contains, is_match};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use sala::lab::LessonSource;
use sala::locale::Locale;
use sala::say;
use tempfile::TempDir;

use crate::support::server::{PATIENCE, Server, sala};
use crate::support::terminal::Terminal;

const LESSONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");
const PROGRAMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs");

/// A sentence in Portuguese, up to the first value that a test cannot know: `…`.
macro_rules! sentence {
    ($($sentence:tt)+) => {
        say!(Locale::PtBr, $($sentence)+).split('…').next().unwrap().to_owned()
    };
}

/// Expects a [`sentence`].
macro_rules! says {
    ($($sentence:tt)+) => { contains(sentence!($($sentence)+)) };
}

/// `sala lab` in a folder.
pub fn lab(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::from_std(sala());
    command.current_dir(folder).env("SALA_DATA", folder.join(".sala")).arg("lab").args(arguments);
    command
}

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A folder with this program in it.
pub fn with_program(text: &str) -> TempDir {
    let folder = folder();
    fs::write(folder.path().join("servidor.py"), text).unwrap();
    folder
}

/// A program of `tests/programs`.
pub fn program(name: &str) -> String {
    fs::read_to_string(Path::new(PROGRAMS).join(name).with_extension("py")).unwrap()
}

pub fn solution(lesson: &str) -> String {
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
pub fn check(folder: &Path, lesson: &str) -> Command {
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
        .stdout(says!("lab-step").and(says!("bots-cause")).and(says!("lab-reread", lesson = 1)))
        .stdout(contains("| Escutando"))
        .stderr(says!("lab-lessons-failed", lessons = 1));
    lab(&own, &["hint", "1"]).assert().success().stdout(says!(
        "lab-hint",
        at = 1,
        all = 4,
        hint = "…"
    ));
    lab(&own, &["hint", "1"]).assert().success().stdout(says!(
        "lab-hint",
        at = 2,
        all = 4,
        hint = "…"
    ));
    lab(&own, &["status"]).assert().success().stdout(says!("lab-status", count = 0, all = count()));
    fs::write(own.join("servidor.py"), solution("01-listen")).unwrap();
    lab(&own, &["check", "1"])
        .assert()
        .success()
        .stdout(says!("lab-passed", number = 1, seconds = "…").and(says!(
            "lab-next",
            number = 2,
            title = "…"
        )))
        .stdout(contains("✗").not());
    lab(&own, &["status"]).assert().success().stdout(says!("lab-status", count = 1, all = count()));
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
    start(&["3", "rust", "--in", "rust"]).assert().code(2).stderr(contains("rust"));
    start(&["3", "python"]).assert().success();
    start(&["3", "x", "--in", "cobol"]).assert().code(2).stderr(contains("python"));
    lab(&here.path().join("rust"), &["check", "1"]).assert().success();
}

#[test]
fn what_does_not_start_is_told_apart() {
    let empty = folder();
    lab(empty.path(), &["check", "1", "--", "./nada"])
        .assert()
        .code(1)
        .stdout(says!("lab-not-found", program = "./nada"))
        .stdout(says!("lab-untried"));
    for (name, told) in [
        ("raises", "ValueError: ai".to_owned()),
        ("quits", sentence!("lab-ending-code", code = 7)),
        ("killed", sentence!("lab-ending-signal", signal = 9)),
        ("elsewhere", sentence!("lab-elsewhere", port = "…")),
        ("syntax", "SyntaxError".to_owned()),
        ("sleeps", sentence!("lab-not-listening", seconds = "…")),
    ] {
        let here = with_program(&program(name));
        check(here.path(), "1").assert().code(1).stdout(contains(told));
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let here = with_program(&program("taken"));
    check(here.path(), "1")
        .env("TAKEN", port.to_string())
        .assert()
        .code(1)
        .stdout(says!("lab-port-in-use"));
}

/// A file of a folder, with these bytes and this mode.
fn write_file(folder: &Path, name: &str, bytes: &str, mode: u32) {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_file_that_cannot_be_started_is_told_why() {
    let here = folder();
    fs::create_dir(here.path().join("pasta")).unwrap();
    for (name, bytes, mode) in [
        ("windows", "#!/usr/bin/env python3\r\nprint(1)\r\n", 0o755),
        ("script", "#!/bin/sh\r\nnada-que-exista\r\n", 0o644),
        ("parado.py", "#!/usr/bin/env python3\n", 0o644),
        ("outro", "#!/usr/bin/env -S VAR=1 nada-que-exista\n", 0o755),
        ("direto", "#!/nada/que/exista\n", 0o755),
        ("sem", "print(1)\n", 0o755),
        ("bom", "\u{feff}#!/bin/sh\n", 0o755),
    ] {
        write_file(here.path(), name, bytes, mode);
    }
    for (command, told) in [
        (&["./windows"][..], sentence!("lab-flaw-carriage-return", file = "./windows")),
        (&["sh", "script"], sentence!("lab-flaw-carriage-return", file = "script")),
        (&["./parado.py"], sentence!("lab-flaw-not-executable", file = "./parado.py")),
        (&["parado.py"], sentence!("lab-flaw-no-slash", file = "parado.py")),
        (&["pasta"], sentence!("lab-flaw-folder", file = "pasta")),
        (&["./pasta"], sentence!("lab-flaw-folder", file = "./pasta")),
        (&["./sem"], sentence!("lab-flaw-format", file = "./sem")),
        (&["./bom"], sentence!("lab-flaw-format", file = "./bom")),
        (
            &["./outro"],
            sentence!("lab-no-interpreter", file = "./outro", interpreter = "nada-que-exista"),
        ),
        (
            &["./direto"],
            sentence!("lab-no-interpreter", file = "./direto", interpreter = "/nada/que/exista"),
        ),
    ] {
        let arguments = [&["check", "1", "--"], command].concat();
        lab(here.path(), &arguments).assert().code(1).stdout(contains(told));
    }
}

#[test]
fn a_program_that_listens_elsewhere_or_leaves_is_told_how() {
    let serve = |bind: &str| {
        format!(
            "import os, socket, time\nport = int(os.environ['PORT'])\n{bind}\nwhile True: time.sleep(1)\n"
        )
    };
    let datagrams = "s = socket.socket(type=socket.SOCK_DGRAM)\ns.bind(('127.0.0.1', port))";
    let sixth = "s = socket.create_server(('::1', port), family=socket.AF_INET6)";
    let other = "s = socket.create_server(('127.0.0.2', port))";
    for (program, told) in [
        (serve(sixth), sentence!("lab-other-address", ip = "::1")),
        (serve(other), sentence!("lab-other-address", ip = "127.0.0.2")),
        (serve(datagrams), sentence!("lab-datagrams")),
        (
            "import os, time\nif os.fork(): os._exit(0)\nos.setsid(); time.sleep(60)\n".into(),
            sentence!("lab-background"),
        ),
    ] {
        check(with_program(&program).path(), "1").assert().code(1).stdout(contains(told));
    }
}

#[test]
fn a_slow_program_is_given_the_time_that_it_needs() {
    let here = with_program(&program("sleeps"));
    let arguments = ["check", "1", "--start-limit", "1", "--", "python3", "servidor.py"];
    lab(here.path(), &arguments).assert().code(1).stdout(contains("--start-limit"));
    let slow = format!("import time; time.sleep(1.5)\n{}", solution("01-listen"));
    let here = with_program(&slow);
    check(here.path(), "1").env("SALA_START_LIMIT", "30").assert().success();
}

#[test]
fn what_happens_midway_is_told_apart() {
    for (name, told) in [
        ("crashes", "RuntimeError: ui".to_owned()),
        ("exits", sentence!("lab-ending-code", code = 3)),
        ("closes", sentence!("bots-entry-ended")),
        ("silent", "2,5 s".to_owned()),
    ] {
        let here = with_program(&program(name));
        check(here.path(), "10").assert().code(1).stdout(contains(told));
    }
}

#[test]
fn misuse_is_told_in_one_line() {
    let here = folder();
    for (arguments, told) in [
        (&["check", "99", "--", "true"][..], "99"),
        (&["check", "1"], "lab.toml"),
        (&["check"], "--upto"),
        (&["show", "0"], "sala lab list"),
        (&["check", "1", "--addr", "a b"], "a b"),
        (&["check", "1", "--addr", "7791"], "127.0.0.1:7791"),
        (&["check", "1", "--addr", "localhost:"], "65535"),
        (&["list", "--lessons", "/nada"], "/nada"),
        (&["report"], "PASTA"),
    ] {
        lab(here.path(), arguments)
            .assert()
            .code(2)
            .stderr(contains(told).and(is_match(r"\Asala: [^\n]+\n\z").unwrap()));
    }
    let command = "python3 'servidor.py";
    fs::write(here.path().join("lab.toml"), format!("command = {command:?}")).unwrap();
    lab(here.path(), &["check", "1"])
        .assert()
        .code(2)
        .stderr(says!("lab-command", command = command));
    fs::write(here.path().join("lab.toml"), "comand = 1").unwrap();
    lab(here.path(), &["check", "1"]).assert().code(2).stderr(contains("lab.toml"));
    fs::write(here.path().join("lab-progress.toml"), "lixo").unwrap();
    lab(here.path(), &["status"]).assert().success().stderr(contains("lab-progress.toml"));
}

#[test]
fn trouble_of_the_grader_is_not_the_learners() {
    let here = with_program(&solution("01-listen"));
    check(here.path(), "1")
        .env("TMPDIR", "/nada/que/exista")
        .assert()
        .code(3)
        .stderr(says!("lab-trouble", why = "…"));
}

#[test]
fn what_needs_the_process_is_not_verified_from_outside() {
    let here = folder();
    let server = Server::start_with(&["--no-limits", "--no-journal"]);
    let address = server.address.to_string();
    lab(here.path(), &["check", "7", "--addr", &address])
        .assert()
        .success()
        .stdout(says!("lab-unverified"))
        .stdout(says!("lab-not-verified", number = 7, seconds = "…"));
    assert!(!here.path().join("lab-progress.toml").exists());
    lab(here.path(), &["check", "6", "--addr", &address]).assert().success();
    assert!(here.path().join("lab-progress.toml").exists());
    lab(here.path(), &["check", "4", "--addr", "127.0.0.1:1"]).assert().code(1);
}

#[test]
fn our_own_classroom_passes_every_lesson() {
    let here = folder();
    let script = format!("{PROGRAMS}/sala.sh");
    lab(here.path(), &["check", "--all", "--", "sh", &script])
        .env("SALA", cargo_bin("sala"))
        .assert()
        .success()
        .stdout(contains("✗").not().and(contains("  ! ").not()))
        .stdout(says!("lab-passed", number = count(), seconds = "…"));
}

#[test]
fn one_program_passes_every_lesson() {
    let here = with_program(&last_solution());
    lab(here.path(), &["check", "--all", "--", "python3", "servidor.py"])
        .assert()
        .success()
        .stdout(contains("✗").not())
        .stdout(says!("lab-passed", number = count(), seconds = "…"));
    lab(here.path(), &["status"]).assert().success().stdout(says!("lab-all-passed"));
}

/// The number of a process that a program wrote into a file, once it is there.
pub fn pid_in(file: &Path) -> Pid {
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
pub fn assert_gone(pid: Pid) {
    let until = Instant::now() + PATIENCE;
    while test_kill_process(pid).is_ok() {
        assert!(Instant::now() < until, "{pid:?} is still there");
        std::thread::yield_now();
    }
}

/// Grades a program that starts a process, which has to be gone afterwards.
#[track_caller]
fn assert_nothing_left_of(name: &str) {
    let here = with_program(&(program(name) + &solution("01-listen")));
    let file = here.path().join("pid");
    check(here.path(), "1").env("PID_FILE", &file).assert().success();
    assert_gone(pid_in(&file));
}

#[test]
fn nothing_that_a_program_has_started_is_left() {
    assert_nothing_left_of("stray");
}

#[test]
fn who_leaves_the_group_and_forgets_its_environment_is_found_as_an_orphan() {
    assert_nothing_left_of("orphan");
}

#[test]
fn who_is_interrupted_leaves_nothing_either() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT] {
        interrupted_leaves_nothing(signal);
    }
}

fn interrupted_leaves_nothing(signal: Signal) {
    let here = with_program(&(program("stray") + &program("sleeps")));
    let file = here.path().join("pid");
    let mut command = sala();
    command.current_dir(here.path()).args(["lab", "check", "1", "--", "python3", "servidor.py"]);
    command.env("PID_FILE", &file).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut grader = command.spawn().unwrap();
    let stray = pid_in(&file);
    kill_process(Pid::from_child(&grader), signal).unwrap();
    assert_eq!(grader.wait().unwrap().code(), Some(128 + signal.as_raw()));
    let mut words = String::new();
    grader.stderr.take().unwrap().read_to_string(&mut words).unwrap();
    assert!(words.contains(&sentence!("lab-interrupted")), "{words}");
    assert_gone(stray);
}

#[test]
fn a_program_that_prints_without_end_or_moves_the_cursor_is_graded_all_the_same() {
    let noise = program("noise");
    let here = with_program(&(noise.clone() + &solution("01-listen")));
    check(here.path(), "1").assert().stdout(contains("✓ Quem se conecta"));
    let here = with_program(&(noise + &program("sleeps")));
    let arguments = ["check", "1", "--start-limit", "1", "--", "python3", "servidor.py"];
    lab(here.path(), &arguments)
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
        .stdout(says!("lab-ending-code", code = 4).and(contains("| linha 3: erro")));
    fs::write(path("servidor.py"), solution("01-listen")).unwrap();
    fs::write(path("build.sh"), "cp servidor.py made.py").unwrap();
    lab(here.path(), &["check", "1"]).assert().success();
}

#[test]
fn a_lesson_is_graded_again_at_each_save() {
    let here = folder();
    lab(here.path(), &["start", "1", "."]).assert().success();
    let mut command = CommandBuilder::new(cargo_bin("sala"));
    command.cwd(here.path());
    command.args(["lab", "watch", "1", "--color", "never"]);
    let mut screen = Terminal::start(150, 120, command);
    let shows = |words: String| move |screen: &vt100::Screen| screen.contents().contains(&words);
    let hint = || sentence!("lab-hint", at = 1, all = 4, hint = "…");
    let keys = sentence!("lab-keys");
    screen.wait("a first grade", shows(keys.clone()));
    screen.wait("that it is not passed", shows(sentence!("lab-failed", number = 1, seconds = "…")));
    screen.keys("h");
    screen.wait("a hint", shows(hint()));
    fs::write(here.path().join("servidor.py"), solution("01-listen")).unwrap();
    screen.wait("that it has passed", shows(sentence!("lab-passed", number = 1, seconds = "…")));
    screen.keys("n");
    screen.wait("the next lesson", shows(sentence!("lab-lesson", number = 2, title = "…")));
    // A key in the midst of it, or a save that changes nothing, breaks nothing off.
    screen.keys("h");
    fs::write(here.path().join("servidor.py"), solution("01-listen")).unwrap();
    screen.wait("a hint", shows(hint()));
    screen.wait("all of it", |screen| screen.contents().matches(&keys).count() == 3);
    screen.keys("r");
    screen.wait("all of it again", |screen| screen.contents().matches(&keys).count() == 4);
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

/// Waits until `sala lab watch` is at rest for the `count`th time.
#[track_caller]
fn rests(screen: &Terminal, count: usize) {
    let keys = sentence!("lab-keys");
    screen.wait("a grade", |screen| screen.contents().matches(&keys).count() == count);
}

/// `sala lab watch` with a program that ends at once.
fn watch(folder: &Path, program: &str) -> Terminal {
    fs::write(folder.join("servidor.py"), program).unwrap();
    let mut command = CommandBuilder::new(cargo_bin("sala"));
    command.cwd(folder);
    command.args(["lab", "watch", "1", "--color", "never", "--", "python3", "servidor.py"]);
    Terminal::start(400, 120, command)
}

#[test]
fn a_save_of_any_file_is_seen_also_behind_links() {
    let (here, outside) = (folder(), folder());
    let at = |name: &str| here.path().join(name);
    let out = |name: &str| outside.path().join(name);
    for name in ["a", "b"] {
        fs::create_dir(out(name)).unwrap();
        fs::write(out(name).join("texto"), name).unwrap();
    }
    fs::write(out("solto.cfg"), "1").unwrap();
    symlink("a", out("atual")).unwrap();
    symlink(out("atual"), at("pasta")).unwrap();
    symlink(out("solto.cfg"), at("ligado")).unwrap();
    fs::create_dir(at(".git")).unwrap();
    let mut screen = watch(here.path(), "");
    rests(&screen, 1);
    // What tools and editors keep is none.
    fs::write(at(".git").join("index"), "x").unwrap();
    fs::write(at(".servidor.py.swp"), "x").unwrap();
    let replace = |from: &Path, to: &Path| {
        fs::write(from, "new").unwrap();
        fs::rename(from, to).unwrap();
    };
    let link = |target: &Path, name: &Path| {
        fs::remove_file(name).unwrap();
        symlink(target, name).unwrap();
    };
    let saves: [&dyn Fn(); 8] = [
        &|| fs::write(at("dados.xyz"), "1").unwrap(),
        &|| fs::write(at("sem_final"), "1").unwrap(),
        &|| replace(&at("outro"), &at("servidor.py")),
        &|| fs::write(out("solto.cfg"), "2").unwrap(),
        &|| replace(&out("temporario"), &out("solto.cfg")),
        &|| fs::write(out("a").join("novo"), "2").unwrap(),
        &|| link(&out("b"), &out("atual")),
        &|| link(&out("b").join("texto"), &at("ligado")),
    ];
    for (at, save) in saves.iter().enumerate() {
        save();
        rests(&screen, at + 2);
    }
    fs::write(out("b").join("texto"), "2").unwrap();
    rests(&screen, saves.len() + 2);
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert_eq!(screen.contents().matches(&sentence!("lab-saved")).count(), saves.len() + 1);
}

#[test]
fn what_a_program_writes_while_it_is_graded_is_no_save() {
    let here = folder();
    let at = |name: &str| here.path().join(name);
    let program = "import uuid\n\
        open('registro.txt', 'a').write('x')\n\
        open(f'{uuid.uuid4()}.txt', 'w').write('x')\n\
        open('estado.json', 'w').write(str(uuid.uuid4()))\n";
    let mut screen = watch(here.path(), program);
    let saved = sentence!("lab-saved");
    rests(&screen, 1);
    screen.keys("r");
    rests(&screen, 2);
    fs::write(at("servidor.py"), format!("{program}\n")).unwrap();
    rests(&screen, 3);
    assert_eq!(screen.contents().matches(&saved).count(), 1);
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    // A file that existed before may be a source: it starts another grading, but not endlessly.
    let mut screen = watch(here.path(), program);
    let last = sentence!("lab-keys");
    screen.wait("rest", |screen| screen.contents().trim_end().ends_with(&last));
    screen.keys("r");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(screen.contents().matches(&saved).count() <= 2, "{}", screen.contents());
}

#[test]
fn watching_goes_on_after_ctrl_z() {
    let here = folder();
    fs::write(here.path().join("servidor.py"), "").unwrap();
    let mut command = CommandBuilder::new("bash");
    command.cwd(here.path());
    command.env("SALA", cargo_bin("sala"));
    let shell = "set -m; $SALA lab watch 1 --color never -- python3 servidor.py; echo stopped; \
                 read; fg >/dev/null";
    command.args(["-c", shell]);
    let mut screen = Terminal::start(400, 120, command);
    rests(&screen, 1);
    screen.keys("\x1a");
    screen.see("stopped");
    screen.is_restored();
    fs::write(here.path().join("servidor.py"), "x").unwrap();
    screen.keys("\n");
    rests(&screen, 2);
    screen.keys("r");
    rests(&screen, 3);
    screen.keys("q");
    screen.exit_code();
}
