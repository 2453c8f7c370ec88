//! The report of a real soak, in a real browser: wide and narrow, light and dark.

#![expect(clippy::unwrap_used, reason = "a test stops where its program cannot be started")]

#[path = "report/browser.rs"]
mod browser;
#[path = "report/forms.rs"]
mod forms;
#[path = "report/page.rs"]
mod page;
#[path = "report/place.rs"]
mod place;
#[path = "report/proof.rs"]
mod proof;
