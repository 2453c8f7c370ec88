//! The report of a real soak, in a real browser: wide and narrow, light and dark.

#[path = "report/browser.rs"]
#[cfg(test)]
mod browser;
#[path = "report/forged.rs"]
#[cfg(test)]
mod forged;
#[path = "report/forms.rs"]
#[cfg(test)]
mod forms;
#[path = "report/page.rs"]
#[cfg(test)]
mod page;
#[path = "report/place.rs"]
#[cfg(test)]
mod place;
#[path = "report/proof.rs"]
#[cfg(test)]
mod proof;
#[path = "report/running.rs"]
#[cfg(test)]
mod running;
