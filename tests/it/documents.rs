//! The documents say what is true: their conversations are replayed, their commands are run.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;

use crate::lessons::copied;
use crate::support::python;
use crate::support::server::{self, Peer, Server};

/// A fenced block of a document.
struct Block {
    /// The line where it begins.
    start: usize,
    /// What stands behind its kind.
    options: Vec<String>,
    lines: Vec<String>,
}

/// The blocks of that kind in a document.
fn blocks(document: &str, kind: &str) -> Vec<Block> {
    let text = fs::read_to_string(document).unwrap();
    let mut found: Vec<Block> = Vec::new();
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        if let Some(fence) = line.strip_prefix("```") {
            let mut words = fence.split_whitespace().map(str::to_owned);
            inside = words.next().is_some_and(|word| word == kind);
            if inside {
                let options = words.collect();
                found.push(Block { start: number + 2, options, lines: Vec::new() });
            }
        } else if inside {
            found.last_mut().unwrap().lines.push(line.to_owned());
        }
    }
    assert!(!found.is_empty(), "{document} has no {kind} block");
    found
}

/// The teacher's password of every class here.
const PASSWORD: &str = "abre-te sésamo";

/// A class with the options of a block, in which there is a password.
fn class(options: &[String]) -> Server {
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let server = Server::start_with(&options);
    server.set_password(PASSWORD);
    server
}

/// Plays `name> line` as sent and checks `name< line` as read, each over a socket of its own; `prof` is a
/// console that has read who is there, and `KEY` the key of the boards.
fn replay(document: &str) {
    for Block { start, options, lines } in blocks(document, "conversation") {
        let server = class(&options);
        let mut people: HashMap<String, Peer> = HashMap::new();
        for (number, line) in lines.iter().enumerate() {
            let place = format!("{document}:{}", start + number);
            let mark = line.find(['>', '<']).unwrap_or_else(|| panic!("{place}: {line}"));
            let (name, text) = (&line[..mark], &line[mark + 2..]);
            let person = people.entry(name.to_owned()).or_insert_with(|| match name {
                "prof" => server.console_with(Some(PASSWORD)),
                _ => Peer::tcp(std::net::TcpStream::connect(server.address).unwrap()),
            });
            match &line[mark..=mark] {
                ">" if text == "* KEY" => person.send(&format!("* {}", server.board_key())),
                ">" => person.send(text),
                _ => assert_eq!(person.line(), text, "{place}"),
            }
        }
    }
}

#[test]
fn the_conversations_in_the_protocol_are_what_a_server_says() {
    replay("docs/PROTOCOL.md");
}

/// Every command that a document shows, with its place.
fn commands(document: &str) -> Vec<(String, String)> {
    let lines = blocks(document, "console").into_iter().flat_map(|block| {
        let numbered = block.lines.into_iter().enumerate();
        numbered.map(move |(number, line)| (block.start + number, line))
    });
    lines
        .map(|(number, line)| {
            let place = format!("{document}:{number}");
            let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("{place}: {line}"));
            (place, command.to_owned())
        })
        .collect()
}

/// Runs a shell line in which `sala` is the binary under test, with an empty standard input, and
/// returns what it printed.
fn shell(line: &str, server: &Server, place: &str) -> String {
    let sala = server::sala();
    let bin = std::path::Path::new(sala.get_program()).parent().unwrap();
    let path = [bin.as_os_str(), OsStr::new(":"), python::path()].join(OsStr::new(""));
    let output = std::process::Command::new("sh")
        .args(["-c", line])
        .env("PATH", path)
        .env("SALA_DATA", server.data())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{place}: {line}: {words}");
    String::from_utf8(output.stdout).unwrap()
}

/// A folder with a student's program that passes lessons 1 and 2, and a class with that student in it.
fn lab() -> tempfile::TempDir {
    let lab = tempfile::tempdir().unwrap();
    let student = lab.path().join("turma/ana");
    fs::create_dir_all(&student).unwrap();
    fs::write(student.join("lab.toml"), "command = \"python3 servidor.py\"").unwrap();
    for folder in [lab.path(), &student] {
        fs::copy("lessons/02-many/solution/servidor.py", folder.join("servidor.py")).unwrap();
    }
    lab
}

#[test]
fn every_command_in_the_readmes_works() {
    let server = Server::start();
    let address = server.address.to_string();
    let mut ana = server.join("ana-maria");
    ana.send("a prova é sexta, Friday");
    ana.send("/historico");
    ana.await_line("a prova é sexta, Friday");
    let lab = lab();
    let documents = ["README.md", "README.pt-BR.md"];
    for document in documents {
        for Block { start, lines, .. } in blocks(document, "gherkin") {
            let scenario = lab.path().join("leia.feature");
            fs::write(&scenario, lines.join("\n")).unwrap();
            let (place, file) = (format!("{document}:{start}"), scenario.display());
            shell(&format!("SALA_PATIENCE=20 sala bot run {file}"), &server, &place);
        }
    }
    // What both pages show is run once.
    let mut seen = HashSet::new();
    for (place, command) in documents.into_iter().flat_map(commands) {
        if !seen.insert(command.clone()) {
            continue;
        }
        let words: Vec<&str> = command.split_whitespace().collect();
        let here = command.replace("127.0.0.1:7777", &address);
        match words[..] {
            ["make", target] => drop(shell(&format!("make -n {target}"), &server, &place)),
            ["cargo", "install", "--path", path] => assert!(fs::exists(path).unwrap(), "{place}"),
            ["nc", "127.0.0.1", "7777"] => drop(server.join("so-com-nc")),
            ["sala", "server", "--help"] | ["sala", "completions" | "config", ..] => {
                assert!(!shell(&command, &server, &place).is_empty(), "{place}");
            }
            ["sala", "server", "password"] => {
                let command = format!("echo '{PASSWORD}' | {command}");
                assert!(!shell(&command, &server, &place).is_empty(), "{place}");
            }
            ["sala", "server", ref options @ ..] => {
                let is_address =
                    |option: &str| option.ends_with(":7777") || option.ends_with(":7778");
                let mut options: Vec<&str> = options
                    .iter()
                    .map(|option| if is_address(option) { "127.0.0.1:0" } else { option })
                    .collect();
                if options.contains(&"--classroom") {
                    options.extend(["--tls-listen", "127.0.0.1:0"]);
                }
                drop(Server::start_with(&options).stop());
            }
            ["sala", "bot", "swarm", ..] => {
                let crowded = Server::start_with(&["--no-limits"]);
                let command = command.replace("127.0.0.1:7777", &crowded.address.to_string());
                assert!(!shell(&command, &crowded, &place).is_empty(), "{place}");
            }
            ["sala", "bot", ..] => {
                // Beside the lines of others here, every bot has its patience.
                let command = format!("SALA_PATIENCE=20 {here}");
                assert!(!shell(&command, &server, &place).is_empty(), "{place}");
            }
            ["sala", "lab", ..] => {
                let command = format!("cd {} && {command}", lab.path().display());
                assert!(!shell(&command, &server, &place).is_empty(), "{place}");
            }
            ["sala", "console"] => assert!(shell(&command, &server, &place).starts_with("* = ")),
            ["sala", "log", ..] => {
                let printed = shell(&command, &server, &place);
                // What was said a moment ago may be before the hour that an example names.
                assert!(!printed.is_empty() || command.contains("--since"), "{place}");
            }
            ["sala", "client", ..] | ["printf", ..] => {
                assert!(shell(&here, &server, &place).starts_with("? "), "{place}");
            }
            _ => panic!("{place}: no test knows how to run {command}"),
        }
    }
}

#[test]
fn every_command_for_authors_of_lessons_works() {
    let (server, folder) = (Server::start(), copied());
    let here = folder.path().display().to_string();
    for (place, line) in commands("docs/LESSONS.md") {
        let command = line.split(" #").next().unwrap().trim_end();
        let command = command.replace("/tmp/whole", &format!("{here}/whole"));
        // Programs are run by the test of the lessons themselves: that takes a minute.
        let no_run = if command.starts_with("sala lab lint") && !command.contains("--no-run") {
            "--no-run"
        } else {
            ""
        };
        let printed = shell(&format!("cd {here} && {command} {no_run}"), &server, &place);
        assert!(!printed.is_empty(), "{place}");
    }
}

#[test]
fn every_test_that_reliability_names_is_there() {
    let text = fs::read_to_string("docs/RELIABILITY.md").unwrap();
    let (mut file, mut named) = (String::new(), 0);
    for word in text.split('`').filter(|word| !word.contains(' ')) {
        if ["tests/", "bots/", "src/"].iter().any(|folder| word.starts_with(folder)) {
            file = fs::read_to_string(word).unwrap_or_else(|_| panic!("there is no {word}"));
        } else if word.contains('_') {
            assert!(file.contains(&format!("fn {word}(")), "there is no test {word}");
            named += 1;
        }
    }
    assert!(named > 10);
}

/// Every file that the pages for contributors name by its path, and the test of the example.
#[test]
fn every_file_that_the_architecture_and_the_way_in_name_is_there() {
    let [architecture, way_in] = ["docs/ARCHITECTURE.md", "CONTRIBUTING.md"]
        .map(|document| fs::read_to_string(document).unwrap());
    let roots = ["src/", "tests/", "docs/", "lessons/languages", "bots/"];
    let is_path = |word: &&str| roots.iter().any(|root| word.starts_with(root));
    let is_pattern = |word: &str| word.contains(['*', '{']) || word.contains(char::is_uppercase);
    let words = architecture.split('`').chain(way_in.split('`'));
    let paths = words.filter(is_path).filter(|path| !is_pattern(path));
    let paths: Vec<&str> = paths.filter(|path| !path.contains(' ')).collect();
    assert!(paths.len() > 30);
    for path in paths {
        assert!(fs::exists(path).unwrap(), "there is no {path}");
    }
    let test = way_in.split("--exact ").nth(1).and_then(|rest| rest.lines().next());
    let (module, name) = test.and_then(|test| test.split_once("::")).unwrap();
    let module = fs::read_to_string(format!("tests/it/{module}.rs")).unwrap();
    assert!(module.contains(&format!("fn {name}(")), "there is no test {name}");
}
