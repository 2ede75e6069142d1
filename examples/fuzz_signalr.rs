//! The long run of the fuzz driver: `cargo run --profile fuzz --example fuzz_signalr -- [--codec N] [--scenarios N]
//! [--seed N] [--threads N]`.
//!
//! Numbers are totals over all threads. The same numbers run the same inputs. A finding prints its seed and ends the
//! run with an error.

#![cfg_attr(target_arch = "wasm32", no_main)]
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::panic, clippy::expect_used)]

#[path = "../tests/fuzz/codec.rs"]
mod codec;
#[path = "../tests/fuzz/faithful.rs"]
mod faithful;
#[path = "../tests/fuzz/random.rs"]
mod random;
#[path = "../tests/fuzz/scenario.rs"]
mod scenario;
#[path = "../tests/fuzz/watch.rs"]
mod watch;

use std::{
    panic::catch_unwind,
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

use random::Random;

/// Codec inputs that share a seed: a finding is repeated by running one batch.
const BATCH: u64 = 10_000;

fn argument(name: &str, default: u64) -> u64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    match arguments.nth(1) {
        Some(value) => value.parse().unwrap_or_else(|_| panic!("{name} wants a number")),
        None => default,
    }
}

/// Runs `job` for each seed below `count` on `threads` threads; gives the first seed that panics.
fn each_seed(
    threads: u64,
    first: u64,
    count: u64,
    job: impl Fn(u64) + Sync + std::panic::RefUnwindSafe,
) -> Option<u64> {
    let next = AtomicU64::new(0);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= count {
                            return None;
                        }
                        let seed = first.wrapping_add(index);
                        if catch_unwind(|| job(seed)).is_err() {
                            next.store(count, Ordering::Relaxed);
                            return Some(seed);
                        }
                    }
                })
            })
            .collect();
        workers.into_iter().find_map(|worker| worker.join().expect("a worker catches its panics"))
    })
}

fn report(name: &str, count: u64, started: Instant, finding: Option<u64>) -> bool {
    let seconds = started.elapsed().as_secs_f64();
    match finding {
        None => println!("{name}: {count} in {seconds:.1} s, no finding"),
        Some(seed) => println!("{name}: FINDING with --seed {seed}"),
    }
    finding.is_none()
}

fn main() -> ExitCode {
    let codec_inputs = argument("--codec", 1_000_000);
    let scenarios = argument("--scenarios", 20_000);
    let seed = argument("--seed", 1);
    let threads = argument("--threads", 2).max(1);

    let started = Instant::now();
    let batches = codec_inputs.div_ceil(BATCH);
    let finding = each_seed(threads, seed, batches, |seed| codec::run(seed, BATCH));
    let codec_is_well = report("codec inputs", batches * BATCH, started, finding);

    let started = Instant::now();
    let total = Mutex::new(watch::Seen::default());
    let finding = each_seed(threads, seed, scenarios.div_ceil(2), |seed| {
        let new = scenario::run(Random::new(seed));
        if let Ok(mut total) = total.lock() {
            total.add(new);
        }
    });
    let scenarios_are_well = report("scenarios, any input", scenarios.div_ceil(2), started, finding);
    if let Ok(total) = total.into_inner() {
        println!("  {total:?}");
    }

    let started = Instant::now();
    let finding = each_seed(threads, seed, scenarios / 2, |seed| faithful::run(Random::new(seed)));
    let faithful_are_well = report("scenarios, faithful server", scenarios / 2, started, finding);

    if codec_is_well && scenarios_are_well && faithful_are_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
