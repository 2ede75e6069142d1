//! A JSON object read field by field, and the lenient reading of its values.
//!
//! One type serves every shape that is read: a derived `Deserialize` loses a whole payload over one field of an unexpected
//! kind, and costs one to two kilobytes of wasm for each shape.

use super::{Value, text};

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

    /// The first of these fields that `read` accepts.
    pub(crate) fn first<T>(&self, names: &[&'static str], read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        names.iter().find_map(|name| read(&self.field(name)?))
    }

    /// A field in any spelling: `sdpMid`, `SdpMid`, `sdp_mid`, `SDP-MID`. `null` is absent. It reads every field's name
    /// where the usual spellings are absent, so it is for messages that are rare.
    pub(crate) fn any_spelling(&self, name: &'static str) -> Option<Value> {
        self.field(name).or_else(|| {
            let object = self.0.as_ref()?;
            let spelled = object.names().into_iter().find(|spelled| is_spelling(spelled, name))?;
            object.named(&spelled).filter(|value| !value.is_null())
        })
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

/// Whether two names differ in case and in `_` and `-` only.
fn is_spelling(spelled: &str, name: &str) -> bool {
    letters(spelled).eq(letters(name))
}

fn letters(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(|byte| !matches!(byte, b'_' | b'-')).map(|byte| byte.to_ascii_lowercase())
}

/// A text without invisible characters at its ends, or a number as text; `None` where there is none or it is empty.
pub(crate) fn lenient_text(value: &Value) -> Option<String> {
    let text = match value.number() {
        Some(_) => value.to_json().into_string(),
        None => text::trim(&value.text()?).to_owned(),
    };
    (!text.is_empty()).then_some(text)
}

/// A boolean, also as text or as the number 1 or 0.
pub(crate) fn lenient_bool(value: &Value) -> Option<bool> {
    value.bool().or_else(|| {
        let text = lenient_text(value)?;
        let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        if is(&["true", "1", "yes"]) { Some(true) } else { is(&["false", "0", "no"]).then_some(false) }
    })
}

/// A number that is finite, also as text.
pub(crate) fn lenient_number(value: &Value) -> Option<f64> {
    value.number().or_else(|| number_in(&lenient_text(value)?)).filter(|number| number.is_finite())
}

/// The number that a text is, as JSON writes it. Rust's own reading of an `f64` would be an eighth of the wasm.
pub(super) fn number_in(text: &str) -> Option<f64> {
    Value::parse(text)?.number()
}

/// An object, also as JSON in a text.
pub(crate) fn lenient_object(value: &Value) -> Option<Value> {
    if value.is_object() {
        return Some(value.clone());
    }
    let text = value.text()?;
    let text = text::trim(&text);
    if text.starts_with('{') { Value::parse(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn any_spelling_of_a_name_is_found() {
        for spelled in
            ["sdpMLineIndex", "SdpMLineIndex", "sdp_m_line_index", "SDPMLINEINDEX", "sdp-mline-index"]
        {
            let object = Object::parse(&format!(r#"{{"other":1,"{spelled}":2}}"#)).unwrap();
            assert_eq!(object.any_spelling("sdpMLineIndex").unwrap().unsigned(), Some(2), "{spelled}");
        }
        let object = Object::parse(r#"{"sdp_mid":null,"sdpMidX":1}"#).unwrap();
        assert!(object.any_spelling("sdpMid").is_none());
        assert!(Object::default().any_spelling("sdpMid").is_none());
    }

    #[test]
    fn values_are_read_where_their_meaning_is_clear() {
        let value = |text| Value::parse(text).unwrap();
        for (text, expected) in [
            ("true", Some(true)),
            (r#"" True ""#, Some(true)),
            ("1", Some(true)),
            (r#""FALSE""#, Some(false)),
            ("0", Some(false)),
            (r#""no""#, Some(false)),
            ("2", None),
            (r#""maybe""#, None),
            ("null", None),
            ("{}", None),
        ] {
            assert_eq!(lenient_bool(&value(text)), expected, "{text}");
        }
        for (text, expected) in [
            ("1.5", Some(1.5)),
            (r#"" 7 ""#, Some(7.0)),
            (r#""-1""#, Some(-1.0)),
            (r#""inf""#, None),
            ("1e400", None),
            ("[]", None),
        ] {
            assert_eq!(lenient_number(&value(text)), expected, "{text}");
        }
        assert_eq!(lenient_text(&value("7")).as_deref(), Some("7"));
        assert_eq!(lenient_text(&value(r#""\ufeff a b\u200b""#)).as_deref(), Some("a b"));
        assert_eq!((lenient_text(&value(r#"" ""#)), lenient_text(&value("true"))), (None, None));
        assert!(lenient_object(&value(r#"" {\"a\":1}""#)).unwrap().field("a").is_some());
        assert!(lenient_object(&value(r#""{""#)).is_none() && lenient_object(&value("[1]")).is_none());
    }
}
