//! Steps in which bots do something: come in, talk, leave, reply by themselves.

use super::auto_reply::{AutoReply, Trigger};
use super::step::{Step, Verb};
use super::step_definition::{Mistake, StepDefinition, StepMatch};

/// In the order of the reference.
pub(super) const STEPS: &[StepDefinition] = &[
    StepDefinition {
        expressions: ["{bot} entra", "{bot} comes in"],
        examples: &[[r#""ana" entra"#, r#""ana" comes in"#]],
        help: [
            "conecta, responde à pergunta com esse nome e entra na sala",
            "connects, answers the question with that name and enters the room",
        ],
        build: |found| found.bot(Verb::ComeIn { name: None }),
    },
    StepDefinition {
        expressions: ["{bot} entra com o nome {nome}", "{bot} comes in with the name {name}"],
        examples: &[[r#""ana" entra com o nome "beto""#, r#""ana" comes in with the name "beto""#]],
        help: [
            "o mesmo, com um nome na sala diferente do nome no roteiro",
            "the same, but its name in the room is not the one in the script",
        ],
        build: |found| found.bot(Verb::ComeIn { name: Some(found.text(1)) }),
    },
    StepDefinition {
        expressions: ["{bot} entra como professor/professora", "{bot} comes in as teacher"],
        examples: &[[r#""ana" entra como professor"#, r#""ana" comes in as teacher"#]],
        help: [
            "entra como quem ensina, pelo console do servidor",
            "comes in as a teacher, through the server's console",
        ],
        build: |found| found.bot(Verb::ComeInAsTeacher),
    },
    StepDefinition {
        expressions: [
            "entra(m) {n} pessoa(s) com nome(s) como {nome}",
            "{n} people/person come/comes in with names/name like {name}",
        ],
        examples: &[[
            r#"entram 3 pessoas com nomes como "beto""#,
            r#"3 people come in with names like "beto""#,
        ]],
        help: [
            "entram várias pessoas: beto1, beto2, beto3 …",
            "several people come in: beto1, beto2, beto3 …",
        ],
        build: |found| found.numbered(Verb::ComeIn { name: None }),
    },
    StepDefinition {
        expressions: [
            "conecta(m)-se {n} pessoa(s) com nome(s) como {nome}",
            "{n} people/person connect/connects with names/name like {name}",
        ],
        examples: &[[
            r#"conectam-se 3 pessoas com nomes como "mudo""#,
            r#"3 people connect with names like "mute""#,
        ]],
        help: [
            "conectam-se várias pessoas e não dizem nada: mudo1, mudo2 …",
            "several people connect and say nothing: mute1, mute2 …",
        ],
        build: |found| found.numbered(Verb::Connect),
    },
    StepDefinition {
        expressions: [
            "cai/caem {n} pessoa(s) com nome(s) como {nome}",
            "{n} people/person with names/name like {name} are/is cut off",
        ],
        examples: &[[
            r#"caem 3 pessoas com nomes como "mudo""#,
            r#"3 people with names like "mute" are cut off"#,
        ]],
        help: [
            "as conexões de mudo1, mudo2 … se perdem de repente (reset)",
            "the connections of mute1, mute2 … are reset",
        ],
        build: |found| found.numbered(Verb::Reset),
    },
    StepDefinition {
        expressions: ["{bot} se conecta", "{bot} connects"],
        examples: &[[r#""ana" se conecta"#, r#""ana" connects"#]],
        help: ["conecta e não diz nada, como nc", "connects and says nothing, like nc"],
        build: |found| found.bot(Verb::Connect),
    },
    StepDefinition {
        expressions: ["{bot} se apresenta", "{bot} introduces itself/himself/herself"],
        examples: &[[r#""ana" se apresenta"#, r#""ana" introduces itself"#]],
        help: [
            "conecta, espera a saudação, dá o nome e espera a primeira linha que começa com *, \
             ou meio segundo onde ela não vem",
            "connects, waits to be greeted, gives its name and waits for the first line that \
             begins with *, or half a second if none comes",
        ],
        build: |found| found.bot(Verb::Introduce { name: None, small_buffer: false }),
    },
    StepDefinition {
        expressions: [
            "{bot} se apresenta como {nome}",
            "{bot} introduces itself/himself/herself as {name}",
        ],
        examples: &[[r#""ana" se apresenta como "beto""#, r#""ana" introduces itself as "beto""#]],
        help: ["o mesmo, com outro nome na sala", "the same, with another name in the room"],
        build: |found| {
            found.bot(Verb::Introduce { name: Some(found.text(1)), small_buffer: false })
        },
    },
    StepDefinition {
        expressions: [
            "{bot} se apresenta com pouca memória",
            "{bot} introduces itself/himself/herself with little memory",
        ],
        examples: &[[
            r#""ana" se apresenta com pouca memória"#,
            r#""ana" introduces itself with little memory"#,
        ]],
        help: [
            "o mesmo, por uma conexão com um buffer de recepção pequeno",
            "the same, over a connection with a small receive buffer",
        ],
        build: |found| found.bot(Verb::Introduce { name: None, small_buffer: true }),
    },
    StepDefinition {
        expressions: ["{bot} diz {texto}", "{bot} says {text}"],
        examples: &[[r#""ana" diz "…""#, r#""ana" says "…""#]],
        help: [
            "diz o texto à sala, mesmo que comece com /",
            "says the text to the room, even if it begins with /",
        ],
        build: |found| found.bot(type_once(spoken(found.text(1)))),
    },
    StepDefinition {
        expressions: ["{bot} digita {texto}", "{bot} types {text}"],
        examples: &[[r#""ana" digita "…""#, r#""ana" types "…""#]],
        help: [
            "envia a linha como está: fala ou comando",
            "sends the line as it is: speech or command",
        ],
        build: |found| found.bot(type_once(found.text(1))),
    },
    StepDefinition {
        expressions: ["{bot} digita {texto} {n} vezes/vez", "{bot} types {text} {n} time(s)"],
        examples: &[
            [r#""ana" digita "…" 3 vezes"#, r#""ana" types "…" 3 times"#],
            [r#""ana" digita "…" 1 vez"#, r#""ana" types "…" 1 time"#],
        ],
        help: ["envia a mesma linha várias vezes", "sends the same line several times"],
        build: |found| {
            let (line, times) = (found.text(1), found.count(2)?);
            found.bot(Verb::Type { line, times, reader: None })
        },
    },
    StepDefinition {
        expressions: [
            "{bot} digita {n} linha(s) de {n} letra(s)",
            "{bot} types {n} line(s) of {n} letter(s)",
        ],
        examples: &[
            [r#""ana" digita 3 linhas de 100 letras"#, r#""ana" types 3 lines of 100 letters"#],
            [r#""ana" digita 1 linha de 100 letras"#, r#""ana" types 1 line of 100 letters"#],
        ],
        help: ["envia linhas compridas, feitas de x", "sends long lines made of x"],
        build: |found| {
            let (times, line) = found.lines_of_letters(1, 2)?;
            found.bot(Verb::Type { line, times, reader: None })
        },
    },
    StepDefinition {
        expressions: [
            "{bot} digita {n} linha(s) de {n} letra(s), e {outro} lê cada uma",
            "{bot} types {n} line(s) of {n} letter(s), and {other} reads each",
        ],
        examples: &[
            [
                r#""ana" digita 3 linhas de 100 letras, e "beto" lê cada uma"#,
                r#""ana" types 3 lines of 100 letters, and "beto" reads each"#,
            ],
            [
                r#""ana" digita 1 linha de 100 letras, e "beto" lê cada uma"#,
                r#""ana" types 1 line of 100 letters, and "beto" reads each"#,
            ],
        ],
        help: [
            "o mesmo, e o outro bot lê cada linha antes do envio da próxima: assim ninguém \
             fica para trás",
            "the same, and the other bot reads each line before the next is sent, so that \
             nobody falls behind",
        ],
        build: |found| {
            let (times, line) = found.lines_of_letters(1, 2)?;
            found.bot(Verb::Type { line, times, reader: Some(found.text(3)) })
        },
    },
    StepDefinition {
        expressions: ["{bot} digita:", "{bot} types:"],
        examples: &[[r#""ana" digita:"#, r#""ana" types:"#]],
        help: [
            r#"envia as linhas do texto abaixo, entre duas linhas com """"#,
            r#"sends the lines of the text below, between two lines with """"#,
        ],
        build: |found| found.each_line(type_once),
    },
    StepDefinition {
        expressions: ["{bot} manda os bytes {bytes}", "{bot} sends the bytes {bytes}"],
        examples: &[[r#""ana" manda os bytes "…\n""#, r#""ana" sends the bytes "…\n""#]],
        help: [
            r#"envia os bytes como estão, sem fim de linha: \n, \r, \t, \0, \e, \\, \", \xff"#,
            "sends the bytes as they are, without an end of line: \\n, \\r, \\t, \\0, \\e, \
             \\\\, \\\", \\xff",
        ],
        build: |found| found.bot(Verb::SendBytes { bytes: found.bytes(1)?, pieces: 1 }),
    },
    StepDefinition {
        expressions: [
            "{bot} manda os bytes {bytes} em {n} pedaços",
            "{bot} sends the bytes {bytes} in {n} pieces",
        ],
        examples: &[[
            r#""ana" manda os bytes "…\n" em 3 pedaços"#,
            r#""ana" sends the bytes "…\n" in 3 pieces"#,
        ]],
        help: [
            "envia os bytes em pedaços, um depois do outro",
            "sends the bytes in pieces, one after the other",
        ],
        build: |found| {
            found.bot(Verb::SendBytes { bytes: found.bytes(1)?, pieces: found.count(2)? })
        },
    },
    StepDefinition {
        expressions: ["{bot} muda o nome para {nome}", "{bot} changes name to {name}"],
        examples: &[[r#""ana" muda o nome para "beto""#, r#""ana" changes name to "beto""#]],
        help: [
            "muda o nome na sala e espera o aviso",
            "changes name in the room and waits for the notice",
        ],
        build: |found| found.bot(Verb::Rename(found.text(1))),
    },
    StepDefinition {
        expressions: [
            "o programa imprime o endereço de {bot}",
            "the program prints the address of {bot}",
        ],
        examples: &[[
            r#"o programa imprime o endereço de "ana""#,
            r#"the program prints the address of "ana""#,
        ]],
        help: [
            "o programa imprime o IP e a porta de onde vem esse bot",
            "the program prints the IP and the port that this bot connects from",
        ],
        build: |found| found.bot(Verb::ExpectPrinted),
    },
    StepDefinition {
        expressions: [
            "o processador descansa por {segundos} segundo(s)",
            "the processor rests for {seconds} second(s)",
        ],
        examples: &[
            ["o processador descansa por 2 segundos", "the processor rests for 2 seconds"],
            ["o processador descansa por 1 segundo", "the processor rests for 1 second"],
        ],
        help: [
            "o programa quase não gasta processador durante esse tempo",
            "the program uses hardly any processor time during that time",
        ],
        build: |found| found.nobody(Verb::ExpectIdle(found.seconds(0)?)),
    },
    StepDefinition {
        expressions: [
            "o programa é morto e começa de novo",
            "the program is killed and starts again",
        ],
        examples: &[[
            "o programa é morto e começa de novo",
            "the program is killed and starts again",
        ]],
        help: [
            "o programa é encerrado à força e iniciado de novo, com a mesma pasta de dados",
            "the program is killed and started again, with the same data folder",
        ],
        build: |found| found.nobody(Verb::Restart),
    },
    StepDefinition {
        expressions: ["passa(m) {segundos} segundo(s)", "{seconds} second(s) pass/passes"],
        examples: &[
            ["passam 2 segundos", "2 seconds pass"],
            ["passa 1 segundo", "1 second passes"],
        ],
        help: [
            "deixa o tempo passar (decimais com vírgula ou ponto)",
            "lets time pass (decimals with a point or a comma)",
        ],
        build: |found| found.nobody(Verb::Wait(found.seconds(0)?)),
    },
    StepDefinition {
        expressions: ["{bot} sai", "{bot} leaves"],
        examples: &[[r#""ana" sai"#, r#""ana" leaves"#]],
        help: [
            "sai com /sair e lê até o fim da conexão",
            "leaves with /sair and reads to the end of the connection",
        ],
        build: |found| found.bot(Verb::Leave { words: String::new() }),
    },
    StepDefinition {
        expressions: ["{bot} sai dizendo {texto}", "{bot} leaves saying {text}"],
        examples: &[[r#""ana" sai dizendo "…""#, r#""ana" leaves saying "…""#]],
        help: ["o mesmo, com palavras de despedida", "the same, with a farewell"],
        build: |found| found.bot(Verb::Leave { words: found.text(1) }),
    },
    StepDefinition {
        expressions: ["{bot} para de enviar", "{bot} stops sending"],
        examples: &[[r#""ana" para de enviar"#, r#""ana" stops sending"#]],
        help: [
            "encerra o seu lado da conexão e continua lendo",
            "ends its side of the connection and keeps reading",
        ],
        build: |found| found.bot(Verb::StopSending),
    },
    StepDefinition {
        expressions: ["{bot} cai", "{bot} is cut off"],
        examples: &[[r#""ana" cai"#, r#""ana" is cut off"#]],
        help: ["a conexão se perde de repente (reset)", "the connection breaks suddenly (reset)"],
        build: |found| found.bot(Verb::Reset),
    },
    StepDefinition {
        expressions: ["{bot} fecha a conexão", "{bot} closes the connection"],
        examples: &[[r#""ana" fecha a conexão"#, r#""ana" closes the connection"#]],
        help: [
            "encerra a conexão por inteiro, depois de receber o que ainda vem",
            "closes the connection, after reading what still comes",
        ],
        build: |found| found.bot(Verb::Close),
    },
    StepDefinition {
        expressions: ["{bot} manda bytes sem cifra {bytes}", "{bot} sends plain bytes {bytes}"],
        examples: &[[r#""ana" manda bytes sem cifra "…\n""#, r#""ana" sends plain bytes "…\n""#]],
        help: [
            "abre outra conexão, sem TLS, envia os bytes e a fecha",
            "opens another connection, without TLS, sends the bytes and closes it",
        ],
        build: |found| found.bot(Verb::SendUnencrypted(found.bytes(1)?)),
    },
    StepDefinition {
        expressions: ["{bot} para de ler", "{bot} stops reading"],
        examples: &[[r#""ana" para de ler"#, r#""ana" stops reading"#]],
        help: [
            "para de ler; o que o servidor envia fica no caminho",
            "stops reading; what is sent to it waits on the way",
        ],
        build: |found| found.bot(Verb::StopReading),
    },
    StepDefinition {
        expressions: ["{bot} volta a ler", "{bot} reads again"],
        examples: &[[r#""ana" volta a ler"#, r#""ana" reads again"#]],
        help: ["volta a ler", "reads again"],
        build: |found| found.bot(Verb::ReadAgain),
    },
    StepDefinition {
        expressions: [
            "sempre que alguém entra, {bot} diz {texto}",
            "whenever someone comes in, {bot} says {text}",
        ],
        examples: &[[
            r#"sempre que alguém entra, "ana" diz "…""#,
            r#"whenever someone comes in, "ana" says "…""#,
        ]],
        help: [
            "resposta automática: recebe quem chega; $nome é o nome de quem chega",
            "automatic reply: greets each newcomer; $name is the newcomer's name",
        ],
        build: |found| replies(found, 0, Trigger::Arrival, 1),
    },
    StepDefinition {
        expressions: [
            "(quando )chamam {bot}, ela/ele diz {texto}",
            "(when )someone calls {bot}, she/he/it says {text}",
        ],
        examples: &[[
            r#"quando chamam "ana", ela diz "…""#,
            r#"when someone calls "ana", she says "…""#,
        ]],
        help: [
            "resposta automática: responde quando dizem o seu nome ou lhe mandam um recado; \
             $nome é quem chamou",
            "automatic reply: answers when called by name or sent a private message; $name is \
             who called",
        ],
        build: |found| replies(found, 0, Trigger::Call, 1),
    },
    StepDefinition {
        expressions: [
            "sempre que alguém diz {texto}, {bot} diz {texto}",
            "whenever someone says {text}, {bot} says {text}",
        ],
        examples: &[[
            r#"sempre que alguém diz "…", "ana" diz "…""#,
            r#"whenever someone says "…", "ana" says "…""#,
        ]],
        help: [
            "resposta automática: fala quando alguém diz isso, sem ligar para maiúsculas e \
             acentos",
            "automatic reply: speaks when someone says that, ignoring case and accents",
        ],
        build: |found| replies(found, 1, Trigger::Word(found.text(0)), 2),
    },
];

fn type_once(line: String) -> Verb {
    Verb::Type { line, times: 1, reader: None }
}

fn replies(
    found: &StepMatch<'_>,
    who: usize,
    trigger: Trigger,
    text: usize,
) -> Result<Vec<Step>, Mistake> {
    let (who, text) = (found.text(who), spoken(found.text(text)));
    found.nobody(Verb::AutoReply(AutoReply { who, trigger, text }))
}

/// A text as it must be sent for the room to read it, whatever it begins with.
fn spoken(text: String) -> String {
    if text.starts_with('/') { format!("/{text}") } else { text }
}
