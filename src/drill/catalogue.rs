//! The drills that come with the program.

use super::{Drill, DrillError, Family};

/// The files, one for each drill, in the order of lists.
const FILES: [(&str, &str); 20] = [
    ("flash-crash.toml", include_str!("../../assets/drills/flash-crash.toml")),
    ("rate-storm.toml", include_str!("../../assets/drills/rate-storm.toml")),
    ("stuck-position.toml", include_str!("../../assets/drills/stuck-position.toml")),
    ("partition.toml", include_str!("../../assets/drills/partition.toml")),
    ("delayed-responses.toml", include_str!("../../assets/drills/delayed-responses.toml")),
    ("precision.toml", include_str!("../../assets/drills/precision.toml")),
    ("dns-failure.toml", include_str!("../../assets/drills/dns-failure.toml")),
    ("slow-network.toml", include_str!("../../assets/drills/slow-network.toml")),
    ("packet-loss.toml", include_str!("../../assets/drills/packet-loss.toml")),
    ("clock-skew.toml", include_str!("../../assets/drills/clock-skew.toml")),
    ("disk-full.toml", include_str!("../../assets/drills/disk-full.toml")),
    ("rate-limited.toml", include_str!("../../assets/drills/rate-limited.toml")),
    ("server-error.toml", include_str!("../../assets/drills/server-error.toml")),
    ("timeout.toml", include_str!("../../assets/drills/timeout.toml")),
    ("malformed.toml", include_str!("../../assets/drills/malformed.toml")),
    ("latch.toml", include_str!("../../assets/drills/latch.toml")),
    ("zombie-stream.toml", include_str!("../../assets/drills/zombie-stream.toml")),
    ("cancel-loop.toml", include_str!("../../assets/drills/cancel-loop.toml")),
    ("external-position.toml", include_str!("../../assets/drills/external-position.toml")),
    ("error-after-effect.toml", include_str!("../../assets/drills/error-after-effect.toml")),
];

/// How like a name a drill's name has to be to be suggested for it, from 0 to 1.
const LIKENESS_MIN: f64 = 0.6;

impl Drill {
    /// Every drill that comes with the program, in the order of lists.
    ///
    /// # Errors
    /// The first file that is no drill.
    pub fn catalogue() -> Result<Vec<Self>, DrillError> {
        FILES.iter().map(|(file, text)| Self::parse(file, text)).collect()
    }

    /// The drills of `catalogue` that `word` stands for: `all`, a family, or one drill's name.
    ///
    /// # Errors
    /// Nothing is called so: the nearest name, if one is near.
    pub fn choose<'a>(catalogue: &'a [Self], word: &str) -> Result<Vec<&'a Self>, Option<String>> {
        let family = Family::ALL.into_iter().find(|family| family.as_str() == word);
        let meant = |drill: &&Self| word == "all" || Some(drill.family) == family || drill.id == word;
        let chosen: Vec<_> = catalogue.iter().filter(meant).collect();
        if chosen.is_empty() { Err(nearest(catalogue, word)) } else { Ok(chosen) }
    }
}

/// The name most like `word`, if one is like it.
fn nearest(catalogue: &[Drill], word: &str) -> Option<String> {
    let families = Family::ALL.iter().map(|family| family.as_str());
    let names = catalogue.iter().map(|drill| drill.id.as_str()).chain(families).chain(["all", "list"]);
    let scored = names.map(|name| (strsim::jaro_winkler(name, word), name));
    let best = scored.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(likeness, _)| *likeness >= LIKENESS_MIN).map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_file_is_a_drill_of_its_own_name() {
        let catalogue = Drill::catalogue().unwrap();
        for (drill, (file, _)) in catalogue.iter().zip(FILES) {
            assert_eq!(format!("{}.toml", drill.id), file);
            assert!(!drill.about.trim().is_empty() && !drill.title.is_empty(), "{file} says too little");
        }
        let ids: BTreeSet<_> = catalogue.iter().map(|drill| &drill.id).collect();
        assert_eq!(ids.len(), catalogue.len());
    }

    #[test]
    fn words_choose_drills() {
        #[track_caller]
        fn check(word: &str, expect: Result<usize, Option<&str>>) {
            let catalogue = Drill::catalogue().unwrap();
            let chosen = Drill::choose(&catalogue, word).map(|drills| drills.len());
            assert_eq!(chosen, expect.map_err(|near| near.map(str::to_owned)));
        }
        check("all", Ok(FILES.len()));
        check("scenarios", Ok(6));
        check("chaos", Ok(5));
        check("integration", Ok(4));
        check("field", Ok(5));
        check("latch", Ok(1));
        check("flashcrash", Err(Some("flash-crash")));
        check("scenario", Err(Some("scenarios")));
        check("???", Err(None));
    }
}
