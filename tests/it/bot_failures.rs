//! Every kind of failure, and what a person reads about it, word for word.
//!
//! `tests/failures/NAME.feature` is played against a server with a mistake of its own; what
//! `sala bot run` prints is `NAME.pt-BR.txt` and `NAME.en.txt`. `UPDATE_FAILURES=1 cargo test
//! --test it bot_failures::` writes them again; read what it wrote.

use std::path::{Path, PathBuf};
use std::{env, fs, thread};

use assert_cmd::Command;
use predicates::prelude::predicate;
use regex::Regex;
use sala::locale::Locale;

use crate::support::faulty_server::{Fault, open};
use crate::support::server;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/failures");

/// What a scenario is played against.
#[derive(Clone, Copy)]
enum Server {
    /// A classroom of its own, which is right.
    Own,
    /// A server with a mistake.
    Faulty(Fault),
    /// Nobody.
    Nobody,
}

const CASES: [(&str, Server); 34] = [
    ("no-answer", Server::Faulty(Fault::Forgets)),
    ("silent", Server::Faulty(Fault::Silent)),
    ("without-end", Server::Faulty(Fault::WithoutEnd)),
    ("glued", Server::Faulty(Fault::Glued)),
    ("unseen", Server::Faulty(Fault::Unseen)),
    ("capitals", Server::Faulty(Fault::Capitals)),
    ("spaces", Server::Faulty(Fault::Spaces)),
    ("bare", Server::Faulty(Fault::Bare)),
    ("latin1", Server::Faulty(Fault::Latin1)),
    ("elsewhere", Server::Faulty(Fault::ToTheFirst)),
    ("echo", Server::Faulty(Fault::Echo)),
    ("not-silent", Server::Faulty(Fault::Echo)),
    ("closed", Server::Faulty(Fault::ShutsOut)),
    ("endless", Server::Faulty(Fault::Endless)),
    ("too-few", Server::Faulty(Fault::LosesHalf)),
    ("refused", Server::Faulty(Fault::Refuses)),
    ("still-open", Server::Faulty(Fault::Holds)),
    ("nobody", Server::Nobody),
    ("refusal", Server::Own),
    ("part", Server::Own),
    ("own-speech", Server::Own),
    ("read-already", Server::Own),
    ("forbidden", Server::Own),
    ("not-reading", Server::Own),
    ("away", Server::Own),
    ("nobody-there", Server::Own),
    ("farewell", Server::Own),
    ("not-taken", Server::Faulty(Fault::NeverReads)),
    ("no-entrance", Server::Faulty(Fault::Shy)),
    ("another-form", Server::Faulty(Fault::AnotherForm)),
    ("earlier", Server::Own),
    ("unfinished", Server::Own),
    ("words", Server::Own),
    ("extra", Server::Own),
];

fn path(name: &str, ending: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{name}.{ending}"))
}

/// What is printed about a scenario, with what differs from run to run left out.
fn printed(name: &str, server: Server, locale: Locale) -> String {
    let mut command = Command::from_std(server::sala());
    command.current_dir(FOLDER).args(["bot", "run", "--lang", locale.tag()]);
    let address = match server {
        Server::Own => None,
        Server::Faulty(fault) => Some(open(fault).to_string()),
        Server::Nobody => Some("127.0.0.1:1".to_owned()),
    };
    command.args(address.iter().flat_map(|address| ["--addr", address]));
    let failed = command.arg(format!("{name}.feature")).assert().code(1);
    let failed = failed.stderr(predicate::str::is_match(r"\Asala: [^\n]+\n\z").unwrap());
    let text = String::from_utf8(failed.get_output().stdout.clone()).unwrap();
    let time = Regex::new(r"\(\d+[.,]\d s\)").unwrap();
    let text = time.replace_all(&text, "(… s)");
    // How far an endless stream has come, one way or the other, is chance.
    let stream = Regex::new(r"(?m)^ +… \d{4,} .*\n(^ +\d{4,} [<=>] .*\n)+(^ +< .*\n)?").unwrap();
    stream.replace(&text, "      …\n").into_owned()
}

#[test]
fn every_failure_reads_as_it_should() {
    let update = env::var_os("UPDATE_FAILURES").is_some();
    let cases = CASES.iter().flat_map(|case| Locale::ALL.map(|locale| (*case, locale)));
    let cases: Vec<_> = cases.collect();
    let mut wrong = Vec::new();
    // A few at a time: each waits, and none is to be late because of the others.
    let printed = cases.chunks(8).flat_map(|some| {
        let running: Vec<_> = some
            .iter()
            .map(|&((name, server), locale)| {
                (name, locale, thread::spawn(move || printed(name, server, locale)))
            })
            .collect();
        running.into_iter().map(|(name, locale, running)| (name, locale, running.join().unwrap()))
    });
    for (name, locale, printed) in printed {
        let golden = path(name, &format!("{locale}.txt"));
        if update {
            fs::write(golden, printed).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != printed {
            wrong.push(format!("{}:\n{printed}", golden.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE_FAILURES=1 writes what is said now", wrong.join("\n"));
}

#[test]
fn no_case_is_left_over() {
    for entry in fs::read_dir(FOLDER).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let case = name.split('.').next().unwrap();
        assert!(CASES.iter().any(|(known, _)| *known == case), "{name} is nobody's");
    }
}
