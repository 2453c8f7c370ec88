//! How lengths of time are written: `"30s"` where people read, microseconds where they do not.

/// Lengths of time in a field with `#[serde(with = …)]`.
pub(super) mod span {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::model::Span;

    /// Writes `span`.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
    pub(in crate::fault) fn serialize<S: Serializer>(span: &Span, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.serialize_str(&text(*span)) } else { span.serialize(to) }
    }

    /// Reads a span; a leading minus turns it around.
    pub(in crate::fault) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Span, D::Error> {
        if !from.is_human_readable() {
            return Span::deserialize(from);
        }
        let text = String::deserialize(from)?;
        let (text, factor) = text.strip_prefix('-').map_or((text.as_str(), 1), |text| (text, -1));
        let span: Span = text.parse().map_err(D::Error::custom)?;
        Ok(span.times(factor))
    }

    /// The span in its largest whole unit.
    fn text(span: Span) -> String {
        let micros = span.as_micros();
        let units = [("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000)];
        let units = units.into_iter().chain([("ms", 1_000)]);
        let whole = units.into_iter().find(|(_, unit)| micros != 0 && micros % unit == 0);
        whole.map_or_else(|| format!("{micros}us"), |(name, unit)| format!("{}{name}", micros / unit))
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::fault::Fault;

        #[track_caller]
        fn check(by: &str, micros: i64, written: &str) {
            let fault: Fault = serde_json::from_str(&format!(r#"{{"clock_step":{{"by":"{by}"}}}}"#)).unwrap();
            assert_eq!(fault, Fault::ClockStep { by: Span::from_micros(micros) });
            let text = serde_json::to_string(&fault).unwrap();
            assert_eq!(text, format!(r#"{{"clock_step":{{"by":"{written}"}}}}"#));
            let bytes = postcard::to_allocvec(&fault).unwrap();
            assert_eq!(postcard::from_bytes::<Fault>(&bytes).unwrap(), fault);
        }

        #[test]
        fn spans_are_read_back_as_they_were_written() {
            check("5m", 300_000_000, "5m");
            check("-300s", -300_000_000, "-5m");
            check("1500ms", 1_500_000, "1500ms");
            check("0s", 0, "0us");
        }

        #[test]
        fn a_length_that_is_none_is_refused() {
            for by in ["5", "--5s", "soon"] {
                let text = format!(r#"{{"clock_step":{{"by":"{by}"}}}}"#);
                assert!(serde_json::from_str::<Fault>(&text).is_err(), "{by} was taken");
            }
        }
    }
}
