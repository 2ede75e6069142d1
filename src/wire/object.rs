//! A JSON object read field by field.
//!
//! One type serves every shape that is read: a derived `Deserialize` loses a whole payload over one field of an unexpected
//! kind, and costs one to two kilobytes of wasm for each shape.

use super::Value;

/// An object; one without fields where there is none.
#[derive(Clone, Default)]
pub(crate) struct Object(Option<Value>);

impl Object {
    /// Reads an object; `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Value::parse(text).filter(Value::is_object).map(|value| Self(Some(value)))
    }

    /// What is not an object reads as one without any field.
    pub(crate) fn from_value(value: &Value) -> Self {
        Self(value.is_object().then(|| value.clone()))
    }

    /// A field in either spelling (`sdpMid` and `SdpMid` are one). `null` is absent.
    pub(crate) fn field(&self, name: &'static str) -> Option<Value> {
        self.0.as_ref()?.either_case(name)
    }

    /// A text field.
    pub(crate) fn str(&self, name: &'static str) -> Option<String> {
        self.field(name)?.text()
    }

    /// A text field that is not empty.
    pub(crate) fn non_empty_str(&self, name: &'static str) -> Option<String> {
        self.str(name).filter(|text| !text.is_empty())
    }

    /// A field that is `true` or `false`.
    pub(crate) fn bool(&self, name: &'static str) -> Option<bool> {
        self.field(name)?.bool()
    }
}

#[cfg(test)]
mod tests {
    use super::Object;

    #[test]
    fn reads_fields_in_either_case_and_treats_null_as_absent() {
        let object =
            Object::parse(r#"{"SdpMid":"0","flag":true,"none":null,"n":7,"esc\u0061pe":"\ud83d\ude00"}"#)
                .unwrap();
        assert_eq!(object.str("sdpMid").as_deref(), Some("0"));
        assert_eq!(object.bool("flag"), Some(true));
        assert_eq!(object.str("none"), None);
        assert_eq!(object.str("n"), None, "a number is no text, and does no harm");
        assert_eq!(object.field("n").unwrap().unsigned(), Some(7));
        assert_eq!(object.str("escape").as_deref(), Some("😀"));
        assert!(Object::parse("[1]").is_none());
    }
}
