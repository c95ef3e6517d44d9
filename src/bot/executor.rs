//! What the bots do about each kind of step.

use std::time::{Duration, Instant};

use crate::link::Address;

use super::expectations::{
    await_entrance, await_new_name, await_question, end, is_asked_for_code, read, read_many,
    receive, settle,
};
use super::pattern::Pattern;
use super::problem::Problem;
use super::process_steps::{await_announcement, expect_idle, restart};
use super::quiet::{expect_absent, stay, stay_silent};
use super::step::{Action, Before, BulkAction, Readers, numbered};
use super::transcript::Parting;
use super::world::{Done, TeachersDoor, World};

/// What lies between two pieces of what is sent, so that they are not put together on the way.
const BETWEEN_PIECES: Duration = Duration::from_millis(20);

/// How long whoever closes a connection waits for the other side's end.
const DRAINING: Duration = Duration::from_millis(300);

/// Does what a step asks for.
///
/// # Errors
/// What went wrong, and for which actor.
pub async fn act(world: &mut World, action: &Action) -> Done {
    match action {
        Action::Together { name, count, action } => {
            for name in numbered(name, *count) {
                let actor = world.actor(&name);
                match action {
                    BulkAction::ComeIn => come_in(world, actor, &name).await?,
                    BulkAction::Connect => connect(world, actor).await?,
                    BulkAction::CutOff => cut_off(world, actor).await?,
                }
            }
            Ok(())
        }
        Action::Wait(time) => {
            world.pass(world.environment.pace.wait(*time)).await;
            Ok(())
        }
        Action::AutoReply(order) => {
            world.auto_replies.push(order.clone());
            Ok(())
        }
        Action::Read { readers, pattern, before } => {
            for actor in readers_of(world, readers)? {
                read(world, actor, pattern, before).await?;
            }
            Ok(())
        }
        Action::Receive(readers) => {
            for actor in readers_of(world, readers)? {
                receive(world, actor).await?;
            }
            Ok(())
        }
        Action::ExpectIdle(time) => expect_idle(world, *time).await,
        Action::Restart => restart(world).await,
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
        | Action::ExpectAbsent { who, .. }
        | Action::Stay { who, .. }
        | Action::Announced(who)
        | Action::End(who) => {
            let actor = world.actor(who);
            act_alone(world, actor, action).await
        }
    }
}

/// Does what a step asks of one bot.
async fn act_alone(world: &mut World, actor: usize, action: &Action) -> Done {
    match action {
        Action::ComeIn { name, .. } => come_in(world, actor, name).await,
        Action::Introduce { name, small, .. } => introduce(world, actor, name, *small).await,
        Action::Teach(_) => teach(world, actor).await,
        Action::Connect(_) => connect(world, actor).await,
        Action::Type { line, times, reader, .. } => {
            type_lines(world, actor, line, *times, reader.as_deref()).await
        }
        Action::SendBytes { bytes, pieces, .. } => send_pieces(world, actor, bytes, *pieces).await,
        Action::Rename { name, .. } => rename(world, actor, name).await,
        Action::Leave { words, .. } => {
            type_lines(world, actor, format!("/sair {words}").trim_end(), 1, None).await?;
            end(world, actor).await
        }
        Action::StopSending(_) => {
            world.actors[actor].transcript.parted(Parting::Half);
            world.finish(actor).await
        }
        Action::CutOff(_) => cut_off(world, actor).await,
        Action::Close(_) => close(world, actor).await,
        Action::SendInTheClear { bytes, .. } => send_in_the_clear(world, actor, bytes).await,
        Action::StopReading(_) => {
            world.pause_reading(actor).await;
            Ok(())
        }
        Action::ReadAgain(_) => {
            let away =
                !world.actors[actor].has_paused_reading() && !world.actors[actor].is_listening();
            world.actors[actor].read_again();
            if away { Err((actor, Problem::Away)) } else { Ok(()) }
        }
        Action::ReadMany { count, pattern, .. } => {
            read_many(world, actor, *count, pattern.as_ref()).await
        }
        Action::ReadList { names, without, .. } => read_list(world, actor, names, without).await,
        Action::ReadAll(_) => {
            world.take_what_came();
            world.actors[actor].transcript.read_all();
            Ok(())
        }
        Action::Silence { time, .. } => stay_silent(world, actor, *time).await,
        Action::ExpectAbsent { part, time, .. } => expect_absent(world, actor, part, *time).await,
        Action::Stay { time, .. } => stay(world, actor, *time).await,
        Action::Announced(_) => await_announcement(world, actor).await,
        Action::End(_) => end(world, actor).await,
        // These are not one bot's.
        Action::Together { .. }
        | Action::Wait(_)
        | Action::AutoReply(_)
        | Action::Read { .. }
        | Action::Receive(_)
        | Action::ExpectIdle(_)
        | Action::Restart => Ok(()),
    }
}

/// Waits as long as a person would before they do anything.
async fn think(world: &mut World) {
    world.pass(world.environment.pace.thinking()).await;
}

async fn connect(world: &mut World, actor: usize) -> Done {
    let address = world.environment.address.clone();
    world.connect(actor, &address).await
}

async fn come_in(world: &mut World, actor: usize, name: &str) -> Done {
    think(world).await;
    connect(world, actor).await?;
    await_question(world, actor).await?;
    if let Some(code) = world.environment.code.clone()
        && is_asked_for_code(world, actor).await?
    {
        world.send(actor, format!("{}\n", code.reveal()).as_bytes()).await?;
    }
    world.actors[actor].name = name.to_owned();
    world.send(actor, format!("{name}\n").as_bytes()).await?;
    await_entrance(world, actor).await
}

async fn introduce(world: &mut World, actor: usize, name: &str, small: bool) -> Done {
    connect(world, actor).await?;
    if small {
        let done = world.actors[actor].shrink_receive_buffer();
        done.map_err(|error| (actor, Problem::NotTaken(error.to_string())))?;
    }
    await_question(world, actor).await?;
    // What was said before the name is not about what comes.
    world.actors[actor].transcript.read_all();
    world.actors[actor].name = name.to_owned();
    world.send(actor, format!("{name}\n").as_bytes()).await?;
    let from = world.actors[actor].transcript.entries().len();
    settle(world, actor, from).await
}

async fn teach(world: &mut World, actor: usize) -> Done {
    think(world).await;
    let door = match world.environment.teacher.clone() {
        Some(TeachersDoor::Either(path)) if path.exists() => {
            Some(TeachersDoor::Console(Address::Unix(path)))
        }
        door => door,
    };
    match door {
        Some(TeachersDoor::Console(console)) => {
            world.connect(actor, &console).await?;
            await_entrance(world, actor).await
        }
        Some(TeachersDoor::Same | TeachersDoor::Either(_)) => {
            let name = world.actors[actor].name.clone();
            introduce(world, actor, &name, false).await
        }
        None => Err((actor, Problem::NoConsole)),
    }
}

async fn type_lines(
    world: &mut World,
    actor: usize,
    line: &str,
    times: usize,
    reader: Option<&str>,
) -> Done {
    let reader = reader.map(|reader| world.actor(reader));
    let (bytes, pattern) = (format!("{line}\n"), Pattern::With(line.to_owned()));
    for _ in 0..times {
        world.pass(world.environment.pace.typing(line)).await;
        world.send(actor, bytes.as_bytes()).await?;
        if let Some(reader) = reader {
            read(world, reader, &pattern, &Before::Anything).await?;
        }
    }
    Ok(())
}

async fn send_pieces(world: &mut World, actor: usize, bytes: &[u8], pieces: usize) -> Done {
    let length = bytes.len().div_ceil(pieces).max(1);
    for (number, piece) in bytes.chunks(length).enumerate() {
        if number > 0 {
            world.pass(BETWEEN_PIECES).await;
        }
        world.send(actor, piece).await?;
    }
    Ok(())
}

async fn rename(world: &mut World, actor: usize, name: &str) -> Done {
    // What was refused before is not about this.
    let from = world.actors[actor].transcript.entries().len();
    type_lines(world, actor, &format!("/nick {name}"), 1, None).await?;
    let old = world.actors[actor].name.clone();
    let pattern = Pattern::Renamed { old, new: name.to_owned() };
    await_new_name(world, actor, &pattern, from).await?;
    world.actors[actor].name = name.to_owned();
    Ok(())
}

async fn cut_off(world: &mut World, actor: usize) -> Done {
    world.actors[actor].transcript.parted(Parting::Reset);
    world.pause_reading(actor).await;
    world.actors[actor].is_here = false;
    let done = world.actors[actor].cut_off();
    done.map_err(|error| (actor, Problem::NotTaken(error.to_string())))
}

/// Ends a connection as programs do when they end: what comes until the other side ends, too, is
/// taken in, because to close a socket with unread bytes would reset it.
async fn close(world: &mut World, actor: usize) -> Done {
    world.actors[actor].transcript.parted(Parting::Whole);
    world.actors[actor].is_here = false;
    // The server may have ended it before.
    let _ = world.finish(actor).await;
    let deadline = Instant::now() + DRAINING;
    while world.actors[actor].is_listening() && world.pump(Some(deadline)).await {}
    world.pause_reading(actor).await;
    world.actors[actor].let_go();
    Ok(())
}

async fn send_in_the_clear(world: &mut World, actor: usize, bytes: &[u8]) -> Done {
    let address = match world.environment.address.clone() {
        Address::Tls { host, port, .. } => Address::Tcp { host, port },
        address => address,
    };
    world.connect(actor, &address).await?;
    world.send(actor, bytes).await?;
    close(world, actor).await
}

/// Reads a notice that names these people and nobody else, least of all the reader.
async fn read_list(world: &mut World, actor: usize, names: &[String], without: &[String]) -> Done {
    let own = world.actors[actor].name.clone();
    let without = without.iter().cloned().chain([own]).collect();
    let pattern = Pattern::List { names: names.to_vec(), without };
    read(world, actor, &pattern, &Before::Anything).await
}

/// Everyone is everyone whom the scenario has brought in, and has not made leave or deaf; the
/// server may think otherwise.
///
/// # Errors
/// Nobody is there.
fn readers_of(world: &mut World, readers: &Readers) -> Result<Vec<usize>, (usize, Problem)> {
    let found: Vec<usize> = match readers {
        Readers::One(who) => vec![world.actor(who)],
        Readers::Everyone { but } => {
            let all = world.actors.iter().enumerate();
            all.filter(|(_, actor)| actor.is_here && !actor.has_paused_reading())
                .filter(|(_, actor)| Some(&actor.who) != but.as_ref())
                .map(|(number, _)| number)
                .collect()
        }
    };
    if found.is_empty() { Err((0, Problem::Nobody)) } else { Ok(found) }
}
