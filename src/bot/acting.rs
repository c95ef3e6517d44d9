//! What the bots do about each kind of step.

use std::time::Duration;

use super::company::{Company, Done};
use super::hearing::{
    await_entrance, await_new_name, await_question, end, is_asked_for_code, read, read_many,
    receive, stay_silent,
};
use super::pattern::Pattern;
use super::problem::Problem;
use super::step::{Action, Before, Deed, Readers, numbered};

/// What lies between two pieces of what is sent, so that they are not put together on the way.
const BETWEEN_PIECES: Duration = Duration::from_millis(20);

/// Does what a step asks for.
///
/// # Errors
/// What went wrong, and for which actor.
pub async fn act(company: &mut Company, action: &Action) -> Done {
    match action {
        Action::Together { name, count, deed } => {
            for name in numbered(name, *count) {
                let actor = company.actor(&name);
                match deed {
                    Deed::ComeIn => come_in(company, actor, &name).await?,
                    Deed::Connect => connect(company, actor).await?,
                    Deed::CutOff => cut_off(company, actor).await?,
                }
            }
            Ok(())
        }
        Action::Wait(time) => {
            company.pass(company.stage.pace.wait(*time)).await;
            Ok(())
        }
        Action::Obey(order) => {
            company.orders.push(order.clone());
            Ok(())
        }
        Action::Read { readers, pattern, before } => {
            let readers = readers_of(company, readers);
            if readers.is_empty() {
                return Err((0, Problem::Nobody));
            }
            for actor in readers {
                read(company, actor, pattern, before).await?;
            }
            Ok(())
        }
        Action::ComeIn { who, .. }
        | Action::Teach(who)
        | Action::Connect(who)
        | Action::Type { who, .. }
        | Action::SendBytes { who, .. }
        | Action::Rename { who, .. }
        | Action::Leave { who, .. }
        | Action::StopSending(who)
        | Action::CutOff(who)
        | Action::StopReading(who)
        | Action::ReadAgain(who)
        | Action::ReadMany { who, .. }
        | Action::Receive(who)
        | Action::Silence { who, .. }
        | Action::End(who) => {
            let actor = company.actor(who);
            act_alone(company, actor, action).await
        }
    }
}

/// Does what a step asks of one bot.
async fn act_alone(company: &mut Company, actor: usize, action: &Action) -> Done {
    match action {
        Action::ComeIn { name, .. } => come_in(company, actor, name).await,
        Action::Teach(_) => teach(company, actor).await,
        Action::Connect(_) => connect(company, actor).await,
        Action::Type { line, times, reader, .. } => {
            type_lines(company, actor, line, *times, reader.as_deref()).await
        }
        Action::SendBytes { bytes, pieces, .. } => {
            send_pieces(company, actor, bytes, *pieces).await
        }
        Action::Rename { name, .. } => rename(company, actor, name).await,
        Action::Leave { words, .. } => {
            type_lines(company, actor, format!("/sair {words}").trim_end(), 1, None).await?;
            end(company, actor).await
        }
        Action::StopSending(_) => company.finish(actor).await,
        Action::CutOff(_) => cut_off(company, actor).await,
        Action::StopReading(_) => {
            company.deafen(actor).await;
            Ok(())
        }
        Action::ReadAgain(_) => {
            let away = !company.actors[actor].is_deaf() && !company.actors[actor].is_listening();
            company.actors[actor].read_again();
            if away { Err((actor, Problem::Away)) } else { Ok(()) }
        }
        Action::ReadMany { count, pattern, .. } => {
            read_many(company, actor, *count, pattern.as_ref()).await
        }
        Action::Receive(_) => receive(company, actor).await,
        Action::Silence { time, .. } => stay_silent(company, actor, *time).await,
        Action::End(_) => end(company, actor).await,
        // These are not one bot's.
        Action::Together { .. } | Action::Wait(_) | Action::Obey(_) | Action::Read { .. } => Ok(()),
    }
}

/// Waits as long as a person would before they do anything.
async fn think(company: &mut Company) {
    company.pass(company.stage.pace.thinking()).await;
}

async fn connect(company: &mut Company, actor: usize) -> Done {
    let address = company.stage.address.clone();
    company.connect(actor, &address).await
}

async fn come_in(company: &mut Company, actor: usize, name: &str) -> Done {
    think(company).await;
    connect(company, actor).await?;
    await_question(company, actor).await?;
    if let Some(code) = company.stage.code.clone()
        && is_asked_for_code(company, actor).await?
    {
        company.send(actor, format!("{}\n", code.reveal()).as_bytes()).await?;
    }
    company.actors[actor].name = name.to_owned();
    company.send(actor, format!("{name}\n").as_bytes()).await?;
    await_entrance(company, actor).await
}

async fn teach(company: &mut Company, actor: usize) -> Done {
    think(company).await;
    let Some(console) = company.stage.console.clone() else {
        return Err((actor, Problem::NoConsole));
    };
    company.connect(actor, &console).await?;
    await_entrance(company, actor).await
}

async fn type_lines(
    company: &mut Company,
    actor: usize,
    line: &str,
    times: usize,
    reader: Option<&str>,
) -> Done {
    let reader = reader.map(|reader| company.actor(reader));
    let (bytes, pattern) = (format!("{line}\n"), Pattern::With(line.to_owned()));
    for _ in 0..times {
        company.pass(company.stage.pace.typing(line)).await;
        company.send(actor, bytes.as_bytes()).await?;
        if let Some(reader) = reader {
            read(company, reader, &pattern, &Before::Anything).await?;
        }
    }
    Ok(())
}

async fn send_pieces(company: &mut Company, actor: usize, bytes: &[u8], pieces: usize) -> Done {
    let length = bytes.len().div_ceil(pieces).max(1);
    for (number, piece) in bytes.chunks(length).enumerate() {
        if number > 0 {
            company.pass(BETWEEN_PIECES).await;
        }
        company.send(actor, piece).await?;
    }
    Ok(())
}

async fn rename(company: &mut Company, actor: usize, name: &str) -> Done {
    // What was refused before is not about this.
    let from = company.actors[actor].transcript.entries().len();
    type_lines(company, actor, &format!("/nick {name}"), 1, None).await?;
    let old = company.actors[actor].name.clone();
    let pattern = Pattern::Renamed { old, new: name.to_owned() };
    await_new_name(company, actor, &pattern, from).await?;
    company.actors[actor].name = name.to_owned();
    Ok(())
}

async fn cut_off(company: &mut Company, actor: usize) -> Done {
    company.deafen(actor).await;
    company.actors[actor].on_stage = false;
    let done = company.actors[actor].cut_off();
    done.map_err(|error| (actor, Problem::NotTaken(error.to_string())))
}

/// Everyone is everyone whom the scenario has brought in, and has not made leave or deaf; the
/// server may think otherwise.
fn readers_of(company: &mut Company, readers: &Readers) -> Vec<usize> {
    match readers {
        Readers::One(who) => vec![company.actor(who)],
        Readers::Everyone { but } => {
            let all = company.actors.iter().enumerate();
            all.filter(|(_, actor)| actor.on_stage && !actor.is_deaf())
                .filter(|(_, actor)| Some(&actor.who) != but.as_ref())
                .map(|(number, _)| number)
                .collect()
        }
    }
}
