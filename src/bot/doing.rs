//! Phrases about what bots do: come in, talk, leave, obey standing orders.

use super::order::{Occasion, Order};
use super::phrase::{Given, Mistake, Phrase};
use super::step::{Action, Deed, Step};

/// The rows of this family.
pub(super) const PHRASES: &[Phrase] = &[
    Phrase {
        portuguese: "{bot} entra",
        english: "{bot} comes in",
        help: "bot-help-comes-in",
        doc: false,
        build: |given| given.does(Action::ComeIn { who: given.text(0), name: given.text(0) }),
    },
    Phrase {
        portuguese: "{bot} entra com o nome {nome}",
        english: "{bot} comes in with the name {name}",
        help: "bot-help-comes-in-named",
        doc: false,
        build: |given| given.does(Action::ComeIn { who: given.text(0), name: given.text(1) }),
    },
    Phrase {
        portuguese: "{bot} entra como professor/professora",
        english: "{bot} comes in as teacher",
        help: "bot-help-teacher",
        doc: false,
        build: |given| given.does(Action::Teach(given.text(0))),
    },
    Phrase {
        portuguese: "entra(m) {n} pessoa(s) com nome(s) como {nome}",
        english: "{n} people/person come/comes in with names/name like {name}",
        help: "bot-help-come-in-together",
        doc: false,
        build: |given| together(given, Deed::ComeIn),
    },
    Phrase {
        portuguese: "conecta(m)-se {n} pessoa(s) com nome(s) como {nome}",
        english: "{n} people/person connect/connects with names/name like {name}",
        help: "bot-help-connect-together",
        doc: false,
        build: |given| together(given, Deed::Connect),
    },
    Phrase {
        portuguese: "cai/caem {n} pessoa(s) com nome(s) como {nome}",
        english: "{n} people/person with names/name like {name} are/is cut off",
        help: "bot-help-cut-off-together",
        doc: false,
        build: |given| together(given, Deed::CutOff),
    },
    Phrase {
        portuguese: "{bot} se conecta",
        english: "{bot} connects",
        help: "bot-help-connects",
        doc: false,
        build: |given| given.does(Action::Connect(given.text(0))),
    },
    Phrase {
        portuguese: "{bot} se apresenta",
        english: "{bot} introduces itself/himself/herself",
        help: "bot-help-introduces",
        doc: false,
        build: |given| given.does(introduce(given, given.text(0), false)),
    },
    Phrase {
        portuguese: "{bot} se apresenta como {nome}",
        english: "{bot} introduces itself/himself/herself as {name}",
        help: "bot-help-introduces-named",
        doc: false,
        build: |given| given.does(introduce(given, given.text(1), false)),
    },
    Phrase {
        portuguese: "{bot} se apresenta com pouca memória",
        english: "{bot} introduces itself/himself/herself with little memory",
        help: "bot-help-introduces-small",
        doc: false,
        build: |given| given.does(introduce(given, given.text(0), true)),
    },
    Phrase {
        portuguese: "{bot} diz {texto}",
        english: "{bot} says {text}",
        help: "bot-help-says",
        doc: false,
        build: |given| given.does(type_once(given, spoken(given.text(1)))),
    },
    Phrase {
        portuguese: "{bot} digita {texto}",
        english: "{bot} types {text}",
        help: "bot-help-types",
        doc: false,
        build: |given| given.does(type_once(given, given.text(1))),
    },
    Phrase {
        portuguese: "{bot} digita {texto} {n} vezes/vez",
        english: "{bot} types {text} {n} time(s)",
        help: "bot-help-types-times",
        doc: false,
        build: |given| {
            let (who, line, times) = (given.text(0), given.text(1), given.count(2)?);
            given.does(Action::Type { who, line, times, reader: None })
        },
    },
    Phrase {
        portuguese: "{bot} digita {n} linha(s) de {n} letra(s)",
        english: "{bot} types {n} line(s) of {n} letter(s)",
        help: "bot-help-types-letters",
        doc: false,
        build: |given| {
            let (who, (times, line)) = (given.text(0), given.lines_of_letters(1, 2)?);
            given.does(Action::Type { who, line, times, reader: None })
        },
    },
    Phrase {
        portuguese: "{bot} digita {n} linha(s) de {n} letra(s), e {outro} lê cada uma",
        english: "{bot} types {n} line(s) of {n} letter(s), and {other} reads each",
        help: "bot-help-types-letters-read",
        doc: false,
        build: |given| {
            let (who, (times, line)) = (given.text(0), given.lines_of_letters(1, 2)?);
            given.does(Action::Type { who, line, times, reader: Some(given.text(3)) })
        },
    },
    Phrase {
        portuguese: "{bot} digita:",
        english: "{bot} types:",
        help: "bot-help-types-lines",
        doc: true,
        build: |given| given.each_line(|line| type_once(given, line)),
    },
    Phrase {
        portuguese: "{bot} manda os bytes {bytes}",
        english: "{bot} sends the bytes {bytes}",
        help: "bot-help-bytes",
        doc: false,
        build: |given| {
            let bytes = given.bytes(1)?;
            given.does(Action::SendBytes { who: given.text(0), bytes, pieces: 1 })
        },
    },
    Phrase {
        portuguese: "{bot} manda os bytes {bytes} em {n} pedaços",
        english: "{bot} sends the bytes {bytes} in {n} pieces",
        help: "bot-help-pieces",
        doc: false,
        build: |given| {
            let (bytes, pieces) = (given.bytes(1)?, given.count(2)?);
            given.does(Action::SendBytes { who: given.text(0), bytes, pieces })
        },
    },
    Phrase {
        portuguese: "{bot} muda o nome para {nome}",
        english: "{bot} changes name to {name}",
        help: "bot-help-renames",
        doc: false,
        build: |given| given.does(Action::Rename { who: given.text(0), name: given.text(1) }),
    },
    Phrase {
        portuguese: "o programa imprime o endereço de {bot}",
        english: "the program prints the address of {bot}",
        help: "bot-help-announced",
        doc: false,
        build: |given| given.does(Action::Announced(given.text(0))),
    },
    Phrase {
        portuguese: "o processador descansa por {segundos} segundo(s)",
        english: "the processor rests for {seconds} second(s)",
        help: "bot-help-rests",
        doc: false,
        build: |given| given.does(Action::Rest(given.seconds(0)?)),
    },
    Phrase {
        portuguese: "o programa é morto e começa de novo",
        english: "the program is killed and starts again",
        help: "bot-help-restarts",
        doc: false,
        build: |given| given.does(Action::Restart),
    },
    Phrase {
        portuguese: "passa(m) {segundos} segundo(s)",
        english: "{seconds} second(s) pass/passes",
        help: "bot-help-waits",
        doc: false,
        build: |given| given.does(Action::Wait(given.seconds(0)?)),
    },
    Phrase {
        portuguese: "{bot} sai",
        english: "{bot} leaves",
        help: "bot-help-leaves",
        doc: false,
        build: |given| given.does(Action::Leave { who: given.text(0), words: String::new() }),
    },
    Phrase {
        portuguese: "{bot} sai dizendo {texto}",
        english: "{bot} leaves saying {text}",
        help: "bot-help-leaves-saying",
        doc: false,
        build: |given| given.does(Action::Leave { who: given.text(0), words: given.text(1) }),
    },
    Phrase {
        portuguese: "{bot} para de enviar",
        english: "{bot} stops sending",
        help: "bot-help-stops-sending",
        doc: false,
        build: |given| given.does(Action::StopSending(given.text(0))),
    },
    Phrase {
        portuguese: "{bot} cai",
        english: "{bot} is cut off",
        help: "bot-help-cut-off",
        doc: false,
        build: |given| given.does(Action::CutOff(given.text(0))),
    },
    Phrase {
        portuguese: "{bot} fecha a conexão",
        english: "{bot} closes the connection",
        help: "bot-help-closes",
        doc: false,
        build: |given| given.does(Action::Close(given.text(0))),
    },
    Phrase {
        portuguese: "{bot} manda bytes sem cifra {bytes}",
        english: "{bot} sends plain bytes {bytes}",
        help: "bot-help-in-the-clear",
        doc: false,
        build: |given| {
            given.does(Action::SendInTheClear { who: given.text(0), bytes: given.bytes(1)? })
        },
    },
    Phrase {
        portuguese: "{bot} para de ler",
        english: "{bot} stops reading",
        help: "bot-help-stops-reading",
        doc: false,
        build: |given| given.does(Action::StopReading(given.text(0))),
    },
    Phrase {
        portuguese: "{bot} volta a ler",
        english: "{bot} reads again",
        help: "bot-help-reads-again",
        doc: false,
        build: |given| given.does(Action::ReadAgain(given.text(0))),
    },
    Phrase {
        portuguese: "sempre que alguém entra, {bot} diz {texto}",
        english: "whenever someone comes in, {bot} says {text}",
        help: "bot-help-order-arrival",
        doc: false,
        build: |given| {
            let (who, text) = (given.text(0), spoken(given.text(1)));
            given.does(Action::Obey(Order { who, when: Occasion::Arrival, text }))
        },
    },
    Phrase {
        portuguese: "(quando )chamam {bot}, ela/ele diz {texto}",
        english: "(when )someone calls {bot}, she/he/it says {text}",
        help: "bot-help-order-call",
        doc: false,
        build: |given| {
            let (who, text) = (given.text(0), spoken(given.text(1)));
            given.does(Action::Obey(Order { who, when: Occasion::Call, text }))
        },
    },
    Phrase {
        portuguese: "sempre que alguém diz {texto}, {bot} diz {texto}",
        english: "whenever someone says {text}, {bot} says {text}",
        help: "bot-help-order-word",
        doc: false,
        build: |given| {
            let (who, text) = (given.text(1), spoken(given.text(2)));
            given.does(Action::Obey(Order { who, when: Occasion::Word(given.text(0)), text }))
        },
    },
];

fn introduce(given: &Given<'_>, name: String, small: bool) -> Action {
    Action::Introduce { who: given.text(0), name, small }
}

fn together(given: &Given<'_>, deed: Deed) -> Result<Vec<Step>, Mistake> {
    given.does(Action::Together { count: given.count(0)?, name: given.text(1), deed })
}

fn type_once(given: &Given<'_>, line: String) -> Action {
    Action::Type { who: given.text(0), line, times: 1, reader: None }
}

/// A text as it must be sent for the room to read it, whatever it begins with.
fn spoken(text: String) -> String {
    if text.starts_with('/') { format!("/{text}") } else { text }
}
