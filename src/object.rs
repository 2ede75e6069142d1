//! A JSON object read field by field, as leniently as the platform's payloads ask for.
//!
//! One type serves every shape that is read: a derived `Deserialize` costs one to two kilobytes of wasm for each
//! shape, and loses the whole payload where one field is not of the expected kind.

use crate::json::{self, Entry, RawRef};
use std::borrow::Cow;

/// The fields of an object, in order, their values unread.
#[derive(Default)]
pub(crate) struct Object<'a>(Vec<Entry<'a>>);

impl<'a> Object<'a> {
    /// Reads an object; `None` for anything else.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        json::entries(text).map(Self)
    }

    /// An object of fields that are read already.
    pub(crate) const fn of(fields: Vec<Entry<'a>>) -> Self {
        Self(fields)
    }

    /// A field, whatever the case of its name (`sdpMid` and `SdpMid` are one). `null` is absent; of a field that
    /// stands twice the last counts, as in `JSON.parse`.
    pub(crate) fn field(&self, name: &str) -> Option<RawRef<'a>> {
        let (_, value) = self.0.iter().rev().find(|(field, _)| field.eq_ignore_ascii_case(name))?;
        Some(*value).filter(|value| value.as_str() != "null")
    }

    /// A text field.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.field(name).and_then(|value| json::text(value.as_str())).map(Cow::into_owned)
    }

    /// A text field that says something.
    pub(crate) fn filled(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// A field that is `true` or `false`.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.field(name)?.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Object;

    #[test]
    fn reads_fields_in_either_case_and_treats_null_as_absent() {
        let object =
            Object::read(r#"{"SdpMid":"0","flag":true,"none":null,"n":7,"esc\u0061pe":"\ud83d\ude00"}"#)
                .unwrap();
        assert_eq!(object.text("sdpMid").as_deref(), Some("0"));
        assert_eq!(object.flag("Flag"), Some(true));
        assert_eq!(object.text("none"), None);
        assert_eq!(object.text("n"), None, "a number is no text, and does no harm");
        assert_eq!(object.field("n").unwrap().as_str(), "7");
        assert_eq!(object.text("escape").as_deref(), Some("😀"));
        assert!(Object::read("[1]").is_none());
    }
}
