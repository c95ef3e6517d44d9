//! What the bots do about each kind of step.

use std::time::{Duration, Instant};

use crate::link::Address;

use super::company::{Company, Done, TeachersDoor};
use super::hearing::{
    await_entrance, await_new_name, await_question, end, is_asked_for_code, read, read_many,
    receive, settle,
};
use super::pattern::Pattern;
use super::problem::Problem;
use super::quiet::{shun, stay, stay_silent};
use super::step::{Action, Before, Deed, Readers, numbered};
use super::supervising::{await_announcement, rest, restart};
use super::transcript::Parting;

/// What lies between two pieces of what is sent, so that they are not put together on the way.
const BETWEEN_PIECES: Duration = Duration::from_millis(20);

/// How long whoever closes a connection waits for the other side's end.
const DRAINING: Duration = Duration::from_millis(300);

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
            for actor in readers_of(company, readers)? {
                read(company, actor, pattern, before).await?;
            }
            Ok(())
        }
        Action::Receive(readers) => {
            for actor in readers_of(company, readers)? {
                receive(company, actor).await?;
            }
            Ok(())
        }
        Action::Rest(time) => rest(company, *time).await,
        Action::Restart => restart(company).await,
        Action::ComeIn { who, .. }
        | Action::Introduce { who, .. }
        | Action::Teach(who)
        | Action::Connect(who)
        | Action::Type { who, .. }
        | Action::SendBytes { who, .. }
        | Action::Rename { who, .. }
        | Action::Leave { who, .. }
        | Action::StopSending(who)
        | Action::CutOff(who)
        | Action::Close(who)
        | Action::SendInTheClear { who, .. }
        | Action::StopReading(who)
        | Action::ReadAgain(who)
        | Action::ReadMany { who, .. }
        | Action::ReadList { who, .. }
        | Action::ReadAll(who)
        | Action::Silence { who, .. }
        | Action::Shun { who, .. }
        | Action::Stay { who, .. }
        | Action::Announced(who)
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
        Action::Introduce { name, small, .. } => introduce(company, actor, name, *small).await,
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
        Action::StopSending(_) => {
            company.actors[actor].transcript.parted(Parting::Half);
            company.finish(actor).await
        }
        Action::CutOff(_) => cut_off(company, actor).await,
        Action::Close(_) => close(company, actor).await,
        Action::SendInTheClear { bytes, .. } => send_in_the_clear(company, actor, bytes).await,
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
        Action::ReadList { names, without, .. } => read_list(company, actor, names, without).await,
        Action::ReadAll(_) => {
            company.take_what_came();
            company.actors[actor].transcript.read_all();
            Ok(())
        }
        Action::Silence { time, .. } => stay_silent(company, actor, *time).await,
        Action::Shun { part, time, .. } => shun(company, actor, part, *time).await,
        Action::Stay { time, .. } => stay(company, actor, *time).await,
        Action::Announced(_) => await_announcement(company, actor).await,
        Action::End(_) => end(company, actor).await,
        // These are not one bot's.
        Action::Together { .. }
        | Action::Wait(_)
        | Action::Obey(_)
        | Action::Read { .. }
        | Action::Receive(_)
        | Action::Rest(_)
        | Action::Restart => Ok(()),
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

async fn introduce(company: &mut Company, actor: usize, name: &str, small: bool) -> Done {
    connect(company, actor).await?;
    if small {
        let done = company.actors[actor].remember_little();
        done.map_err(|error| (actor, Problem::NotTaken(error.to_string())))?;
    }
    await_question(company, actor).await?;
    // What was said before the name is not about what comes.
    company.actors[actor].transcript.read_all();
    company.actors[actor].name = name.to_owned();
    company.send(actor, format!("{name}\n").as_bytes()).await?;
    let from = company.actors[actor].transcript.entries().len();
    settle(company, actor, from).await
}

async fn teach(company: &mut Company, actor: usize) -> Done {
    think(company).await;
    let door = match company.stage.teacher.clone() {
        Some(TeachersDoor::Either(path)) if path.exists() => {
            Some(TeachersDoor::Console(Address::Unix(path)))
        }
        door => door,
    };
    match door {
        Some(TeachersDoor::Console(console)) => {
            company.connect(actor, &console).await?;
            await_entrance(company, actor).await
        }
        Some(TeachersDoor::Same | TeachersDoor::Either(_)) => {
            let name = company.actors[actor].name.clone();
            introduce(company, actor, &name, false).await
        }
        None => Err((actor, Problem::NoConsole)),
    }
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
    company.actors[actor].transcript.parted(Parting::Reset);
    company.deafen(actor).await;
    company.actors[actor].on_stage = false;
    let done = company.actors[actor].cut_off();
    done.map_err(|error| (actor, Problem::NotTaken(error.to_string())))
}

/// Ends a connection as programs do when they end: what comes until the other side ends, too, is
/// taken in, because to close a socket with unread bytes would reset it.
async fn close(company: &mut Company, actor: usize) -> Done {
    company.actors[actor].transcript.parted(Parting::Whole);
    company.actors[actor].on_stage = false;
    // The server may have ended it before.
    let _ = company.finish(actor).await;
    let deadline = Instant::now() + DRAINING;
    while company.actors[actor].is_listening() && company.pump(Some(deadline)).await {}
    company.deafen(actor).await;
    company.actors[actor].let_go();
    Ok(())
}

async fn send_in_the_clear(company: &mut Company, actor: usize, bytes: &[u8]) -> Done {
    let address = match company.stage.address.clone() {
        Address::Tls { host, port, .. } => Address::Tcp { host, port },
        address => address,
    };
    company.connect(actor, &address).await?;
    company.send(actor, bytes).await?;
    close(company, actor).await
}

/// Reads a notice that names these people and nobody else, least of all the reader.
async fn read_list(
    company: &mut Company,
    actor: usize,
    names: &[String],
    without: &[String],
) -> Done {
    let own = company.actors[actor].name.clone();
    let without = without.iter().cloned().chain([own]).collect();
    let pattern = Pattern::List { names: names.to_vec(), without };
    read(company, actor, &pattern, &Before::Anything).await
}

/// Everyone is everyone whom the scenario has brought in, and has not made leave or deaf; the
/// server may think otherwise.
///
/// # Errors
/// Nobody is there.
fn readers_of(company: &mut Company, readers: &Readers) -> Result<Vec<usize>, (usize, Problem)> {
    let found: Vec<usize> = match readers {
        Readers::One(who) => vec![company.actor(who)],
        Readers::Everyone { but } => {
            let all = company.actors.iter().enumerate();
            all.filter(|(_, actor)| actor.on_stage && !actor.is_deaf())
                .filter(|(_, actor)| Some(&actor.who) != but.as_ref())
                .map(|(number, _)| number)
                .collect()
        }
    };
    if found.is_empty() { Err((0, Problem::Nobody)) } else { Ok(found) }
}
