//! JSON that is sent, written field by field.

use super::RawJson;
use core::fmt::Write;

/// An object at the end of a text, until [`ObjectWriter::close`].
pub struct ObjectWriter<'a> {
    out: &'a mut String,
    /// What precedes the next field: the opening brace, then commas.
    separator: char,
}

impl<'a> ObjectWriter<'a> {
    /// Begins an object behind what `out` holds.
    pub const fn open(out: &'a mut String) -> Self {
        Self { out, separator: '{' }
    }

    /// A text field.
    pub fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        write_string(self.out, value);
        self
    }

    /// A text field that is left out where there is no text.
    pub fn optional_text(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value { self.text(name, value) } else { self }
    }

    /// A field that is JSON already.
    pub fn raw(&mut self, name: &str, value: &RawJson) -> &mut Self {
        self.name(name);
        self.out.push_str(value.as_str());
        self
    }

    /// A number, `null` where there is none.
    pub fn number(&mut self, name: &str, value: Option<u64>) -> &mut Self {
        self.name(name);
        match value {
            // Writing to a `String` does not fail.
            Some(value) => {
                let _ = write!(self.out, "{value}");
            }
            None => self.out.push_str("null"),
        }
        self
    }

    /// `true` or `false`.
    pub fn bool(&mut self, name: &str, value: bool) -> &mut Self {
        self.name(name);
        self.out.push_str(if value { "true" } else { "false" });
        self
    }

    /// An object, whose fields `fill` writes.
    pub fn object(&mut self, name: &str, fill: &dyn Fn(&mut ObjectWriter<'_>)) -> &mut Self {
        self.name(name);
        let mut inner = ObjectWriter::open(self.out);
        fill(&mut inner);
        inner.close();
        self
    }

    /// Ends the object.
    pub fn close(&mut self) {
        if self.separator == '{' {
            self.out.push('{');
        }
        self.out.push('}');
    }

    fn name(&mut self, name: &str) {
        self.out.push(core::mem::replace(&mut self.separator, ','));
        write_string(self.out, name);
        self.out.push(':');
    }
}

/// Appends `text` as a JSON string.
pub fn write_string(out: &mut String, text: &str) {
    out.reserve(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
