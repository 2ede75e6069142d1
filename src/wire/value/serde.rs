//! Received values in and out of an application's own types.

use super::Value;
use ::serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error};

impl Value {
    /// The value as a type of the application's.
    ///
    /// ```
    /// use serde::Deserialize;
    /// use voisnap_webrtc::Value;
    ///
    /// #[derive(Deserialize)]
    /// struct Order {
    ///     items: Vec<String>,
    /// }
    ///
    /// fn order(data: &Value) -> Result<Order, serde_json::Error> {
    ///     data.deserialize()
    /// }
    /// # assert_eq!(order(&Value::parse(r#"{"items":["tea"]}"#).unwrap()).unwrap().items, ["tea"]);
    /// ```
    ///
    /// # Errors
    /// When the value is not what `T` expects. The error's text may quote the value.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.to_json().as_str())
    }
}

impl Serialize for Value {
    /// As the JSON value that it is, in any format of serde's.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value: serde_json::Value = self.deserialize().map_err(::serde::ser::Error::custom)?;
        value.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Self::parse(&value.to_string()).ok_or_else(|| D::Error::custom("not a JSON value"))
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn fault_62_a_value_goes_in_and_out_of_an_applications_types() {
        #[derive(::serde::Deserialize, PartialEq, Debug)]
        struct Line {
            speaker: String,
            confidence: Option<f32>,
            words: Vec<(u32, String)>,
        }
        let text = r#"{"speaker":"agent","confidence":null,"words":[[1,"good"],[2,"day"]],"more":{}}"#;
        let value = Value::parse(text).unwrap();
        let line: Line = value.deserialize().unwrap();
        let words = vec![(1, "good".to_owned()), (2, "day".to_owned())];
        assert_eq!(line, Line { speaker: "agent".into(), confidence: None, words });
        assert!(value.deserialize::<Vec<u8>>().is_err());
        // Both ways through serde, within something of the application's own.
        let kept: Vec<Value> = serde_json::from_str(&serde_json::to_string(&[&value]).unwrap()).unwrap();
        assert_eq!(kept[0].deserialize::<Line>().unwrap(), line);
    }
}
