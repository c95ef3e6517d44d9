//! `sala log` as a person and as a program see it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_match};
use sala::classroom::{Came, ConnectionId, Departure, Kind, Left, Record, Said};
use sala::journal::{Journal, Location, Options};
use sala::name::Name;
use tempfile::TempDir;

use crate::support::terminal::Terminal;

/// A journal of one short class, and the commands that read it.
struct Class {
    folder: TempDir,
}

impl Class {
    fn new() -> Self {
        let class = Self { folder: tempfile::tempdir().unwrap() };
        class.record(records());
        class
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn open(&self) -> Journal {
        let place = Location { dir: self.data(), key_file: None };
        Journal::open(&place, Options::default(), |report| panic!("{report:?}")).unwrap()
    }

    fn record(&self, records: impl IntoIterator<Item = Record>) {
        let journal = self.open();
        records.into_iter().for_each(|record| journal.append(record));
        assert_eq!(journal.close().unrecorded, 0);
    }

    /// `sala log …` in Portuguese, three hours behind UTC.
    fn log(&self, args: &[&str]) -> Command {
        let mut command = sala(args);
        command.env("SALA_DATA", self.data());
        command
    }

    /// What it prints when all is well.
    fn printed(&self, args: &[&str]) -> String {
        let output = self.log(args).assert().success().stderr("").get_output().stdout.clone();
        String::from_utf8(output).unwrap()
    }
}

fn sala(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("sala").unwrap();
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("SALA_") {
            command.env_remove(variable);
        }
    }
    command.env("TZ", "<-03>3").arg("log").args(args);
    command
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn records() -> Vec<Record> {
    let at = |time: &str| format!("2026-11-23T{time}-03:00").parse().unwrap();
    let came = |time, who, text, ip: &str, active| {
        let from = format!("{ip}:50123").parse().unwrap();
        Record::Came(Came {
            who: ConnectionId(who),
            name: name(text),
            from,
            at: at(time),
            active,
            student: None,
        })
    };
    let left = |time, who, how| Record::Left(Left { who: ConnectionId(who), at: at(time), how });
    let said = |time, kind, from, to: Option<&str>, text: &str| {
        let (room, to, text) = (name("sala"), to.map(name), text.to_owned());
        Record::Said(Said { at: at(time), room, kind, from: name(from), to, text })
    };
    vec![
        came("14:00:00", 1, "ana", "10.0.0.7", 1),
        came("14:05:00", 2, "日本", "[2001:db8::1]", 2),
        said("14:05:07", Kind::Speech, "ana", None, "olá, \"turma\""),
        said("14:06:00.5", Kind::Action, "ana", None, "sorri"),
        said("14:07:00", Kind::Announcement, "professor", None, "prova na sexta"),
        said("14:08:00", Kind::Private, "ana", Some("日本"), "a equação é fácil"),
        left("14:30:00", 1, Departure::Quit),
        left("15:00:00", 2, Departure::Lost),
    ]
}

const SHOWN: &str = "\
2026-11-23 14:05:07  [ana] olá, \"turma\"
2026-11-23 14:06:00  * @ ana sorri
2026-11-23 14:07:00  * # professor prova na sexta
2026-11-23 14:08:00  (ana → 日本) a equação é fácil
";

#[test]
fn show_is_the_conversation_in_local_time() {
    let class = Class::new();
    assert_eq!(class.printed(&["show"]), SHOWN);
    assert_eq!(class.printed(&["show", "--lang", "en"]), SHOWN);
}

#[test]
fn entries_are_a_table() {
    let class = Class::new();
    assert_eq!(
        class.printed(&["entries"]),
        "\
Nome  IP           Porta  Entrou               Saiu                 Como             Na sala
ana   10.0.0.7     50123  2026-11-23 14:00:00  2026-11-23 14:30:00  saiu com /sair         1
日本  2001:db8::1  50123  2026-11-23 14:05:00  2026-11-23 15:00:00  conexão perdida        2
"
    );
    assert_eq!(
        class.printed(&["entries", "--lang", "en", "--with", "ANA"]),
        "\
Name  IP        Port   Came                 Left                 How              Active
ana   10.0.0.7  50123  2026-11-23 14:00:00  2026-11-23 14:30:00  left with /exit       1
"
    );
}

#[test]
fn attendance_is_a_table_and_a_spreadsheet() {
    let class = Class::new();
    // The meeting itself was opened when this test began.
    let table = class.printed(&["attendance"]);
    let rows: Vec<Vec<&str>> =
        table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!((rows[0][0], *rows[0].last().unwrap()), ("Nome", "Minutos"));
    assert_eq!((&rows[1][..2], &rows[2][..2]), (&["ana", "ana"][..], &["日本", "日本"][..]));
    assert_eq!((rows[1].last(), rows[2].last()), (Some(&"30"), Some(&"55")));
    let sheet = class.printed(&["attendance", "--format", "csv"]);
    assert!(sheet.starts_with("\u{feff}Nome;Na aula;Matrícula;E-mail;"), "{sheet}");
    assert!(sheet.lines().nth(1).unwrap().starts_with("ana;ana;;;30;"), "{sheet}");
    assert_eq!(
        class.printed(&["attendance", "--format", "txt"]),
        "ana\t2026-11-23T14:00:00-03:00\t2026-11-23T14:30:00-03:00\t30\tfalse\n\
         日本\t2026-11-23T14:05:00-03:00\t2026-11-23T15:00:00-03:00\t55\tfalse\n"
    );
}

#[test]
fn programs_get_the_same_in_every_language() {
    let class = Class::new();
    for (format, expected) in [
        (
            "txt",
            "ana\t10.0.0.7\t50123\t2026-11-23T14:00:00-03:00\t\
             2026-11-23T14:30:00-03:00\tquit\t1\n",
        ),
        (
            "jsonl",
            "{\"name\":\"ana\",\"ip\":\"10.0.0.7\",\"port\":50123,\
             \"came\":\"2026-11-23T14:00:00-03:00\",\
             \"left\":\"2026-11-23T14:30:00-03:00\",\"how\":\"quit\",\"active\":1}\n",
        ),
    ] {
        for lang in ["pt-BR", "en"] {
            let args = ["entries", "--with", "ana", "--format", format, "--lang", lang];
            assert_eq!(class.printed(&args), expected);
        }
    }
}

#[test]
fn export_writes_every_format() {
    let class = Class::new();
    let txt = class.printed(&["export"]);
    assert_eq!(txt, class.printed(&["export", "--format", "txt"]));
    assert_eq!(txt.lines().count(), 4);
    assert!(txt.starts_with("2026-11-23T14:05:07-03:00\t[ana] olá, \"turma\"\n"), "{txt}");

    let jsonl = class.printed(&["export", "--format", "jsonl"]);
    let lines: Vec<serde_json::Value> =
        jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(
        lines[3],
        serde_json::json!({
            "at": "2026-11-23T14:08:00-03:00", "room": "sala", "kind": "private",
            "from": "ana", "to": "日本", "text": "a equação é fácil"
        })
    );
    assert_eq!(lines[0]["to"], serde_json::Value::Null);

    let written = class.printed(&["export", "--format", "csv"]);
    assert!(written.starts_with("\u{feff}Quando;Sala;Tipo;De;Para;Texto\n2026-11-23 14:05:07;"));
    assert!(written.contains(";sala;fala;ana;;\"olá, \"\"turma\"\"\"\n"), "{written}");
    assert_eq!(class.printed(&["show", "--format", "csv"]), written);
}

#[test]
fn search_finds_all_the_words_without_accents() {
    let class = Class::new();
    let found = "2026-11-23 14:08:00  (ana → 日本) a equação é fácil\n";
    assert_eq!(class.printed(&["search", "EQUACAO", "facil"]), found);
    assert_eq!(class.printed(&["search", "equac*"]), found);
    let line = class.printed(&["search", "sexta", "--format", "jsonl"]);
    assert!(line.contains("\"kind\":\"announcement\""));
    class
        .log(&["search", "nada", "disso"])
        .assert()
        .success()
        .stdout("")
        .stderr("Nada encontrado no registro.\n");
    class
        .log(&["search", "nada", "--format", "csv"])
        .assert()
        .success()
        .stderr("")
        .stdout("\u{feff}Quando;Sala;Tipo;De;Para;Texto\n");
}

#[test]
fn a_part_is_chosen_by_time_and_name() {
    let class = Class::new();
    let count = |args: &[&str]| {
        let all: Vec<_> = ["export"].iter().chain(args).copied().collect();
        class.printed(&all).lines().count()
    };
    assert_eq!(count(&["--since", "2026-11-23 14:06", "--until", "2026-11-23 14:08"]), 2);
    assert_eq!(count(&["--until", "2026-11-23"]), 4);
    assert_eq!(count(&["--since", "2026-11-24"]), 0);
    assert_eq!(count(&["--since", "2026-11-23T17:07:00Z"]), 2);
    assert_eq!(count(&["--with", "PROFESSOR"]), 1);
    assert_eq!(count(&["--with", "日本"]), 1);
    assert_eq!(count(&["--with", "ninguém"]), 0);
}

#[test]
fn it_reads_while_the_server_writes() {
    let class = Class::new();
    let journal = class.open();
    let now = jiff::Timestamp::now();
    let from = "127.0.0.1:9".parse().unwrap();
    let who = ConnectionId(1);
    let at = now - jiff::SignedDuration::from_mins(10);
    journal.append(Record::Came(Came {
        who,
        name: name("caio"),
        from,
        at,
        active: 1,
        student: None,
    }));
    let mut still = String::new();
    while still.is_empty() {
        let output = class.log(&["entries", "--since", "1h"]).output().unwrap();
        still = String::from_utf8(output.stdout).unwrap();
    }
    assert!(still.contains("ainda na sala"), "{still}");
    let roll = class.printed(&["attendance", "--since", "1h", "--format", "jsonl"]);
    assert!(roll.contains("\"minutes\":10,\"present\":true"), "{roll}");
    journal.close();
    class.log(&["entries", "--since", "1h"]).assert().stdout(contains("servidor interrompido"));
}

#[test]
fn a_pipe_that_is_closed_early_is_no_failure() {
    let class = Class::new();
    class.record((0..20).flat_map(|_| records()).cycle().take(20_000));
    for args in [&["show"][..], &["export", "--format", "jsonl"], &["export", "--format", "csv"]] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("sala"))
            .arg("log")
            .args(args)
            .env("SALA_DATA", class.data())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut head = String::new();
        // The pipe is closed at the end of this line.
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut head).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(!head.is_empty());
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

#[test]
fn headings_are_bold_only_where_that_is_wanted() {
    let class = Class::new();
    let bold = contains("\u{1b}[1m");
    class.log(&["entries"]).assert().stdout(contains("\u{1b}").not());
    class.log(&["entries", "--color", "always"]).assert().stdout(bold);
    class.log(&["show", "--color", "always"]).assert().stdout(SHOWN);
}

#[test]
fn mistakes_in_the_options_are_one_line_and_exit_two() {
    let class = Class::new();
    for (args, words) in [
        (&["show", "--since", "ontem"][..], "--since \"ontem\" não é uma data nem uma hora"),
        (&["show", "--until", "25:00"], "--until \"25:00\" não é uma data nem uma hora"),
        (&["show", "--since", "2026-11-24", "--until", "2026-11-22"], "--since é depois de"),
        (&["entries", "--with", "a b"], "--with \"a b\": "),
        (&["search", " "], "Não há o que procurar"),
        (&["search"], "PALAVRAS"),
        (&["export", "--format", "xml"], "xml"),
        (&["nada"], "nada"),
        (&["forget", "a b", "--yes"], "NOME \"a b\": "),
        (&["forget"], "NOME"),
        (&["show", "--lang", "xx"], "xx"),
    ] {
        let one_line = is_match("^sala: [^\n]+\n$").unwrap();
        let expected = one_line.and(contains(words));
        class.log(args).assert().code(2).stdout("").stderr(expected);
    }
    let english = contains("is not a time");
    class.log(&["show", "--since", "x", "--lang", "en"]).assert().code(2).stderr(english);
}

#[test]
fn what_stands_in_the_way_is_one_line_and_exit_one() {
    let fails = |class: &Class, args: &[&str], words: &str| {
        let expected = is_match("^sala: [^\n]+\n$").unwrap().and(contains(words));
        class.log(args).assert().code(1).stdout("").stderr(expected);
    };
    let class = Class::new();
    let nowhere = class.folder.path().join("nada");
    fails(&class, &["show", "--data", nowhere.to_str().unwrap()], "Não há registro em");
    assert!(!nowhere.exists());
    let database = class.data().join("journal.db");
    let under = database.join("x");
    fails(&class, &["show", "--data", under.to_str().unwrap()], "Não dá para usar");
    fails(&class, &["show", "--key-file", nowhere.to_str().unwrap()], "arquivo de chave");

    let bytes = fs::read(&database).unwrap();
    let mut damaged = bytes.clone();
    damaged[50] ^= 1;
    fs::write(&database, &damaged).unwrap();
    fails(&class, &["show"], "está danificado");
    assert_eq!(fs::read(&database).unwrap(), damaged);
    fs::write(&database, bytes).unwrap();

    let key = class.data().join("journal.key");
    let digits = fs::read(&key).unwrap();
    fs::write(&key, "ab".repeat(32)).unwrap();
    fails(&class, &["entries"], "não é a do registro");
    fs::remove_file(&key).unwrap();
    fails(&class, &["attendance"], "sumiu");
    fs::write(&key, digits).unwrap();
    fails(&class, &["search", "oi"], "chmod 600");
    fs::remove_file(class.data().join("journal.db.key-id")).unwrap();
    fails(&class, &["export"], "não é um registro da sala");
}

#[test]
fn the_key_and_the_folder_can_be_named_by_options_and_variables() {
    let class = Class::new();
    let (data, key) = (class.data(), class.folder.path().join("chave"));
    fs::rename(data.join("journal.key"), &key).unwrap();
    let (data, key) = (data.to_str().unwrap(), key.to_str().unwrap());
    sala(&["show", "--data", data, "--key-file", key]).assert().success().stdout(SHOWN);
    sala(&["--data", data, "--key-file", key, "show"]).assert().success().stdout(SHOWN);
    sala(&["show"])
        .env("SALA_DATA", data)
        .env("SALA_KEY_FILE", key)
        .assert()
        .success()
        .stdout(SHOWN);
}

#[test]
fn without_an_option_the_folder_is_the_systems() {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().join("estado");
    sala(&["show"])
        .env("HOME", home.path())
        .env("XDG_STATE_HOME", &state)
        .assert()
        .code(1)
        .stderr(contains(home.path().to_str().unwrap()));
    assert!(!state.exists());
}

#[test]
fn help_has_examples() {
    sala(&["--help"]).assert().success().stdout(contains("Exemplos:").and(contains("--data")));
    for listing in ["entries", "attendance", "show", "search", "export"] {
        sala(&[listing, "--help"]).assert().success().stdout(contains("--since"));
    }
}

#[test]
fn forget_needs_a_yes_and_says_what_it_did() {
    let class = Class::new();
    class
        .log(&["forget", "ana"])
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("acrescente --yes").and(is_match("^sala: [^\n]+\n$").unwrap()));
    assert_eq!(class.printed(&["show"]), SHOWN, "nothing was done");
    class.log(&["forget", "ANA", "--yes"]).assert().success().stdout("").stderr(
        "3 linhas de ANA ou só para ANA: apagadas de vez. 1 entrada ficou sem nome nem endereço.\n",
    );
    assert_eq!(class.printed(&["show"]), "2026-11-23 14:07:00  * # professor prova na sexta\n");
    assert_eq!(
        class.printed(&["entries"]),
        "\
Nome        IP           Porta  Entrou               Saiu                 Como             Na sala
(removido)                      2026-11-23 14:00:00  2026-11-23 14:30:00  saiu com /sair         1
日本        2001:db8::1  50123  2026-11-23 14:05:00  2026-11-23 15:00:00  conexão perdida        2
"
    );
    let attendance = class.printed(&["attendance", "--lang", "en"]);
    assert!(attendance.lines().nth(1).unwrap().starts_with("(removed)  "), "{attendance}");
    let json = class.printed(&["entries", "--format", "jsonl"]);
    assert!(json.starts_with("{\"name\":null,\"ip\":null,\"port\":null,\"came\":"), "{json}");
    let written = class.printed(&["entries", "--format", "csv"]);
    assert_eq!(
        written.lines().nth(1).unwrap(),
        "(removido);;;2026-11-23 14:00:00;2026-11-23 14:30:00;saiu com /sair;1"
    );
    class
        .log(&["forget", "ana", "--yes"])
        .assert()
        .code(1)
        .stderr(contains("Não há nada de ana no registro"));
}

#[test]
fn other_names_of_the_same_connection_are_told() {
    let class = Class::new();
    let at = |text: &str| text.parse().unwrap();
    let came = |text: &str, moment| {
        let from = "10.0.0.9:50123".parse().unwrap();
        let (who, name) = (ConnectionId(9), name(text));
        Record::Came(Came { who, name, from, at: at(moment), active: 1, student: None })
    };
    let renamed = at("2026-11-23T19:10:00Z");
    class.record([
        came("caio", "2026-11-23T19:00:00Z"),
        Record::Left(Left { who: ConnectionId(9), at: renamed, how: Departure::Renamed }),
        came("cacá", "2026-11-23T19:10:00Z"),
    ]);
    class
        .log(&["forget", "caio", "--yes", "--lang", "en"])
        .assert()
        .success()
        .stderr(contains("The connections of caio also used these names: cacá."));
}

#[test]
fn forget_asks_a_person_in_front_of_a_terminal() {
    let class = Class::new();
    let sala = class.log(&["forget", "ana"]);
    let start = || {
        let mut command = portable_pty::CommandBuilder::new(sala.get_program());
        command.args(sala.get_args());
        for (name, value) in sala.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            }
        }
        Terminal::start(24, 110, command)
    };
    for (answer, code) in [("\r", 1), ("não\r", 1), ("\x04", 1), ("Sim\r", 0)] {
        assert!(class.printed(&["show"]).contains("[ana]"), "before {answer:?}");
        let mut terminal = start();
        terminal.see("De ana há 3 linhas e 1 entrada. Apagar de vez?");
        terminal.keys(answer);
        assert_eq!(terminal.exit_code(), code, "{answer:?}");
        terminal.see(if code == 0 { "apagadas de vez" } else { "Nada foi apagado." });
    }
    assert!(!class.printed(&["show"]).contains("ana"));
}

#[test]
fn rekey_says_where_the_new_key_is() {
    let class = Class::new();
    let key = class.data().join("journal.key");
    let before = fs::read(&key).unwrap();
    class
        .log(&["rekey"])
        .assert()
        .success()
        .stdout("")
        .stderr(contains(format!("uma chave nova, em {}.", key.display())));
    assert_ne!(fs::read(&key).unwrap(), before);
    assert_eq!(class.printed(&["show"]), SHOWN);

    let elsewhere = class.folder.path().join("chave");
    let elsewhere = elsewhere.to_str().unwrap();
    class
        .log(&["rekey", "--new-key-file", elsewhere])
        .assert()
        .success()
        .stderr(contains("indique-a com --key-file").and(contains("foi apagada")));
    assert!(!key.exists());
    class.log(&["show"]).assert().code(1).stderr(contains("sumiu"));
    assert_eq!(class.printed(&["show", "--key-file", elsewhere]), SHOWN);

    let third = class.folder.path().join("outra");
    let third = third.to_str().unwrap();
    class
        .log(&["rekey", "--key-file", elsewhere, "--new-key-file", third, "--lang", "en"])
        .assert()
        .success()
        .stderr(contains(format!("The old key, in {elsewhere}, opens only older copies")));
    assert_eq!(class.printed(&["show", "--key-file", third]), SHOWN);
    class
        .log(&["rekey", "--key-file", third, "--new-key-file", third])
        .assert()
        .code(1)
        .stderr(contains("já é a do registro"));
}

#[test]
fn a_key_that_comes_through_a_pipe_is_not_changed_there() {
    let class = Class::new();
    let key = class.data().join("journal.key");
    let new = class.folder.path().join("nova");
    let rekey = |more: &str| {
        let mut command = Command::new("bash");
        let sala = assert_cmd::cargo::cargo_bin!("sala");
        let line = format!(
            "{} log rekey --lang en --data {} --key-file <(cat {}) {more}",
            sala.display(),
            class.data().display(),
            key.display()
        );
        command.args(["-c", &line]);
        command
    };
    rekey("").assert().code(1).stderr(contains("say with --new-key-file where to put the new one"));
    assert_eq!(class.printed(&["show"]), SHOWN);
    rekey(&format!("--new-key-file {}", new.display())).assert().success();
    assert_eq!(class.printed(&["show", "--key-file", new.to_str().unwrap()]), SHOWN);
}

#[test]
fn the_journal_is_not_looked_after_while_a_server_writes_it() {
    let class = Class::new();
    let journal = class.open();
    for args in [&["rekey"][..], &["forget", "ana", "--yes"]] {
        let one_line = is_match("^sala: [^\n]+\n$").unwrap();
        class.log(args).assert().code(1).stdout("").stderr(one_line.and(contains("em uso")));
    }
    journal.close();
    assert_eq!(class.printed(&["show"]), SHOWN);
}
