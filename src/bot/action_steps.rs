//! Steps in which bots do something: come in, talk, leave, reply by themselves.

use super::auto_reply::{AutoReply, Trigger};
use super::step::{Step, Verb};
use super::step_definition::{Mistake, StepDefinition, StepMatch, step};

/// In the order of the reference.
pub(super) const STEPS: &[StepDefinition] = &[
    step(
        ["{bot} entra", "{bot} comes in"],
        [
            "conecta, responde à pergunta com esse nome e entra na sala",
            "connects, answers the question with that name and enters the room",
        ],
        |found| found.bot(Verb::ComeIn { name: None }),
    ),
    step(
        ["{bot} entra com o nome {nome}", "{bot} comes in with the name {name}"],
        [
            "o mesmo, com um nome na sala diferente do nome no roteiro",
            "the same, but its name in the room is not the one in the script",
        ],
        |found| found.bot(Verb::ComeIn { name: Some(found.text(1)) }),
    ),
    step(
        ["{bot} entra como professor/professora", "{bot} comes in as teacher"],
        [
            "entra como quem ensina, pelo console do servidor",
            "comes in as a teacher, through the server's console",
        ],
        |found| found.bot(Verb::ComeInAsTeacher),
    ),
    step(
        [
            "entra(m) {n} pessoa(s) com nome(s) como {nome}",
            "{n} people/person come/comes in with names/name like {name}",
        ],
        [
            "entram várias pessoas: beto1, beto2, beto3 …",
            "several people come in: beto1, beto2, beto3 …",
        ],
        |found| found.numbered(Verb::ComeIn { name: None }),
    ),
    step(
        [
            "conecta(m)-se {n} pessoa(s) com nome(s) como {mudo}",
            "{n} people/person connect/connects with names/name like {mute}",
        ],
        [
            "conectam-se várias pessoas e não dizem nada: mudo1, mudo2 …",
            "several people connect and say nothing: mute1, mute2 …",
        ],
        |found| found.numbered(Verb::Connect),
    ),
    step(
        [
            "caem/cai {n} pessoa(s) com nome(s) como {mudo}",
            "{n} people/person with names/name like {mute} are/is cut off",
        ],
        [
            "as conexões de mudo1, mudo2 … se perdem de repente (reset)",
            "the connections of mute1, mute2 … are reset",
        ],
        |found| found.numbered(Verb::Reset),
    ),
    step(
        ["{bot} se conecta", "{bot} connects"],
        ["conecta e não diz nada, como nc", "connects and says nothing, like nc"],
        |found| found.bot(Verb::Connect),
    ),
    step(
        ["{bot} volta com o seu passe", "{bot} comes back with its/her/his pass"],
        [
            "conecta de novo e responde à pergunta com o nome, o passe e quantas linhas leu; quem \
             volta assim no roteiro pede o passe ao entrar, numa sala que os dá",
            "connects again and answers the question with its name, its pass and how many lines it \
             has read; a bot that does so in a scenario asks for the pass on coming in, where there \
             are any",
        ],
        |found| found.bot(Verb::ComeBack),
    ),
    step(
        ["{bot} se apresenta", "{bot} introduces itself/himself/herself"],
        [
            "conecta, espera a saudação, dá o nome e espera a primeira linha que começa com *, \
             ou meio segundo onde ela não vem",
            "connects, waits to be greeted, gives its name and waits for the first line that \
             begins with *, or half a second if none comes",
        ],
        |found| found.bot(Verb::Introduce { name: None, small_buffer: false }),
    ),
    step(
        ["{bot} se apresenta como {nome}", "{bot} introduces itself/himself/herself as {name}"],
        ["o mesmo, com outro nome na sala", "the same, with another name in the room"],
        |found| found.bot(Verb::Introduce { name: Some(found.text(1)), small_buffer: false }),
    ),
    step(
        [
            "{bot} se apresenta com pouca memória",
            "{bot} introduces itself/himself/herself with little memory",
        ],
        [
            "o mesmo, por uma conexão com um buffer de recepção pequeno",
            "the same, over a connection with a small receive buffer",
        ],
        |found| found.bot(Verb::Introduce { name: None, small_buffer: true }),
    ),
    step(
        ["{bot} diz {texto}", "{bot} says {text}"],
        [
            "diz o texto à sala, mesmo que comece com /",
            "says the text to the room, even if it begins with /",
        ],
        |found| found.bot(type_once(spoken(found.text(1)))),
    ),
    step(
        ["{bot} digita {texto}", "{bot} types {text}"],
        ["envia a linha como está: fala ou comando", "sends the line as it is: speech or command"],
        |found| found.bot(type_once(found.text(1))),
    ),
    step(
        ["{bot} digita {texto} {n} vezes/vez", "{bot} types {text} {n} time(s)"],
        ["envia a mesma linha várias vezes", "sends the same line several times"],
        |found| {
            let (line, times) = (found.text(1), found.count(2)?);
            found.bot(Verb::Type { line, times, reader: None })
        },
    ),
    step(
        [
            "{bot} digita {n} linha(s) de {letras} letra(s)",
            "{bot} types {n} line(s) of {letters} letter(s)",
        ],
        ["envia linhas compridas, feitas de x", "sends long lines made of x"],
        |found| {
            let (times, line) = found.lines_of_letters(1, 2)?;
            found.bot(Verb::Type { line, times, reader: None })
        },
    ),
    step(
        [
            "{bot} digita {n} linha(s) de {letras} letra(s), e {outro} lê cada uma",
            "{bot} types {n} line(s) of {letters} letter(s), and {other} reads each",
        ],
        [
            "o mesmo, e o outro bot lê cada linha antes do envio da próxima: assim ninguém \
             fica para trás",
            "the same, and the other bot reads each line before the next is sent, so that \
             nobody falls behind",
        ],
        |found| {
            let (times, line) = found.lines_of_letters(1, 2)?;
            found.bot(Verb::Type { line, times, reader: Some(found.text(3)) })
        },
    ),
    step(
        ["{bot} digita:", "{bot} types:"],
        [
            r#"envia as linhas do texto abaixo, entre duas linhas com """"#,
            r#"sends the lines of the text below, between two lines with """"#,
        ],
        |found| found.each_line(type_once),
    ),
    step(
        ["{bot} manda os bytes {bytes}", "{bot} sends the bytes {bytes}"],
        [
            r#"envia os bytes como estão, sem fim de linha: \n, \r, \t, \0, \e, \\, \", \xff"#,
            "sends the bytes as they are, without an end of line: \\n, \\r, \\t, \\0, \\e, \
             \\\\, \\\", \\xff",
        ],
        |found| found.bot(Verb::SendBytes { bytes: found.bytes(1)?, pieces: 1 }),
    ),
    step(
        [
            "{bot} manda os bytes {bytes} em {n} pedaços",
            "{bot} sends the bytes {bytes} in {n} pieces",
        ],
        [
            "envia os bytes em pedaços, um depois do outro",
            "sends the bytes in pieces, one after the other",
        ],
        |found| found.bot(Verb::SendBytes { bytes: found.bytes(1)?, pieces: found.count(2)? }),
    ),
    step(
        ["{bot} muda o nome para {nome}", "{bot} changes name to {name}"],
        [
            "muda o nome na sala e espera o aviso",
            "changes name in the room and waits for the notice",
        ],
        |found| found.bot(Verb::Rename(found.text(1))),
    ),
    step(
        ["o programa imprime o endereço de {bot}", "the program prints the address of {bot}"],
        [
            "o programa imprime o IP e a porta de onde vem esse bot",
            "the program prints the IP and the port that this bot connects from",
        ],
        |found| found.bot(Verb::ExpectPrinted),
    ),
    step(
        [
            "o processador descansa por {segundos} segundo(s)",
            "the processor rests for {seconds} second(s)",
        ],
        [
            "o programa quase não gasta processador durante esse tempo",
            "the program uses hardly any processor time during that time",
        ],
        |found| found.nobody(Verb::ExpectIdle(found.seconds(0)?)),
    ),
    step(
        ["o programa é morto e começa de novo", "the program is killed and starts again"],
        [
            "o programa é encerrado à força e iniciado de novo, com a mesma pasta de dados",
            "the program is killed and started again, with the same data folder",
        ],
        |found| found.nobody(Verb::Restart),
    ),
    step(
        ["passa(m) {segundos} segundo(s)", "{seconds} second(s) pass/passes"],
        [
            "deixa o tempo passar (decimais com vírgula ou ponto)",
            "lets time pass (decimals with a point or a comma)",
        ],
        |found| found.nobody(Verb::Wait(found.seconds(0)?)),
    ),
    step(
        ["{bot} sai", "{bot} leaves"],
        [
            "sai com /sair e lê até o fim da conexão",
            "leaves with /sair and reads to the end of the connection",
        ],
        |found| found.bot(Verb::Leave { words: String::new() }),
    ),
    step(
        ["{bot} sai dizendo {texto}", "{bot} leaves saying {text}"],
        ["o mesmo, com palavras de despedida", "the same, with a farewell"],
        |found| found.bot(Verb::Leave { words: found.text(1) }),
    ),
    step(
        ["{bot} para de enviar", "{bot} stops sending"],
        [
            "encerra o seu lado da conexão e continua lendo",
            "ends its side of the connection and keeps reading",
        ],
        |found| found.bot(Verb::StopSending),
    ),
    step(
        ["{bot} cai", "{bot} is cut off"],
        ["a conexão se perde de repente (reset)", "the connection breaks suddenly (reset)"],
        |found| found.bot(Verb::Reset),
    ),
    step(
        ["{bot} fecha a conexão", "{bot} closes the connection"],
        [
            "encerra a conexão por inteiro, depois de receber o que ainda vem",
            "closes the connection, after reading what still comes",
        ],
        |found| found.bot(Verb::Close),
    ),
    step(
        ["{bot} manda bytes sem cifra {bytes}", "{bot} sends plain bytes {bytes}"],
        [
            "abre outra conexão, sem TLS, envia os bytes e a fecha",
            "opens another connection, without TLS, sends the bytes and closes it",
        ],
        |found| found.bot(Verb::SendUnencrypted(found.bytes(1)?)),
    ),
    step(
        ["{bot} para de ler", "{bot} stops reading"],
        [
            "para de ler; o que o servidor envia fica no caminho",
            "stops reading; what is sent to it waits on the way",
        ],
        |found| found.bot(Verb::StopReading),
    ),
    step(["{bot} volta a ler", "{bot} reads again"], ["volta a ler", "reads again"], |found| {
        found.bot(Verb::ReadAgain)
    }),
    step(
        ["a senha para ensinar é {texto}", "the password for teaching is {text}"],
        [
            "abre a sala com essa senha para /professor; só numa sala do próprio roteiro",
            "opens the classroom with that password for /teacher; only in the scenario's own classroom",
        ],
        |found| found.nobody(Verb::SetPassword(found.text(0))),
    ),
    step(
        [
            "sempre que alguém entra, {bot} diz {texto}",
            "whenever someone comes in, {bot} says {text}",
        ],
        [
            "resposta automática: recebe quem chega; $nome é o nome de quem chega",
            "automatic reply: greets each newcomer; $name is the newcomer's name",
        ],
        |found| replies(found, 0, Trigger::Arrival, 1),
    ),
    step(
        [
            "(quando )chamam {bot}, ela/ele diz {texto}",
            "(when )someone calls {bot}, she/he/it says {text}",
        ],
        [
            "resposta automática: responde quando dizem o seu nome ou lhe mandam um recado; \
             $nome é quem chamou",
            "automatic reply: answers when called by name or sent a private message; $name is \
             who called",
        ],
        |found| replies(found, 0, Trigger::Call, 1),
    ),
    step(
        [
            "sempre que alguém diz {texto}, {bot} diz {texto}",
            "whenever someone says {text}, {bot} says {text}",
        ],
        [
            "resposta automática: fala quando alguém diz isso, sem ligar para maiúsculas e \
             acentos",
            "automatic reply: speaks when someone says that, ignoring case and accents",
        ],
        |found| replies(found, 1, Trigger::Word(found.text(0)), 2),
    ),
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
