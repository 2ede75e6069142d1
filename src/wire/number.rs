//! Whole numbers from and to text, without the standard library's formatting.

/// The unsigned integer that is the whole of `text`. `None` for anything else: a number with a sign, a fraction, an
/// exponent or leading zeros, and one that is too big.
pub fn unsigned(text: &str) -> Option<u64> {
    if text.is_empty() || text.starts_with('0') && text != "0" {
        return None;
    }
    text.bytes().try_fold(0_u64, |value, byte| {
        let digit = byte.checked_sub(b'0').filter(|&digit| digit < 10)?;
        value.checked_mul(10)?.checked_add(digit.into())
    })
}

/// The number in decimal.
pub fn decimal(value: u64) -> String {
    let mut out = String::new();
    write_unsigned(&mut out, value);
    out
}

/// Appends `value` in decimal.
pub(super) fn write_unsigned(out: &mut String, mut value: u64) {
    let mut digits = [0_u8; 20];
    let mut used = 0;
    for slot in &mut digits {
        *slot = b'0' + (value % 10) as u8;
        value /= 10;
        used += 1;
        if value == 0 {
            break;
        }
    }
    for &digit in digits.iter().take(used).rev() {
        out.push(char::from(digit));
    }
}
