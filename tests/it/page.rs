//! The page in a real browser: a student's, the teacher's desk and the board, with terminals in the same
//! class.

use std::fs;

use assert_cmd::Command;
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::server::{Server, sala};

const PASSWORD: &str = "abre-te sésamo";
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const ESCAPE: &str = "\u{e00c}";

/// Comes into the class by the door.
fn join(page: &Browser, server: &Server, name: &str) {
    page.go(&format!("http://{}/", server.web_address()));
    page.until("!document.getElementById('door').hidden");
    page.write("#name", &format!("{name}\n"));
    page.until("!document.getElementById('room').hidden");
}

/// Nobody is kept out, and nothing is wider than the screen.
#[track_caller]
fn is_accessible(page: &Browser, view: &str) {
    let found = page.violations();
    assert_eq!(found, [] as [Value; 0], "{view}");
    let fits = page.value("document.documentElement.scrollWidth <= innerWidth");
    assert_eq!(fits, json!(true), "{view} is wider than the screen");
}

#[track_caller]
fn has_empty_console(page: &Browser) {
    assert_eq!(page.console(), [] as [Value; 0]);
}

/// Opens the panel of a control.
fn open(page: &Browser, key: &str) {
    page.click(&format!("#controls [data-key={key}]"));
    page.until("!document.getElementById('panel').hidden");
}

#[test]
fn a_student_with_a_browser_and_one_with_a_terminal_are_in_the_same_class() {
    let Some(page) = Browser::open(320, 640) else { return };
    let server = Server::start_with(&["--web", "127.0.0.1:0"]);
    let mut ana = server.join("ana");
    page.go(&format!("http://{}/", server.web_address()));
    page.until("!document.getElementById('door').hidden");
    is_accessible(&page, "the door");
    page.write("#name", "ana\n");
    page.until_shown("Nome em uso");
    // A refused name is not sent again by itself; one that may have been meant is offered.
    page.until("document.getElementById('state').dataset.state === 'closed'");
    page.write("#name", "bia!\n");
    page.until("document.getElementById('name').value === 'bia'");
    page.until_shown("Que tal bia?");
    page.until("document.getElementById('state').dataset.state === 'closed'");
    page.write("#name", "\n");
    ana.await_line("* + bia entrou (2 na sala)");
    page.until_shown("2 na sala");
    // With the page itself.
    let first = page.value("performance.getEntriesByType('resource').length + 1");
    assert!(first.as_u64().unwrap() <= 5, "{first} requests");
    let bytes = page.value(
        "performance.getEntries().reduce((sum, one) => sum + (one.encodedBodySize ?? 0), 0)",
    );
    assert!(bytes.as_u64().unwrap() < 100 * 1024, "{bytes} bytes");

    // Both ways, with whatever may stand in a line.
    page.write("#line", "oi de um celular\n");
    ana.await_line("[bia] oi de um celular");
    ana.send("<b id=evil>oi</b>, bia! https://example.com/x. javascript:alert(1)");
    page.until_shown("<b id=evil>oi</b>, bia!");
    assert_eq!(page.value("document.getElementById('evil')"), json!(null));
    let links = page.value("[...document.links].map((link) => [link.href, link.rel])");
    assert_eq!(links, json!([["https://example.com/x", "noopener noreferrer"]]));
    assert_eq!(page.value("document.querySelectorAll('#log .mention').length"), json!(1));
    ana.send("/msg bia psiu");
    page.until("document.querySelector('#log .private')?.innerText.includes('psiu') === true");

    // Each control.
    open(&page, "times-table");
    is_accessible(&page, "a panel");
    page.click("#panel .digits button:nth-child(7)");
    page.until_shown("7 × 7 = 49");
    open(&page, "upper");
    page.write("#panel input", "bem alto\n");
    ana.await_line("[bia] BEM ALTO");
    open(&page, "lower");
    page.write("#panel input", "BEM BAIXO\n");
    ana.await_line("[bia] bem baixo");
    open(&page, "private");
    page.write("#panel input", "só para você\n");
    ana.await_line("(bia) só para você");
    open(&page, "hand");
    page.write("#panel input", "o que é um soquete?\n");
    page.until("!document.getElementById('hand-up').hidden");
    page.click("#lower");
    page.until("document.getElementById('hand-up').hidden");
    open(&page, "groups");
    page.write("#panel input", "azul\n");
    ana.await_line("* - bia foi para outro grupo");
    open(&page, "groups");
    page.click("#panel button:last-child");
    ana.await_line("* + bia entrou");
    open(&page, "history");
    page.until("document.querySelector('.past')?.innerText.includes('oi de um celular') === true");
    page.click("#panel .close");
    open(&page, "search");
    page.write("#panel input", "celular\n");
    page.until("document.querySelectorAll('.past li').length === 1");
    page.press(ESCAPE);
    page.until("document.getElementById('panel').hidden");

    // Completion from the table, and the wire as `nc` shows it; a line goes there as it is.
    page.write("#line", "/lo");
    page.until("document.getElementById('choices').innerText.includes('/lower')");
    page.write("#line", &format!("{TAB}FIM\n"));
    ana.await_line("[bia] fim");
    page.click("#wire-switch");
    page.until("document.getElementById('lines').innerText.includes('(ana) psiu')");
    page.write("#raw-line", "/me digita no fio\n");
    ana.await_line("* @ bia digita no fio");
    page.write("#raw-line", "＼ PROFESSÓRA minha senha\n");
    page.until("document.getElementById('lines').innerText.includes('PROFESSÓRA ••••')");
    page.click("#lines li:last-child");
    page.until("document.getElementById('explained').innerText.length > 10");
    is_accessible(&page, "the wire view");
    page.click("#wire-switch");
    page.write("#line", "/professor minha senha\n");
    page.until_shown("/professor ••••");
    assert_eq!(page.value("document.body.textContent.includes('minha senha')"), json!(false));
    page.click("#people-switch");
    page.until_shown("bia (você)");

    // A reload comes back by itself; leaving is told, and ends at the door.
    page.value("location.reload()");
    page.until("document.getElementById('room')?.hidden === false");
    page.click("#controls .leave");
    page.until_shown("Até logo!");
    ana.await_line("* - bia saiu");
    has_empty_console(&page);
}

#[test]
fn a_teacher_leads_the_class_from_the_desk_and_the_board_shows_what_is_for_everyone() {
    let Some(page) = Browser::open(1280, 800) else { return };
    let server = Server::start_with(&["--web", "127.0.0.1:0", "--class-code", "lua-nova-7"]);
    server.set_password(PASSWORD);
    let mut ana = server.connect();
    ana.send("lua-nova-7");
    ana.await_line("? & ");
    ana.send("ana");
    ana.await_line("* = ");
    let mut caio = server.connect();
    caio.send("lua-nova-7");
    caio.await_line("? & ");
    caio.send("caio");
    caio.await_line("* = ");
    let desk = page.current();
    page.go(&format!("http://{}/", server.web_address()));
    page.until("!document.getElementById('door').hidden");
    page.write("#code", "lua nova 7");
    page.write("#name", "marta\n");
    page.until("!document.getElementById('room').hidden");
    page.write("#line", "/professor\n");
    page.until("document.getElementById('line').type === 'password'");
    page.write("#line", &format!("{PASSWORD}\n"));
    page.until("!document.getElementById('desk').hidden");
    ana.await_line("* * marta ensina");
    let board = page.tab(1920, 1080);
    page.go(server.board());
    page.until("document.getElementById('code').textContent === 'lua-nova-7'");
    page.until("document.getElementById('count').textContent === '3 na sala'");
    page.until("document.getElementById('qr').naturalWidth > 0");
    is_accessible(&page, "the board");
    let bia = page.tab(360, 640);
    page.go(&format!("http://{}/", server.web_address()));
    page.until("!document.getElementById('door').hidden");
    page.write("#code", "lua nova 7");
    page.write("#name", "bia\n");
    page.until("!document.getElementById('room').hidden");

    // Hands, in their order.
    caio.send("/mao por que 7 × 8 é 56?");
    caio.await_line("* ^ caio");
    open(&page, "hand");
    page.write("#panel input", "segredo meu\n");
    page.until("!document.getElementById('hand-up').hidden");
    page.switch(&desk);
    page.until("document.querySelectorAll('#hands li').length === 2");
    page.until_shown("segredo meu");
    is_accessible(&page, "the desk");
    page.click("#next");
    caio.await_line("* ! caio");
    page.until("document.querySelectorAll('#hands li').length === 1");
    page.switch(&board);
    page.until("document.getElementById('turn').innerText.includes('caio')");
    page.until(
        "document.getElementById('hands').innerText === '1. bia' || \
        document.getElementById('hands').innerText === 'bia'",
    );

    // A poll: votes live on the desk, on the board when it is closed.
    page.switch(&desk);
    page.write("#open-poll [name=question]", "Deu para entender?");
    page.write("#open-poll [name=option]", "sim");
    page.write("#open-poll [name=option]:nth-of-type(3)", "mais ou menos");
    page.click("#open-poll .main");
    page.switch(&bia);
    page.until("document.querySelectorAll('#poll button').length === 2");
    is_accessible(&page, "a poll on a phone");
    page.click("#poll button:nth-child(2)");
    ana.send("/voto 1");
    ana.await_line("> Voto");
    page.switch(&desk);
    page.until("document.querySelectorAll('#votes progress[value=\"1\"]').length === 2");
    page.switch(&board);
    page.until("document.getElementById('poll').innerText.includes('Deu para entender?')");
    assert_eq!(page.value("document.querySelectorAll('progress').length"), json!(0));
    page.switch(&desk);
    page.click("#switches [value=tally]");
    page.switch(&board);
    page.until("document.querySelectorAll('progress[value=\"1\"]').length === 2");
    page.switch(&desk);
    page.click("#close-poll");
    ana.await_line("* % Deu para entender? | 1 sim | 1 mais ou menos | 2 votos");
    page.until("!document.getElementById('open-poll').hidden");

    // A quiz, answered on the phone.
    page.click("#start-quiz .main");
    page.switch(&bia);
    page.until("!document.getElementById('quiz').hidden");
    is_accessible(&page, "a quiz on a phone");
    let question = page.value("document.getElementById('quiz-question').innerText");
    let factors: Vec<u32> = question
        .as_str()
        .unwrap()
        .trim_end_matches('?')
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    page.write("#quiz-answer", &format!("{}\n", factors[0] * factors[1]));
    ana.await_line("* $ bia 1 (");
    page.switch(&desk);
    page.until("document.getElementById('scores').innerText.includes('bia')");
    page.click("#stop-quiz");
    ana.await_line("* \\ bia 1 (");

    // Announcement, groups, settings.
    page.write("#announce input", "Intervalo até 10h15\n");
    ana.await_line("* # marta Intervalo até 10h15");
    page.click("#split .main");
    ana.await_line("* | grupo-1: ");
    page.until("document.querySelectorAll('#groups li').length === 2");
    page.click("#join-all");
    ana.await_line("* | A turma está junta");
    page.until("document.querySelectorAll('#groups li').length === 0");
    page.click("#modes [value=upper]");
    ana.await_line("* ; mode upper");
    page.until("document.querySelector('#modes [value=upper]').ariaPressed === 'true'");
    page.click("#modes [value=chat]");
    page.click("#switches [value=lecture]");
    ana.await_line("* ; lecture on");
    ana.send("só para quem ensina");
    page.until("document.querySelector('[value=lecture]').ariaChecked === 'true'");
    page.click("#switches [value=lecture]");
    ana.await_line("* ; lecture off");
    page.click("#switches [value=lock]");
    ana.await_line("* ; lock on");
    page.click("#switches [value=lock]");
    page.click("#switches [value=whispers]");
    ana.await_line("* ; whispers off");

    // What is done about a person, and the journal.
    let person = |name: &str, act: &str| {
        let at = format!(
            "[...document.querySelectorAll('#names button')].findIndex((one) => \
            one.firstChild.textContent === '{name}') + 1"
        );
        let place = page.value(&at).as_u64().unwrap() + 1;
        page.click(&format!("#names li:nth-child({place}) button"));
        page.until("document.getElementById('person').open");
        page.click(&format!("#person [value={act}]"));
    };
    person("caio", "mute");
    caio.await_line("* Você está sem voz");
    person("caio", "unmute");
    caio.await_line("* Você tem voz de novo");
    person("caio", "kick");
    caio.await_line("* . Quem ensina");
    page.click("#lookups [data-key=attendance]");
    page.until("document.querySelector('.past')?.innerText.includes('caio') === true");
    page.press(ESCAPE);
    page.click("#lookups [data-key=history]");
    page.until(
        "document.querySelector('.past')?.innerText.includes('Deu para entender?') === true",
    );
    page.press(ESCAPE);
    page.prefer(&[("prefers-color-scheme", "dark")]);
    is_accessible(&page, "the desk in the dark");
    page.screen(1280, 1024, 2.0);
    is_accessible(&page, "the desk at 200 %");
    page.screen(320, 640, 1.0);
    page.click("#desk-switch");
    is_accessible(&page, "the desk on a phone");
    has_empty_console(&page);

    // What was private, or said to some, has not reached the board.
    page.switch(&board);
    page.prefer(&[("prefers-color-scheme", "dark"), ("prefers-reduced-motion", "reduce")]);
    page.until_shown("Intervalo até 10h15");
    is_accessible(&page, "the board in the dark");
    let shown = page.text();
    assert!(!shown.contains("segredo") && !shown.contains("só para quem ensina"), "{shown}");
    let scrolls = page.value("document.documentElement.scrollHeight > innerHeight");
    assert_eq!(scrolls, json!(false));
    has_empty_console(&page);
    page.go("about:blank");
    page.go(&server.board().replace('#', "?#x"));
    page.until_shown("Este endereço não abre o quadro desta aula");
    page.switch(&bia);
    has_empty_console(&page);
}

#[test]
fn a_page_comes_back_to_a_server_that_was_killed_and_is_used_by_keyboard_alone() {
    let Some(page) = Browser::open(1024, 768) else { return };
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.csv");
    fs::write(&list, "Nome;Matrícula\nBia Lima;1001\n").unwrap();
    let mut roster = Command::from_std(sala());
    roster.args(["class", "roster", "7A"]).arg(&list).args(["--short", "1001=bia", "--data"]);
    roster.arg(folder.path().join("data")).assert().success();
    let server =
        Server::start_in(folder, &["--web", "127.0.0.1:0", "--lang", "en", "--class", "7A"]);
    let address = server.web_address().to_owned();
    page.go(&format!("http://{address}/"));
    page.until("document.activeElement.id === 'name'");
    page.press(&format!("Bia Lima{ENTER}"));
    page.until("document.activeElement.id === 'line'");
    // By her full name she comes in, and hears what the class calls her.
    page.until_shown("bia (you)");
    page.press(&format!("/hand{ENTER}"));
    page.until("!document.getElementById('hand-up').hidden");
    page.press(&format!("hello{ENTER}"));
    page.until_shown("hello");
    page.until("localStorage.length === 0 && document.cookie === ''");
    shift_tab_to(&page, "times-table");
    page.press(ENTER);
    page.until("!document.getElementById('panel').hidden");
    page.press(&format!("9{ENTER}"));
    page.until_shown("9 × 9 = 81");
    page.until("document.activeElement.dataset.key === 'times-table'");

    // The pass is there; what is said meanwhile to nobody is nobody's.
    page.until("JSON.parse(sessionStorage.getItem('sala')).pass.length === 26");
    let folder = server.kill();
    page.until("document.getElementById('state').dataset.state !== 'open'");
    page.write("#line", "lost?\n");
    page.until_shown("No connection: the line was not sent");
    let server = Server::start_in(folder, &["--web", &address, "--lang", "en", "--class", "7A"]);
    page.until("document.getElementById('state').dataset.state === 'open'");
    page.until_shown("Back in the class.");
    let mut ana = server.join("ana");
    page.write("#line", "\n");
    ana.await_line("[bia] lost?");
    let dropped = |line: &Value| line["message"].as_str().unwrap_or_default().contains("WebSocket");
    let log: Vec<Value> = page.console().into_iter().filter(|line| !dropped(line)).collect();
    assert_eq!(log, [] as [Value; 0]);
}

/// Moves the focus back until it is on that control.
fn shift_tab_to(page: &Browser, key: &str) {
    for _ in 0..24 {
        if page.value("document.activeElement.dataset.key ?? ''") == json!(key) {
            return;
        }
        page.back();
    }
    panic!("{key} is not reached by the keyboard");
}

#[test]
fn ten_thousand_hostile_lines_leave_the_page_small_and_quick() {
    let Some(page) = Browser::open(360, 640) else { return };
    let server = Server::start_with(&["--web", "127.0.0.1:0", "--no-limits", "--no-journal"]);
    join(&page, &server, "bia");
    let mut ana = server.join("ana");
    let line = "<img src=x onerror=alert(1)> \u{202e}oãn\u{200b} ".repeat(4);
    for number in 0..10_000 {
        ana.send(&format!("{number} {line}"));
    }
    ana.send(&"x".repeat(4096));
    ana.send("fim");
    page.until("document.getElementById('log').lastChild?.innerText.includes('fim') === true");
    assert_eq!(page.value("document.querySelectorAll('#log img').length"), json!(0));
    let rows = page.value("document.getElementById('log').childElementCount");
    assert!(rows.as_u64().unwrap() <= 500, "{rows} rows");
    page.tools("HeapProfiler.collectGarbage", &json!({}));
    let heap = page.value("performance.memory.usedJSHeapSize").as_u64().unwrap();
    assert!(heap < 60_000_000, "{heap} bytes");
    let wide = page.value("document.documentElement.scrollWidth <= innerWidth");
    assert_eq!(wide, json!(true));
    has_empty_console(&page);
}
