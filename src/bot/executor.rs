//! What the bots do about each kind of step.

use std::time::{Duration, Instant};

use crate::command;
use crate::link::Address;
use crate::locale::Locale;

use super::expectations::{
    await_entrance, await_new_name, await_pass, await_question, expect_absent, expect_end,
    expect_open, expect_silence, is_asked_for_code, read, read_list, read_many, receive, settle,
};
use super::pattern::Pattern;
use super::problem::Problem;
use super::process_steps::{expect_idle, expect_printed, restart};
use super::step::{Actors, Before, Step, Verb};
use super::transcript::{Parting, Transcript};
use super::world::{Done, TeachersDoor, World};

/// The pause between the pieces of what is sent, so that they are not put together on the way.
const BETWEEN_PIECES: Duration = Duration::from_millis(20);

/// How long a bot that closes its connection waits for the other side's end.
const DRAINING: Duration = Duration::from_millis(300);

/// Does what a step asks for, one bot after the other.
///
/// # Errors
/// What went wrong, and for which actor.
pub async fn execute(world: &mut World, step: &Step) -> Done {
    let names = match &step.actors {
        // What is about no bot is told of the first.
        Actors::Nobody => return perform(world, 0, &step.verb).await,
        Actors::All { but } => readers(world, but.as_deref())?,
        actors => actors.named(),
    };
    for name in names {
        let actor = world.actor(&name);
        perform(world, actor, &step.verb).await?;
    }
    Ok(())
}

/// The bots that the scenario has brought in and has not made leave or stop reading; the server may
/// think otherwise.
fn readers(world: &World, but: Option<&str>) -> Result<Vec<String>, (usize, Problem)> {
    let all = world.actors.iter().filter(|actor| actor.is_here && !actor.is_paused());
    let others = all.map(|actor| &actor.who).filter(|who| Some(who.as_str()) != but);
    let names: Vec<String> = others.cloned().collect();
    if names.is_empty() { Err((0, Problem::Nobody)) } else { Ok(names) }
}

async fn perform(world: &mut World, actor: usize, verb: &Verb) -> Done {
    match verb {
        Verb::ComeIn { name } => come_in(world, actor, name.as_deref()).await,
        Verb::ComeInAsTeacher => come_in_as_teacher(world, actor).await,
        Verb::Introduce { name, small_buffer } => {
            introduce(world, actor, name.as_deref(), *small_buffer).await
        }
        Verb::Connect => connect(world, actor).await,
        Verb::ComeBack => come_back(world, actor).await,
        Verb::Type { line, times, reader } => {
            type_lines(world, actor, line, *times, reader.as_deref()).await
        }
        Verb::SendBytes { bytes, pieces } => send_pieces(world, actor, bytes, *pieces).await,
        Verb::Wait(time) => {
            world.pass(world.environment.passing(*time)).await;
            Ok(())
        }
        Verb::Rename(name) => rename(world, actor, name).await,
        Verb::Leave { words } => leave(world, actor, words).await,
        Verb::StopSending => {
            world.actors[actor].transcript.parted(Parting::Half);
            world.finish(actor).await
        }
        Verb::Reset => reset(world, actor).await,
        Verb::Close => close(world, actor).await,
        Verb::SendUnencrypted(bytes) => send_unencrypted(world, actor, bytes).await,
        Verb::StopReading => {
            world.pause_reading(actor).await;
            Ok(())
        }
        Verb::ReadAgain => {
            let reads = world.actors[actor].read_again();
            if reads { Ok(()) } else { Err((actor, Problem::Away)) }
        }
        Verb::AutoReply(reply) => {
            world.auto_replies.push(reply.clone());
            Ok(())
        }
        Verb::Read { pattern, before } => read(world, actor, pattern, before).await,
        Verb::ReadMany { count, pattern } => {
            read_many(world, actor, *count, pattern.as_ref()).await
        }
        Verb::ReadList { names, without } => read_list(world, actor, names, without).await,
        Verb::ReadAll => {
            world.take_what_came();
            world.actors[actor].transcript.read_all();
            Ok(())
        }
        Verb::ReceiveAnything => receive(world, actor).await,
        Verb::ExpectSilence(time) => expect_silence(world, actor, *time).await,
        Verb::ExpectAbsent { part, time } => expect_absent(world, actor, part, *time).await,
        Verb::ExpectOpen(time) => expect_open(world, actor, *time).await,
        Verb::ExpectEnd => expect_end(world, actor).await,
        Verb::SetPassword(password) => {
            // Whoever opened the classroom has set it.
            world.password = Some(password.clone());
            Ok(())
        }
        Verb::ExpectPrinted => expect_printed(world, actor).await,
        Verb::ExpectIdle(time) => expect_idle(world, actor, *time).await,
        Verb::Restart => restart(world, actor).await,
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

async fn come_in(world: &mut World, actor: usize, name: Option<&str>) -> Done {
    reach_name(world, actor).await?;
    give_name(world, actor, name).await?;
    await_entrance(world, actor).await?;
    if !world.come_back.contains(&world.actors[actor].who) {
        return Ok(());
    }
    if world.actors[actor].transcript.offers_passes() {
        world.send_line(actor, &command::typed("pass", Locale::En)).await?;
        return await_pass(world, actor).await;
    }
    Ok(())
}

async fn come_back(world: &mut World, actor: usize) -> Done {
    let Some((pass, read)) = world.actors[actor].transcript.pass() else {
        return Err((actor, Problem::NoPass));
    };
    // A connection that is still there stays so: it is the class that is to end it.
    let _old = world.actors[actor].take_writer();
    reach_name(world, actor).await?;
    let line = format!("{} {pass} {read}", world.actors[actor].name);
    world.send_line(actor, &line).await?;
    await_entrance(world, actor).await
}

/// Connects, and gets as far as to be asked for a name.
async fn reach_name(world: &mut World, actor: usize) -> Done {
    think(world).await;
    connect(world, actor).await?;
    await_question(world, actor).await?;
    if let Some(code) = world.environment.code.clone()
        && is_asked_for_code(world, actor).await?
    {
        world.send_line(actor, code.reveal()).await?;
    }
    Ok(())
}

async fn introduce(world: &mut World, actor: usize, name: Option<&str>, small: bool) -> Done {
    connect(world, actor).await?;
    if small {
        let done = world.actors[actor].shrink_receive_buffer();
        done.map_err(|error| (actor, Problem::NotTaken(error.to_string())))?;
    }
    await_question(world, actor).await?;
    // What was said before the name is not about what comes.
    world.actors[actor].transcript.read_all();
    give_name(world, actor, name).await?;
    let from = world.actors[actor].transcript.entries().len();
    settle(world, actor, from).await
}

/// Answers the question for a name, by the bot's own where no other is given.
async fn give_name(world: &mut World, actor: usize, name: Option<&str>) -> Done {
    let name = name.unwrap_or(&world.actors[actor].who).to_owned();
    world.actors[actor].name.clone_from(&name);
    world.send_line(actor, &name).await
}

async fn come_in_as_teacher(world: &mut World, actor: usize) -> Done {
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
            if let Some(password) = world.password.clone() {
                await_question(world, actor).await?;
                if is_asked_for_password(&world.actors[actor].transcript) {
                    world.send_line(actor, &password).await?;
                }
            }
            await_entrance(world, actor).await
        }
        Some(TeachersDoor::Same | TeachersDoor::Either(_)) => {
            introduce(world, actor, None, false).await
        }
        None => Err((actor, Problem::NoConsole)),
    }
}

/// Does the console that was just reached ask for the password?
fn is_asked_for_password(transcript: &Transcript) -> bool {
    transcript.unread(transcript.cursor()).any(|(_, line)| line.starts_with(b"? * "))
}

async fn type_lines(
    world: &mut World,
    actor: usize,
    line: &str,
    times: usize,
    reader: Option<&str>,
) -> Done {
    let reader = reader.map(|reader| world.actor(reader));
    let pattern = Pattern::With(line.to_owned());
    for _ in 0..times {
        world.pass(world.environment.pace.typing(line)).await;
        world.send_line(actor, line).await?;
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
    type_lines(world, actor, &format!("{} {name}", command::typed("nick", Locale::En)), 1, None)
        .await?;
    let old = world.actors[actor].name.clone();
    let pattern = Pattern::Renamed { old, new: name.to_owned() };
    await_new_name(world, actor, &pattern, from).await?;
    world.actors[actor].name = name.to_owned();
    Ok(())
}

async fn leave(world: &mut World, actor: usize, words: &str) -> Done {
    let line = format!("{} {words}", command::typed("sair", Locale::PtBr));
    type_lines(world, actor, line.trim_end(), 1, None).await?;
    expect_end(world, actor).await
}

async fn reset(world: &mut World, actor: usize) -> Done {
    world.actors[actor].transcript.parted(Parting::Reset);
    world.pause_reading(actor).await;
    world.actors[actor].is_here = false;
    let done = world.actors[actor].reset();
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
    while world.actors[actor].is_reading() && world.pump(Some(deadline)).await {}
    world.pause_reading(actor).await;
    world.actors[actor].let_go();
    Ok(())
}

async fn send_unencrypted(world: &mut World, actor: usize, bytes: &[u8]) -> Done {
    let address = match world.environment.address.clone() {
        Address::Tls { host, port, .. } | Address::Wss { host, port, .. } => {
            Address::Tcp { host, port }
        }
        address => address,
    };
    world.connect(actor, &address).await?;
    world.send(actor, bytes).await?;
    close(world, actor).await
}
