//! An object written field by field. A derived `Serialize` for each message would be three times the wasm.

use super::{Raw, number, quote};

/// An object at the end of a text, until [`Fields::close`].
pub struct Fields<'a> {
    out: &'a mut String,
    /// What stands before the next field.
    mark: char,
}

impl<'a> Fields<'a> {
    /// Begins an object behind what `out` holds.
    pub const fn open(out: &'a mut String) -> Self {
        Self { out, mark: '{' }
    }

    /// A text field.
    pub fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        quote(self.out, value);
        self
    }

    /// A field that is JSON already.
    pub fn raw(&mut self, name: &str, value: &Raw) -> &mut Self {
        self.name(name);
        self.out.push_str(value.as_str());
        self
    }

    /// A number, `null` where there is none.
    pub fn number(&mut self, name: &str, value: Option<u64>) -> &mut Self {
        self.name(name);
        match value {
            Some(value) => number::write_unsigned(self.out, value),
            None => self.out.push_str("null"),
        }
        self
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &str, value: bool) -> &mut Self {
        self.name(name);
        self.out.push_str(if value { "true" } else { "false" });
        self
    }

    /// An object, of which `fill` writes the fields.
    pub fn object(&mut self, name: &str, fill: &dyn Fn(&mut Fields<'_>)) -> &mut Self {
        self.name(name);
        let mut inner = Fields::open(self.out);
        fill(&mut inner);
        inner.close();
        self
    }

    /// Ends the object.
    pub fn close(&mut self) {
        if self.mark == '{' {
            self.out.push('{');
        }
        self.out.push('}');
    }

    fn name(&mut self, name: &str) {
        self.out.push(core::mem::replace(&mut self.mark, ','));
        quote(self.out, name);
        self.out.push(':');
    }
}
