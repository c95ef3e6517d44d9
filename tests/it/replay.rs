//! `sala replay`: a recorded class again, as lines, in a terminal, as a scenario and as a drawing.

use std::fs;
use std::path::Path;

use portable_pty::CommandBuilder;
use regex::Regex;
use rustix::process::{Pid, Signal, kill_process};
use sala::bot::read as read_scenarios;
use sala::classroom::{Entry, Secret};
use sala::journal::Location;
use sala::locale::Locale;
use sala::replay::{Player, drawing, feature};
use sala::server::PasswordFile;

use super::recordings::{kept, play_of, record};
use crate::support::server::{self, Server};
use crate::support::terminal::Terminal;

/// Runs `sala replay` in a data folder: its exit code, and what it printed.
fn replay(place: &Location, arguments: &[&str]) -> (i32, String, String) {
    let mut replay = server::sala();
    replay.args(["replay", "--data"]).arg(&place.dir).args(arguments);
    let done = replay.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

#[test]
fn a_person_sees_again_what_they_read_and_typed() {
    let folder = tempfile::tempdir().unwrap();
    let place = record(folder.path(), &play_of(6));
    let (code, seen, aside) = replay(&place, &["--as", "Beto", "--from", "09:00:05"]);
    assert_eq!(
        (code, seen.as_str()),
        (0, "09:00:05  [ana] oi 4\n09:00:06  beto> olá 5\n"),
        "{aside}"
    );
    assert_eq!(aside, "A gravação termina aqui: a aula não tinha terminado.\n");
    let (_, seen, _) = replay(&place, &["--as", "beto", "--speed", "1000"]);
    assert!(seen.starts_with("09:00:00  ? "), "{seen}");
    assert!(seen.contains("\n09:00:00  ?> beto\n09:00:00  * = ana (2 na sala)\n"), "{seen}");
    let (code, _, aside) = replay(&place, &["--as", "caio"]);
    assert!(code == 1 && aside.contains("Estavam lá: ana, beto"), "{aside}");
    let (code, seen, aside) = replay(&place, &["--teacher"]);
    assert!(code == 1 && seen.is_empty() && aside.contains("--as"), "{aside}");
    let (code, _, aside) = replay(&place, &["--as", "ana", "--from", "25:00"]);
    assert!(code == 2 && aside.contains("25:00"), "{aside}");
    let (code, _, aside) = replay(&place, &["7"]);
    assert!(code == 1 && aside.contains("--list"), "{aside}");
    assert!(replay(&place, &["--list"]).1.starts_with("   1  2026-03-02 "));
}

/// The scenario of a class.
fn scenario(entries: Vec<Entry>, locale: Locale) -> String {
    feature(&Player::new(entries).unwrap(), "Aula", locale).text
}

/// Plays every scenario in a folder.
fn bot_run(folder: &Path) {
    let done = server::sala().args(["bot", "run", "--jobs", "8"]).arg(folder).output().unwrap();
    let report = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{report}{}", String::from_utf8_lossy(&done.stderr));
}

/// A class with everything that is written in an unusual way.
const CLASS: &str = r#"# language: pt
Funcionalidade: aula
  Cenário: de tudo
    Dado que "ana" entra com o nome "Ana"
    E "beto" entra
    Quando "ana" diz "beto, eu disse \"oi\" \\o/ 🎉 👩‍👩‍👧"
    E "ana" manda os bytes "e\u{301} \u{202e}avesso\u{a0}\\x\n"
    E "ana" manda os bytes "\n\xff\n  com espaços\t\n"
    E "ana" digita "//não é comando"
    E "ana" digita "/msg BETO só para você: <coluna> $nome | \"\"\""
    E "ana" digita "/professor"
    E "ana" lê uma linha com "Senha"
    E "ana" digita "outra-senha"
    E "ana" lê uma linha com "errada"
    E "ana" digita "/professor"
    E "ana" lê uma linha com "Senha"
    E "ana" digita "a-senha-da-aula"
    E "ana" lê uma linha com "ensina"
    E "beto" muda o nome para "Roberto"
    E "beto" cai
    E "ana" lê que "Roberto" saiu
    E "ana" digita "/enquete TCP? | sim | não"
    E "beto" volta com o seu passe
    E "beto" lê uma linha com "* <"
    E "beto" digita "/voto 1"
    E "ana" digita "/historico 3"
    E "ana" lê 1 linha
    E "beto" digita "/grupo azul"
    E "beto" lê uma linha com "* ="
    E "ana" digita "/encerrar tchau, Roberto"
    E a conexão de "beto" é encerrada
"#;

#[test]
fn a_class_of_bots_becomes_a_scenario_that_passes_and_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    PasswordFile::within(&data).set(&Secret::new("a-senha-da-aula")).unwrap();
    let script = folder.path().join("aula.feature");
    fs::write(&script, CLASS).unwrap();
    let mut server = Server::start_in(folder, &["--record"]);
    let address = server.address.to_string();
    let done = server::sala()
        .args(["bot", "run", "--addr", &address, "--data"])
        .args([&data, &script])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    assert!(server.wait().success());
    let place = Location { dir: data, key_file: None };
    let (code, text, aside) = replay(&place, &["--format", "feature", "--lang", "en"]);
    assert_eq!((code, aside.as_str()), (0, ""));
    for secret in ["ana", "beto", "roberto", "a-senha-da-aula", "outra-senha"] {
        let words = text.to_lowercase();
        assert!(!words.split(|c: char| !c.is_alphanumeric()).any(|word| word == secret), "{text}");
    }
    for kept in ["\\\"oi\\\" \\\\o/ 🎉 👩‍👩‍👧", "comes back with its pass", "changes name to"]
    {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    fs::remove_file(&script).unwrap();
    fs::write(&script, text).unwrap();
    bot_run(&script);
    let (_, drawn, _) = replay(&place, &["--format", "svg"]);
    assert!(drawn.starts_with("<svg") && drawn.contains(">Ana</text>"), "{drawn}");
    let (_, own, _) = replay(&place, &["--format", "svg", "--as", "roberto"]);
    assert!(!own.contains(">Ana</text>") && own.contains("(Ana) só para você"), "{own}");
    let (code, _, aside) = replay(&place, &["--format", "feature", "--as", "ana"]);
    assert!(code == 2 && aside.contains("--format feature"), "{aside}");
}

#[test]
fn the_scenarios_of_earlier_recordings_pass() {
    let folder = tempfile::tempdir().unwrap();
    let waits = Regex::new("passam (31|61) segundos").unwrap();
    for (name, entries) in kept() {
        let text = scenario(entries, Locale::PtBr);
        let file = folder.path().join(format!("{name}.feature"));
        // A question of the quiz waits for half a minute: longer than a test does.
        if waits.is_match(&text) {
            assert_eq!(read_scenarios(&file, &text).unwrap().len(), 1);
        } else {
            fs::write(file, text).unwrap();
        }
    }
    bot_run(folder.path());
}

#[test]
fn what_has_no_room_in_a_drawing_or_a_scenario_is_counted() {
    let mut player = Player::new(play_of(9_000)).unwrap();
    let scenario = feature(&player, "Aula", Locale::En);
    assert!(scenario.left_out > 0 && scenario.text.lines().count() < 10_000);
    player.go_to(0);
    let drawing = drawing(&mut player, None, "Aula", Locale::En);
    assert_eq!(drawing.events.len(), 2000);
    assert!(drawing.footer.unwrap().contains("rows"));
}

#[test]
fn a_terminal_shows_where_one_is_goes_to_and_fro_and_is_restored() {
    let folder = tempfile::tempdir().unwrap();
    let place = record(folder.path(), &play_of(600));
    let start = |arguments: &[&str]| {
        let mut replay = CommandBuilder::new(env!("CARGO_BIN_EXE_sala"));
        replay.args(["replay", "--as", "beto", "--lang", "en", "--data"]);
        replay.arg(&place.dir);
        replay.args(arguments);
        Terminal::start(12, 90, replay)
    };
    let mut terminal = start(&["--step"]);
    terminal.see("paused 09:00:00");
    terminal.see("0:00:00 / 0:10:00");
    terminal.keys(" ");
    terminal.see("09:00:00  ? & ");
    terminal.keys("\x1b[F");
    terminal.see("09:10:00  beto> olá 599");
    terminal.see("The recording ends here");
    terminal.see("end 09:10:00");
    terminal.keys("\x1b[D\x1b[D");
    terminal.see("09:09:39  [ana] oi 578");
    terminal.see("0:09:40 / 0:10:00");
    terminal.resize(8, 40);
    terminal.wait("a bar that fits", |screen| {
        let (lines, (row, _)) = (screen.contents(), screen.cursor_position());
        lines.lines().nth(row.into()).is_some_and(|bar| bar.contains("paused 09:09:40"))
    });
    terminal.keys("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.is_restored();
    let mut terminal = start(&["--from", "09:05"]);
    terminal.see("▶ 09:0");
    terminal.keys("+");
    terminal.see("×2");
    terminal.keys(" ");
    terminal.see("paused");
    let process = Pid::from_raw(terminal.process().try_into().unwrap()).unwrap();
    kill_process(process, Signal::TERM).unwrap();
    assert_eq!(terminal.exit_code(), 143);
    terminal.is_restored();
}
