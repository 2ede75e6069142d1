//! Points in time as the server writes them.

/// Reads an ISO 8601 date and time (`2025-06-16T14:35:00Z`, fractions and offsets included) as milliseconds
/// of Unix time; `None` for anything else.
pub(crate) fn unix_millis(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    for (at, sign) in [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')] {
        if bytes.get(at) != Some(&sign) {
            return None;
        }
    }
    // Year, month, day, hour, minute, second: where each begins, and what it may be.
    let mut fields = [0; 6];
    for (field, (at, least, most)) in fields.iter_mut().zip([
        (0, 1970, 9999),
        (5, 1, 12),
        (8, 1, 31),
        (11, 0, 23),
        (14, 0, 59),
        (17, 0, 60),
    ]) {
        *field = number(bytes, at, if at == 0 { 4 } else { 2 })?;
        if *field < least || *field > most {
            return None;
        }
    }
    let [year, month, day, hour, minute, second] = fields;
    if !matches!(bytes.get(10), Some(b'T' | b' ')) {
        return None;
    }
    let mut at = 19;
    let mut millis = 0;
    if bytes.get(at) == Some(&b'.') {
        // What is finer than milliseconds is dropped.
        let mut unit = 1000;
        while let Some(digit) = number(bytes, at + 1, 1) {
            unit /= 10;
            millis += digit * unit;
            at += 1;
        }
        if at == 19 {
            return None;
        }
        at += 1;
    }
    // Days since 1970-01-01 of a civil date: years counted from March, so that the leap day comes last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719_468;
    let seconds = u64::from(days) * 86_400 + u64::from((hour * 60 + minute) * 60 + second);
    let local = seconds * 1000 + u64::from(millis);
    let sign = bytes.get(at)?;
    if let b'Z' | b'z' = sign {
        return (bytes.len() == at + 1).then_some(local);
    }
    let offset = number(bytes, at + 1, 2)? * 60 + number(bytes, at + 4, 2)?;
    let offset = u64::from(offset) * 60_000;
    match sign {
        _ if bytes.len() != at + 6 => None,
        b'+' => local.checked_sub(offset),
        b'-' => Some(local + offset),
        _ => None,
    }
}

/// The number in the `count` digits from `at` on.
fn number(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let digits = bytes.get(at..at + count)?;
    digits.iter().try_fold(0, |n, d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')))
}

#[cfg(test)]
mod tests {
    use super::unix_millis;

    #[test]
    fn reads_the_documented_form_fractions_and_offsets() {
        assert_eq!(unix_millis("2025-06-16T14:35:00Z"), Some(1_750_084_500_000));
        assert_eq!(unix_millis("2025-06-16T14:35:00.1234567Z"), Some(1_750_084_500_123));
        assert_eq!(unix_millis("2025-06-16T14:35:00.5+02:00"), Some(1_750_077_300_500));
        assert_eq!(unix_millis("2024-02-29T00:00:00-00:30"), Some(1_709_166_600_000));
        assert_eq!(unix_millis("1970-01-01T00:00:00Z"), Some(0));
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "tomorrow",
            "2025-06-16",
            "2025-13-16T14:35:00Z",
            "2025-06-16T14:35:00",
            "2025-06-16T14:35:00.Z",
            "1970-01-01T00:00:00+01:00",
        ] {
            assert_eq!(unix_millis(text), None, "{text}");
        }
    }
}
