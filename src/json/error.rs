//! What was wrong with a JSON text: where, and which kind. Never the text itself.

use core::fmt::{self, Display};

use serde::{de, ser};

/// An error, and where in the input it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Offset in bytes.
    pub at: usize,
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
    /// A number beyond what its type holds.
    Range,
    /// A value of another type than the one expected.
    Type,
    /// A value of the right type that the type does not take.
    Value,
    /// A field that must be there is not; its name.
    Missing(&'static str),
    /// A field stands twice; its name.
    Duplicate(&'static str),
}

/// Marks an error made by serde, which does not know the position; [`Error::or_at`] fills it in.
const UNKNOWN: usize = usize::MAX;

impl Error {
    /// An error at `at`.
    pub(super) const fn new(at: usize, kind: Kind) -> Self {
        Self { at, kind }
    }

    /// An error whose position its maker does not know.
    pub(super) const fn unplaced(kind: Kind) -> Self {
        Self::new(UNKNOWN, kind)
    }

    /// The same error, at `at` if it has no position yet.
    pub(super) const fn or_at(self, at: usize) -> Self {
        if self.at == UNKNOWN { Self::new(at, self.kind) } else { self }
    }

    /// One phrase for a person.
    pub const fn message(&self) -> &'static str {
        match self.kind {
            Kind::End => "the text ends inside a value",
            Kind::Syntax => "not JSON",
            Kind::Text => "a control character or an unknown escape in a string",
            Kind::TooDeep => "nested too deep",
            Kind::Range => "a number out of range",
            Kind::Type => "a value of an unexpected type",
            Kind::Value => "an unexpected value",
            Kind::Missing(_) => "a field is missing",
            Kind::Duplicate(_) => "a field stands twice",
        }
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for Error {}

// serde's own texts quote the input and bring the formatting machinery along, so none of them is used.
impl de::Error for Error {
    fn custom<T: Display>(_: T) -> Self {
        Self::unplaced(Kind::Value)
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::unplaced(Kind::Type)
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::unplaced(Kind::Value)
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self::unplaced(Kind::Value)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::unplaced(Kind::Value)
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::unplaced(Kind::Value)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::unplaced(Kind::Missing(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::unplaced(Kind::Duplicate(field))
    }
}

impl ser::Error for Error {
    fn custom<T: Display>(_: T) -> Self {
        Self::unplaced(Kind::Value)
    }
}
