//! Phrases about what bots do: come in, talk, leave, reply by themselves.

use super::auto_reply::{AutoReply, Trigger};
use super::step::{Action, BulkAction, Step};
use super::step_definition::{Mistake, StepDefinition, StepMatch};

/// The rows of this family.
pub(super) const STEPS: &[StepDefinition] = &[
    StepDefinition {
        portuguese: "{bot} entra",
        english: "{bot} comes in",
        help: "bot-help-comes-in",
        doc: false,
        build: |found| found.does(Action::ComeIn { who: found.text(0), name: found.text(0) }),
    },
    StepDefinition {
        portuguese: "{bot} entra com o nome {nome}",
        english: "{bot} comes in with the name {name}",
        help: "bot-help-comes-in-named",
        doc: false,
        build: |found| found.does(Action::ComeIn { who: found.text(0), name: found.text(1) }),
    },
    StepDefinition {
        portuguese: "{bot} entra como professor/professora",
        english: "{bot} comes in as teacher",
        help: "bot-help-teacher",
        doc: false,
        build: |found| found.does(Action::Teach(found.text(0))),
    },
    StepDefinition {
        portuguese: "entra(m) {n} pessoa(s) com nome(s) como {nome}",
        english: "{n} people/person come/comes in with names/name like {name}",
        help: "bot-help-come-in-together",
        doc: false,
        build: |found| together(found, BulkAction::ComeIn),
    },
    StepDefinition {
        portuguese: "conecta(m)-se {n} pessoa(s) com nome(s) como {nome}",
        english: "{n} people/person connect/connects with names/name like {name}",
        help: "bot-help-connect-together",
        doc: false,
        build: |found| together(found, BulkAction::Connect),
    },
    StepDefinition {
        portuguese: "cai/caem {n} pessoa(s) com nome(s) como {nome}",
        english: "{n} people/person with names/name like {name} are/is cut off",
        help: "bot-help-cut-off-together",
        doc: false,
        build: |found| together(found, BulkAction::CutOff),
    },
    StepDefinition {
        portuguese: "{bot} se conecta",
        english: "{bot} connects",
        help: "bot-help-connects",
        doc: false,
        build: |found| found.does(Action::Connect(found.text(0))),
    },
    StepDefinition {
        portuguese: "{bot} se apresenta",
        english: "{bot} introduces itself/himself/herself",
        help: "bot-help-introduces",
        doc: false,
        build: |found| found.does(introduce(found, found.text(0), false)),
    },
    StepDefinition {
        portuguese: "{bot} se apresenta como {nome}",
        english: "{bot} introduces itself/himself/herself as {name}",
        help: "bot-help-introduces-named",
        doc: false,
        build: |found| found.does(introduce(found, found.text(1), false)),
    },
    StepDefinition {
        portuguese: "{bot} se apresenta com pouca memória",
        english: "{bot} introduces itself/himself/herself with little memory",
        help: "bot-help-introduces-small",
        doc: false,
        build: |found| found.does(introduce(found, found.text(0), true)),
    },
    StepDefinition {
        portuguese: "{bot} diz {texto}",
        english: "{bot} says {text}",
        help: "bot-help-says",
        doc: false,
        build: |found| found.does(type_once(found, spoken(found.text(1)))),
    },
    StepDefinition {
        portuguese: "{bot} digita {texto}",
        english: "{bot} types {text}",
        help: "bot-help-types",
        doc: false,
        build: |found| found.does(type_once(found, found.text(1))),
    },
    StepDefinition {
        portuguese: "{bot} digita {texto} {n} vezes/vez",
        english: "{bot} types {text} {n} time(s)",
        help: "bot-help-types-times",
        doc: false,
        build: |found| {
            let (who, line, times) = (found.text(0), found.text(1), found.count(2)?);
            found.does(Action::Type { who, line, times, reader: None })
        },
    },
    StepDefinition {
        portuguese: "{bot} digita {n} linha(s) de {n} letra(s)",
        english: "{bot} types {n} line(s) of {n} letter(s)",
        help: "bot-help-types-letters",
        doc: false,
        build: |found| {
            let (who, (times, line)) = (found.text(0), found.lines_of_letters(1, 2)?);
            found.does(Action::Type { who, line, times, reader: None })
        },
    },
    StepDefinition {
        portuguese: "{bot} digita {n} linha(s) de {n} letra(s), e {outro} lê cada uma",
        english: "{bot} types {n} line(s) of {n} letter(s), and {other} reads each",
        help: "bot-help-types-letters-read",
        doc: false,
        build: |found| {
            let (who, (times, line)) = (found.text(0), found.lines_of_letters(1, 2)?);
            found.does(Action::Type { who, line, times, reader: Some(found.text(3)) })
        },
    },
    StepDefinition {
        portuguese: "{bot} digita:",
        english: "{bot} types:",
        help: "bot-help-types-lines",
        doc: true,
        build: |found| found.each_line(|line| type_once(found, line)),
    },
    StepDefinition {
        portuguese: "{bot} manda os bytes {bytes}",
        english: "{bot} sends the bytes {bytes}",
        help: "bot-help-bytes",
        doc: false,
        build: |found| {
            let bytes = found.bytes(1)?;
            found.does(Action::SendBytes { who: found.text(0), bytes, pieces: 1 })
        },
    },
    StepDefinition {
        portuguese: "{bot} manda os bytes {bytes} em {n} pedaços",
        english: "{bot} sends the bytes {bytes} in {n} pieces",
        help: "bot-help-pieces",
        doc: false,
        build: |found| {
            let (bytes, pieces) = (found.bytes(1)?, found.count(2)?);
            found.does(Action::SendBytes { who: found.text(0), bytes, pieces })
        },
    },
    StepDefinition {
        portuguese: "{bot} muda o nome para {nome}",
        english: "{bot} changes name to {name}",
        help: "bot-help-renames",
        doc: false,
        build: |found| found.does(Action::Rename { who: found.text(0), name: found.text(1) }),
    },
    StepDefinition {
        portuguese: "o programa imprime o endereço de {bot}",
        english: "the program prints the address of {bot}",
        help: "bot-help-announced",
        doc: false,
        build: |found| found.does(Action::Announced(found.text(0))),
    },
    StepDefinition {
        portuguese: "o processador descansa por {segundos} segundo(s)",
        english: "the processor rests for {seconds} second(s)",
        help: "bot-help-rests",
        doc: false,
        build: |found| found.does(Action::ExpectIdle(found.seconds(0)?)),
    },
    StepDefinition {
        portuguese: "o programa é morto e começa de novo",
        english: "the program is killed and starts again",
        help: "bot-help-restarts",
        doc: false,
        build: |found| found.does(Action::Restart),
    },
    StepDefinition {
        portuguese: "passa(m) {segundos} segundo(s)",
        english: "{seconds} second(s) pass/passes",
        help: "bot-help-waits",
        doc: false,
        build: |found| found.does(Action::Wait(found.seconds(0)?)),
    },
    StepDefinition {
        portuguese: "{bot} sai",
        english: "{bot} leaves",
        help: "bot-help-leaves",
        doc: false,
        build: |found| found.does(Action::Leave { who: found.text(0), words: String::new() }),
    },
    StepDefinition {
        portuguese: "{bot} sai dizendo {texto}",
        english: "{bot} leaves saying {text}",
        help: "bot-help-leaves-saying",
        doc: false,
        build: |found| found.does(Action::Leave { who: found.text(0), words: found.text(1) }),
    },
    StepDefinition {
        portuguese: "{bot} para de enviar",
        english: "{bot} stops sending",
        help: "bot-help-stops-sending",
        doc: false,
        build: |found| found.does(Action::StopSending(found.text(0))),
    },
    StepDefinition {
        portuguese: "{bot} cai",
        english: "{bot} is cut off",
        help: "bot-help-cut-off",
        doc: false,
        build: |found| found.does(Action::CutOff(found.text(0))),
    },
    StepDefinition {
        portuguese: "{bot} fecha a conexão",
        english: "{bot} closes the connection",
        help: "bot-help-closes",
        doc: false,
        build: |found| found.does(Action::Close(found.text(0))),
    },
    StepDefinition {
        portuguese: "{bot} manda bytes sem cifra {bytes}",
        english: "{bot} sends plain bytes {bytes}",
        help: "bot-help-in-the-clear",
        doc: false,
        build: |found| {
            found.does(Action::SendInTheClear { who: found.text(0), bytes: found.bytes(1)? })
        },
    },
    StepDefinition {
        portuguese: "{bot} para de ler",
        english: "{bot} stops reading",
        help: "bot-help-stops-reading",
        doc: false,
        build: |found| found.does(Action::StopReading(found.text(0))),
    },
    StepDefinition {
        portuguese: "{bot} volta a ler",
        english: "{bot} reads again",
        help: "bot-help-reads-again",
        doc: false,
        build: |found| found.does(Action::ReadAgain(found.text(0))),
    },
    StepDefinition {
        portuguese: "sempre que alguém entra, {bot} diz {texto}",
        english: "whenever someone comes in, {bot} says {text}",
        help: "bot-help-order-arrival",
        doc: false,
        build: |found| {
            let (who, text) = (found.text(0), spoken(found.text(1)));
            found.does(Action::AutoReply(AutoReply { who, when: Trigger::Arrival, text }))
        },
    },
    StepDefinition {
        portuguese: "(quando )chamam {bot}, ela/ele diz {texto}",
        english: "(when )someone calls {bot}, she/he/it says {text}",
        help: "bot-help-order-call",
        doc: false,
        build: |found| {
            let (who, text) = (found.text(0), spoken(found.text(1)));
            found.does(Action::AutoReply(AutoReply { who, when: Trigger::Call, text }))
        },
    },
    StepDefinition {
        portuguese: "sempre que alguém diz {texto}, {bot} diz {texto}",
        english: "whenever someone says {text}, {bot} says {text}",
        help: "bot-help-order-word",
        doc: false,
        build: |found| {
            let (who, text) = (found.text(1), spoken(found.text(2)));
            found.does(Action::AutoReply(AutoReply {
                who,
                when: Trigger::Word(found.text(0)),
                text,
            }))
        },
    },
];

fn introduce(found: &StepMatch<'_>, name: String, small: bool) -> Action {
    Action::Introduce { who: found.text(0), name, small }
}

fn together(found: &StepMatch<'_>, action: BulkAction) -> Result<Vec<Step>, Mistake> {
    found.does(Action::Together { count: found.count(0)?, name: found.text(1), action })
}

fn type_once(found: &StepMatch<'_>, line: String) -> Action {
    Action::Type { who: found.text(0), line, times: 1, reader: None }
}

/// A text as it must be sent for the room to read it, whatever it begins with.
fn spoken(text: String) -> String {
    if text.starts_with('/') { format!("/{text}") } else { text }
}
