//! The `sala` command: everything is in the library.

fn main() -> std::process::ExitCode {
    sala::cli::run()
}
