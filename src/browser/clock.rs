//! The browser's clock as the machine needs it: never back, and asleep time counted.

use super::globals::steady_now;
use crate::signalr::Millis;
use js_sys::Date;
use std::cell::Cell;
use web_sys::js_sys;

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
        Self { last: Cell::new((steady_now(), Date::now())), now: Cell::new(0.0) }
    }

    pub(super) fn now(&self) -> Millis {
        self.read(steady_now(), Date::now())
    }

    /// When an event came that says so by the steady clock: reading that anew is a tenth of what a message costs. What
    /// has waited for longer than the clock was last read came now.
    pub(super) fn at(&self, steady: f64) -> Millis {
        let wall = Date::now();
        let (last_steady, last_wall) = self.last.get();
        let passed = steady - last_steady;
        if passed < 0.0 || wall - last_wall - passed > SLEEP { self.now() } else { self.read(steady, wall) }
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn read(&self, steady: f64, wall: f64) -> Millis {
        let (last_steady, last_wall) = self.last.replace((steady, wall));
        let (passed, on_the_wall) = (steady - last_steady, wall - last_wall);
        let slept = if on_the_wall - passed > SLEEP { on_the_wall } else { passed };
        self.now.set(self.now.get() + slept.max(0.0));
        self.now.get() as Millis
    }
}

/// Now, in milliseconds of Unix time.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn unix() -> Millis {
    Date::now() as Millis
}

#[cfg(test)]
mod tests {
    use super::{Clock, SLEEP, steady_now};
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

    #[wasm_bindgen_test]
    fn an_event_that_waited_moves_it_neither_back_nor_forward() {
        let clock = Clock::new();
        let start = clock.now();
        let before = steady_now();
        for _ in 0..1_000 {
            assert!(clock.at(before) >= start);
            assert!(clock.at(before - 10_000.0) >= start, "one from before the clock was read");
        }
        let passed = steady_now() - before;
        let counted = f64::from(u32::try_from(clock.now() - start).unwrap());
        assert!(counted <= passed + 1.0, "{counted} ms for {passed}");
        assert_eq!(clock.at(steady_now() + 250.0) - clock.now(), 0, "an event's own time is taken");
    }
}
