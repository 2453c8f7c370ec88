//! How keys look: their beginnings, and what has to follow.
//!
//! Sources: the venue's pages and public clients for its own; for the others what their makers publish, most of it
//! collected in <https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns>.

/// What the rest of a key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// Capital letters and digits.
    Capitals,
    /// Letters and digits.
    Letters,
    /// Letters, digits, `_` and `-`.
    Words,
}

/// How a kind of key looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// What it is called.
    pub(super) kind: &'static str,
    /// How it begins.
    pub(super) prefix: &'static str,
    /// What it goes on with.
    pub(super) alphabet: Alphabet,
    /// Least length of that.
    pub(super) least: usize,
}

const fn shape(kind: &'static str, prefix: &'static str, alphabet: Alphabet, least: usize) -> Shape {
    Shape { kind, prefix, alphabet, least }
}

/// Every beginning of a key that is known. Where one begins with another, both fit and the first is told.
pub(super) const SHAPES: [Shape; 46] = [
    shape("Purple Flea key", "pf_live_", Alphabet::Words, 12),
    shape("Purple Flea key", "pf_test_", Alphabet::Words, 12),
    shape("Purple Flea key", "pf_sk_", Alphabet::Words, 12),
    shape("Purple Flea key", "PF_LIVE_", Alphabet::Words, 12),
    shape("Purple Flea key", "PF_SK_", Alphabet::Words, 12),
    shape("Purple Flea key", "sk_trade_", Alphabet::Words, 12),
    shape("Purple Flea or Stripe key", "sk_live_", Alphabet::Words, 12),
    shape("Purple Flea or Stripe key", "sk_test_", Alphabet::Words, 12),
    shape("Stripe key", "rk_live_", Alphabet::Letters, 16),
    shape("Stripe webhook secret", "whsec_", Alphabet::Letters, 24),
    shape("AWS access key", "AKIA", Alphabet::Capitals, 16),
    shape("AWS access key", "ASIA", Alphabet::Capitals, 16),
    shape("GitHub token", "ghp_", Alphabet::Letters, 36),
    shape("GitHub token", "gho_", Alphabet::Letters, 36),
    shape("GitHub token", "ghu_", Alphabet::Letters, 36),
    shape("GitHub token", "ghs_", Alphabet::Letters, 36),
    shape("GitHub token", "ghr_", Alphabet::Letters, 36),
    shape("GitHub token", "github_pat_", Alphabet::Words, 40),
    shape("GitLab token", "glpat-", Alphabet::Words, 20),
    shape("Slack token", "xoxb-", Alphabet::Words, 20),
    shape("Slack token", "xoxp-", Alphabet::Words, 20),
    shape("Slack token", "xoxa-", Alphabet::Words, 20),
    shape("Slack token", "xoxr-", Alphabet::Words, 20),
    shape("Slack token", "xoxs-", Alphabet::Words, 20),
    shape("Slack token", "xoxe.", Alphabet::Words, 20),
    shape("Slack token", "xapp-", Alphabet::Words, 20),
    shape("Slack webhook", "hooks.slack.com/services/T", Alphabet::Letters, 8),
    shape("Discord webhook", "discord.com/api/webhooks/", Alphabet::Letters, 16),
    shape("Anthropic key", "sk-ant-", Alphabet::Words, 20),
    shape("OpenAI key", "sk-proj-", Alphabet::Words, 20),
    shape("OpenAI key", "sk-svcacct-", Alphabet::Words, 20),
    shape("OpenRouter key", "sk-or-v1-", Alphabet::Words, 20),
    shape("OpenAI key", "sk-", Alphabet::Letters, 32),
    shape("Google key", "AIza", Alphabet::Words, 35),
    shape("Google OAuth secret", "GOCSPX-", Alphabet::Words, 24),
    shape("Google token", "ya29.", Alphabet::Words, 30),
    shape("Hugging Face token", "hf_", Alphabet::Letters, 30),
    shape("npm token", "npm_", Alphabet::Letters, 36),
    shape("PyPI token", "pypi-AgE", Alphabet::Words, 40),
    shape("SendGrid key", "SG.", Alphabet::Words, 20),
    shape("DigitalOcean token", "dop_v1_", Alphabet::Letters, 32),
    shape("Docker token", "dckr_pat_", Alphabet::Words, 20),
    shape("Telegram bot token", ":AA", Alphabet::Words, 33),
    shape("Alchemy key", "alchemy.com/v2/", Alphabet::Words, 20),
    shape("Infura key", "infura.io/v3/", Alphabet::Letters, 32),
    shape("age key", "AGE-SECRET-KEY-1", Alphabet::Capitals, 40),
];

/// What stands in examples where a key would.
const PLACEHOLDERS: [&str; 13] = [
    "example",
    "your",
    "xxxx",
    "placeholder",
    "redacted",
    "replace",
    "insert",
    "changeme",
    "dummy",
    "_here",
    "0000000000",
    "not_a",
    "fake",
];

/// Different characters that a key has at least: `aaaaaaaaaaaaaaaa` is none.
const DIFFERENT_MIN: usize = 5;

impl Alphabet {
    /// Whether `byte` can be in the rest of a key.
    pub(super) const fn holds(self, byte: u8) -> bool {
        match self {
            Self::Capitals => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Letters => byte.is_ascii_alphanumeric(),
            Self::Words => byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-',
        }
    }
}

impl Shape {
    /// The length of the key that begins `bytes` with this shape's prefix, if the rest makes it one.
    pub(super) fn length(&self, bytes: &[u8]) -> Option<usize> {
        let rest = bytes.get(self.prefix.len()..)?;
        let length = rest.iter().take_while(|byte| self.alphabet.holds(**byte)).count();
        let body = rest.get(..length)?;
        (length >= self.least && looks_drawn(body)).then_some(self.prefix.len() + length)
    }
}

/// Whether `body` looks drawn by chance rather than written by a person: some part of it without `_` and `-` is
/// long and has a digit, or letters of both cases.
fn looks_drawn(body: &[u8]) -> bool {
    const PART_MIN: usize = 8;
    let drawn = body.split(|byte| matches!(byte, b'_' | b'-')).any(|part| {
        let digit = part.iter().any(u8::is_ascii_digit);
        let both = part.iter().any(u8::is_ascii_lowercase) && part.iter().any(u8::is_ascii_uppercase);
        part.len() >= PART_MIN && (digit || both) && different(part) >= DIFFERENT_MIN
    });
    drawn && !is_placeholder(body)
}

/// Whether `text` is what stands in examples.
pub(super) fn is_placeholder(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    PLACEHOLDERS.iter().any(|placeholder| text.contains(placeholder))
}

/// How many different bytes `text` has.
pub(super) fn different(text: &[u8]) -> usize {
    let mut seen = [false; 256];
    for byte in text {
        if let Some(place) = seen.get_mut(usize::from(*byte)) {
            *place = true;
        }
    }
    seen.iter().filter(|seen| **seen).count()
}
