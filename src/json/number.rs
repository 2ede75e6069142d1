//! Numbers from and to text, without the standard library's float tables (20 KB of wasm).

/// The powers of ten whose exponents are powers of two: any power is a product of these.
const TENS: [f64; 9] = [1e1, 1e2, 1e4, 1e8, 1e16, 1e32, 1e64, 1e128, 1e256];

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

/// A signed integer, likewise. Minus zero is not an integer.
pub(super) fn signed(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(digits) => 0_i64.checked_sub_unsigned(unsigned(digits).filter(|&value| value != 0)?),
        None => i64::try_from(unsigned(text)?).ok(),
    }
}

/// A float from JSON number text. `None`: it is beyond the largest.
pub(super) fn float(text: &str) -> Option<f64> {
    let mut mantissa = 0_u64;
    let mut exponent = 0_i64;
    let mut fraction = false;
    let mut bytes = text.trim_start_matches('-').bytes();
    for byte in bytes.by_ref() {
        match byte {
            b'.' => fraction = true,
            b'0'..=b'9' => {
                let digit = u64::from(byte - b'0');
                match mantissa.checked_mul(10).and_then(|tens| tens.checked_add(digit)) {
                    Some(next) => {
                        mantissa = next;
                        exponent -= i64::from(fraction);
                    }
                    // Digits beyond the nineteenth only move the point.
                    None => exponent += i64::from(!fraction),
                }
            }
            _ => break,
        }
    }
    let mut written = 0_i64;
    let mut down = false;
    for byte in bytes {
        match byte {
            b'-' => down = true,
            b'+' => {}
            _ => written = (written * 10 + i64::from(byte - b'0')).min(1 << 40),
        }
    }
    exponent += if down { -written } else { written };
    #[expect(clippy::cast_precision_loss, reason = "documented: exact up to 2^53")]
    let value = scale(mantissa as f64, exponent);
    if !value.is_finite() {
        return None;
    }
    Some(if text.starts_with('-') { -value } else { value })
}

/// `value` times ten to the power of `exponent`.
fn scale(value: f64, exponent: i64) -> f64 {
    if value == 0.0 || exponent == 0 {
        return value;
    }
    // A power beyond 10^308 is not a float, though the product may be one: such powers go in two steps.
    let first = exponent.clamp(-290, 290);
    let mut power = 1.0;
    for (bit, ten) in TENS.iter().enumerate() {
        if first.unsigned_abs() >> bit & 1 == 1 {
            power *= ten;
        }
    }
    let value = if first < 0 { value / power } else { value * power };
    if first == exponent || value == 0.0 || !value.is_finite() {
        value
    } else {
        scale(value, exponent - first)
    }
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
