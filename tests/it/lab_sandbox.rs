//! What a program in a box can reach and take, shown by programs that try.

use std::fs;
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use predicates::prelude::*;
use predicates::str::contains;
use sala::locale::Locale;
use sala::say;
use tempfile::TempDir;

use crate::lab::{folder, lab, solution};
use crate::support::skip;

const LAB_TOML: &str = "command = \"python3 hostile.py\"\n";

/// Can this machine make boxes? If not, that is said.
fn makes_boxes() -> bool {
    let mut box_ = Command::new("bwrap");
    box_.args([
        "--unshare-user",
        "--unshare-pid",
        "--ro-bind",
        "/",
        "/",
        "--proc",
        "/proc",
        "true",
    ]);
    let made = box_.status().is_ok_and(|status| status.success());
    if !made {
        skip("bwrap, or leave to make namespaces", "apt-get install bubblewrap");
    }
    made
}

/// What a hostile program does before it is a right one for the first lesson.
fn hostile(name: &str) -> String {
    let programs = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs/hostile");
    fs::read_to_string(Path::new(programs).join(name).with_extension("py")).unwrap()
        + &solution("01-listen")
}

/// A folder of a class with this program.
fn student(class: &TempDir, name: &str, program: &str) -> PathBuf {
    let folder = class.path().join(name);
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("hostile.py"), program).unwrap();
    fs::write(folder.join("lab.toml"), LAB_TOML).unwrap();
    folder
}

/// The rows of a class by the first lesson, without their heading, in the order of the folders.
fn rows(class: &TempDir, options: &[&str]) -> Vec<csv::StringRecord> {
    let entries = fs::read_dir(class.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let common = ["report", "--upto", "1", "--csv", "--sandbox", "auto"];
    let mut report = lab(class.path(), &[&common, options, &names].concat());
    report.env("SECRET", "x").env("HOME", class.path().join("home"));
    let text = report.output().unwrap().stdout;
    let text = text.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text);
    let mut rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    rows.sort_by(|a, b| a[0].cmp(&b[0]));
    rows
}

/// All files below a folder, and what is in them; but for the report's own verdicts, in the data folder.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.ends_with(".sala") {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            all.extend(contents(&path));
        } else {
            all.push((path.clone(), fs::read(&path).unwrap_or_default()));
        }
    }
    all.sort();
    all
}

#[test]
fn nothing_of_others_is_reached_from_a_box() {
    if !makes_boxes() {
        return;
    }
    let class = folder();
    let secrets = student(&class, "secrets", &hostile("secrets"));
    fs::write(secrets.join("lab-progress.toml"), "").unwrap();
    fs::write(class.path().join("outside.txt"), "x").unwrap();
    symlink("../outside.txt", secrets.join("outside.txt")).unwrap();
    let other = student(&class, "other", &solution("01-listen"));
    fs::write(other.join("other.txt"), "x").unwrap();
    student(&class, "writes", &hostile("writes"));
    let reaches = student(&class, "reaches", &hostile("reaches"));
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let name = format!("sala-test-{}", std::process::id());
    let abstract_name = SocketAddr::from_abstract_name(&name).unwrap();
    let _socket = UnixListener::bind_addr(&abstract_name).unwrap();
    let ports = format!("{} {name}", port.local_addr().unwrap().port());
    fs::write(reaches.join("ports"), ports).unwrap();
    fs::write(reaches.join("pid"), std::process::id().to_string()).unwrap();
    // What is built is built there, too.
    let builds = student(&class, "builds", "");
    let build = "build = \"sh -c 'test ! -e ../other && ! ls ~/.ssh && mv hidden hostile.py'\"\n";
    fs::write(builds.join("hidden"), hostile("secrets")).unwrap();
    fs::write(builds.join("lab.toml"), [build, LAB_TOML].concat()).unwrap();
    // Nothing of it is left, though nobody knows its process.
    let outlives = student(&class, "outlives", &hostile("outlives"));
    let mark = format!("outlives-{name}");
    let command = format!("command = \"python3 hostile.py {mark}\"\n");
    fs::write(outlives.join("lab.toml"), command).unwrap();
    fs::create_dir_all(class.path().join("home/.ssh")).unwrap();
    fs::write(class.path().join("home/.ssh/id"), "x").unwrap();

    let before = contents(class.path());
    let rows = rows(&class, &[]);
    for row in &rows {
        let is_student = &row[0] != "home" && &row[0] != "outside.txt";
        assert_eq!(&row[1], if is_student { "1" } else { "0" }, "{row:?}");
    }
    assert_eq!(rows.len(), 7);
    assert_eq!(contents(class.path()), before);
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let commands = processes.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    let left = commands.filter(|command| String::from_utf8_lossy(command).contains(&mark));
    assert_eq!(left.count(), 0);
}

#[test]
fn whoever_takes_too_much_is_ended_and_told() {
    if !makes_boxes() {
        return;
    }
    let class = folder();
    student(&class, "disk", &hostile("disk"));
    student(&class, "forks", &hostile("forks"));
    let large = student(&class, "large", "");
    fs::write(large.join("data"), vec![b'x'; 20 << 20]).unwrap();
    student(&class, "memory", &hostile("memory"));
    let rows = rows(&class, &["--box-memory", "600", "--box-disk", "16"]);
    let told = [
        say!(Locale::PtBr, "lab-excess-disk", mebibytes = 16),
        say!(Locale::PtBr, "lab-excess-tasks", limit = 1024),
        say!(Locale::PtBr, "lab-too-large"),
        say!(Locale::PtBr, "lab-excess-memory", mebibytes = 600),
    ];
    for (row, told) in rows.iter().zip(told) {
        assert!(row[3].contains(&told) && &row[1] == "0", "{row:?}");
    }
}

#[test]
fn a_program_of_ones_own_is_graded_in_a_box_as_without() {
    if !makes_boxes() {
        return;
    }
    let own = folder();
    fs::write(own.path().join("servidor.py"), solution("02-many")).unwrap();
    let check = |upto: &str| {
        let options =
            ["check", "--upto", upto, "--sandbox", "bwrap", "--", "python3", "servidor.py"];
        lab(own.path(), &options).assert()
    };
    check("1").success();
    let progress = fs::read_to_string(own.path().join("lab-progress.toml")).unwrap();
    assert!(progress.contains("1 = "), "{progress}");
    check("3").code(1).stderr(contains(say!(Locale::PtBr, "lab-lessons-failed", lessons = "3")));
    let missing = ["check", "1", "--sandbox", "bwrap", "--", "./no-such-program"];
    let words = say!(Locale::PtBr, "lab-not-found", program = "./no-such-program");
    lab(own.path(), &missing).assert().code(1).stdout(contains(words));
}

#[test]
fn without_a_box_a_report_refuses_and_says_why() {
    let class = folder();
    student(&class, "ana", &solution("01-listen"));
    let why = say!(Locale::PtBr, "lab-box-no-bubblewrap");
    for which in ["auto", "bwrap"] {
        lab(class.path(), &["report", "ana", "--upto", "1", "--sandbox", which])
            .env("PATH", "/nowhere")
            .assert()
            .code(3)
            .stdout("")
            .stderr(contains(say!(Locale::PtBr, "lab-box-refused", why = why.as_str())));
    }
    // One's own program runs all the same where a box is only wished for.
    let words = say!(Locale::PtBr, "lab-box-without", why = why.as_str());
    let own = ["check", "1", "--sandbox", "auto", "--", "./none"];
    lab(class.path(), &own).env("PATH", "/nowhere").assert().code(1).stderr(contains(words));
}

#[test]
fn a_machine_that_makes_no_boxes_is_told_how_it_could() {
    if !makes_boxes() {
        return;
    }
    let class = folder();
    student(&class, "ana", &solution("01-listen"));
    // In this box there are no further namespaces, as on a machine that is set so.
    let mut machine = Command::new("bwrap");
    machine.args(["--unshare-user", "--disable-userns", "--dev-bind", "/", "/"]);
    machine.args(["--cap-drop", "ALL", "--proc", "/proc", "--"]);
    machine.arg(assert_cmd::cargo::cargo_bin("sala")).current_dir(class.path());
    machine.args(["lab", "report", "ana", "--upto", "1", "--sandbox", "auto"]);
    let mut report = assert_cmd::Command::from_std(machine);
    report.assert().code(3).stderr(contains("--sandbox none").and(contains("ana").not()));
}
