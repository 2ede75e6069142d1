//! What was wrong with a JSON text. Never the text itself.
//!
//! One byte: an error that carries where and which field travels through every function of the codec, and costs
//! each of them the copying.

use core::fmt::{self, Display};

use serde::{de, ser};

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
    /// A number beyond what its type holds.
    Range,
    /// A value of another type than the one expected.
    Type,
    /// A value of the right type that the type does not take.
    Value,
    /// A field that must be there is not.
    Missing,
    /// A field stands twice.
    Duplicate,
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
            Kind::Range => "a number out of range",
            Kind::Type => "a value of an unexpected type",
            Kind::Value => "an unexpected value",
            Kind::Missing => "a field is missing",
            Kind::Duplicate => "a field stands twice",
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
        Self::new(Kind::Value)
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::new(Kind::Type)
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::new(Kind::Value)
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self::new(Kind::Value)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(Kind::Value)
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(Kind::Value)
    }

    fn missing_field(_: &'static str) -> Self {
        Self::new(Kind::Missing)
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self::new(Kind::Duplicate)
    }
}

impl ser::Error for Error {
    fn custom<T: Display>(_: T) -> Self {
        Self::new(Kind::Value)
    }
}
