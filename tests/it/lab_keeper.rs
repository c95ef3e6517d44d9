//! What a graded program can reach, and that all of it is ended, and nothing else.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use assert_cmd::cargo::cargo_bin;
use portable_pty::CommandBuilder;
use predicates::str::contains;
use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use sala::locale::Locale;
use sala::say;

use crate::lab::{assert_gone, check, pid_in, program, solution, with_program};
use crate::support::server::PATIENCE;
use crate::support::terminal::Terminal;

/// A folder with what `name` does and then a right program for the first lesson.
fn with_prelude(name: &str) -> tempfile::TempDir {
    with_program(&(program(name) + &solution("01-listen")))
}

#[test]
fn neither_a_program_nor_its_build_has_a_terminal() {
    let here = with_prelude("terminal");
    let lab_toml = "build = \"sh -c '! true >/dev/tty'\"\ncommand = \"python3 servidor.py\"\n";
    fs::write(here.path().join("lab.toml"), lab_toml).unwrap();
    let mut command = CommandBuilder::new(cargo_bin("sala"));
    command.cwd(here.path());
    command.args(["lab", "check", "1", "--color", "never"]);
    command.env("TESTER", std::process::id().to_string());
    let mut screen = Terminal::start(60, 160, command);
    assert_eq!(screen.exit_code(), 0);
    let passed = say!(Locale::PtBr, "lab-passed", number = 1, seconds = "…");
    screen.see(passed.split('…').next().unwrap());
}

#[test]
fn what_the_grading_has_not_started_goes_on() {
    let here = with_program(&format!("open('started', 'w')\n{}", solution("01-listen")));
    let own = here.path().join("own");
    let orphans = here.path().join("orphan");
    // One child that the grader inherits, and one whose parent ends while the grader runs.
    let script = "sleep 600 & echo $! > own; \
                  (sleep 600 & echo $! > orphan; until test -e started; do sleep 0.01; done) & \
                  exec \"$SALA\" lab check 1 -- python3 servidor.py";
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).current_dir(here.path()).env("SALA", cargo_bin("sala"));
    let graded = shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(graded.unwrap().success());
    for pid in [pid_in(&own), pid_in(&orphans)] {
        assert!(test_kill_process(pid).is_ok(), "{pid:?} was ended");
        kill_process(pid, Signal::KILL).unwrap();
    }
}

#[test]
fn a_program_that_ends_or_stops_its_keeper_fails_and_is_ended() {
    for name in ["kills_keeper", "stops_keeper"] {
        let here = with_program(&(program("stray") + &program(name) + &solution("01-listen")));
        let file = here.path().join("pid");
        let words = say!(Locale::PtBr, "lab-escaped");
        let graded = check(here.path(), "1").env("PID_FILE", &file).assert().code(1);
        graded.stdout(contains(words));
        assert_gone(pid_in(&file));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_shell_has_left_open_does_not_reach_a_program() {
    let here = with_prelude("descriptors");
    let script = "exec 7<servidor.py 9>>servidor.py \"$SALA\" lab check 1 -- python3 servidor.py";
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).current_dir(here.path()).env("SALA", cargo_bin("sala"));
    assert_cmd::Command::from_std(shell).assert().success();
}

/// Waits until nobody holds a lock on a file.
fn assert_free(file: &Path) {
    let (until, file) = (Instant::now() + PATIENCE, File::open(file).unwrap());
    while flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
        assert!(Instant::now() < until, "something is left");
        std::thread::yield_now();
    }
}

#[test]
fn an_orphan_that_hops_from_fork_to_fork_is_ended() {
    let here = with_prelude("hops");
    let file = here.path().join("lock");
    check(here.path(), "1").env("LOCK_FILE", &file).assert().success();
    assert_free(&file);
}

#[test]
fn a_grader_that_is_killed_leaves_nothing() {
    let here = with_program(&(program("stray") + &program("sleeps")));
    let file = here.path().join("pid");
    let mut command = crate::support::server::sala();
    command.current_dir(here.path()).args(["lab", "check", "1", "--", "python3", "servidor.py"]);
    command.env("PID_FILE", &file).stdout(Stdio::null()).stderr(Stdio::null());
    let mut grader = command.spawn().unwrap();
    let stray = pid_in(&file);
    kill_process(Pid::from_child(&grader), Signal::KILL).unwrap();
    grader.wait().unwrap();
    assert_gone(stray);
}
