//! What an answer's headers say of the venue's rate limit.

use reqwest::header::HeaderMap;

/// How much of the rate limit is left, where the venue says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QuotaSeen {
    /// `X-RateLimit-Limit`: requests in a window.
    pub limit: Option<u32>,
    /// `X-RateLimit-Remaining`: requests left in this one.
    pub remaining: Option<u32>,
}

impl QuotaSeen {
    /// What `headers` say; nothing where they say nothing that is a count.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let count = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse().ok();
        Self { limit: count("x-ratelimit-limit"), remaining: count("x-ratelimit-remaining") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_counts_are_taken() {
        #[track_caller]
        fn check(value: &str, expect: Option<u32>) {
            let mut headers = HeaderMap::new();
            headers.insert("x-ratelimit-remaining", value.parse().unwrap());
            assert_eq!(QuotaSeen::of(&headers), QuotaSeen { limit: None, remaining: expect });
        }
        check("17", Some(17));
        check(" 0 ", Some(0));
        check("-1", None);
        check("many", None);
        check("17.5", None);
    }
}
