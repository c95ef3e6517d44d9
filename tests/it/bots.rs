//! `sala bot run` and the kit's own scenarios.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use sala::bot::{Scenario, Verb, read};
use sala::command::{find, rows};
use sala::locale::Locale;
use sala::wire::ClientLine;
use tempfile::TempDir;

use crate::support::server::{self, PATIENCE, Server};

const BOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bots");

fn run(paths: &[&str]) -> Command {
    let mut command = Command::from_std(server::sala());
    command.args(["bot", "run", "--patience", "20"]).args(paths);
    command
}

/// A folder with these feature files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn own_scenarios() -> Vec<Scenario> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(BOTS).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let scenarios = files.iter().flat_map(|file| {
        let text = fs::read_to_string(file).unwrap();
        read(file, &text).unwrap_or_else(|errors| panic!("{errors:?}"))
    });
    scenarios.collect()
}

#[test]
fn the_kits_own_scenarios_pass_in_both_languages_by_tcp_and_by_websocket() {
    for (locale, way) in [(Locale::PtBr, &[][..]), (Locale::En, &["--web"])] {
        run(&[BOTS])
            .args(["--lang", locale.tag()])
            .args(way)
            .assert()
            .success()
            .stdout(contains("✗").not())
            .stdout(predicate::function(|text: &str| text.matches('✓').count() > 100));
    }
}

#[test]
fn every_command_is_exercised_under_each_of_its_names() {
    let mut typed = BTreeSet::new();
    for step in own_scenarios().into_iter().flat_map(|scenario| scenario.steps) {
        let lines = match step.verb {
            Verb::Type { line, .. } => vec![line],
            Verb::Leave { .. } => vec!["/sair".to_owned()],
            Verb::Rename(_) => vec!["/nick nova".to_owned()],
            Verb::SendBytes { bytes, .. } => {
                String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        typed.extend(lines.iter().filter_map(|line| match ClientLine::parse(line) {
            ClientLine::Command { name, args } => {
                let row = find(name)?;
                row.admits(args).then(|| (row.shown_name(Locale::En), sala::name::plain(name)))
            }
            ClientLine::Speech(word) => {
                let row = rows().find(|row| row.bare == Some(word))?;
                Some((row.shown_name(Locale::En), word.to_owned()))
            }
            ClientLine::Empty => None,
        }));
    }
    for row in rows() {
        for name in row.names().chain(row.bare) {
            let used = typed.contains(&(row.shown_name(Locale::En), name.to_owned()));
            assert!(used, "no scenario uses {name}");
        }
    }
}

const TALK: &str = r#"# language: pt
@talk
Funcionalidade: Conversa
  Cenário: oi
    Dado que "ana" entra
    E "beto" entra
    Quando "ana" diz "oi"
    Então "beto" lê "[ana] oi"
  @slow
  Cenário: devagar
    Dado que "ana" entra
  @no-journal
  Cenário: sem registro
    Dado que "ana" entra
  Cenário: com quem ensina
    Dado que "prof" entra como professora
    E "ana" entra
    Quando "prof" diz "bom dia"
    Então "ana" lê uma linha com "bom dia"
"#;

#[test]
fn tags_choose_and_slow_ones_wait_to_be_named() {
    let folder = folder(&[("talk.feature", TALK)]);
    let path = folder.path().to_str().unwrap();
    run(&[path]).assert().success().stdout(contains("3 cenários passaram"));
    run(&[path, "--tags", "@slow"]).assert().success().stdout(contains("1 cenário passou"));
    run(&[path, "--tags", "@talk and not @no-journal"])
        .assert()
        .success()
        .stdout(contains("2 cenários passaram"));
    run(&[path, "--tags", "@nothing"]).assert().code(2).stderr(contains("--tags"));
    let slow = fs::read_to_string(folder.path().join("talk.feature")).unwrap();
    fs::write(folder.path().join("talk.feature"), slow.replace("@talk", "@demo")).unwrap();
    run(&[path]).assert().code(2).stderr(contains("--tags @demo"));
}

#[test]
fn a_class_that_is_open_already_is_used_and_its_options_are_not_asked_for() {
    let folder = folder(&[("talk.feature", TALK)]);
    let path = folder.path().to_str().unwrap();
    let server = Server::start();
    let address = server.address.to_string();
    run(&[path, "--addr", &address])
        .assert()
        .success()
        .stdout(contains("1 cenário passou, 2 pulados"))
        .stdout(contains("--no-journal"));
    let data = server.data();
    run(&[path, "--addr", &address, "--data", data.to_str().unwrap()])
        .assert()
        .success()
        .stdout(contains("2 cenários passaram, 1 pulado"));
    // Nobody of them is there any more.
    let mut last = server.connect();
    last.send("ultima");
    last.expect("* = (1 na sala)");
}

#[test]
fn a_classroom_speaks_the_language_that_was_asked_for_or_that_of_a_tag() {
    let text = r#"
Feature: languages
  Scenario: the run's
    Given "ana" connects
    Then "ana" reads a line with "Welcome"
  @lang-pt-BR
  Scenario: the tag's
    Given "ana" connects
    Then "ana" reads a line with "Boas-vindas"
"#;
    let folder = folder(&[("a.feature", text)]);
    run(&[folder.path().to_str().unwrap(), "--lang", "en"]).assert().success();
}

#[test]
fn reports_for_programs_say_the_same() {
    let text = TALK.replace("Então \"beto\" lê \"[ana] oi\"", "Então \"beto\" lê \"[ana] <x>&\"");
    let folder = folder(&[("talk.feature", &text)]);
    let [junit, json] = ["r.xml", "r.json"].map(|name| folder.path().join(name));
    let mut command = Command::from_std(server::sala());
    command
        .args(["bot", "run", "--lang", "en"])
        .arg(folder.path())
        .arg("--junit")
        .arg(&junit)
        .arg("--json")
        .arg(&json)
        .assert()
        .code(1)
        .stderr("sala: 1 of 3 scenarios failed.\n");
    let report = fs::File::open(junit).unwrap();
    let report = quick_junit::Report::deserialize(std::io::BufReader::new(report)).unwrap();
    assert_eq!((report.tests, report.failures), (3, 1));
    let json: serde_json::Value = serde_json::from_slice(&fs::read(json).unwrap()).unwrap();
    assert_eq!(json["passed"], 2);
    assert_eq!(json["failed"], 1);
    let failed = &json["scenarios"][0];
    assert_eq!(failed["outcome"], "failed");
    assert_eq!(failed["failure"]["line"], 8);
    assert_eq!(failed["failure"]["expected"], "[ana] <x>&");
    assert_eq!(failed["failure"]["got"], "[ana] oi");
}

#[test]
fn junit_keeps_a_test_s_identity_and_holds_only_what_xml_allows() {
    let scenario = |name: &str| {
        format!("  Scenario: {name}\n    Given \"ana\" comes in\n    When \"ana\" says \"hi\"\n")
    };
    let hostile = "x\u{1}\u{1b}[31m\u{8}y\u{9b}2J\u{fffe}\u{ffff}<&\u{202e}";
    let names = ["one", "one", hostile].map(scenario).concat();
    let reported = |text: String| {
        let folder = folder(&[("a.feature", &text)]);
        let path = folder.path().join("made/for/r.xml");
        let mut command = Command::from_std(server::sala());
        command.current_dir(folder.path()).args(["bot", "run", "--lang", "en", "a.feature"]);
        command.arg("--junit").arg(&path).assert().success();
        let text = fs::read_to_string(path).unwrap();
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
        assert!(!text.contains(['\u{fffe}', '\u{ffff}']), "{text:?}");
        let report = quick_junit::Report::deserialize_from_str(&text).unwrap();
        let cases = report.test_suites.iter().flat_map(|suite| &suite.test_cases);
        let identity = |case: &quick_junit::TestCase| {
            format!("{} {}", case.classname.as_ref().unwrap().as_str(), case.name.as_str())
        };
        cases.map(identity).collect::<Vec<_>>()
    };
    let before = reported(format!("Feature: f{hostile}\n{names}"));
    assert_eq!(before, ["a.feature one", "a.feature one (#2)", "a.feature xy\u{fffd}\u{fffd}<&"]);
    assert_eq!(reported(format!("\n\n# moved\nFeature: f{hostile}\n{names}")), before);
}

#[test]
fn every_mistake_in_every_file_is_told_before_anything_is_played() {
    let mistakes = r#"# language: pt
Funcionalidade: Erros
  Cenário: passos
    Dado que "ana" entra
    E "beto" diz "oi"
    E "ana" entra
    E "ana" manda os bytes "\q"
    E "ana" lê uma linha que casa com "("
    E "ana" digita "oi" 0 vezes
    E "ana" digita:
    E "ana" diz "oi"
      """
      demais
      """
    E a conversa é assim:
      """
      ana diz oi
      """
  Cenário: vazio
  Cenário: sem palavra-chave
    "ana" entra
    Quando "beto" entra
  Esquema do Cenário: colunas
    Dado que "<nome>" entra
    Exemplos:
      | outro |
      | x     |
  Esquema do Cenário: sem linhas
    Dado que "<nome>" entra
  Cenário: desconhecidos
    Dado que sempre que alguém entra, "zoe" diz "oi"
    Quando ana entra
    E "beto" diz "ninguém é estranho depois de um passo que não se entende"
"#;
    let broken = "# language: pt\nFuncionalidade: Torta\n  Cenário: a\n    Dado que \"ana\" entra\n    \"ana\" diz \"oi\"\n";
    let order = "Feature: x\n  Scenario: y\n    Given whenever someone comes in, \"zoe\" says \"hi\"\n    And \"ana\" comes in\n";
    let title = "Feature: x\n  Cenaro: z\n    Given \"ana\" comes in\n  Scenario: y\n    Given \"ana\" comes in\n";
    let folder = folder(&[
        ("a.feature", mistakes),
        ("b.feature", broken),
        ("c.feature", "Feature: x\n"),
        ("d.feature", "# language: xx\nFeature: x\n"),
        ("e.feature", order),
        ("f.feature", "Cenaro: x\n"),
        ("g.feature", title),
    ]);
    let output = run(&[folder.path().to_str().unwrap()]).assert().code(2).stdout("");
    let text = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    let told: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ')).collect();
    let expected = [
        ("a.feature:5", "\"beto\" ainda não entrou"),
        ("a.feature:6", "\"ana\" já entrou"),
        ("a.feature:7", "\\q"),
        ("a.feature:8", "expressão regular"),
        ("a.feature:9", "o número 0"),
        ("a.feature:10", "\"\"\""),
        ("a.feature:11", "não leva texto"),
        ("a.feature:17", "“ana diz oi” não é uma fala"),
        ("a.feature:19", "não tem passos"),
        ("a.feature:21", "não começa com Dado"),
        ("a.feature:24", "<nome>"),
        ("a.feature:28", "faltam linhas de exemplos"),
        ("a.feature:32", "Seria: \"ana\" entra?"),
        ("b.feature:5", "não começa com Dado"),
        ("c.feature:1", "nenhum cenário"),
        ("d.feature:1", "a língua \"xx\""),
        ("e.feature:3", "\"zoe\" ainda não entrou"),
        ("f.feature:1", "escreva \"Cenário:\""),
        ("g.feature:2", "escreva \"Cenário:\""),
    ];
    for (line, (place, words)) in told.iter().zip(expected) {
        assert!(line.contains(&format!("{place}: ")), "{line}\nis not of {place}");
        assert!(line.contains(words), "{line}\ndoes not say {words}");
    }
    assert_eq!(told.len(), expected.len(), "{text}");
    assert!(told.iter().all(|line| line.starts_with("sala: ")), "{text}");
}

#[test]
fn misuse_is_said_in_one_line() {
    let folder = folder(&[
        (
            "tag.feature",
            "@max-people-none\nFeature: x\n  Scenario: y\n    Given \"ana\" comes in\n",
        ),
        ("ok.feature", "Feature: x\n  Scenario: y\n    Given \"ana\" comes in\n"),
    ]);
    let names = ["tag.feature", "ok.feature", "latin1.feature", "empty", "r.xml"];
    let paths = names.map(|name| folder.path().join(name));
    fs::write(&paths[2], b"Feature: caf\xe9\n").unwrap();
    fs::create_dir(&paths[3]).unwrap();
    let [tag, ok, latin1, empty, report] = paths.each_ref().map(|path| path.to_str().unwrap());
    for (arguments, words) in [
        (&["nowhere.feature"][..], "nowhere.feature"),
        (&[empty], ".feature"),
        (&[latin1], "UTF-8"),
        (&[ok, "--junit", report, "--json", report], "r.xml"),
        (&[tag], "tag.feature:3"),
        (&[ok, "--tags", "@a and"], "expressão de etiquetas"),
        (&[ok, "--addr", "host:porta"], "host:porta"),
        (&[ok, "--data", "x"], "--addr"),
        (&[ok, "--jobs", "0"], "--jobs"),
        (&[ok, "--junit", "/dev/null/r.xml"], "/dev/null/r.xml"),
    ] {
        // Carets may stand below it.
        let one_line = predicate::str::is_match(r"\Asala: [^\n]+\n(    .*\n    .*\n)?\z").unwrap();
        run(arguments).assert().code(2).stdout("").stderr(one_line.and(contains(words)));
    }
}

#[test]
fn the_steps_are_listed_in_both_languages() {
    let steps = |lang| {
        let mut command = Command::from_std(server::sala());
        command.args(["bot", "steps", "--lang", lang]).assert().success()
    };
    steps("pt-BR").stdout(contains("\"ana\" diz \"…\"\n    diz o texto à sala"));
    steps("en").stdout(contains("\"ana\" says \"…\"\n    says the text to the room"));
}

#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let text =
        "Feature: x\n  Scenario: y\n    Given \"ana\" comes in\n    When 3000 seconds pass\n";
    let folder = folder(&[("a.feature", text)]);
    let place = tempfile::tempdir().unwrap();
    let is_empty = |path: &Path| fs::read_dir(path).unwrap().next().is_none();
    let child = server::sala()
        .args(["bot", "run", "--lang", "en"])
        .arg(folder.path())
        .env("TMPDIR", place.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let began = Instant::now();
    // Its classroom is there when its console is.
    let is_open = || {
        let runs = fs::read_dir(place.path()).unwrap().map(|run| run.unwrap().path());
        let mut classrooms = runs.filter_map(|run| fs::read_dir(run).ok()).flatten();
        classrooms.any(|one| one.is_ok_and(|one| one.path().join("console.sock").exists()))
    };
    while !is_open() {
        assert!(began.elapsed() < PATIENCE);
        std::thread::yield_now();
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.starts_with("sala: Interrupted"), "{words}");
    assert!(is_empty(place.path()));
}

#[test]
fn an_output_that_nobody_reads_changes_neither_the_exit_code_nor_the_reports() {
    let passes = "Feature: x\n  Scenario: y\n    Given \"ana\" comes in\n";
    let fails = "Feature: x\n  Scenario: y\n    Given \"ana\" comes in\n    When \"ana\" leaves\n    Then \"ana\" reads \"x\"\n";
    let folder = folder(&[("a.feature", passes), ("b.feature", fails)]);
    let report = folder.path().join("r.json");
    let mut child = server::sala()
        .args(["bot", "run", "--lang", "en", "--jobs", "1", "--json"])
        .args([&report, folder.path()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&fs::read(report).unwrap()).unwrap();
    assert_eq!((json["passed"].as_u64(), json["failed"].as_u64()), (Some(1), Some(1)));
}

#[test]
fn steps_that_have_no_connection_fail_and_never_hang() {
    for (first, second) in [
        ("is cut off", "is cut off"),
        ("is cut off", "stops reading"),
        ("leaves", "is cut off"),
        ("leaves", "reads again"),
        ("leaves", "stops sending"),
        ("stops reading", "stops reading"),
        ("stops reading", "is cut off"),
    ] {
        let text = format!(
            "Feature: x\n  Scenario: y\n    Given \"ana\" comes in\n    When \"ana\" {first}\n    And \"ana\" {second}\n    And \"ana\" types \"x\"\n    And \"ana\" reads \"x\"\n"
        );
        let folder = folder(&[("a.feature", &text)]);
        run(&[folder.path().to_str().unwrap()]).assert().code(1);
    }
}

#[test]
fn everyone_is_someone() {
    let text = "Feature: x\n  Scenario: y\n    Given \"ana\" comes in\n    When \"ana\" leaves\n    Then everyone reads \"x\"\n";
    let folder = folder(&[("a.feature", text)]);
    run(&[folder.path().to_str().unwrap(), "--lang", "en"])
        .assert()
        .code(1)
        .stdout(contains("There is nobody in the room"));
}

#[test]
fn nothing_that_a_file_says_moves_the_terminal() {
    let text = "Feature: a\u{1b}[2Jb\n  Scenario: c\u{1b}]0;d\u{7}e\u{202e}\n    Given \"ana\" comes in\n    Then \"ana\" reads \"\u{1b}[31mx\"\n";
    let folder = folder(&[("a\u{1b}[31m.feature", text)]);
    let harmful = |text: &str| text.contains(|c: char| c != '\n' && c.is_control());
    let mut command = Command::from_std(server::sala());
    let failed =
        command.args(["bot", "run", "--patience", "1"]).arg(folder.path()).assert().code(1);
    let output = failed.get_output();
    for text in [&output.stdout, &output.stderr] {
        assert!(!harmful(str::from_utf8(text).unwrap()), "{}", text.escape_ascii());
    }
}

#[test]
fn nobody_there_and_unwanted_skips_are_failures() {
    // Both scenarios that are left need options of a server's own.
    let folder = folder(&[("talk.feature", TALK)]);
    let path = folder.path().to_str().unwrap();
    let skipped = ["--tags", "@no-journal"];
    let nowhere = [&[path, "--addr", "127.0.0.1:1"], &skipped[..]].concat();
    run(&nowhere).assert().code(1).stderr(contains("127.0.0.1:1"));
    let server = Server::start();
    let address = server.address.to_string();
    let there = [&[path, "--addr", &address], &skipped[..]].concat();
    run(&there).assert().success().stdout(contains("--no-journal"));
    run(&[&there[..], &["--no-skips"]].concat()).assert().code(1).stderr(contains("--no-skips"));
}
