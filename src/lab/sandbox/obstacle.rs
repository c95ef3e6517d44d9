//! Why a machine makes no boxes, and what its owner can do about it.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::system::uname;

use crate::locale::Locale;
use crate::say;

/// Files by which a container shows that it is one.
const CONTAINERS: [&str; 3] = ["/.dockerenv", "/run/.containerenv", "/run/systemd/container"];
const RESTRICTED_BY_APPARMOR: &str = "kernel.apparmor_restrict_unprivileged_userns";
const MAX_NAMESPACES: &str = "user.max_user_namespaces";
const UNPRIVILEGED_NAMESPACES: &str = "kernel.unprivileged_userns_clone";

/// Why there is no box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Only Linux has what boxes are made of.
    NotLinux,
    /// bubblewrap is not installed.
    NoBubblewrap,
    /// It is too old: it does not know this option.
    OldBubblewrap(String),
    /// Windows runs the programs of Linux without a Linux.
    Wsl1,
    /// A container that lets nobody make namespaces.
    Container,
    /// AppArmor lets only known programs have them, as on Ubuntu since 23.10.
    AppArmor,
    /// A setting of the system keeps them from everyone: its name, and its value that does not.
    Setting(&'static str, u32),
    /// The folder in which the boxes are is not this user's.
    Taken(PathBuf),
    /// Something else: what was said.
    Other(String),
}

/// What a machine says of itself.
#[derive(Clone, Copy, Debug)]
struct Machine<'a> {
    /// The kernel's release.
    release: &'a str,
    /// Is it a container?
    is_container: bool,
    /// Is the administrator asking?
    is_root: bool,
    /// The value of a setting, where there is one.
    setting: fn(&str) -> Option<u32>,
}

impl Obstacle {
    /// The obstacle on this machine, when bubblewrap has said these last words.
    pub fn of_failure(words: &str, is_root: bool) -> Self {
        let name = uname();
        let machine = Machine {
            release: &name.release().to_string_lossy(),
            is_container: CONTAINERS.iter().any(|file| Path::new(file).exists()),
            is_root,
            setting,
        };
        Self::on(&machine, words)
    }

    fn on(machine: &Machine<'_>, words: &str) -> Self {
        let is_off = |name| (machine.setting)(name) == Some(0);
        match words.split_once("Unknown option ") {
            Some((_, option)) => Self::OldBubblewrap(option.to_owned()),
            // "microsoft-standard-WSL2" is a kernel of its own.
            None if machine.release.ends_with("-Microsoft") => Self::Wsl1,
            None if is_off(MAX_NAMESPACES) => Self::Setting(MAX_NAMESPACES, 10_000),
            None if machine.is_container => Self::Container,
            None if machine.is_root => Self::Other(words.to_owned()),
            None if is_off(UNPRIVILEGED_NAMESPACES) => Self::Setting(UNPRIVILEGED_NAMESPACES, 1),
            None if (machine.setting)(RESTRICTED_BY_APPARMOR) == Some(1) => Self::AppArmor,
            None => Self::Other(words.to_owned()),
        }
    }

    /// What the case is and how to go on, in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::NotLinux => say!(locale, "lab-box-not-linux"),
            Self::NoBubblewrap => say!(locale, "lab-box-no-bubblewrap"),
            Self::OldBubblewrap(option) => say!(locale, "lab-box-old", option = option.as_str()),
            Self::Wsl1 => say!(locale, "lab-box-wsl1"),
            Self::Container => say!(locale, "lab-box-container"),
            Self::AppArmor => say!(locale, "lab-box-apparmor", setting = RESTRICTED_BY_APPARMOR),
            Self::Setting(setting, value) => {
                say!(locale, "lab-box-setting", setting = *setting, value = value.to_string())
            }
            Self::Taken(path) => say!(locale, "lab-box-taken", path = path.display().to_string()),
            Self::Other(why) => say!(locale, "lab-box-other", why = why.as_str()),
        }
    }
}

/// The value of a setting of the system.
fn setting(name: &str) -> Option<u32> {
    fs::read_to_string(format!("/proc/sys/{}", name.replace('.', "/"))).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: Machine<'_> = Machine {
        release: "6.1.0-18-amd64",
        is_container: false,
        is_root: false,
        setting: |_| None,
    };
    const REFUSED: &str = "bwrap: setting up uid map: Permission denied";

    #[test]
    fn each_machine_without_boxes_has_its_own_obstacle() {
        let off: fn(&str) -> Option<u32> = |_| Some(0);
        let ubuntu: fn(&str) -> Option<u32> =
            |name| Some(if name == MAX_NAMESPACES { 9 } else { 1 });
        let debian: fn(&str) -> Option<u32> =
            |name| Some(if name == MAX_NAMESPACES { 9 } else { 0 });
        let cases = [
            (Machine { release: "4.4.0-19041-Microsoft", ..MACHINE }, Obstacle::Wsl1),
            (
                Machine { release: "5.15.1-microsoft-standard-WSL2", ..MACHINE },
                Obstacle::Other(REFUSED.to_owned()),
            ),
            (Machine { setting: ubuntu, ..MACHINE }, Obstacle::AppArmor),
            // Ubuntu's own setting is seen in its containers as well.
            (Machine { setting: ubuntu, is_container: true, ..MACHINE }, Obstacle::Container),
            (Machine { setting: debian, ..MACHINE }, Obstacle::Setting(UNPRIVILEGED_NAMESPACES, 1)),
            (Machine { setting: off, ..MACHINE }, Obstacle::Setting(MAX_NAMESPACES, 10_000)),
            (
                Machine { setting: ubuntu, is_root: true, ..MACHINE },
                Obstacle::Other(REFUSED.to_owned()),
            ),
        ];
        for (machine, obstacle) in cases {
            assert_eq!(Obstacle::on(&machine, REFUSED), obstacle, "{machine:?}");
        }
        let old = Obstacle::on(&MACHINE, "bwrap: Unknown option --disable-userns");
        assert_eq!(old, Obstacle::OldBubblewrap("--disable-userns".to_owned()));
    }

    #[test]
    fn each_obstacle_is_told_in_one_line() {
        let all = [
            Obstacle::NotLinux,
            Obstacle::NoBubblewrap,
            Obstacle::OldBubblewrap("--size".to_owned()),
            Obstacle::Wsl1,
            Obstacle::Container,
            Obstacle::AppArmor,
            Obstacle::Setting(MAX_NAMESPACES, 1),
            Obstacle::Taken("/tmp/x".into()),
            Obstacle::Other(REFUSED.to_owned()),
        ];
        for (obstacle, locale) in all.iter().flat_map(|one| Locale::ALL.map(|locale| (one, locale)))
        {
            let words = obstacle.explain(locale);
            assert!(!words.contains('\n') && words.len() > 20, "{words}");
        }
    }
}
