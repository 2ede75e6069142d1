//! A JSON object read field by field, as leniently as the platform's payloads ask for.
//!
//! One type serves every shape that is read: a derived `Deserialize` costs one to two kilobytes of wasm for each
//! shape, and loses the whole payload where one field is not of the expected kind.

use crate::wire::Value;

/// An object; one without fields where there is none.
#[derive(Default)]
pub(crate) struct Object(Option<Value>);

impl Object {
    /// Reads an object; `None` for anything else.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Value::parse(text).filter(Value::is_object).map(|value| Self(Some(value)))
    }

    /// What is not an object reads as one without any field.
    pub(crate) fn of(value: &Value) -> Self {
        Self(value.is_object().then(|| value.clone()))
    }

    /// A field in either spelling (`sdpMid` and `SdpMid` are one). `null` is absent.
    pub(crate) fn field(&self, name: &'static str) -> Option<Value> {
        self.0.as_ref()?.field_in_either_case(name)
    }

    /// A text field.
    pub(crate) fn text(&self, name: &'static str) -> Option<String> {
        self.field(name)?.text()
    }

    /// A text field that says something.
    pub(crate) fn filled(&self, name: &'static str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// A field that is `true` or `false`.
    pub(crate) fn flag(&self, name: &'static str) -> Option<bool> {
        self.field(name)?.flag()
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
        assert_eq!(object.flag("flag"), Some(true));
        assert_eq!(object.text("none"), None);
        assert_eq!(object.text("n"), None, "a number is no text, and does no harm");
        assert_eq!(object.field("n").unwrap().unsigned(), Some(7));
        assert_eq!(object.text("escape").as_deref(), Some("😀"));
        assert!(Object::read("[1]").is_none());
    }
}
