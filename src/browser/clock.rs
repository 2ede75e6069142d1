//! The browser's clock as the machine needs it: never back, and asleep time counted.

use super::globals::steady_now;
use crate::signalr::Millis;
use std::cell::Cell;

/// A difference between the two clocks that only sleep (or a clock set by hand) explains.
const SLEEP: f64 = 2_000.0;

/// Counts milliseconds from its making.
///
/// `performance.now()` is steady but stands still during sleep on some systems; `Date.now()` counts sleep but
/// can be set. The steady one is followed, and sleep is added from the other.
pub(super) struct Clock {
    last: Cell<(f64, f64)>,
    now: Cell<f64>,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self { last: Cell::new(read()), now: Cell::new(0.0) }
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(super) fn now(&self) -> Millis {
        let (steady, wall) = read();
        let (last_steady, last_wall) = self.last.replace((steady, wall));
        let (passed, on_the_wall) = (steady - last_steady, wall - last_wall);
        let slept = if on_the_wall - passed > SLEEP { on_the_wall } else { passed };
        self.now.set(self.now.get() + slept.max(0.0));
        self.now.get() as Millis
    }
}

/// Both clocks.
fn read() -> (f64, f64) {
    (steady_now(), js_sys::Date::now())
}

/// Now, in milliseconds of Unix time.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn unix() -> Millis {
    js_sys::Date::now() as Millis
}

#[cfg(test)]
mod tests {
    use super::{Clock, SLEEP};
    use js_sys::{Date, Function, Reflect};
    use wasm_bindgen_test::wasm_bindgen_test;
    use web_sys::{js_sys, wasm_bindgen::JsValue};

    /// Sets the page's wall clock off by `ms` until it is dropped.
    struct WallClock(JsValue, JsValue);

    impl WallClock {
        fn off_by(ms: f64) -> Self {
            let date: JsValue = Reflect::get(&js_sys::global(), &"Date".into()).unwrap();
            let real = Reflect::get(&date, &"now".into()).unwrap();
            let source = format!("const real = Date.now.bind(Date); return () => real() + ({ms});");
            let shifted = Function::new_no_args(&source).call0(&JsValue::NULL).unwrap();
            Reflect::set(&date, &"now".into(), &shifted).unwrap();
            Self(date, real)
        }
    }

    impl Drop for WallClock {
        fn drop(&mut self) {
            Reflect::set(&self.0, &"now".into(), &self.1).unwrap();
        }
    }

    #[wasm_bindgen_test]
    fn never_goes_back_and_counts_sleep() {
        const HOUR: f64 = 3_600_000.0;
        let clock = Clock::new();
        let start = clock.now();
        {
            let _back = WallClock::off_by(-HOUR);
            let now = clock.now();
            assert!(now >= start && now < start + 1_000, "set back: {start} -> {now}");
        }
        // Back to the right time: for a wall clock an hour passes here, as after a sleep.
        let now = clock.now();
        assert!((3_600_000..3_601_000).contains(&(now - start)), "slept: {start} -> {now}");
        {
            let _little = WallClock::off_by(SLEEP / 2.0);
            let later = clock.now();
            assert!(later >= now && later < now + 1_000, "corrected a little: {now} -> {later}");
        }
        assert!(clock.now() >= now);
        assert!(Date::now() > 1.7e12);
    }
}
