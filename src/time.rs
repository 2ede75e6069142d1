//! Time as the pure modules know it: an input, never read from a clock.

/// Milliseconds on the owner's clock. It never goes back; it may jump ahead after the machine slept.
pub type Millis = u64;

/// The moment that does not come: when a timer is due that is not armed.
pub(crate) const NEVER: Millis = Millis::MAX;
