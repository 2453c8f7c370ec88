//! The page as a person sees it: on a desk and on a telephone, by day and by night, and on paper.

use std::path::Path;

use crate::browser::Browser;
use crate::place::Place;

/// Every text whose colour is too near to what lies behind it: less than 4.5 to 1 (WCAG 2.2, 1.4.3).
const FAINT: &str = r"(() => {
  const numbers = color => color.match(/[\d.]+/g).map(Number);
  const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = numbers(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] > 0.99) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const drawn = ['text', 'tspan'].includes(element.localName);
    const inside = element.closest('svg');
    if (!texts.currentNode.data.trim() || !element.getClientRects().length || (inside && !drawn)) continue;
    const style = getComputedStyle(element);
    const [one, other] = [light(numbers(drawn ? style.fill : style.color)), light(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.push([texts.currentNode.data.trim(), ratio]);
  }
  return faint;
})()";

/// Drawings that are shown, and the height of the smallest letters in them.
const DRAWN: &str = r"(() => {
  const shown = [...document.querySelectorAll('svg')].filter(svg => svg.getClientRects().length);
  const scale = shown.map(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width);
  return [shown.length, Math.min(...scale) * 11];
})()";

#[test]
fn the_page_is_whole_and_readable_on_every_screen() {
    let place = Place::with_a_soak();
    place.report("r.html");
    let Some(mut browser) = Browser::start() else { return };
    let mut pictures = Vec::new();
    for (width, scheme) in [(1_280, "light"), (1_280, "dark"), (390, "light"), (390, "dark")] {
        browser.open(&place.path("r.html"), width, scheme);
        let at = format!("{width} {scheme}");
        assert_eq!(
            browser.value("document.documentElement.scrollWidth <= innerWidth"),
            true,
            "{at}: it is too wide"
        );
        assert_eq!(browser.value(FAINT), serde_json::json!([]), "{at}: a text is too faint");
        let drawn = browser.value(DRAWN);
        assert!(drawn[0] == 1 && drawn[1].as_f64().unwrap() > 9.0, "{at}: drawings and letters: {drawn}");
        assert_eq!(browser.complaints(), Vec::<&serde_json::Value>::new(), "{at}");
        let away: Vec<_> = browser.requests().into_iter().filter(|url| !is_its_own(url)).collect();
        assert_eq!(away, Vec::<&str>::new(), "{at}: it asked for something");
        let picture = browser.picture();
        assert!(picture.starts_with(b"\x89PNG") && picture.len() > 20_000, "{at}: {} bytes", picture.len());
        let file = format!("report-{width}-{scheme}.png");
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(file), &picture).unwrap();
        pictures.push(picture);
    }
    assert!(pictures[0] != pictures[1] && pictures[2] != pictures[3], "night looks like day");
}

/// Whether `url` is the page itself, or its empty icon.
fn is_its_own(url: &str) -> bool {
    url.starts_with("file:///") && url.ends_with("/r.html") || url == "data:,"
}

#[test]
fn on_paper_nothing_is_cut_off_and_ink_is_spared() {
    let place = Place::with_a_soak();
    place.report("r.html");
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&place.path("r.html"), 680, "dark");
    browser.media("print", "dark");
    assert_eq!(browser.value("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)");
    assert_eq!(browser.value(FAINT), serde_json::json!([]));
    let cut = "[...document.querySelectorAll('pre, table, svg')].filter(one => \
               getComputedStyle(one).overflowY === 'auto' || getComputedStyle(one).maxHeight !== 'none').length";
    assert_eq!(browser.value(cut), 0);
    assert_eq!(browser.value(DRAWN)[0], 1);
}
