//! What holds in the classroom whatever is done to it.

use std::time::Duration;

use proptest::prelude::*;
use sala::classroom::{Config, Departure, Flood, Limits};
use sala::command::{Row, rows};
use sala::locale::Locale;

use crate::support::classroom;
use crate::support::witness::{CODE, Input, PASSWORD, Witness};

/// Names that are often alike, taken or impossible.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec![
            "ana", "Ana", "аnа", "beto", "BETO", "zé", "ze", "Marta", "marta", "李", "straße",
            "STRASSE", "lana", "Iana", "_", "-",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "professor", "PROFESS0R", "sair", "", " ", "a b", "ana!", "[ana]", "(ana)", "/ana",
            "\u{301}a", "aaaaaaaaaaaaaaaaaaaaaaaaa",
        ]).prop_map(str::to_owned),
        2 => "[a-cA-C]{1,2}",
        1 => "\\PC{0,6}",
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z ]{0,8}",
        1 => "\\PC{0,12}",
        1 => any::<String>(),
        1 => prop::sample::select(vec![
            "* + ana entrou", "[ana] oi", "] (", "* . fim", "\x1b[31mx", "\u{202e}x", "a\tb\r",
            "{ $name }", "(3 na sala)",
        ]).prop_map(str::to_owned),
    ]
}

fn line() -> impl Strategy<Value = String> {
    let name = || name().boxed();
    let words = || words().boxed();
    prop_oneof![
        6 => name(),
        5 => words(),
        4 => name().prop_map(|name| format!("/nome {name}")),
        2 => Just(CODE.to_owned()),
        2 => Just(PASSWORD.to_owned()),
        2 => Just("/professor".to_owned()),
        2 => Just("/passe".to_owned()),
        4 => (name(), 0usize..4, prop::option::of(0u8..6)).prop_map(|(name, pass, read)| {
            let read = read.map_or(String::new(), |read| format!(" {read}"));
            format!("{name} {}{read}", classroom::pass_number(pass))
        }),
        2 => (name(), words()).prop_map(|(name, text)| format!("/msg {name} {text}")),
        3 => (sala_command(), words()).prop_map(|(command, text)| format!("/{command} {text}")),
        6 => effective(),
        1 => words().prop_map(|text| format!("/{text}")),
        1 => words().prop_map(|text| format!("//{text}")),
        1 => Just("sair".to_owned()),
    ]
}

/// Commands that do something in the class, from anyone.
fn effective() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "/grupo azul",
        "/grupo Azul",
        "/grupo b",
        "/grupo sala",
        "/grupos 2",
        "/juntar",
        "/modo upper",
        "/modo lower",
        "/modo tabuada",
        "/modo chat",
        "/palestra on",
        "/palestra off",
        "/trancar sim",
        "/trancar nao",
        "/recados nao",
        "/recados sim",
        "/enquete q | a | b",
        "/enquete",
        "/voto 1",
        "/voto 2",
        "/desafio 2",
        "/desafio 0",
        "12",
        "/mao",
        "/baixar",
        "/atender",
        "/fila",
    ]);
    let on_a_name = prop::sample::select(vec![
        "/silenciar",
        "/silenciar 1",
        "/liberar",
        "/expulsar",
        "/expulsar 1",
        "/atender",
    ]);
    prop_oneof![
        4 => fixed.prop_map(str::to_owned),
        2 => (on_a_name, name()).prop_map(|(command, name)| {
            let (command, minutes) = command.split_once(' ').unwrap_or((command, ""));
            format!("{command} {name} {minutes}")
        }),
        1 => words().prop_map(|words| format!("/grupo {words}")),
        1 => words().prop_map(|words| format!("/mao {words}")),
        1 => words().prop_map(|words| format!("/enquete {words} | {words} | b")),
    ]
}

/// Every name of the table but those that end the class, which would end most runs early.
fn sala_command() -> impl Strategy<Value = &'static str> {
    let names = rows().filter(|row| row.shown_name(Locale::En) != "close");
    prop::sample::select(names.flat_map(Row::names).collect::<Vec<_>>())
}

pub fn input() -> impl Strategy<Value = Input> {
    let who = || 0usize..12;
    let how = prop::sample::select(vec![Departure::Ended, Departure::Lost, Departure::Slow]);
    prop_oneof![
        10 => (0u8..4).prop_map(Input::Connect),
        2 => Just(Input::Attach),
        60 => (who(), line()).prop_map(|(who, line)| typed(who, &line)),
        2 => (who(), any::<Vec<u8>>()).prop_map(|(who, bytes)| Input::Bytes(who, bytes)),
        1 => who().prop_map(|who| typed(who, &"x".repeat(5000))),
        5 => (who(), how).prop_map(|(who, how)| Input::Leave(who, how)),
        5 => (0u64..40_000).prop_map(|ms| Input::Pass(Duration::from_millis(ms))),
        1 => who().prop_map(|who| typed(who, "/encerrar agora")),
        1 => Just(Input::End),
    ]
}

fn typed(who: usize, line: &str) -> Input {
    Input::Bytes(who, line.as_bytes().to_vec())
}

pub fn configs() -> impl Strategy<Value = Config> {
    let bounds = (2usize..20, 1usize..8, any::<bool>());
    let settings = (any::<bool>(), any::<bool>(), any::<bool>());
    (prop::sample::select(Locale::ALL.to_vec()), settings, bounds).prop_map(
        |(locale, (recorded, has_code, idles), (people, per_address, floods))| Config {
            asks_code: has_code,
            recorded,
            limits: Limits {
                people,
                per_address,
                idle: idles.then_some(Duration::from_secs(90)),
                flood: floods.then(Flood::default),
                ..Limits::default()
            },
            ..classroom::config(locale)
        },
    )
}

/// Does all of it to a class.
pub fn play(config: Config, inputs: Vec<Input>) -> Witness {
    let mut witness = Witness::new(config);
    // Most runs have two people and a teacher in the room from the start.
    let comes = |host, place, name| {
        let code = witness.has_code.then(|| typed(place, CODE));
        [Some(Input::Connect(host)), code, Some(typed(place, name))].into_iter().flatten()
    };
    let start = comes(0, 0, "ana").chain([Input::Attach]).chain(comes(1, 2, "beto"));
    let start: Vec<Input> = start.collect();
    for input in start.into_iter().chain(inputs) {
        if witness.over {
            break;
        }
        witness.does(input);
    }
    witness
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_class_keeps_its_promises(
        config in configs(),
        inputs in prop::collection::vec(input(), 0..120),
    ) {
        play(config, inputs);
    }
}
