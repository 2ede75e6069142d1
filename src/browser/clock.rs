//! The browser's clock as the machine needs it: never back, and asleep time counted.

use crate::signalr::Millis;
use std::cell::Cell;

/// A difference between the two clocks that only sleep (or a clock set by hand) explains.
const SLEEP: f64 = 2_000.0;

/// Counts milliseconds from its making.
///
/// `performance.now()` is steady but stands still during sleep on some systems; `Date.now()` counts sleep but
/// can be set. The steady one is followed, and sleep is added from the other.
pub(super) struct Clock {
    performance: Option<web_sys::Performance>,
    last: Cell<(f64, f64)>,
    now: Cell<f64>,
}

impl Clock {
    pub(super) fn new() -> Self {
        let performance = web_sys::window().and_then(|window| window.performance());
        let clock = Self { performance, last: Cell::new((0.0, 0.0)), now: Cell::new(0.0) };
        clock.last.set(clock.read());
        clock
    }

    fn read(&self) -> (f64, f64) {
        let wall = js_sys::Date::now();
        (self.performance.as_ref().map_or(wall, web_sys::Performance::now), wall)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(super) fn now(&self) -> Millis {
        let (steady, wall) = self.read();
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
    js_sys::Date::now() as Millis
}
