//! Numbers from and to text, without the standard library's float tables (20 KB of wasm).

/// An unsigned integer from JSON number text. `None`: it has a sign, fraction or exponent, is too big, or no number.
pub(super) fn unsigned(text: &str) -> Option<u64> {
    if text.is_empty() || text.starts_with('0') && text != "0" {
        return None;
    }
    text.bytes().try_fold(0_u64, |value, byte| {
        let digit = byte.checked_sub(b'0').filter(|&digit| digit < 10)?;
        value.checked_mul(10)?.checked_add(digit.into())
    })
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

/// Appends `value`: whole numbers exactly, others rounded to six decimals, `null` from 2^63 and where not finite.
pub(super) fn write_float(out: &mut String, value: f64) {
    const MICRO: u64 = 1_000_000;
    let size = value.abs();
    if size.is_nan() || size >= 9_223_372_036_854_775_808.0 {
        return out.push_str("null");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 2^63, not negative")]
    let mut whole = size as u64;
    #[expect(clippy::cast_precision_loss, reason = "`whole` came from an f64")]
    let rest = size - whole as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "below 10^6"
    )]
    let mut micro = (rest * MICRO as f64 + 0.5) as u64;
    if micro == MICRO {
        whole += 1;
        micro = 0;
    }
    if value < 0.0 && whole + micro > 0 {
        out.push('-');
    }
    write_unsigned(out, whole);
    if micro > 0 {
        let start = out.len();
        write_unsigned(out, MICRO + micro);
        // The leading one kept the zeros; the point takes its place.
        out.replace_range(start..=start, ".");
        out.truncate(out.trim_end_matches('0').len());
    }
}
