//! Points in time as the server writes them.

/// Reads an ISO 8601 date and time (`2025-06-16T14:35:00Z`, fractions and offsets included) as milliseconds
/// of Unix time; `None` for anything else.
pub(crate) fn unix_millis(text: &str) -> Option<u64> {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let (moment, mut rest) = text.as_bytes().split_at_checked(SHAPE.len())?;
    let mut fields = [0; 6];
    let mut current = 0;
    for (&byte, &shape) in moment.iter().zip(SHAPE) {
        if shape == b'0' {
            let field = fields.get_mut(current)?;
            *field = *field * 10 + digit(byte)?;
        } else if byte == shape || (shape, byte) == (b'T', b' ') {
            current += 1;
        } else {
            return None;
        }
    }
    let [year, month, day, hour, minute, second] = fields;
    if year < 1970 || month == 0 || month > 12 || day == 0 || day > 31 {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut millis = 0;
    if let [b'.', fraction @ ..] = rest {
        // What is finer than milliseconds is dropped.
        let mut unit = 1000;
        rest = fraction;
        while let [byte, behind @ ..] = rest
            && let Some(digit) = digit(*byte)
        {
            unit /= 10;
            millis += digit * unit;
            rest = behind;
        }
        if rest.len() == fraction.len() {
            return None;
        }
    }
    // Days since 1970-01-01 of a civil date: years counted from March, so that the leap day comes last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719_468;
    let seconds = u64::from(days) * 86_400 + u64::from((hour * 60 + minute) * 60 + second);
    let local = seconds * 1000 + u64::from(millis);
    match *rest {
        [b'Z' | b'z'] => Some(local),
        [sign @ (b'+' | b'-'), h, h1, _, m, m1] => {
            let minutes = (digit(h)? * 10 + digit(h1)?) * 60 + digit(m)? * 10 + digit(m1)?;
            let offset = u64::from(minutes) * 60_000;
            if sign == b'+' { local.checked_sub(offset) } else { Some(local + offset) }
        }
        _ => None,
    }
}

fn digit(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(10)
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
