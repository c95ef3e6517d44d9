//! What it costs to cut bytes into lines, to clean them and to read and write the server's lines.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sala::name::Name;
use sala::wire::{CLIENT_LINE_MAX, Framer, ServerLine, clean};

const PLAIN: &str = "alguém sabe quanto é 7 vezes 8? eu acho que é 56";

fn framing(criterion: &mut Criterion) {
    let bytes = format!("{PLAIN}\n").repeat(64).into_bytes();
    let mut group = criterion.benchmark_group("framer");
    group.throughput(Throughput::Elements(64));
    for (name, piece) in [("64 lines at once", bytes.len()), ("in pieces of 100 bytes", 100)] {
        group.bench_function(name, |bencher| {
            let mut framer = Framer::new(CLIENT_LINE_MAX);
            bencher.iter(|| {
                for mut piece in bytes.chunks(piece) {
                    while let Some(line) = framer.next_line(&mut piece) {
                        black_box(&line);
                    }
                }
            });
        });
    }
    group.finish();
}

fn cleaning(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("clean");
    for (name, text) in [
        ("ascii", "does anybody know what 7 times 8 is? 56, I think"),
        ("accents", PLAIN),
        ("escapes", "\x1b[31malguém\x1b[0m sabe quanto é 7 vezes 8?\x07 eu acho que é 56"),
    ] {
        group.bench_function(name, |bencher| bencher.iter(|| clean(black_box(text)).len()));
    }
    group.finish();
}

fn server_lines(criterion: &mut Criterion) {
    let ana = Name::new("ana").expect("a name");
    let speech = ServerLine::Speech { name: ana.clone(), text: PLAIN.to_owned() };
    let names = vec![ana; 200];
    let present = ServerLine::Present { names, text: "(201 na sala)".to_owned() };
    let mut group = criterion.benchmark_group("server line");
    for (name, line) in [("speech", speech), ("presence of 200", present)] {
        let text = line.to_string();
        group.bench_function(format!("{name}, written"), |bencher| {
            bencher.iter(|| black_box(&line).to_string());
        });
        group.bench_function(format!("{name}, read"), |bencher| {
            bencher.iter(|| ServerLine::parse(black_box(&text)));
        });
    }
    group.finish();
}

criterion_group!(benches, framing, cleaning, server_lines);
criterion_main!(benches);
