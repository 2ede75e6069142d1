//! serde's `Serializer` into a `String`.

use serde::{
    Serialize, Serializer,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

use super::{Error, Kind, number, raw::TOKEN, scan::plain};

type Result<T> = core::result::Result<T, Error>;

pub(super) fn write<T: Serialize + ?Sized>(out: &mut String, value: &T) -> Result<()> {
    value.serialize(&mut Writer { out, raw: false })
}

struct Writer<'a> {
    out: &'a mut String,
    /// The next string is JSON already.
    raw: bool,
}

impl<'a> Writer<'a> {
    fn open(&mut self, bracket: char, close: &'static str) -> Container<'_, 'a> {
        self.out.push(bracket);
        Container { writer: self, first: true, close }
    }

    /// Opens `{"variant":` and a container in it.
    fn open_variant(&mut self, variant: &str, bracket: char, close: &'static str) -> Container<'_, 'a> {
        self.out.push('{');
        self.string(variant);
        self.out.push(':');
        self.open(bracket, close)
    }

    fn string(&mut self, text: &str) {
        quote(self.out, text);
    }
}

/// Appends the text in quotes, with everything escaped that must be.
pub fn quote(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.reserve(text.len() + 2);
    out.push('"');
    let mut rest = text;
    // What is escaped is ASCII, so both cuts are between characters.
    while let Some((plain, tail)) = rest.split_at_checked(plain(rest.as_bytes())) {
        out.push_str(plain);
        let Some((special, tail)) = tail.split_at_checked(1) else { break };
        match special.as_bytes().first().copied().unwrap_or_default() {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x8 => out.push_str("\\b"),
            0xC => out.push_str("\\f"),
            byte @ 0..0x20 => {
                out.push_str("\\u00");
                out.push(if byte < 0x10 { '0' } else { '1' });
                out.push(char::from(HEX[usize::from(byte % 16)]));
            }
            byte => {
                out.push('\\');
                out.push(char::from(byte));
            }
        }
        rest = tail;
    }
    out.push('"');
}

/// Forwards each narrower number to the widest of its kind.
macro_rules! widen {
    ($($method:ident: $from:ty => $to:ident),*) => {$(
        fn $method(self, value: $from) -> Result<()> {
            self.$to(value.into())
        }
    )*};
}

impl<'w, 'a> Serializer for &'w mut Writer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Container<'w, 'a>;
    type SerializeTuple = Container<'w, 'a>;
    type SerializeTupleStruct = Container<'w, 'a>;
    type SerializeTupleVariant = Container<'w, 'a>;
    type SerializeMap = Container<'w, 'a>;
    type SerializeStruct = Container<'w, 'a>;
    type SerializeStructVariant = Container<'w, 'a>;

    widen! {
        serialize_i8: i8 => serialize_i64, serialize_i16: i16 => serialize_i64, serialize_i32: i32 => serialize_i64,
        serialize_u8: u8 => serialize_u64, serialize_u16: u16 => serialize_u64, serialize_u32: u32 => serialize_u64,
        serialize_f32: f32 => serialize_f64
    }

    fn serialize_bool(self, value: bool) -> Result<()> {
        self.out.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i64(self, value: i64) -> Result<()> {
        if value < 0 {
            self.out.push('-');
        }
        number::write_unsigned(self.out, value.unsigned_abs());
        Ok(())
    }

    fn serialize_u64(self, value: u64) -> Result<()> {
        number::write_unsigned(self.out, value);
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<()> {
        number::write_float(self.out, value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<()> {
        self.string(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<()> {
        if core::mem::take(&mut self.raw) {
            self.out.push_str(value);
        } else {
            self.string(value);
        }
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<()> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.out.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<()> {
        self.raw = name == TOKEN;
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<()> {
        let mut map = self.open('{', "}");
        map.entry(variant, value)?;
        map.finish()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Container<'w, 'a>> {
        Ok(self.open('[', "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Container<'w, 'a>> {
        Ok(self.open('[', "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Container<'w, 'a>> {
        Ok(self.open('[', "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Container<'w, 'a>> {
        Ok(self.open_variant(variant, '[', "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Container<'w, 'a>> {
        Ok(self.open('{', "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Container<'w, 'a>> {
        Ok(self.open('{', "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Container<'w, 'a>> {
        Ok(self.open_variant(variant, '{', "}}"))
    }
}

/// An array or object being written.
struct Container<'w, 'a> {
    writer: &'w mut Writer<'a>,
    first: bool,
    close: &'static str,
}

impl Container<'_, '_> {
    fn comma(&mut self) {
        if !core::mem::take(&mut self.first) {
            self.writer.out.push(',');
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.comma();
        value.serialize(&mut *self.writer)
    }

    fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<()> {
        self.comma();
        self.writer.string(key);
        self.writer.out.push(':');
        value.serialize(&mut *self.writer)
    }

    #[expect(clippy::unnecessary_wraps, reason = "every `end` of serde's traits gives a result")]
    fn finish(self) -> Result<()> {
        self.writer.out.push_str(self.close);
        Ok(())
    }
}

impl SerializeMap for Container<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.comma();
        let start = self.writer.out.len();
        key.serialize(&mut *self.writer)?;
        // A number or boolean as key is quoted, as everywhere.
        match self.writer.out.as_bytes().get(start) {
            Some(b'"') => Ok(()),
            Some(b'-' | b'0'..=b'9' | b't' | b'f') => {
                self.writer.out.insert(start, '"');
                self.writer.out.push('"');
                Ok(())
            }
            _ => Err(Error::new(Kind::Type)),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.writer.out.push(':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<()> {
        self.finish()
    }
}

/// The traits of the other containers differ in their method's name only.
macro_rules! container {
    ($($name:ident: $method:ident($($key:ident)?) => $to:ident),*) => {$(
        impl $name for Container<'_, '_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, $($key: &'static str,)? value: &T) -> Result<()> {
                self.$to($($key,)? value)
            }

            fn end(self) -> Result<()> {
                self.finish()
            }
        }
    )*};
}

container! {
    SerializeSeq: serialize_element() => element,
    SerializeTuple: serialize_element() => element,
    SerializeTupleStruct: serialize_field() => element,
    SerializeTupleVariant: serialize_field() => element,
    SerializeStruct: serialize_field(key) => entry,
    SerializeStructVariant: serialize_field(key) => entry
}
