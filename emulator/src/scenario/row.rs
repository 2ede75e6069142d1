//! One scenario: its name, what people read of it, and the behavior of the call.
use std::ops::RangeInclusive;

use serde::Serialize;

use super::behavior::{Reply, Scenario};

/// A scenario with its name, its label and its description.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// What follows `agt_test_`; an example where the name holds a number.
    pub name: &'static str,
    /// What a list that people choose from calls it.
    pub label: &'static str,
    /// What happens, after the room in which it does.
    pub description: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Fixed(&'static Scenario),
    /// The number that the end of the name holds, and the scenario for it.
    Numbered(Number, fn(u64) -> Scenario),
}

/// A number at the end of a name.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Number {
    /// What it says, with its unit.
    pub name: &'static str,
    /// The first that is allowed.
    pub first: u64,
    /// The last that is allowed.
    pub last: u64,
}

/// A row for one name.
pub(super) const fn fixed(
    name: &'static str,
    label: &'static str,
    description: &'static str,
    scenario: &'static Scenario,
) -> Row {
    Row { name, label, description, kind: Kind::Fixed(scenario) }
}

/// A row for every name that ends with one of these numbers; `number` is what the number says.
pub(super) const fn numbered(
    name: &'static str,
    label: &'static str,
    number: &'static str,
    description: &'static str,
    numbers: RangeInclusive<u64>,
    scenario: fn(u64) -> Scenario,
) -> Row {
    let number = Number { name: number, first: *numbers.start(), last: *numbers.end() };
    Row { name, label, description, kind: Kind::Numbered(number, scenario) }
}

impl Row {
    /// The scenario, if this row has the name.
    pub(crate) fn scenario(&self, name: &str) -> Option<Scenario> {
        match self.kind {
            Kind::Fixed(scenario) => (self.name == name).then_some(*scenario),
            Kind::Numbered(Number { first, last, .. }, scenario) => {
                let stem = self.name.trim_end_matches(|letter: char| letter.is_ascii_digit());
                let number = name.strip_prefix(stem)?.parse().ok()?;
                (first..=last).contains(&number).then(|| scenario(number))
            }
        }
    }

    /// The number at the end of the name, where there is one to choose.
    pub(crate) fn number(&self) -> Option<Number> {
        match self.kind {
            Kind::Fixed(_) => None,
            Kind::Numbered(number, _) => Some(number),
        }
    }

    /// Whether only a page of another origin sees the difference.
    pub(crate) fn cross_origin(&self) -> bool {
        matches!(self.kind, Kind::Fixed(scenario) if scenario.reply == Reply::NoCors)
    }
}

/// A status code out of a name.
#[expect(clippy::cast_possible_truncation, reason = "a row admits numbers up to 599")]
pub(super) const fn status(number: u64) -> u16 {
    number as u16
}
