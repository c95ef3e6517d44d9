//! A chat server as students write them, with one mistake on purpose.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Connections are taken and nothing is ever written to them.
    Silent,
    /// A line is sent without its `\n`.
    WithoutEnd,
    /// What is said is sent twice before there is an end of line.
    Glued,
    /// A control character stands in the line.
    Unseen,
    /// Everything is said in capitals.
    Capitals,
    /// A space too many.
    Spaces,
    /// The speaker's name is left out.
    Bare,
    /// Letters are sent as Latin-1.
    Latin1,
    /// What is said goes only to the first who came in.
    ToTheFirst,
    /// What is said comes back to the speaker as well.
    Echo,
    /// The connection of a speaker is closed.
    ShutsOut,
    /// What is said is sent without end.
    Endless,
    /// What is said goes nowhere.
    Forgets,
    /// Every other line is lost.
    LosesHalf,
    /// Nobody's name is good enough.
    Refuses,
    /// `/sair` is speech like any other.
    Holds,
    /// What is sent to it stays where it is.
    NeverReads,
    /// A newcomer is told nothing.
    Shy,
    /// The speaker's name is written in another way.
    AnotherForm,
}

type People = Arc<Mutex<Vec<(String, TcpStream)>>>;

/// Opens it; it lives as long as the test does.
pub fn open(fault: Fault) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let people = People::default();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let people = Arc::clone(&people);
            thread::spawn(move || serve(fault, stream, &people));
        }
    });
    address
}

fn serve(fault: Fault, mut stream: TcpStream, people: &People) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    if fault == Fault::Silent {
        // Until the client leaves.
        return lines.for_each(drop);
    }
    let _ = stream.write_all(b"? Seu nome?\n");
    if fault == Fault::NeverReads {
        let _ = stream.write_all(b"* = (1 na sala)\n");
        // The connection stays open until the test is over.
        loop {
            thread::park();
        }
    }
    let Some(name) = lines.next() else { return };
    if fault == Fault::Refuses {
        let _ = stream.write_all("! Este nome não.\n".as_bytes());
        return lines.for_each(drop);
    }
    if fault == Fault::Shy {
        return lines.for_each(drop);
    }
    enter(&name, &stream, people);
    let mut spoken = 0;
    for line in lines {
        if line == "/sair" && fault != Fault::Holds {
            let _ = stream.write_all(b"* . Tchau.\n");
            break;
        }
        spoken += 1;
        if fault == Fault::ShutsOut {
            break;
        }
        if fault != Fault::LosesHalf || spoken % 2 == 1 {
            say(fault, &name, &line, people);
        }
    }
    people.lock().unwrap().retain(|(other, _)| *other != name);
    // The clone in the list of people would keep it open.
    let _ = stream.shutdown(Shutdown::Both);
    tell(people, format!("* - {name} saiu\n").as_bytes(), &name);
}

fn enter(name: &str, stream: &TcpStream, people: &People) {
    let mut all = people.lock().unwrap();
    let others: String = all.iter().map(|(other, _)| format!("{other} ")).collect();
    let mut own = stream;
    let _ = own.write_all(format!("* = {others}({} na sala)\n", all.len() + 1).as_bytes());
    for (_, other) in all.iter_mut() {
        let _ = other.write_all(format!("* + {name} entrou\n").as_bytes());
    }
    all.push((name.to_owned(), stream.try_clone().unwrap()));
}

fn say(fault: Fault, name: &str, text: &str, people: &People) {
    let right = format!("[{name}] {text}\n");
    let line: Vec<u8> = match fault {
        Fault::WithoutEnd => right.trim_end().into(),
        Fault::Glued => format!("[{name}] {text}[{name}] {text}\n").into(),
        Fault::Unseen => format!("[{name}] \u{8}{text}\n").into(),
        Fault::Capitals => right.to_uppercase().into(),
        Fault::Spaces => format!("[{name}]  {text}\n").into(),
        Fault::Bare => format!("{text}\n").into(),
        Fault::AnotherForm => format!("{name}: {text}\n").into(),
        Fault::Latin1 => right.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
        Fault::Forgets => return,
        Fault::ToTheFirst => {
            let mut all = people.lock().unwrap();
            let _ = all[0].1.write_all(right.as_bytes());
            return;
        }
        Fault::Echo => {
            tell(people, right.as_bytes(), "");
            return;
        }
        Fault::Endless => {
            let mut other = people.lock().unwrap()[1].1.try_clone().unwrap();
            let line = format!("[{name}] {}\n", text.repeat(1500));
            while other.write_all(line.as_bytes()).is_ok() {}
            return;
        }
        _ => right.into(),
    };
    tell(people, &line, name);
}

/// Sends a line to all but one.
fn tell(people: &People, line: &[u8], but: &str) {
    for (_, other) in people.lock().unwrap().iter_mut().filter(|(name, _)| name != but) {
        let _ = other.write_all(line);
    }
}
