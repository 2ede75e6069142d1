//! How long a server asks to wait.

use super::{date, object::number_in};

/// The longest wait that is passed on, in milliseconds: a day.
const LONGEST: u64 = 24 * 3_600_000;

/// The longest wait until an absolute time that only the local clock judges, in milliseconds: an hour. More says that the
/// clock is wrong.
const LONGEST_BY_LOCAL_CLOCK: u64 = 3_600_000;

/// By how much such a time may have passed already, in milliseconds.
const SLACK: u64 = 60_000;

/// The headers of an HTTP response that say when to try again, where they can be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct RetryHints<'a> {
    /// `Retry-After`: seconds or a date.
    pub retry_after: Option<&'a str>,
    /// `X-RateLimit-Reset`: Unix time in seconds or milliseconds, seconds from now, or a date. Only of a 429: other
    /// responses carry it as well.
    pub rate_limit_reset: Option<&'a str>,
    /// `Date`: the server's own clock, which its absolute times are compared with.
    pub date: Option<&'a str>,
}

impl RetryHints<'_> {
    /// The wait in milliseconds, a day at most; `None` where it is not known. `unix` is the local clock in milliseconds of
    /// Unix time. It only serves where the server's is not known, and a wait that it makes absurd is unknown.
    pub fn wait(&self, unix: u64) -> Option<u64> {
        [self.retry_after, self.rate_limit_reset].into_iter().flatten().find_map(|text| self.read(text, unix))
    }

    fn read(&self, text: &str, unix: u64) -> Option<u64> {
        if let Some(at) = date::unix_millis(text) {
            return self.until(at, unix);
        }
        let seconds = number_in(text).filter(|seconds| seconds.is_finite() && *seconds >= 0.0)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates, and is not negative"
        )]
        let millis = (seconds * 1000.0) as u64;
        Some(millis.min(LONGEST))
    }

    fn until(&self, at: u64, unix: u64) -> Option<u64> {
        match self.date.and_then(date::unix_millis) {
            Some(now) => Some(at.saturating_sub(now).min(LONGEST)),
            None if at + SLACK < unix => None,
            None => Some(at.saturating_sub(unix)).filter(|&wait| wait <= LONGEST_BY_LOCAL_CLOCK),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RetryHints;

    const UNIX: u64 = 1_750_084_500_000;

    fn wait(retry_after: &str, date: Option<&str>, unix: u64) -> Option<u64> {
        RetryHints { retry_after: Some(retry_after), date, ..RetryHints::default() }.wait(unix)
    }

    #[test]
    fn fault_14_every_form_of_retry_after_is_read() {
        for (text, expected) in [
            ("7", Some(7_000)),
            (" 7 ", Some(7_000)),
            ("1.5", Some(1_500)),
            ("0", Some(0)),
            ("Mon, 16 Jun 2025 14:35:30 GMT", Some(30_000)),
            ("Monday, 16-Jun-25 14:35:30 GMT", Some(30_000)),
            ("Mon Jun 16 14:35:30 2025", Some(30_000)),
            ("2025-06-16T14:35:30Z", Some(30_000)),
            ("1750084530", Some(30_000)),
            ("1750084530000", Some(30_000)),
            ("Mon, 16 Jun 2025 14:34:59 GMT", Some(0)),
            ("99999999", Some(86_400_000)),
            ("99999999999999999999", Some(86_400_000)),
            ("-1", None),
            ("soon", None),
            ("", None),
            ("NaN", None),
        ] {
            assert_eq!(wait(text, None, UNIX), expected, "{text}");
        }
    }

    #[test]
    fn fault_14_a_date_is_judged_by_the_servers_clock() {
        const AT: &str = "Mon, 16 Jun 2025 14:35:30 GMT";
        const DATE: Option<&str> = Some("Mon, 16 Jun 2025 14:35:00 GMT");
        for unix in [0, UNIX, UNIX - 3_600_000, UNIX + 3_600_000] {
            assert_eq!(wait(AT, DATE, unix), Some(30_000));
        }
        assert_eq!(wait("Mon, 16 Jun 2025 14:34:30 GMT", DATE, 0), Some(0));
        assert_eq!(wait("Mon, 16 Jun 2031 14:34:30 GMT", DATE, 0), Some(86_400_000));
        // Without it a local clock that is wrong makes the wait unknown, not hours long.
        assert_eq!(wait(AT, None, UNIX + 3_600_000), None);
        assert_eq!(wait(AT, None, UNIX - 7_200_000), None);
        assert_eq!(wait(AT, Some("now"), 0), None);
    }

    #[test]
    fn fault_14_the_rate_limits_reset_is_read_in_every_form() {
        let reset = |text, retry_after| {
            RetryHints { retry_after, rate_limit_reset: Some(text), date: None }.wait(UNIX)
        };
        for text in ["1750084503", "1750084503000", "1750084503.0", "3", "2025-06-16T14:35:03Z"] {
            assert_eq!(reset(text, None), Some(3_000), "{text}");
        }
        assert_eq!(reset("1750084503", Some("7")), Some(7_000), "Retry-After counts first");
        assert_eq!(reset("1750084503", Some("later")), Some(3_000));
        assert_eq!(reset("1750000000", None), None);
    }
}
