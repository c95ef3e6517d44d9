//! What a scenario asks of the program that plays the classroom.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_std::task::spawn_blocking;

use super::problem::Problem;
use super::program::Program;
use super::world::{Done, World};

/// How often a program's output is looked at.
const GLANCE: Duration = Duration::from_millis(20);
/// The share of a processor that a program may want while it rests; a loop that spins wants all of
/// one.
const IDLE_SHARE: f64 = 0.2;
/// How often a program is looked at: what a language does behind a program's back comes to an end.
const LOOKS: usize = 3;

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

/// Watches the program until it rests for a while, if it does in one of a few.
pub async fn expect_idle(world: &mut World, actor: usize, time: Duration) -> Done {
    let program = program(world, actor)?;
    for _ in 0..LOOKS {
        let (began, before) = (Instant::now(), program.processor_demand());
        world.pass(time).await;
        let wanted = program.processor_demand().saturating_sub(before);
        if program.has_ended() {
            return Err((actor, Problem::Ended));
        }
        // It may have been longer than was asked for.
        if wanted <= began.elapsed().mul_f64(IDLE_SHARE) {
            return Ok(());
        }
    }
    Err((actor, Problem::Busy { time }))
}

/// Has the program killed and started again; the bots go on with where it listens now.
pub async fn restart(world: &mut World, actor: usize) -> Done {
    let program = program(world, actor)?;
    let address = spawn_blocking(move || program.restart()).await;
    world.environment.address = address.ok_or((actor, Problem::NotRestarted))?;
    Ok(())
}
