//! Classes and their meetings: what was said in one is shown in no other class, and of another meeting
//! only to whom it was said.

use std::fs;

use assert_cmd::Command;
use predicates::str::contains;
use sala::classroom::{Attendee, Came, Departure, Enrolled, Moved, PassHash, PassRecord, Record};
use sala::journal::{Class, ClassKeeper, Filter, Journal, Location, Options, Reader};
use sala::name::Name;
use tempfile::TempDir;

use crate::support::journal::{at, came, left, name, private, said, silent};
use crate::support::server::{Peer, Server, sala};

const PASS: &str = "abcdefghijklmnopqrstuvwx27";

fn place(folder: &TempDir) -> Location {
    Location { dir: folder.path().join("data"), key_file: None }
}

/// Writes a meeting of a class on 23 November.
fn held(folder: &TempDir, class: &str, records: impl IntoIterator<Item = Record>) {
    let options = Options { class: Some(name(class)), ..Options::default() };
    let journal = Journal::open(&place(folder), options, silent).unwrap();
    records.into_iter().for_each(|record| journal.append(record));
    journal.append(Record::Ended(at(3600)));
    assert_eq!(journal.close().unrecorded, 0);
}

/// A meeting in which ana, who has a pass, was in two rooms.
fn meeting() -> Vec<Record> {
    let ana = sala::classroom::ConnectionId(1);
    let in_blue = |seconds, text| {
        let mut said = said(seconds, "beto", text);
        said.room = name("azul");
        Record::Said(said)
    };
    let moved =
        |seconds, room| Record::Moved(Moved { who: ana, at: at(seconds), room: name(room) });
    vec![
        Record::Said(said(0, "beto", "antes")),
        came(1, 1, "ana"),
        Record::Pass(PassRecord::Of(ana, PassHash::of(PASS))),
        Record::Said(said(2, "beto", "prova na sala")),
        in_blue(3, "prova no azul, sem ela"),
        Record::Said(private(4, "beto", "ana", "prova só para ana")),
        Record::Said(private(5, "beto", "caio", "prova só para caio")),
        moved(6, "azul"),
        in_blue(7, "prova no azul, com ela"),
        Record::Said(said(8, "beto", "prova na sala, sem ela")),
        left(9, 1, Departure::Lost),
        Record::Said(said(10, "beto", "depois")),
    ]
}

/// What a command answers, without the marks and times.
fn answers(peer: &mut Peer, command: &str) -> Vec<String> {
    peer.send(&format!("{command}\n/tabuada 1 1"));
    let lines = std::iter::from_fn(|| Some(peer.line()).filter(|line| line != "> 1 × 1 = 1"));
    lines
        .map(|line| line.rsplit("] ").next().unwrap().rsplit(") ").next().unwrap().to_owned())
        .collect()
}

#[test]
fn an_earlier_meeting_is_shown_to_a_pass_of_its_class_and_never_to_a_name() {
    let folder = tempfile::tempdir().unwrap();
    held(&folder, "7A", meeting());
    held(&folder, "7B", [came(1, 1, "ana"), Record::Said(said(2, "ana", "prova da 7B"))]);
    let day = "/historico 23/11/2026";
    let own = ["prova na sala", "prova só para ana", "prova no azul, com ela"];

    let server = Server::start_in(folder, &["--class", "7a"]);
    // Another person of the same name.
    let mut eva = server.join("ana");
    eva.send("hoje");
    assert_eq!(answers(&mut eva, "/historico"), ["hoje"]);
    assert!(answers(&mut eva, day)[0].starts_with("! Os outros encontros só aparec"));
    assert_eq!(answers(&mut eva, "/buscar prova"), ["> Nada encontrado no que você pôde ler."]);
    // Whose it was, under another name.
    let mut ana = server.connect();
    ana.send(&format!("aninha {PASS}"));
    ana.await_line("* = ana");
    assert_eq!(answers(&mut ana, "/historico"), ["hoje"]);
    assert_eq!(answers(&mut ana, day), own);
    assert_eq!(answers(&mut ana, "/buscar prova"), own);
    assert_eq!(answers(&mut ana, "/historico 22/11/2026").len(), 1);
    // A pass that is made now opens what the old one did, also in the next meeting.
    ana.send("/passe");
    let pass = ana.await_line("* & ").split(' ').nth(2).unwrap().to_owned();
    ana.send("/nome aninha2");
    ana.await_line("* ~ ");
    assert_eq!(answers(&mut ana, "/buscar prova"), own);
    let mut teacher = server.console();
    assert_eq!(
        answers(&mut teacher, "/buscar sala"),
        ["prova na sala", "prova na sala, sem ela"],
        "a teacher reads every room of the class"
    );

    let server = Server::start_in(server.stop(), &["--class", "7A"]);
    let mut ana = server.connect();
    ana.send(&format!("ana {pass}"));
    ana.await_line("* = (1 na sala)");
    assert_eq!(answers(&mut ana, "/buscar prova"), own);
    assert_eq!(answers(&mut ana, "/buscar hoje").len(), 1, "eva said it where ana was not yet");

    let server = Server::start_in(server.stop(), &["--class", "7B"]);
    let mut ana = server.connect();
    ana.send(&format!("ana {pass}"));
    ana.await_line("* = (1 na sala)");
    for command in [day, "/buscar prova"] {
        assert_eq!(answers(&mut ana, command), ["> Nada encontrado no que você pôde ler."]);
    }
    let mut teacher = server.console();
    assert_eq!(answers(&mut teacher, "/buscar prova"), ["prova da 7B"]);

    // Archived, it opens nothing; and no meeting of it can be opened.
    let folder = server.stop();
    let data = folder.path().join("data");
    let archive = |more: &[&str]| {
        let mut command = Command::from_std(sala());
        command.args(["class", "archive", "7A", "--data"]).arg(&data).args(more).assert().success();
    };
    archive(&[]);
    let mut refused = Command::from_std(sala());
    refused.args(["server", "--listen", "127.0.0.1:0", "--class", "7A", "--data"]).arg(&data);
    refused.assert().code(1).stderr(contains("A turma 7A está arquivada"));
    archive(&["--undo"]);
    let server = Server::start_in(folder, &["--class", "7A"]);
    let mut ana = server.connect();
    ana.send(&format!("ana {pass}"));
    ana.await_line("* = (1 na sala)");
    assert_eq!(answers(&mut ana, "/buscar prova").len(), 1);
}

#[test]
fn a_meeting_that_was_cut_off_goes_on_and_another_one_knows_nothing_of_it() {
    let server = Server::start_with(&["--class", "7A"]);
    let mut ana = server.join("ana");
    ana.send("antes");
    assert_eq!(answers(&mut ana, "/historico"), ["antes"]);
    let server = Server::start_in(server.kill(), &["--class", "7A"]);
    assert_eq!(answers(&mut server.join("beto"), "/historico"), ["antes"]);
    let log = server.log();
    assert!(log.contains("O encontro da 7A continua"), "{log}");
    let server = Server::start_in(server.kill(), &["--class", "7A", "--new-meeting"]);
    let nothing = ["> Ainda não há conversa registrada nesta sala."];
    assert_eq!(answers(&mut server.join("beto"), "/historico"), nothing);
    let folder = server.stop();
    let classes = Reader::open(&place(&folder)).unwrap().classes().unwrap();
    let meetings = &classes[0].meetings;
    assert_eq!((meetings.len(), meetings[0].lines, meetings[0].ended), (2, 1, true));
}

fn printed(folder: &TempDir, arguments: &[&str]) -> String {
    let mut command = Command::from_std(sala());
    let data = folder.path().join("data");
    let output = command.args(arguments).arg("--data").arg(data).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_log_is_read_by_class_and_meeting_and_a_class_is_renamed_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    held(&folder, "7A", meeting());
    held(&folder, "7B", [came(1, 1, "zoe"), Record::Said(said(2, "zoe", "da 7B"))]);
    held(&folder, "7A", [came(1, 1, "zoe"), Record::Said(said(2, "zoe", "outro dia"))]);
    let shown = printed(&folder, &["log", "show", "--class", "7a"]);
    assert!(shown.contains("antes") && shown.contains("outro dia") && !shown.contains("da 7B"));
    let second = printed(&folder, &["log", "export", "--class", "7A", "--meeting", "2"]);
    assert_eq!(second.lines().count(), 1, "{second}");
    let list = printed(&folder, &["class", "list", "--lang", "en"]);
    assert!(list.contains("7A") && list.lines().count() == 3, "{list}");
    assert_eq!(printed(&folder, &["class", "show", "7A"]).lines().count(), 3);

    let run = |arguments: &[&str]| {
        let mut command = Command::from_std(sala());
        let data = folder.path().join("data");
        command.args(arguments).arg("--data").arg(data).assert()
    };
    run(&["class", "rename", "7A", "7b"]).code(1).stderr(contains("Já há uma turma 7B"));
    run(&["class", "rename", "7A", "8 A"]).code(2);
    run(&["class", "show", "9Z"]).code(1).stderr(contains("Não há turma 9Z"));
    run(&["class", "rename", "7A", "8A"]).success();
    run(&["log", "show", "--class", "8A", "--meeting", "9"]).code(1);
    run(&["log", "show", "--class", "8A", "--meeting", "ontem"]).code(2);
    run(&["class", "forget", "8A"]).code(2).stderr(contains("--yes"));
    run(&["class", "forget", "8A", "--yes"]).success();
    assert!(!printed(&folder, &["class", "list"]).contains("8A"));
    assert_eq!(printed(&folder, &["log", "show"]).lines().count(), 1);
    let names: Vec<Name> = Reader::open(&place(&folder))
        .unwrap()
        .classes()
        .unwrap()
        .into_iter()
        .map(|class| class.name)
        .collect();
    assert_eq!(names, [name("7B")]);
    assert!(fs::exists(folder.path().join("data/journal.db")).unwrap());
}

/// A roster as a school's system writes it: Latin-1, semicolons, a line above the headings.
fn roster_file(folder: &TempDir) -> std::path::PathBuf {
    let text = "Turma 7A;;\nMatrícula;Nome do aluno;E-mail\n\
                20261001;MARIA CLARA DE SOUZA;mc@example.org\n20261002;João Pedro Araújo;jp@example.org\n\
                20261003;Ana Lima;al@example.org\n";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let path = folder.path().join("turma.csv");
    fs::write(&path, latin).unwrap();
    path
}

#[test]
fn a_roster_gives_short_names_marks_strangers_and_may_keep_them_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = roster_file(&folder);
    let data = folder.path().join("data");
    let run = |arguments: &[&str]| {
        let mut command = Command::from_std(sala());
        command.args(arguments).arg("--data").arg(&data).assert()
    };
    run(&["server", "--listen", "127.0.0.1:0", "--class", "7A", "--roster-only"])
        .code(1)
        .stderr(contains("a turma 7A não tem lista"));
    assert_eq!(printed(&folder, &["class", "list"]), "", "what is refused makes no class");
    let read = run(&["class", "roster", "7A", file.to_str().unwrap()]).success();
    read.stderr(contains("Latin-1")).stdout(contains("maria_clara"));
    run(&["class", "roster", "7A", "--short", "20261003=aninha"]).success();
    run(&["class", "roster", "7A", "--short", "20261009=x"]).code(2);
    run(&["class", "roster", "7A", "--short", "aninha=Maria_Clara"]).code(2);
    // Read again, it keeps the short names that were given.
    run(&["class", "roster", "7A", file.to_str().unwrap()]).success().stdout(contains("aninha"));

    let server = Server::start_in(folder, &["--class", "7A", "--grace", "0"]);
    let mut teacher = server.console();
    let mut maria = server.join("Maria Clara Souza");
    teacher.await_line("maria_clara entrou");
    maria.await_line("* ~ maria_clara maria_clara (seu nome na turma)");
    // By her full name she also comes back.
    maria.send("/passe");
    let pass = maria.await_line("* & ")[4..30].to_owned();
    maria.reset();
    let mut maria = server.join(&format!("Maria Clara Souza {pass} 0"));
    maria.await_line("* < 0 0 ");
    maria.await_line("* ~ maria_clara maria_clara");
    let mut joao = server.join("JP@example.org");
    teacher.await_line("joão_pedro entrou");
    let mut stranger = server.join("zé");
    assert_eq!(
        answers(&mut stranger, "/who"),
        ["> 3 pessoas na sala: maria_clara, joão_pedro, zé (fora da lista)"]
    );
    maria.send("/nome clarinha");
    maria.await_line("* ~ ");
    joao.send("/nome maria_clara");
    joao.await_line("! O nome maria_clara é de outra pessoa da lista");
    teacher.send("/chamada");
    teacher.await_line("> MARIA CLARA DE SOUZA (clarinha)");
    teacher.await_line("> Faltam agora (1): Ana Lima");
    let mut other = server.connect();
    other.send("maria clara");
    assert_eq!(
        other.line(),
        "! Um nome só tem letras, números, _ e -, sem espaços: escolha outro. Que tal maria_clara?"
    );

    let server = Server::start_in(server.stop(), &["--class", "7A", "--roster-only"]);
    let mut stranger = server.connect();
    stranger.send("zé");
    assert!(stranger.line().starts_with("* . "), "as behind a locked door");
    server.join("20261003").await_line("* ~ 20261003 aninha (seu nome na turma)");
    let folder = server.stop();
    let csv = printed(&folder, &["log", "attendance", "--class", "7A", "--format", "csv"]);
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(';').collect()).collect();
    assert_eq!(rows[0][..4], ["\u{feff}Nome", "Na aula", "Matrícula", "E-mail"]);
    let row = |name: &str| rows.iter().find(|row| row[0] == name).unwrap();
    let (maria, ana) = (row("MARIA CLARA DE SOUZA"), row("Ana Lima"));
    assert_eq!((maria[1], maria[2], maria[4], maria[6]), ("clarinha", "20261001", "0", "—"));
    assert_eq!((ana[1], ana[4], ana[6]), ("aninha", "—", "0"));
    assert_eq!(maria[9..], ["1", "1"], "attended and missed");
    let moodle = printed(&folder, &["log", "attendance", "--format", "moodle"]);
    assert_eq!(moodle.lines().count(), 4, "strangers are unknown to Moodle: {moodle}");
    let page = printed(&folder, &["log", "attendance", "--format", "html", "--lang", "en"]);
    assert!(page.contains("<th scope=\"row\">Ana Lima</th>"), "{page}");
    let table = printed(&folder, &["log", "attendance", "--meeting", "2", "--class", "7a"]);
    assert!(table.contains("Ana Lima") && table.contains('—'), "{table}");
}

#[test]
fn a_student_keeps_the_past_under_another_short_name() {
    let folder = tempfile::tempdir().unwrap();
    let record = |who, student: &str| {
        let Record::Came(came) = came(0, who, student) else { unreachable!() };
        Record::Came(Came { student: Some(name(student)), ..came })
    };
    // In the first meeting there was no roster.
    held(&folder, "7A", [came(0, 1, "ana"), left(60, 1, Departure::Quit)]);
    let both = [record(1, "ana"), record(2, "beto")];
    let ends = [left(120, 1, Departure::Quit), left(240, 2, Departure::Quit)];
    held(&folder, "7A", both.into_iter().chain(ends));
    held(&folder, "7B", [record(1, "ana"), left(60, 1, Departure::Quit)]);
    let student = |short: &str, full: &str| Enrolled {
        short: name(short),
        name: full.to_owned(),
        id: None,
        username: None,
        email: None,
    };
    let mut keeper = ClassKeeper::open(&place(&folder)).unwrap();
    let (ana, beto) = (student("ana", "Ana Lima"), student("beto", "Beto Reis"));
    keeper.enrol(&name("7a"), &[ana.clone(), beto], &[]).unwrap();
    keeper.enrol(&name("7B"), &[ana], &[]).unwrap();
    drop(keeper);
    printed(&folder, &["class", "roster", "7A", "--short", "ana=aninha", "--short", "beto=ana"]);
    let reader = Reader::open(&place(&folder)).unwrap();
    let rows = |class: &Class| {
        let register = reader.register(class, &Filter::default(), at(0)).unwrap();
        let row = |who: Attendee| {
            let minutes = who.presences.into_iter().map(|it| it.map_or(0, |it| it.minutes()));
            (who.student.unwrap().short.to_string(), minutes.collect::<Vec<_>>())
        };
        register.attendees.into_iter().map(row).collect::<Vec<_>>()
    };
    let row = |short: &str, minutes: &[i64]| (short.to_owned(), minutes.to_vec());
    let classes = reader.classes().unwrap();
    assert_eq!(rows(&classes[0]), [row("aninha", &[1, 2]), row("ana", &[0, 4])]);
    assert_eq!(rows(&classes[1]), [row("ana", &[1])]);
    drop(reader);
    let mut forget = Command::from_std(sala());
    forget.args(["log", "forget", "aninha", "--yes", "--data"]).arg(place(&folder).dir);
    forget.assert().success().stderr(contains("aninha é ou foi nome curto"));
}

#[test]
fn only_the_meeting_that_a_server_holds_goes_on_and_its_class_is_called_as_at_first() {
    let folder = tempfile::tempdir().unwrap();
    let open = |class: &str| {
        let options = Options { class: Some(name(class)), ..Options::default() };
        Journal::open(&place(&folder), options, silent).unwrap()
    };
    let crashed = open("7A");
    crashed.append(came(0, 1, "ana"));
    drop(crashed);
    let journal = open("7B");
    let reader = Reader::open(&place(&folder)).unwrap();
    let [a, b] = reader.classes().unwrap().try_into().unwrap();
    let goes_on = |class: &Class| {
        let register = reader.register(class, &Filter::default(), at(3600)).unwrap();
        register.meetings.last().unwrap().goes_on
    };
    assert_eq!((goes_on(&a), goes_on(&b)), (false, true));
    drop((journal, reader));
    assert_eq!(open("7a").opening().class.as_str(), "7A");
}
