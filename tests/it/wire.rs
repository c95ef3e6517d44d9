//! The wire, byte by byte, between plain sockets and a real server.

use std::net::TcpStream;

use crate::support::server::{PATIENCE, Peer, Server};

#[test]
fn a_newcomer_reads_a_question_then_who_is_here_and_nothing_else() {
    let server = Server::start();
    let mut ana = server.connect();
    ana.send("ana");
    ana.expect("* = (1 na sala)");
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
    ana.send("oi, turma");
    beto.expect("[ana] oi, turma");
    beto.send("oi, ana");
    ana.expect("[beto] oi, ana");
}

#[test]
fn lines_are_lines_however_they_arrive() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let mut beto = server.connect();
    for piece in [
        &b"be"[..],
        b"to\r",
        b"\numa li",
        b"nha\nduas\r\ntr\xc3",
        b"\xaas\n\n   \n  espa\xc3\xa7os  \n",
    ] {
        beto.send_bytes(piece);
    }
    ana.expect("* + beto entrou (2 na sala)");
    for line in ["uma linha", "duas", "três", "  espaços"] {
        ana.expect(&format!("[beto] {line}"));
    }
}

#[test]
fn a_name_and_a_message_in_one_segment_are_both_heard() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let mut caio = Peer::tcp(TcpStream::connect(server.address).unwrap());
    caio.send_bytes(b"caio\noi\n/sair\n");
    ana.expect("* + caio entrou (2 na sala)");
    ana.expect("[caio] oi");
    ana.expect("* - caio saiu (1 na sala)");
    assert_eq!(caio.rest().last().unwrap(), "* . Até logo!");
}

#[test]
fn at_the_end_of_a_stream_complete_lines_are_answered_and_the_partial_one_dropped() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
    beto.send_bytes("/tabuada 7\n/historico\n/who\nmeia li".as_bytes());
    beto.finish();
    let answers = beto.rest();
    assert_eq!(answers[0], "> 7 × 1 = 7");
    assert_eq!(answers.last().unwrap(), "> 2 pessoas na sala: ana, beto");
    ana.expect("* - beto saiu (1 na sala)");
}

#[test]
fn whoever_only_half_closes_leaves_and_is_closed() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    beto.finish();
    assert!(beto.rest().is_empty());
    ana.expect("* + beto entrou (2 na sala)");
    ana.expect("* - beto saiu (1 na sala)");
}

#[test]
fn a_reset_is_a_lost_connection_and_frees_the_name() {
    let server = Server::start();
    let mut ana = server.join("ana");
    server.join("beto").reset();
    ana.expect("* + beto entrou (2 na sala)");
    ana.expect("* - beto perdeu a conexão (1 na sala)");
    server.join("beto");
}

#[test]
fn an_endless_line_is_refused_once_and_its_sender_stays() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
    for _ in 0..1000 {
        beto.send_bytes(&[b'x'; 4096]);
    }
    beto.send_bytes(b"\n");
    assert!(beto.line().starts_with("! Linha comprida demais"));
    beto.send(&"a".repeat(4096));
    ana.expect(&format!("[beto] {}", "a".repeat(4096)));
}

#[test]
fn what_is_not_utf8_is_refused_and_costs_one_line() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
    beto.send_bytes(b"a\xff\xfe\nc\n");
    assert!(beto.line().starts_with("! Essa linha não é UTF-8"));
    ana.expect("[beto] c");
}

#[test]
fn nothing_sent_can_move_colour_or_hide_what_another_sees() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
    beto.send_bytes(b"a\0b\x1b[2Jc\x1b]0;t\x07d\x08\xc2\x9b31me\n");
    ana.expect("[beto] abcde");
    beto.send("x\u{202e}y\u{2066}z\tw\u{2028}v");
    ana.expect("[beto] xyz wv");
    beto.send("/msg ana \u{1b}[31mpsiu");
    ana.expect("(beto) psiu");
    beto.send("/eu \u{1b}[5mpisca");
    ana.expect("* @ beto pisca");
    beto.send("/sair \u{1b}ctchau");
    ana.expect("* - beto saiu · «tchau» (1 na sala)");
}

#[test]
fn an_impossible_name_closes_and_nobody_is_told() {
    let server = Server::start();
    let mut ana = server.join("ana");
    for name in ["", "bob!!", "b b", "\u{1f389}", &"x".repeat(97)] {
        let mut stranger = server.connect();
        stranger.send(name);
        let rest = stranger.rest();
        assert_eq!(rest.len(), 1, "{rest:?}");
        assert!(rest[0].starts_with("! "), "{rest:?}");
    }
    server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
}

#[test]
fn a_taken_name_is_asked_for_again_three_times() {
    let server = Server::start();
    let _ana = server.join("José");
    let mut stranger = server.connect();
    for name in ["José", "JOSÉ", "professor"] {
        stranger.send(name);
        assert!(stranger.line().starts_with("! "));
        assert!(stranger.line().starts_with("? "));
    }
    stranger.send("José");
    let rest = stranger.rest();
    assert!(rest.len() == 1 && rest[0].starts_with("! "), "{rest:?}");
}

#[test]
fn those_without_a_name_hear_nothing_and_are_not_heard_of() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let mut stranger = server.connect();
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
    ana.send("oi");
    beto.expect("[ana] oi");
    stranger.finish();
    assert!(stranger.rest().is_empty());
    ana.send("de novo");
    beto.expect("[ana] de novo");
}

#[test]
fn a_stranger_has_only_so_long_to_give_a_name() {
    let server = Server::start_with(&["--name-seconds", "3"]);
    let mut stranger = server.connect();
    let mut ana = server.join("ana");
    let rest = stranger.rest();
    assert!(rest.len() == 1 && rest[0].starts_with("! Nenhum nome em 3 segundos"), "{rest:?}");
    ana.send("/who");
    ana.expect("> 1 pessoa na sala: ana");
}

#[test]
fn a_full_class_refuses_at_the_door() {
    let server = Server::start_with(&["--max-people", "1"]);
    let _ana = server.join("ana");
    // Whoever comes back has a place, and a name tells who does.
    let mut stranger = server.connect();
    stranger.send("beto");
    let rest = stranger.rest();
    assert!(rest.len() == 1 && rest[0].starts_with("* . "), "{rest:?}");
}

#[test]
fn a_flood_is_slowed_down_and_a_pasted_exercise_passes() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
    let pasted: String = (1..=150).map(|line| format!("linha {line}\n")).collect();
    beto.send_bytes(pasted.as_bytes());
    for line in 1..=20 {
        ana.expect(&format!("[beto] linha {line}"));
    }
    // The first line was the name.
    assert!(beto.line().starts_with("! # 22 Devagar"));
    beto.await_line("! # 51 Linhas demais: espere");
    beto.send("/sair");
    beto.await_line("* . ");
}

#[test]
fn someone_who_does_not_read_is_let_go_and_delays_nobody() {
    let server = Server::start_with(&["--no-limits", "--no-journal"]);
    let mut ana = server.join("ana");
    let mut slow = server.join("surdo");
    ana.expect("* + surdo entrou (2 na sala)");
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (3 na sala)");
    // The system's own buffers hold some megabytes before the server's bound is reached.
    let line = "x".repeat(4000);
    let mut sent = 0;
    let started = std::time::Instant::now();
    let gone = "* - surdo saiu: conexão lenta (2 na sala)";
    let mut let_go = false;
    while !let_go {
        assert!(started.elapsed() < PATIENCE, "still there after {sent} lines");
        beto.send(&line);
        sent += 1;
        let read = ana.line();
        let_go = read == gone;
        if !let_go {
            assert_eq!(read, format!("[beto] {line}"));
        }
    }
    let owed = slow.rest();
    assert_eq!(owed[1], format!("[beto] {line}"));
    assert!(owed.last().unwrap().starts_with("* . Conexão lenta"));
    assert!(server.stop_and_read_log().contains("* - surdo saiu: conexão lenta"));
}

#[test]
fn a_burst_from_a_whole_class_costs_nobody_who_reads_their_place() {
    let server = Server::start_with(&["--no-limits"]);
    let names: Vec<String> = (0..40).map(|n| format!("aluno{n}")).collect();
    let people: Vec<Peer> = names.iter().map(|name| server.join(name)).collect();
    let pasted: String = (0..20).map(|n| format!("{n:04}{}\n", "x".repeat(4000))).collect();
    let readers: Vec<_> = people
        .into_iter()
        .map(|mut person| {
            let (mut writer, pasted) = (person.socket().try_clone().unwrap(), pasted.clone());
            std::thread::spawn(move || {
                std::thread::spawn(move || {
                    std::io::Write::write_all(&mut writer, pasted.as_bytes()).unwrap();
                });
                let mut heard = 0;
                while heard < 39 * 20 {
                    let line = person.line();
                    assert!(!line.starts_with("* . "), "{line}");
                    heard += usize::from(line.starts_with("[aluno"));
                }
            })
        })
        .collect();
    for reader in readers {
        reader.join().unwrap();
    }
}

#[test]
fn a_console_that_pastes_more_than_any_outbox_holds_loses_nobody() {
    let server = Server::start_with(&["--no-journal"]);
    let mut ana = server.join("ana");
    let mut console = server.console();
    let reading = std::thread::spawn(move || {
        for n in 0..1000 {
            ana.expect(&format!("[professor] {n} {}", "x".repeat(4000)));
        }
    });
    for n in 0..1000 {
        console.send(&format!("{n} {}", "x".repeat(4000)));
    }
    reading.join().unwrap();
}

#[test]
fn lines_behind_a_question_are_held_and_answered_in_order() {
    let server = Server::start_with(&["--no-limits"]);
    let mut ana = server.join("ana");
    let questions: String = (0..300).map(|n| format!("/historico 1\n/tabuada {n} 1\n")).collect();
    ana.send_bytes(questions.as_bytes());
    for n in 0..300 {
        ana.expect("> Ainda não há conversa registrada nesta sala.");
        ana.expect(&format!("> {n} × 1 = {n}"));
    }
}

#[test]
fn blank_lines_cost_nothing() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
    beto.send_bytes(&[b'\n'; 200]);
    beto.send("oi");
    ana.expect("[beto] oi");
}
