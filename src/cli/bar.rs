//! How far something is, for whoever waits for it.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of that form, on standard error if that is a terminal.
pub(super) fn of(template: &str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template);
    ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// A bar of so many steps, which shows that time goes on.
pub(super) fn new(steps: usize) -> ProgressBar {
    let bar = of("{bar:30} {pos}/{len} {elapsed}");
    bar.set_length(steps as u64);
    if !bar.is_hidden() {
        bar.enable_steady_tick(Duration::from_millis(100));
    }
    bar
}
