//! What a typed line costs from the registry's door to the effects that come of it.

mod class;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use sala::classroom::{ConnectionId, Effects};
use sala::command;

fn lines(criterion: &mut Criterion) {
    let (mut class, mut effects) = (class::with(200), Effects::default());
    let mut group = criterion.benchmark_group("run");
    for line in ["quanto é 7 vezes 8?", "ok", "/tabuada 7", "/TABÚADA 7", "/tabuda 7", "/who"] {
        group.bench_function(line, |bencher| {
            bencher.iter(|| {
                let line = black_box(Ok(line));
                let cx = effects.context(class::now(), ConnectionId(1));
                command::run(&mut class, cx, line);
                effects.drain().for_each(drop);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, lines);
criterion_main!(benches);
