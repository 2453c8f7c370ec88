//! A configuration with some of its keys replaced.
//!
//! Why not as values: the configuration is read from its source text, digit by digit, and printed in one
//! fixed form, so texts are what can be put together without losing a digit.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

/// `printed`, a configuration in the fixed form in which it is printed, with the keys of `fragment` in
/// place of its own. What in the fragment is no configuration is left out; reading it alone says so.
pub(super) fn over(printed: &str, fragment: &str) -> String {
    let mut sections: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for text in [printed, fragment] {
        let (table, _) = DeTable::parse_recoverable(text);
        collect(table.get_ref(), "", text, &mut sections);
    }
    let mut text = String::new();
    for (section, keys) in &sections {
        text.extend(["[", section, "]\n"]);
        for (key, value) in keys {
            text.extend([key, " = ", value, "\n"]);
        }
    }
    text
}

fn collect(
    table: &DeTable<'_>,
    section: &str,
    text: &str,
    sections: &mut BTreeMap<String, BTreeMap<String, String>>,
) {
    for (key, value) in table {
        let key = key.get_ref().to_string();
        if let DeValue::Table(inner) = value.get_ref() {
            let path = if section.is_empty() { key } else { format!("{section}.{key}") };
            collect(inner, &path, text, sections);
        } else if let Some(written) = text.get(value.span()) {
            sections.entry(section.to_owned()).or_default().insert(key, written.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Settings;

    #[track_caller]
    fn check(base: &str, fragment: &str, expect: &str) {
        let read = |text: &str| Settings::parse(Path::new("test"), text).unwrap().settings;
        assert_eq!(read(&over(&read(base).print(), fragment)), read(expect));
    }

    #[test]
    fn the_fragments_keys_stand_and_all_others_stay() {
        check("", "", "");
        check("[orders]\nintent_ttl = \"3s\"\n", "", "[orders]\nintent_ttl = \"3s\"\n");
        check(
            "[orders]\nintent_ttl = \"3s\"\nretries_max = 2\n[budget.per_route]\norder = 9\n",
            "[orders]\nintent_ttl = \"4s\"\n[reconcile]\nevery = \"1s\"\n",
            "[orders]\nintent_ttl = \"4s\"\nretries_max = 2\n[reconcile]\nevery = \"1s\"\n\
             [budget.per_route]\norder = 9\n",
        );
        check("[agent]\nband_bp = 3\n", "agent = { band_bp = 0.1 }", "[agent]\nband_bp = 0.1\n");
    }
}
