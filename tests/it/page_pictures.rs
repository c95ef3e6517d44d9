//! The pictures of the page in the READMEs, taken of a real class: `make picture` runs this.

use crate::support::browser::Browser;
use crate::support::server::{Peer, Server};

/// What is said in a class of that language.
struct Play {
    lang: &'static str,
    code: &'static str,
    names: [&'static str; 12],
    said: [(usize, &'static str); 5],
    teacher: [&'static str; 2],
    question: &'static str,
    poll: [&'static str; 4],
    announcement: &'static str,
    votes: [&'static str; 12],
}

const PORTUGUESE: Play = Play {
    lang: "pt-BR",
    code: "lua-nova-7",
    names: [
        "bia", "caio", "duda", "elis", "fábio", "gil", "hugo", "iara", "joão", "lia", "nina",
        "otto",
    ],
    said: [
        (1, "alguém entendeu a questão 3?"),
        (0, "sim! o servidor lê até o \\n, não até o fim do pacote"),
        (2, "então duas linhas podem chegar juntas?"),
        (0, "/msg ana te mando o desenho depois"),
        (3, "ana, é isso mesmo: um read, duas linhas"),
    ],
    teacher: ["/professor", "Marta"],
    question: "/mao e se a linha chegar pela metade?",
    poll: ["Deu para entender?", "sim", "mais ou menos", "ainda não"],
    announcement: "Intervalo até 10h15. Depois: a questão 4.",
    votes: ["1", "1", "2", "1", "1", "2", "1", "3", "1", "2", "1", "1"],
};

const ENGLISH: Play = Play {
    lang: "en",
    code: "new-moon-7",
    names: [
        "bea", "carl", "dana", "ellis", "fay", "gil", "hugo", "iris", "john", "lea", "nina", "otto",
    ],
    said: [
        (1, "did anyone get question 3?"),
        (0, "yes! the server reads up to the \\n, not to the end of the packet"),
        (2, "so two lines can arrive together?"),
        (0, "/msg ana I’ll send you the drawing later"),
        (3, "ana, that’s it: one read, two lines"),
    ],
    teacher: ["/teacher", "Martha"],
    question: "/hand what if half a line arrives?",
    poll: ["Is it clear?", "yes", "more or less", "not yet"],
    announcement: "Break until 10:15. Then: question 4.",
    votes: ["1", "1", "2", "1", "1", "2", "1", "3", "1", "2", "1", "1"],
};

#[test]
#[ignore = "`make picture` runs it"]
fn pictures() {
    for play in [PORTUGUESE, ENGLISH] {
        take(&play);
    }
}

fn take(play: &Play) {
    let page = Browser::open(1280, 800).expect("a browser");
    let options =
        ["--web", "127.0.0.1:0", "--no-limits", "--class-code", play.code, "--lang", play.lang];
    let server = Server::start_with(&options);
    server.set_password("abre-te sésamo");
    let mut people: Vec<Peer> =
        play.names.iter().map(|name| come_in(&server, play, name)).collect();
    let file = |name: &str| format!("docs/page-{name}.{}.webp", play.lang);
    let enter = |name: &str| {
        page.go(&format!("http://{}/", server.web_address()));
        page.until("!document.getElementById('door').hidden");
        page.write("#code", play.code);
        page.write("#name", &format!("{name}\n"));
        page.until("!document.getElementById('room').hidden");
    };
    let desk = page.current();
    enter(play.teacher[1]);
    page.write("#line", &format!("{}\n", play.teacher[0]));
    page.until("document.getElementById('line').type === 'password'");
    page.write("#line", "abre-te sésamo\n");
    page.until("!document.getElementById('desk').hidden");
    let phone = page.tab(390, 780);
    enter("ana");
    for (who, text) in play.said {
        people[who].send(text);
        people[who].send("/state");
        people[who].await_line("* ; mode");
    }
    people[6].send(play.question);
    people[6].await_line("* ^ ");
    people[9].send("/mao");
    people[9].await_line("* ^ ");
    page.switch(&desk);
    page.write("#announce input", &format!("{}\n", play.announcement));
    let [question, options @ ..] = play.poll;
    page.write("#open-poll [name=question]", question);
    page.click("#more-options");
    for (place, option) in options.iter().enumerate() {
        page.write(&format!("#open-poll [name=option]:nth-of-type({})", place + 2), option);
    }
    page.click("#open-poll .main");
    page.switch(&phone);
    page.until("document.querySelectorAll('#poll button').length === 3");
    page.click("#poll button:nth-child(1)");
    page.picture(&file("phone"), 2.0);
    for (person, vote) in people.iter_mut().zip(play.votes) {
        person.send(&format!("/vote {vote}"));
        person.await_line("> ");
    }
    page.switch(&desk);
    page.until("document.querySelector('#votes li b').textContent === '9'");
    page.picture(&file("desk"), 1.0);
    let board = page.tab(1920, 1080);
    page.go(server.board());
    page.until("document.querySelectorAll('#hands li').length === 2");
    page.switch(&desk);
    page.click("#close-poll");
    page.switch(&board);
    page.until("document.querySelectorAll('#poll progress').length === 3");
    page.picture(&file("board"), 0.6);
}

fn come_in(server: &Server, play: &Play, name: &str) -> Peer {
    let mut peer = server.connect();
    peer.send(play.code);
    peer.await_line("? & ");
    peer.send(name);
    peer.await_line("* = ");
    peer
}
