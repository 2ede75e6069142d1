//! serde's `Deserializer` over the scanner.

use std::borrow::Cow;

use serde::{
    Deserializer,
    de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor, value::CowStrDeserializer},
    forward_to_deserialize_any,
};

use super::{Error, Kind, number, raw::TOKEN, scan::Scanner};

type Result<T> = core::result::Result<T, Error>;

impl<'de> Scanner<'de> {
    /// The text of a number, or `None` where something else stands.
    fn if_number(&mut self) -> Result<&'de str> {
        match self.token()? {
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.mismatch(),
        }
    }

    /// A string, or the error of another type.
    fn if_string(&mut self) -> Result<Cow<'de, str>> {
        if self.token()? == b'"' { self.string() } else { self.mismatch() }
    }

    fn unsigned<'v, V: Visitor<'v>>(&mut self, visitor: V) -> Result<V::Value> {
        let text = self.if_number()?;
        let value = number::unsigned(text).ok_or(Error::new(Kind::Type))?;
        visitor.visit_u64(value)
    }

    fn signed<'v, V: Visitor<'v>>(&mut self, visitor: V) -> Result<V::Value> {
        let text = self.if_number()?;
        let value = number::signed(text).ok_or(Error::new(Kind::Type))?;
        visitor.visit_i64(value)
    }

    fn float<'v, V: Visitor<'v>>(&mut self, visitor: V) -> Result<V::Value> {
        let text = self.if_number()?;
        let value = number::float(text).ok_or(Error::new(Kind::Range))?;
        visitor.visit_f64(value)
    }

    fn seq<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        if self.token()? != b'[' {
            return self.mismatch();
        }
        self.open(b'[')?;
        let value = visitor.visit_seq(Items { scanner: self, first: true })?;
        self.close(b']')?;
        Ok(value)
    }

    fn map<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        if self.token()? != b'{' {
            return self.mismatch();
        }
        self.open(b'{')?;
        let value = visitor.visit_map(Items { scanner: self, first: true })?;
        self.close(b'}')?;
        Ok(value)
    }
}

fn visit_text<'de, V: Visitor<'de>>(text: Cow<'de, str>, visitor: V) -> Result<V::Value> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

/// Forwards each integer width to the one visit its visitor narrows from.
macro_rules! integers {
    ($($method:ident => $to:ident),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            self.$to(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Scanner<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.token()? {
            b'"' => visit_text(self.string()?, visitor),
            b'{' => self.map(visitor),
            b'[' => self.seq(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            b'-' | b'0'..=b'9' => {
                let text = self.number()?;
                if let Some(value) = number::unsigned(text) {
                    visitor.visit_u64(value)
                } else if let Some(value) = number::signed(text) {
                    visitor.visit_i64(value)
                } else {
                    visitor.visit_f64(number::float(text).ok_or(Error::new(Kind::Range))?)
                }
            }
            _ => self.unexpected(),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.token()? {
            b't' => self.literal("true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self.literal("false").and_then(|()| visitor.visit_bool(false)),
            _ => self.mismatch(),
        }
    }

    integers! {
        deserialize_u8 => unsigned, deserialize_u16 => unsigned, deserialize_u32 => unsigned, deserialize_u64 => unsigned,
        deserialize_i8 => signed, deserialize_i16 => signed, deserialize_i32 => signed, deserialize_i64 => signed,
        deserialize_f32 => float, deserialize_f64 => float
    }

    integers! {
        deserialize_seq => seq, deserialize_map => map
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visit_text(self.if_string()?, visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.token()? == b'n' {
            self.literal("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.token()? != b'n' {
            return self.mismatch();
        }
        self.literal("null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value> {
        if name == TOKEN {
            visitor.visit_borrowed_str(self.skip()?)
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let name: CowStrDeserializer<'de, Error> = self.if_string()?.into_deserializer();
        visitor.visit_enum(name)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { bytes byte_buf }
}

/// The elements of an array, or the entries of an object. The closing bracket is left for the caller, who also
/// finds out when a visitor stopped early.
struct Items<'a, 'de> {
    scanner: &'a mut Scanner<'de>,
    first: bool,
}

impl Items<'_, '_> {
    /// Steps over a comma to the next item; `false` at the closing bracket.
    fn step(&mut self, closing: u8) -> Result<bool> {
        if self.scanner.token()? == closing {
            return Ok(false);
        }
        if !self.first {
            self.scanner.expect(b',')?;
        }
        self.first = false;
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if self.step(b']')? { seed.deserialize(&mut *self.scanner).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        if !self.step(b'}')? {
            return Ok(None);
        }
        if self.scanner.token()? != b'"' {
            return self.scanner.unexpected();
        }
        seed.deserialize(&mut *self.scanner).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        self.scanner.expect(b':')?;
        seed.deserialize(&mut *self.scanner)
    }
}
