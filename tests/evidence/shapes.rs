//! What is taken for a key and what is not, by files in a folder.

use soak::gate::scan::{KeysInUse, Limits, Places, Scan, run};

/// Searches `path` without a limit.
pub(crate) fn scan(places: &Places<'_>, keys: &KeysInUse) -> Scan {
    run(places, keys, Limits { bytes: Limits::BYTES, stop: &|| false })
}

/// The kinds found in a file with `text`, without their places.
#[track_caller]
fn check(text: &str, expect: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file.txt"), text).unwrap();
    let scan = scan(&Places { agent: Some(folder.path()), ..Places::default() }, &KeysInUse::default());
    let kinds: Vec<_> = scan.found.iter().map(|place| place.rsplit(": ").next().unwrap()).collect();
    assert_eq!(kinds, expect, "{text}");
    for word in text.split(|c: char| c.is_whitespace() || c == '"' || c == '=').filter(|word| word.len() > 24)
    {
        assert!(!format!("{scan:?}").contains(word), "a key is shown: {scan:?}");
    }
    assert_eq!(scan.unsearched, [""; 0]);
}

/// Written in two halves, so that nobody's scanner takes this file for one with keys in it.
fn joined(halves: [&str; 2]) -> String {
    halves.concat()
}

#[test]
fn keys_are_known_by_how_they_begin() {
    let drawn = "4eC39HqLyjWDarjtT1zdp7dc";
    check(&joined(["key = pf_li", "ve_0123456789abcdef"]), &["Purple Flea key"]);
    check(&joined(["key = pf_li", "ve_trading_0a1b2c3d4e5f"]), &["Purple Flea key"]);
    check(&format!("sk_{}_{drawn}", "trade"), &["Purple Flea key"]);
    check(&format!("sk_{}_{drawn}", "live"), &["Purple Flea or Stripe key"]);
    check(&joined(["id: AK", "IAQ3EGT5L2KWZX4PMN"]), &["AWS access key"]);
    check(&format!("gh{}_{drawn}{drawn}", "p"), &["GitHub token"]);
    check(&format!("xox{}-2345678901-{drawn}", "b"), &["Slack token"]);
    check(&format!("sk-{}-api03-{drawn}", "ant"), &["Anthropic key"]);
    check(&format!("sk-{drawn}{drawn}"), &["OpenAI key"]);
    check(&format!("AI{}SyD{drawn}-aBcDeFg_h", "za"), &["Google key"]);
    check(&format!("bot 123456789:AA{drawn}-aBcDeFg_h"), &["Telegram bot token"]);
    let body = drawn.repeat(3);
    check(&format!("-----BEGIN EC {} KEY-----\n{body}\n", "PRIVATE"), &["private key in PEM"]);
    check(&format!("\"-----BEGIN {} KEY-----\\n{body}", "PRIVATE"), &["private key in PEM"]);
}

#[test]
fn secrets_are_known_by_the_name_they_are_given_to() {
    let hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let drawn = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
    check(&format!("WALLET_KEY=0x{hex}"), &["private key"]);
    check(&format!("\"privateKey\": \"{hex}\""), &["private key"]);
    check(&format!("BINANCE_API_SECRET={drawn}"), &["secret value"]);
    check(&format!("api_secret: str = \"{drawn}\""), &["secret value"]);
    check(&format!("config['apiKey'] = '{drawn}'"), &["secret value"]);
    check(&format!("?x=1&token={drawn}&y=2"), &["secret value"]);
    let words = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    check(&format!("mnemonic = \"{words}\""), &["seed phrase"]);
}

#[test]
fn what_only_looks_alike_is_left_alone() {
    let hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    for text in [
        "PREFIXES = [\"pf_live_\", \"sk_live_\", \"AKIA\", \"ghp_\"]",
        "Authorization: Bearer pf_live_your_key_here_12345678",
        "pf_live_xxxxxxxxxxxxxxxxxxxxxxxx",
        "sk_test_configuration_of_the_agent",
        "AKIAIOSFODNN7EXAMPLE",
        "task-list-of-things-to-do-in-the-evening-of-a-day",
        "api_key = os.environ[\"PURPLE_FLEA_API_KEY\"]",
        "secret = load_secret_from_the_environment(name)",
        "TOKEN_ADDRESS = \"0xdAC17F958D2ee523a2206206994597C13D831ec7\"",
        "token: 0xdAC17F958D2ee523a2206206994597C13D831ec7",
        "-----BEGIN PRIVATE KEY-----\" in text",
        "password: \"correct horse battery staple\"",
        "key: Vec<(String, u64)>",
    ] {
        check(text, &[]);
    }
    check(&format!("sha256 = \"{hex}\""), &[]);
    check(&format!("public_key = \"{hex}\""), &[]);
    check(&format!("cache_key: {hex}"), &[]);
    check(&format!("idempotency-key: {hex}"), &[]);
}
