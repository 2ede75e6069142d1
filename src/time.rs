//! Time as the pure modules know it: an input, never read from a clock.
//!
//! A suspend (a closed lid, a frozen page, a stopped process) is not a time-out. Hub and call share this one policy:
//! limits run on the time awake, and after a suspend everything that is waited for has `GRACE` at least.

/// Milliseconds on the owner's clock. It never goes back; it may jump ahead after a suspend.
pub type Millis = u64;

/// The moment that does not come: the deadline of what has no limit.
pub(crate) const NEVER: Millis = Millis::MAX;

/// What still may arrive after a suspend gets at least this long: events that waited in queues come after the timers.
pub(crate) const GRACE: Millis = 5_000;

/// An input that comes later than it was due by more than this was held up by a suspend.
const LATE: Millis = 2_000;

/// While a limit runs an input is due this often, so that a suspend shorter than the limit is noticed.
const HEARTBEAT: Millis = 1_000;

/// The owner's clock, and the same without the time of suspends.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    owner: Millis,
    suspended: Millis,
}

impl Clock {
    /// Takes the owner's time, where an input was due at `due` of the time awake. Returns whether the machine was suspended:
    /// then the time awake stands where that input was due.
    pub(crate) fn advance(&mut self, owner: Millis, due: Option<Millis>) -> bool {
        self.owner = self.owner.max(owner);
        let late = due.map_or(0, |due| self.awake().saturating_sub(due));
        let suspended = late > LATE;
        if suspended {
            self.suspended += late;
        }
        suspended
    }

    /// When the next input is due on the time awake: at the next timer, and soon while `limited`, so that a suspend that is
    /// shorter than a limit is noticed.
    pub(crate) fn due(&self, timer: Option<Millis>, limited: bool) -> Option<Millis> {
        let heartbeat = limited.then(|| self.awake() + HEARTBEAT);
        [timer, heartbeat].into_iter().flatten().min()
    }

    /// A moment awake as the owner's time.
    pub(crate) const fn to_owner(&self, awake: Millis) -> Millis {
        awake.saturating_add(self.suspended)
    }

    /// The owner's time, suspends included: for durations and lifetimes.
    pub(crate) const fn now(&self) -> Millis {
        self.owner
    }

    /// The time awake: for limits.
    pub(crate) const fn awake(&self) -> Millis {
        self.owner - self.suspended
    }
}

/// Armed timers, each at its moment.
#[derive(Debug)]
pub(crate) struct TimerTable<T> {
    armed: Vec<(T, Millis)>,
}

impl<T> Default for TimerTable<T> {
    fn default() -> Self {
        Self { armed: Vec::new() }
    }
}

impl<T: Copy + Ord> TimerTable<T> {
    /// Arms `timer` for `at`, in place of an earlier moment of its own.
    pub(crate) fn arm(&mut self, timer: T, at: Millis) {
        self.disarm(timer);
        if at != NEVER {
            self.armed.push((timer, at));
        }
    }

    pub(crate) fn disarm(&mut self, timer: T) {
        self.armed.retain(|(armed, _)| *armed != timer);
    }

    pub(crate) fn clear(&mut self) {
        self.armed.clear();
    }

    pub(crate) fn is_armed(&self, timer: T) -> bool {
        self.armed.iter().any(|(armed, _)| *armed == timer)
    }

    /// Puts an armed timer off until `at`, if it is due earlier.
    pub(crate) fn at_least(&mut self, timer: T, at: Millis) {
        self.change(timer, |due| due.max(at));
    }

    /// Brings an armed timer forward to `at`, if it is due later.
    pub(crate) fn at_most(&mut self, timer: T, at: Millis) {
        self.change(timer, |due| due.min(at));
    }

    fn change(&mut self, timer: T, change: impl Fn(Millis) -> Millis) {
        for (armed, due) in &mut self.armed {
            if *armed == timer {
                *due = change(*due);
            }
        }
    }

    /// When the earliest is due.
    pub(crate) fn next(&self) -> Option<Millis> {
        self.armed.iter().map(|(_, at)| *at).min()
    }

    /// Disarms one timer that is due: the earliest, and of several the first in the order of `T`.
    pub(crate) fn take_due(&mut self, now: Millis) -> Option<T> {
        let (timer, _) =
            self.armed.iter().filter(|(_, at)| *at <= now).min_by_key(|(timer, at)| (*at, *timer))?;
        let timer = *timer;
        self.disarm(timer);
        Some(timer)
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, HEARTBEAT, LATE, TimerTable};

    #[test]
    fn fault_24_a_suspend_does_not_count_for_limits() {
        let mut clock = Clock::default();
        clock.advance(1_000, None);
        let due = clock.due(Some(11_000), true);
        assert_eq!(due, Some(1_000 + HEARTBEAT));
        let busy = 1_000 + HEARTBEAT + LATE;
        assert!(!clock.advance(busy, due), "a busy machine");
        let due = clock.due(Some(11_000), true);
        let asleep = 40_000;
        assert!(clock.advance(busy + HEARTBEAT + asleep, due));
        assert_eq!(clock.awake(), busy + HEARTBEAT);
        let due = clock.due(Some(11_000), false).unwrap();
        assert_eq!(clock.to_owner(due), 11_000 + asleep, "the rest of the limit is left");
        assert!(!clock.advance(0, Some(11_000)), "never back");
        assert_eq!(clock.now(), busy + HEARTBEAT + asleep);
    }

    #[test]
    fn nothing_is_late_where_nothing_is_due() {
        let mut clock = Clock::default();
        let due = clock.due(None, false);
        assert_eq!(due, None);
        assert!(!clock.advance(3_600_000, due));
        assert_eq!(clock.awake(), 3_600_000);
    }

    #[test]
    fn timers_are_taken_in_the_order_of_their_moments() {
        let mut timers = TimerTable::default();
        timers.arm('b', 2);
        timers.arm('a', 2);
        timers.arm('c', 1);
        timers.arm('d', 9);
        timers.arm('d', u64::MAX);
        assert_eq!((timers.next(), timers.is_armed('d')), (Some(1), false));
        timers.at_least('c', 3);
        timers.at_most('a', 1);
        timers.at_least('e', 1);
        let taken: Vec<_> = core::iter::from_fn(|| timers.take_due(3)).collect();
        assert_eq!(taken, ['a', 'b', 'c']);
        assert_eq!(timers.next(), None);
    }
}
