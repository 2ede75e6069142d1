//! Points in time as servers write them, in milliseconds of Unix time.

use super::object::number_in;

/// Reads any of the forms below; `None` for anything else.
pub(crate) fn unix_millis(text: &str) -> Option<u64> {
    let text = text.trim();
    iso_8601(text).or_else(|| http_date(text)).or_else(|| epoch(number_in(text)?))
}

/// A number of seconds or of milliseconds since 1970; `None` where it can be neither, between 2001 and 5138.
pub(crate) fn epoch(number: f64) -> Option<u64> {
    const SECONDS: core::ops::Range<f64> = 1e9..1e11;
    const MILLIS: core::ops::Range<f64> = 1e12..1e14;
    let millis = if SECONDS.contains(&number) { number * 1000.0 } else { number };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 1e12..1e14")]
    MILLIS.contains(&millis).then_some(millis as u64)
}

/// An ISO 8601 date and time: `2025-06-16T14:35:00Z`, with fractions and offsets. Without a zone it is UTC, as .NET's
/// serialisers write it.
fn iso_8601(text: &str) -> Option<u64> {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let (moment, mut rest) = text.as_bytes().split_at_checked(SHAPE.len())?;
    let mut fields = [0; 6];
    let mut current = 0;
    for (&byte, &shape) in moment.iter().zip(SHAPE) {
        if shape == b'0' {
            let field = fields.get_mut(current)?;
            *field = *field * 10 + digit(byte)?;
        } else if byte == shape || (shape == b'T' && matches!(byte, b' ' | b't')) {
            current += 1;
        } else {
            return None;
        }
    }
    let mut millis = 0;
    if let [b'.' | b',', fraction @ ..] = rest {
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
    let local = unix_seconds(fields)? * 1000 + u64::from(millis);
    let (sign, hours, minutes) = match *rest {
        [] | [b'Z' | b'z'] => return Some(local),
        [sign @ (b'+' | b'-'), h, h1] => (sign, [h, h1], [b'0', b'0']),
        [sign @ (b'+' | b'-'), h, h1, m, m1] | [sign @ (b'+' | b'-'), h, h1, b':', m, m1] => {
            (sign, [h, h1], [m, m1])
        }
        _ => return None,
    };
    let two = |[tens, ones]: [u8; 2]| Some(digit(tens)? * 10 + digit(ones)?);
    let offset = u64::from(two(hours)? * 60 + two(minutes)?) * 60_000;
    if sign == b'+' { local.checked_sub(offset) } else { Some(local + offset) }
}

/// The three forms of RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`,
/// `Sun Nov  6 08:49:37 1994`.
fn http_date(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<_> = words.collect();
    let (day, month, year, clock) = match *words.as_slice() {
        [_, day, month, year, hour, minute, second, "GMT" | "UTC"]
        | [_, month, day, hour, minute, second, year] => (day, month, year, [hour, minute, second]),
        _ => return None,
    };
    let year = match (year.len(), year.parse().ok()?) {
        // A year of two digits is in the past or in the near future.
        (2, year @ 0..70) => 2000 + year,
        (2, year) => 1900 + year,
        (_, year) => year,
    };
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))? + 1;
    let [hour, minute, second] = clock.map(|part| part.parse().unwrap_or(u32::MAX));
    Some(unix_seconds([year, u32::try_from(month).ok()?, day.parse().ok()?, hour, minute, second])? * 1000)
}

/// Seconds since 1970 of year, month, day, hour, minute, second; `None` where one of them is out of its range.
fn unix_seconds([year, month, day, hour, minute, second]: [u32; 6]) -> Option<u64> {
    if !(1970..10_000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days since 1970-01-01 of a civil date: years counted from March, so that the leap day comes last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719_468;
    Some(u64::from(days) * 86_400 + u64::from((hour * 60 + minute) * 60 + second))
}

fn digit(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(10)
}

#[cfg(test)]
mod tests {
    use super::unix_millis;

    #[test]
    fn reads_the_documented_form_fractions_and_offsets() {
        for (text, millis) in [
            ("2025-06-16T14:35:00Z", 1_750_084_500_000),
            ("2025-06-16T14:35:00.1234567Z", 1_750_084_500_123),
            ("2025-06-16T14:35:00.5+02:00", 1_750_077_300_500),
            ("2024-02-29T00:00:00-00:30", 1_709_166_600_000),
            ("1970-01-01T00:00:00Z", 0),
        ] {
            assert_eq!(unix_millis(text), Some(millis), "{text}");
        }
    }

    #[test]
    fn fault_07_every_form_of_a_time_is_read() {
        for text in [
            "2025-06-16T14:35:00",
            "2025-06-16 14:35:00",
            "2025-06-16t14:35:00z",
            "2025-06-16T14:35:00,0",
            "2025-06-16T16:35:00+0200",
            "2025-06-16T16:35:00+02",
            "Mon, 16 Jun 2025 14:35:00 GMT",
            "Monday, 16-Jun-25 14:35:00 GMT",
            "Mon Jun 16 14:35:00 2025",
            "1750084500",
            "1750084500.0",
            "1750084500000",
            " 1750084500\n",
        ] {
            assert_eq!(unix_millis(text), Some(1_750_084_500_000), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "tomorrow",
            "2025-06-16",
            "2025-13-16T14:35:00Z",
            "2025-06-16T24:35:00Z",
            "2025-06-16T14:35:00.Z",
            "2025-06-16T14:35:00+2",
            "1970-01-01T00:00:00+01:00",
            "Mon, 16 Jun 2025 14:35:00 CEST",
            "Mon, 16 Six 2025 14:35:00 GMT",
            "Mon, 99 Jun 2025 14:35:00 GMT",
            "Mon, 16 Jun 2025 14:xx:00 GMT",
            "7",
            "-1",
            "0",
            "1e300",
            "inf",
            "NaN",
        ] {
            assert_eq!(unix_millis(text), None, "{text}");
        }
    }
}
