//! What a scenario asks of the program that plays the classroom.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_std::task::spawn_blocking;

use super::problem::Problem;
use super::program::Program;
use super::world::{Done, World};

/// How often a program's output is looked at.
const GLANCE: Duration = Duration::from_millis(20);
/// The share of a processor that a program may use while it rests; a loop that spins uses all of
/// one, as far as others leave it any.
const IDLE_SHARE: f64 = 0.2;

fn program(world: &World, actor: usize) -> Result<Arc<dyn Program>, (usize, Problem)> {
    world.environment.program.clone().ok_or((actor, Problem::NoProgram))
}

/// Waits until the program has printed where a bot comes from: its IP and its port.
pub async fn expect_printed(world: &mut World, actor: usize) -> Done {
    let program = program(world, actor)?;
    let Some(address) = world.actors[actor].address else { return Err((actor, Problem::Away)) };
    let parts = [address.ip().to_string(), address.port().to_string()];
    let within = world.environment.patience;
    let deadline = Instant::now() + world.environment.waiting();
    while !program.has_printed(&parts) {
        if Instant::now() >= deadline {
            return Err((actor, Problem::NotPrinted { within }));
        }
        // A program's output has no event to wait for here.
        world.pass(GLANCE).await;
    }
    Ok(())
}

/// Watches the program for a while in which it has nothing to do.
pub async fn expect_idle(world: &mut World, actor: usize, time: Duration) -> Done {
    let program = program(world, actor)?;
    let (began, before) = (Instant::now(), program.processor_time());
    world.pass(time).await;
    let used = program.processor_time().saturating_sub(before);
    // It may have been longer than was asked for.
    if used > began.elapsed().mul_f64(IDLE_SHARE) {
        return Err((actor, Problem::Busy { time }));
    }
    Ok(())
}

/// Has the program killed and started again; the bots go on with where it listens now.
pub async fn restart(world: &mut World, actor: usize) -> Done {
    let program = program(world, actor)?;
    let address = spawn_blocking(move || program.restart()).await;
    world.environment.address = address.ok_or((actor, Problem::NotRestarted))?;
    Ok(())
}
