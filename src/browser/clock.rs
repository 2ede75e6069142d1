//! The browser's clocks as the machine needs them.

use super::imports::{date_now, performance_now};
use crate::time::Millis;
use std::cell::Cell;

/// How far the wall clock may leave the steady one, in milliseconds, before something must have happened.
const DRIFT: f64 = 2_000.0;

/// Counts milliseconds from its making, by the steady clock alone: never back, and not moved by a page's user who sets the
/// time, nor by what an event says of itself.
///
/// The steady clock stands still during sleep on some systems. A wall clock that has left it shows that, or was set: both
/// are a reason to look after the connections, and no more.
pub(super) struct Clock {
    last: Cell<f64>,
    now: Cell<f64>,
    /// The wall clock less the steady one.
    apart: Cell<f64>,
}

impl Clock {
    pub(super) fn new() -> Self {
        let steady = steady();
        Self { last: Cell::new(steady), now: Cell::new(0.0), apart: Cell::new(wall() - steady) }
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it saturates, and never goes back from 0"
    )]
    pub(super) fn now(&self) -> Millis {
        let steady = steady();
        let passed = steady - self.last.replace(steady);
        if passed > 0.0 {
            self.now.set(self.now.get() + passed);
        }
        self.now.get() as Millis
    }

    /// Whether the wall clock has left the steady one since this was last asked.
    pub(super) fn has_drifted(&self) -> bool {
        let apart = wall() - steady();
        (apart - self.apart.replace(apart)).abs() > DRIFT
    }
}

/// A page may have put another clock in the place of the browser's.
fn steady() -> f64 {
    performance_now().ok().filter(|steady| steady.is_finite()).unwrap_or_else(wall)
}

fn wall() -> f64 {
    date_now().ok().filter(|wall| wall.is_finite()).unwrap_or_default()
}

/// Now, in milliseconds of Unix time.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
pub(super) fn unix() -> Millis {
    wall() as Millis
}

#[cfg(test)]
mod tests {
    use super::{Clock, DRIFT};
    use js_sys::{Function, Reflect};
    use wasm_bindgen_test::wasm_bindgen_test;
    use web_sys::{js_sys, wasm_bindgen::JsValue};

    /// Sets one of the page's clocks to what `source` makes of it, until this is dropped.
    struct Changed(JsValue, JsValue);

    impl Changed {
        fn new(clock: &str, source: &str) -> Self {
            let clock = Reflect::get(&js_sys::global(), &clock.into()).unwrap();
            let real = Reflect::get(&clock, &"now".into()).unwrap();
            let bound: Function = real.clone().into();
            let changed =
                Function::new_with_args("real", source).call1(&JsValue::NULL, &bound.bind0(&clock)).unwrap();
            Reflect::set(&clock, &"now".into(), &changed).unwrap();
            Self(clock, real)
        }
    }

    impl Drop for Changed {
        fn drop(&mut self) {
            Reflect::set(&self.0, &"now".into(), &self.1).unwrap();
        }
    }

    #[wasm_bindgen_test]
    fn fault_07_a_wall_clock_that_is_set_moves_no_time() {
        let clock = Clock::new();
        let start = clock.now();
        for by in [3_600_000, -3_600_000, -7_200_000] {
            let _set = Changed::new("Date", &format!("return () => real() + ({by})"));
            let now = clock.now();
            assert!(now >= start && now < start + 1_000, "set by {by}: {start} -> {now}");
            assert!(clock.has_drifted(), "it is noticed");
            assert!(!clock.has_drifted(), "once");
        }
        let _ = clock.has_drifted();
        let _little = Changed::new("Date", &format!("return () => real() + {}", DRIFT / 2.0));
        assert!(!clock.has_drifted(), "corrected a little");
    }

    #[wasm_bindgen_test]
    fn fault_38_no_clock_of_the_page_moves_it_back_or_breaks_it() {
        let clock = Clock::new();
        let start = clock.now();
        for source in [
            "return () => real() - 3600000",
            "return () => NaN",
            "return () => -Infinity",
            "return () => { throw new Error('no clock'); }",
        ] {
            let _changed = Changed::new("performance", source);
            assert!(clock.now() >= start, "{source}");
        }
    }
}
