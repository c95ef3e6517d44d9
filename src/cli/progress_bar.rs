//! Progress bars on standard error, hidden if that is no terminal.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// The templates are those of `indicatif`.
pub(super) fn with_template(template: &str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template);
    ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// A bar that also shows the time pass between two steps.
pub(super) fn counting(steps: usize) -> ProgressBar {
    let bar = with_template("{bar:30} {pos}/{len} {elapsed}");
    bar.set_length(steps as u64);
    if !bar.is_hidden() {
        bar.enable_steady_tick(Duration::from_millis(100));
    }
    bar
}
