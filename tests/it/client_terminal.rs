//! `sala client` and `sala console` in a real terminal.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::scripted_server::{Connection, Server};
use crate::support::terminal::Terminal;

const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const CTRL_R: &str = "\x12";
const UP: &str = "\x1b[A";
const LEFT: &str = "\x1b[D";

/// A client's surroundings: what it connects to and where it keeps things.
struct Setup {
    server: Server,
    data: TempDir,
}

impl Setup {
    fn new() -> Self {
        Self { server: Server::open(), data: tempfile::tempdir().unwrap() }
    }

    fn command(&self, args: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin("sala"));
        command.args(["client", &self.server.address()]);
        command.args(args);
        for variable in ["SALA_LANG", "SALA_NAME", "SALA_CLASS_CODE", "SALA_COLOR", "NO_COLOR"] {
            command.env_remove(variable);
        }
        command.env("TERM", "xterm-256color");
        command.env("SALA_DATA", self.data.path());
        command
    }

    fn start(&self, args: &[&str]) -> Terminal {
        Terminal::start(24, 80, self.command(args))
    }

    /// A client called ana, in the room, with an empty line before it.
    fn inside(&self) -> (Terminal, Connection) {
        let terminal = self.start(&["--name", "ana", "--history", "0"]);
        let connection = self.server.accept_as("ana");
        terminal.see_last(&["* = beto (2 na sala)", "ana>"]);
        (terminal, connection)
    }
}

fn ends_well(terminal: &mut Terminal) {
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.contents());
    terminal.is_restored();
}

#[test]
fn a_person_is_asked_comes_in_talks_and_leaves() {
    let setup = Setup::new();
    let mut terminal = setup.start(&[]);
    let mut connection = setup.server.accept();
    connection.say("? Qual é o seu nome?");
    terminal.see_last(&["? Qual é o seu nome?", ">"]);
    terminal.keys("ana\r");
    connection.hear("ana");
    connection.say("* = (1 na sala)");
    connection.hear("/historico 10");
    terminal.see_last(&["* = (1 na sala)", "ana>"]);
    terminal.keys("oi\r/sair\r");
    connection.hear("oi");
    connection.hear("/sair");
    connection.say("* . Até logo!");
    connection.close();
    ends_well(&mut terminal);
    terminal.see("* . Até logo!");
}

#[test]
fn what_arrives_is_printed_above_the_line_being_typed() {
    let long = "uma linha que não cabe em uma só linha do terminal, ".repeat(3);
    for typed in ["meia linha", "日本語 meia 日本", long.trim_end()] {
        let setup = Setup::new();
        let (mut terminal, mut connection) = setup.inside();
        terminal.keys(typed);
        terminal.wait(typed, |screen| flat(screen).ends_with(&format!("ana> {typed}")));
        connection.say("[beto] 日本語 também");
        connection.say("[beto] oi");
        let expected = format!("[beto] 日本語 também [beto] oi ana> {typed}");
        terminal.wait(&expected, |screen| flat(screen).ends_with(&expected));
        terminal.keys(&format!("{LEFT}!\r"));
        let mut sent: Vec<char> = typed.chars().collect();
        sent.insert(sent.len() - 1, '!');
        connection.hear(&sent.into_iter().collect::<String>());
    }
}

/// The screen as one line, rows joined as they were wrapped.
fn flat(screen: &vt100::Screen) -> String {
    screen.contents().trim_end().replace('\n', " ")
}

#[test]
fn two_hundred_messages_in_a_burst_do_not_disturb_the_line() {
    let setup = Setup::new();
    let command = setup.command(&["--name", "ana", "--history", "0"]);
    let mut terminal = Terminal::start(250, 60, command);
    let mut connection = setup.server.accept_as("ana");
    terminal.see_last(&["ana>"]);
    let typed: Vec<char> = "digitando 日本 enquanto chega".chars().collect();
    for number in 0..200 {
        connection.say(&format!("[beto] mensagem {number}"));
        if let Some(letter) = typed.get(number) {
            terminal.keys(&letter.to_string());
        }
    }
    terminal.see_last(&["[beto] mensagem 199", "ana> digitando 日本 enquanto chega"]);
    let contents = terminal.contents();
    let shown = contents.lines().filter(|line| line.starts_with("[beto] mensagem "));
    let expected: Vec<String> = (0..200).map(|n| format!("[beto] mensagem {n}")).collect();
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    terminal.keys("\r");
    connection.hear("digitando 日本 enquanto chega");
}

#[test]
fn lines_are_entered_while_others_arrive_and_nothing_is_lost_or_out_of_order() {
    let setup = Setup::new();
    let command = setup.command(&["--name", "ana", "--history", "0"]);
    let terminal = Terminal::start(400, 60, command);
    let mut connection = setup.server.accept_as("ana");
    terminal.see_last(&["ana>"]);
    let mut terminal = terminal;
    for number in 0..100 {
        connection.say(&format!("[beto] a {number}"));
        terminal.keys(&format!("eu {number}\r"));
        connection.say(&format!("[beto] b {number}"));
        connection.hear(&format!("eu {number}"));
    }
    connection.say("[beto] fim");
    terminal.see_last(&["[beto] fim", "ana>"]);
    let contents = terminal.contents();
    let shown: Vec<_> = contents.lines().filter(|line| line.starts_with("[beto] ")).collect();
    let both = |n| [format!("[beto] a {n}"), format!("[beto] b {n}")];
    let mut expected: Vec<String> = (0..100).flat_map(both).collect();
    expected.push("[beto] fim".into());
    assert_eq!(shown, expected);
}

#[test]
fn tab_completes_commands_and_names() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    connection.say("* + José entrou (3 na sala)");
    terminal.see_last(&["* + José entrou (3 na sala)", "ana>"]);
    terminal.keys("/ms\t");
    terminal.see_last(&["ana> /msg"]);
    terminal.keys("jo\t");
    terminal.see_last(&["ana> /msg José"]);
    terminal.keys("oi\rBE\t");
    connection.hear("/msg José oi");
    terminal.see_last(&["ana> beto:"]);
    terminal.keys("oi\r");
    connection.hear("beto: oi");
}

/// The console of a class that the test plays, and its data folder.
fn console() -> (Terminal, UnixStream, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(folder.path().join("console.sock")).unwrap();
    let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin("sala"));
    command.args(["console", "--lang", "en", "--data"]);
    command.arg(folder.path());
    command.env("TERM", "xterm-256color");
    let terminal = Terminal::start(24, 80, command);
    (terminal, listener.accept().unwrap().0, folder)
}

#[test]
fn tab_completes_what_a_command_takes() {
    let (mut terminal, mut stream, _folder) = console();
    stream.write_all(b"* = ana (1 here)\n").unwrap();
    terminal.see_last(&["teacher>"]);
    terminal.keys("/mode \t");
    terminal.see("lower");
    terminal.see("timestable");
    terminal.keys("up\t");
    terminal.see_last(&["teacher> /mode upper"]);
    terminal.keys("\x15/msg \t");
    terminal.see_last(&["teacher> /msg ana"]);
    terminal.keys("\x15/room blue\r/room \t");
    terminal.see_last(&["teacher> /room blue", "teacher> /room blue"]);
}

#[test]
fn lines_are_kept_between_runs_for_nobody_else_to_read() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    terminal.keys("lembre disto\r");
    connection.hear("lembre disto");
    terminal.keys(CTRL_D);
    connection.hear("/sair");
    connection.close();
    ends_well(&mut terminal);
    let mode = fs::metadata(setup.data.path().join("history")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let (mut terminal, mut connection) = setup.inside();
    terminal.keys(UP);
    terminal.see_last(&["ana> lembre disto"]);
    terminal.keys("\x15");
    terminal.see_last(&["ana>"]);
    terminal.keys(&format!("{CTRL_R}lem"));
    terminal.see("(reverse-i-search)`lem': lembre disto");
    connection.say("[beto] espera a busca");
    terminal.keys("\r");
    connection.hear("lembre disto");
    terminal.see_last(&["[beto] espera a busca", "ana>"]);
}

#[test]
fn ctrl_c_clears_the_line_and_the_second_one_leaves() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    terminal.keys("meia");
    terminal.see_last(&["ana> meia"]);
    terminal.keys(CTRL_C);
    terminal.see_last(&["-- Ctrl-C outra vez sai da sala.", "ana>"]);
    terminal.keys(CTRL_C);
    connection.hear("/sair");
    connection.say("* . Até logo!");
    connection.close();
    ends_well(&mut terminal);
}

#[test]
fn a_line_between_two_ctrl_c_disarms_them() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    terminal.keys(CTRL_C);
    terminal.see_last(&["-- Ctrl-C outra vez sai da sala.", "ana>"]);
    terminal.keys("oi\r");
    connection.hear("oi");
    terminal.see_last(&["ana> oi", "ana>"]);
    terminal.keys(CTRL_C);
    terminal.see_last(&["-- Ctrl-C outra vez sai da sala.", "ana>"]);
    terminal.keys("fico\r");
    connection.hear("fico");
}

#[test]
fn the_class_ends_in_the_middle_of_a_line() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    terminal.keys("meia lin");
    terminal.see_last(&["ana> meia lin"]);
    connection.say("* . A aula terminou.");
    connection.close();
    ends_well(&mut terminal);
    terminal.see("* . A aula terminou.");
}

#[test]
fn the_class_ends_in_the_middle_of_a_search_or_an_escape() {
    for (keys, shown) in [("oi\r\x12zz", "failed reverse-i-search"), ("oi\r/m\x1b5", "(arg: 5)")] {
        let setup = Setup::new();
        let (mut terminal, mut connection) = setup.inside();
        terminal.keys(keys);
        terminal.see(shown);
        connection.hear("oi");
        connection.say("[beto] ninguém vê isto agora");
        connection.say("* . A aula terminou.");
        connection.close();
        ends_well(&mut terminal);
        terminal.see("[beto] ninguém vê isto agora\n* . A aula terminou.");
    }
}

#[test]
fn a_term_signal_leaves_and_restores_the_terminal() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    terminal.keys("meia");
    terminal.see_last(&["ana> meia"]);
    let process = Pid::from_raw(terminal.process().try_into().unwrap()).unwrap();
    kill_process(process, Signal::TERM).unwrap();
    connection.hear("/sair");
    connection.close();
    ends_well(&mut terminal);
}

#[test]
fn a_lost_connection_comes_back_with_the_name_and_the_line() {
    let setup = Setup::new();
    let (mut terminal, connection) = setup.inside();
    terminal.keys("meia");
    terminal.see_last(&["ana> meia"]);
    connection.close();
    terminal.see_last(&["-- A conexão caiu. Nova tentativa em 1 segundo.", "ana> meia"]);
    terminal.keys(" linha\r");
    let kept = "-- Sem conexão: a linha não foi enviada e fica guardada.";
    terminal.see_last(&[kept, "ana> meia linha"]);
    let mut connection = setup.server.accept_as("ana");
    terminal.see_last(&["* = beto (2 na sala)", "ana> meia linha"]);
    terminal.keys(" inteira\r");
    connection.hear("meia linha inteira");
}

#[test]
fn a_name_still_taken_by_the_lost_connection_is_asked_for_again() {
    let setup = Setup::new();
    let (mut terminal, connection) = setup.inside();
    connection.close();
    let mut connection = setup.server.accept();
    connection.say("? Qual é o seu nome?");
    connection.hear("ana");
    connection.say("! Nome em uso: escolha outro.");
    connection.say("? Qual é o seu nome?");
    connection.hear_the_end();
    terminal.see("-- Ainda sem conexão. Nova tentativa em 2 segundos.");
    let mut connection = setup.server.accept_as("ana");
    terminal.see_last(&["* = beto (2 na sala)", "ana>"]);
    terminal.keys("voltei\r");
    connection.hear("voltei");
}

#[test]
fn a_lost_connection_may_be_the_end() {
    let setup = Setup::new();
    let mut terminal = setup.start(&["--name", "ana", "--no-reconnect"]);
    setup.server.accept_as("ana").close();
    assert_eq!(terminal.exit_code(), 1);
    terminal.is_restored();
    terminal.see("A conexão com a sala caiu");
}

#[test]
fn a_refused_name_is_asked_again_and_nobody_notices_the_new_connection() {
    let setup = Setup::new();
    let mut terminal = setup.start(&["--name", "ana", "--history", "0"]);
    let mut connection = setup.server.accept();
    connection.say("? Qual é o seu nome?");
    connection.hear("ana");
    connection.say("! Nome em uso: escolha outro.");
    connection.say("? Qual é o seu nome?");
    terminal.see_last(&["! Nome em uso: escolha outro.", "? Qual é o seu nome?", ">"]);
    terminal.keys("b b\r");
    connection.hear("b b");
    connection.say("! Um nome só tem letras.");
    connection.close();
    let mut connection = setup.server.accept();
    connection.say("? Qual é o seu nome?");
    // What may have been meant is offered.
    terminal.see_last(&["! Um nome só tem letras.", "? Qual é o seu nome?", "> b_b"]);
    terminal.keys("eto\r");
    connection.hear("b_beto");
    connection.say("* = (1 na sala)");
    terminal.see_last(&["* = (1 na sala)", "b_beto>"]);
}

#[test]
fn a_secret_is_masked_and_not_kept_and_the_line_before_it_comes_back() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    terminal.keys("/professor\rmeia");
    connection.hear("/professor");
    terminal.see_last(&["ana> meia"]);
    connection.say("? * Senha:");
    terminal.see_last(&["? * Senha:", ">"]);
    terminal.keys("abre-te");
    terminal.see_last(&["> *******"]);
    connection.say("[beto] oi");
    terminal.see_last(&["[beto] oi", "> *******"]);
    terminal.keys("\r");
    connection.hear("abre-te");
    terminal.see_last(&["> *******", "ana> meia"]);
    assert!(!terminal.contents().contains("abre-te"));
    terminal.keys(" volta\r");
    connection.hear("meia volta");
    terminal.keys("/professor abre-te\r");
    connection.hear("/professor abre-te");
    terminal.keys("oi\r");
    connection.hear("oi");
    let history = fs::read_to_string(setup.data.path().join("history")).unwrap();
    assert!(history.contains("meia volta") && !history.contains("abre-te"), "{history}");
}

#[test]
fn a_class_code_is_masked_asked_for_again_and_given_by_itself_after_a_lost_connection() {
    let setup = Setup::new();
    let mut terminal = setup.start(&["--name", "ana", "--history", "0", "--code", "sol"]);
    let mut connection = setup.server.accept();
    connection.say("? # Código da turma:");
    connection.hear("sol");
    connection.say("! Esse não é o código.");
    connection.say("? # Código da turma:");
    terminal.see_last(&["? # Código da turma:", ">"]);
    terminal.keys("lua");
    terminal.see_last(&["> ***"]);
    terminal.keys("\r");
    connection.hear("lua");
    connection.say("? Qual é o seu nome?");
    connection.hear("ana");
    connection.say("* = (1 na sala)");
    terminal.see_last(&["* = (1 na sala)", "ana>"]);
    terminal.keys("oi\r");
    connection.hear("oi");
    connection.close();
    let mut connection = setup.server.accept();
    connection.say("? # Código da turma:");
    connection.hear("lua");
    assert!(!terminal.contents().contains("lua"));
    let history = fs::read_to_string(setup.data.path().join("history")).unwrap();
    assert!(history.contains("oi") && !history.contains("lua"), "{history}");
}

#[test]
fn the_prompt_follows_the_name() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    terminal.keys("meia");
    terminal.see_last(&["ana> meia"]);
    connection.say("* ~ ana aninha (novo nome)");
    terminal.see_last(&["* ~ ana aninha (novo nome)", "aninha> meia"]);
}

#[test]
fn several_lines_pasted_at_once_are_sent_one_by_one() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    terminal.keys("um\rdois\rtrês\r");
    terminal.keys("\x1b[200~quatro\rcinco\x1b[201~\r");
    for line in ["um", "dois", "três", "quatro", "cinco"] {
        connection.hear(line);
    }
    terminal.see_last(&["ana>"]);
}

#[test]
fn names_are_coloured_unless_refused() {
    for (args, env, expected) in [
        (&[][..], None, true),
        (&[], Some("1"), false),
        (&["--color", "never"], None, false),
        (&["--color", "always"], Some("1"), true),
    ] {
        let setup = Setup::new();
        let mut command = setup.command(&["--name", "ana"]);
        command.args(args);
        if let Some(value) = env {
            command.env("NO_COLOR", value);
        }
        let terminal = Terminal::start(24, 80, command);
        let mut connection = setup.server.accept_as("ana");
        connection.say("[beto] fim");
        terminal.see_last(&["[beto] fim", "ana>"]);
        terminal.wait("colour", |screen| {
            let is_coloured = |row| {
                screen.cell(row, 1).is_some_and(|cell| cell.fgcolor() != vt100::Color::Default)
            };
            (0..24).any(is_coloured) == expected
        });
    }
}

#[test]
fn the_console_ends_the_class_after_asking() {
    let (mut terminal, mut stream, _folder) = console();
    // The console is asked nothing: what is typed goes out once the server has spoken.
    terminal.keys("/who\r");
    stream.write_all(b"* = ana (1 here)\n").unwrap();
    let mut lines = BufReader::new(stream);
    let mut hear = |answer: &str| {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        lines.get_mut().write_all(answer.as_bytes()).unwrap();
        line
    };
    assert_eq!(hear("> ana\n"), "/who\n");
    terminal.see_last(&["> ana", "teacher>"]);
    terminal.keys(CTRL_D);
    terminal.see_last(&["End the class for everyone? [y/N]"]);
    terminal.keys("n\r/fila\r");
    assert_eq!(hear("> nobody\n"), "/fila\n");
    terminal.see_last(&["> nobody", "teacher>"]);
    terminal.keys(CTRL_D);
    terminal.see_last(&["End the class for everyone? [y/N]"]);
    terminal.keys("y\r");
    assert_eq!(hear("* . The class is over.\n"), "/close\n");
    drop(lines);
    assert_eq!(terminal.exit_code(), 0);
    terminal.is_restored();
}

#[test]
fn thirty_pasted_lines_all_go_in_their_order() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    let lines: Vec<String> = (1..=30).map(|number| format!("linha {number}")).collect();
    terminal.keys(&format!("\x1b[200~{}\x1b[201~\r", lines.join("\r")));
    // The name was the first.
    for (line, number) in lines.iter().zip(2..) {
        connection.hear(line);
        if number == 5 {
            connection.say("! # 5 Devagar.");
            // Sent already.
            (5..=10).for_each(|number| connection.hear(&format!("linha {number}")));
            connection.hear("linha 4");
            break;
        }
    }
    lines[10..].iter().for_each(|line| connection.hear(line));
    terminal.see("o cliente envia de novo");
}

#[test]
fn who_leaves_before_all_was_sent_is_told() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    let lines: Vec<String> = (1..=300).map(|number| format!("linha {number}")).collect();
    terminal.keys(&format!("\x1b[200~{}\x1b[201~\r", lines.join("\r")));
    connection.hear("linha 1");
    terminal.see_last(&["ana>"]);
    terminal.keys(CTRL_D);
    while connection.next().is_some_and(|line| line != "/sair") {}
    connection.say("* . Até logo!");
    connection.close();
    terminal.see("linhas não foram enviadas");
    ends_well(&mut terminal);
}

#[test]
fn a_closed_terminal_ends_the_client() {
    let setup = Setup::new();
    let (mut terminal, mut connection) = setup.inside();
    terminal.close();
    connection.hear("/sair");
    connection.close();
    assert_eq!(terminal.exit_code(), 0);
}
