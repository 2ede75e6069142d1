//! What was wrong with a JSON text. Never the text itself.
//!
//! One byte: an error that carries where and which field travels through every function of the codec, and costs
//! each of them the copying.

use core::fmt::{self, Display};

use serde::ser;

/// An error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// What was wrong.
    pub kind: Kind,
}

/// The kinds of error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The text ended inside a value.
    End,
    /// Something stands where JSON allows it not.
    Syntax,
    /// A string holds an unescaped control character, or an escape that JSON does not know.
    Text,
    /// More than 64 levels.
    TooDeep,
    /// A value of another type than the one expected.
    Type,
    /// A value gave up writing itself.
    Value,
}

impl Error {
    pub(super) const fn new(kind: Kind) -> Self {
        Self { kind }
    }

    /// One phrase for a person.
    pub const fn message(&self) -> &'static str {
        match self.kind {
            Kind::End => "the text ends inside a value",
            Kind::Syntax => "not JSON",
            Kind::Text => "a control character or an unknown escape in a string",
            Kind::TooDeep => "nested too deep",
            Kind::Type => "a value of an unexpected type",
            Kind::Value => "a value that cannot be written",
        }
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for Error {}

// serde's own text brings the formatting machinery along.
impl ser::Error for Error {
    fn custom<T: Display>(_: T) -> Self {
        Self::new(Kind::Value)
    }
}
