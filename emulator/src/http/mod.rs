//! What every HTTP answer may need: problem details, and the absence of CORS headers.
pub(crate) mod cors;
pub(crate) mod problem;
