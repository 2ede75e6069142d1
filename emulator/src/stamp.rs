//! Wall-clock times as the platform writes them.
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Now, in RFC 3339 with fractions: `2026-01-02T03:04:05.678901234Z`.
pub(crate) fn now() -> String {
    OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default()
}

/// A time `after` from now in whole seconds: `2026-01-02T03:04:05Z`.
pub(crate) fn seconds_from_now(after: Duration) -> String {
    whole(OffsetDateTime::now_utc() + after)
}

/// The time `after` from now in whole seconds, on a clock that is `behind`.
pub(crate) fn seconds_before(after: Duration, behind: Duration) -> String {
    whole(OffsetDateTime::now_utc() + after - behind)
}

/// Seconds since 1970.
pub(crate) fn unix() -> u64 {
    u64::try_from(OffsetDateTime::now_utc().unix_timestamp()).unwrap_or_default()
}

fn whole(time: OffsetDateTime) -> String {
    time.replace_nanosecond(0).unwrap_or(time).format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_in_whole_seconds_has_no_fraction() {
        let text = seconds_from_now(Duration::from_mins(1));
        assert_eq!(text.len(), "2026-01-02T03:04:05Z".len(), "{text}");
        assert!(
            text.ends_with('Z') && text > seconds_before(Duration::ZERO, Duration::from_mins(1)),
            "{text}"
        );
    }
}
