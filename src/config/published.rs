//! The settings as others may read them: in a report, and in a bundle.
//!
//! Invariant: what may be a secret of whoever runs the soak does not leave: the path of a webhook is often the only
//! key to it, and an argument of a command may be a token. Neither is part of the fingerprint.

use super::{AlertSettings, Settings, SinkSettings};

impl Settings {
    /// The same without what may be a secret: of a webhook its host is left, of a command its program.
    #[must_use]
    pub fn published(&self) -> Self {
        let sink = |sink: &SinkSettings| SinkSettings {
            webhook: sink.webhook.as_deref().map(host),
            command: sink.command.first().cloned().into_iter().collect(),
            ..sink.clone()
        };
        let sinks = self.alerts.sinks.iter().map(sink).collect();
        Self { alerts: AlertSettings { sinks, ..self.alerts.clone() }, ..self.clone() }
    }
}

/// An address without its path. It has neither user nor question: such a one is refused.
fn host(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    format!("{scheme}://{}/", rest.split('/').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn addresses_and_arguments_are_left_out_and_the_rest_stays() {
        let text = "risk.trade_max_pct = 1\n\
            [[alerts.sink]]\nname = \"phone\"\nwebhook = \"https://hooks.example:8443/T0K3N\"\n\
            secret_env = \"HOOK\"\nseverities = [\"page\"]\n\
            [[alerts.sink]]\nname = \"bell\"\ncommand = [\"/usr/bin/page-me\", \"--token\", \"T0K3N\"]\n";
        let settings = Settings::parse(Path::new("soak.toml"), text).unwrap().settings;
        let published = settings.published().print();
        assert!(settings.print().contains("T0K3N") && !published.contains("T0K3N"), "{published}");
        assert!(published.contains("\"https://hooks.example:8443/\""), "{published}");
        assert!(published.contains("[\"/usr/bin/page-me\"]"), "{published}");
        let read = Settings::parse(Path::new("soak.toml"), &published).unwrap().settings;
        assert_eq!(read.fingerprint(), settings.fingerprint());
        assert_eq!(read.rules, settings.rules);
        assert_eq!(Settings::default().published(), Settings::default());
    }

    #[test]
    fn of_an_address_its_host_is_left() {
        for (url, expect) in
            [("https://a.example/x/y", "https://a.example/"), ("http://127.0.0.1:9", "http://127.0.0.1:9/")]
        {
            assert_eq!(host(url), expect);
        }
    }
}
