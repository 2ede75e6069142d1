//! How an operation reports its outcome, to Rust's futures and JavaScript's promises alike.

use crate::{call::CallInfo, error::Error};

/// The outcome of an operation: `start` gives the call's names, the others nothing.
pub(crate) type Outcome = Result<Option<CallInfo>, Error>;

/// Called once, with the outcome.
pub(crate) type Done = Box<dyn FnOnce(&Outcome)>;
