//! What a line and a newcomer cost the classroom itself: no socket, no journal.

mod class;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use sala::classroom::{ConnectionId, Departure, Effects};

fn speaking(criterion: &mut Criterion) {
    let (mut class, mut effects) = (class::with(200), Effects::default());
    criterion.bench_function("speech to 200 people", |bencher| {
        bencher.iter(|| {
            let text = black_box("quanto é 7 vezes 8?");
            class.speak(&mut effects.context(class::now(), ConnectionId(1)), text);
            effects.drain().for_each(drop);
        });
    });
}

fn coming_and_going(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("someone comes in and leaves");
    for people in [0, 200, 1000] {
        group.bench_function(format!("{people} are there"), |bencher| {
            let (mut class, mut effects) = (class::with(people), Effects::default());
            bencher.iter(|| {
                class::come_in(&mut class, people + 1, &mut effects);
                let who = ConnectionId(people + 1);
                let mut cx = effects.context(class::now(), who);
                class.leave(&mut cx, Departure::Ended, "");
                effects.drain().for_each(drop);
            });
        });
    }
    group.finish();
    criterion.bench_function("a class of 200 comes in", |bencher| {
        bencher.iter(|| class::with(200));
    });
}

criterion_group!(benches, speaking, coming_and_going);
criterion_main!(benches);
