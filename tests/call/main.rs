//! Any inputs in any order, valid and stale, from an application, a browser and a hub that keep no rule: what must
//! hold of the call machine whatever happens. `watch` says what that is, `play` makes the inputs.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod play;
mod texts;
mod watch;

use play::{Play, Step};
use proptest::{collection::vec, prelude::any, proptest, test_runner::Config};

proptest! {
    #![proptest_config(Config { cases: 2_000, failure_persistence: None, ..Config::default() })]

    /// Proptest's own choice of inputs, so that a failure is shrunk to the few that matter.
    #[test]
    fn any_interleaving(options in any::<u8>(), steps in vec(any::<Step>(), 0..80)) {
        Play::new(options).run(steps);
    }
}

/// Runs the scenarios of `seeds`, and sees to it that they get somewhere: rules that nothing tests hold for nothing.
fn scenarios(seeds: core::ops::Range<u64>) {
    let count = seeds.end - seeds.start;
    let (mut up, mut reconnected, mut digits) = (0, 0, 0);
    for seed in seeds {
        let mut state = seed;
        let mut random = || {
            // SplitMix64.
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (z ^ (z >> 31)).to_le_bytes()
        };
        let [options, steps, ..] = random();
        let steps = (0..steps).map(|_| {
            let [a, b, c, ..] = random();
            (a, b, c)
        });
        let reached = Play::new(options).run(steps);
        up += u64::from(reached.up);
        reconnected += u64::from(reached.reconnected);
        digits += u64::from(reached.digits);
    }
    assert!(up > count / 8, "{up} of {count} calls came up");
    assert!(reconnected > count / 100, "{reconnected} of {count} calls lost their media and got it back");
    assert!(digits > count / 20, "{digits} of {count} calls were asked for digits");
}

/// After a suspend a timer fires with whatever input comes first, here a late token: its effect is not the token's.
#[test]
fn a_late_result_beside_a_timer_that_is_due() {
    let start = [(90, 0, 0), (0, 0, 0), (0, 0, 0), (0, 64, 189)];
    let suspend = [(170, 0, 200), (0, 64, 0), (171, 1, 0), (0, 6, 0)];
    Play::new(193).run(start.into_iter().chain(suspend));
}

#[test]
fn scenarios_short() {
    scenarios(0..5_000);
}

/// The long run: `cargo test --test call -- --ignored`.
#[test]
#[ignore = "a million scenarios take minutes"]
fn scenarios_long() {
    scenarios(0..1_000_000);
}
