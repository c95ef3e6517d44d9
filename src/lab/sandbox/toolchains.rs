//! What programs are built and run with, wherever it is installed: found by `PATH` and by the
//! variables that say where such things are.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::iter;
use std::path::{Path, PathBuf};

/// Where the system itself is. A box sees these of the folders of `/`, as far as they are there.
pub const SYSTEM: [&str; 11] = [
    "/usr",
    "/etc",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/gnu/store",
    "/run/current-system",
];
/// Variables that name a folder in which something is installed, and the folder that is meant without
/// the variable, from home.
const HOMES: [(&str, &str); 16] = [
    ("RUSTUP_HOME", ".rustup"),
    ("PYENV_ROOT", ".pyenv"),
    ("NVM_DIR", ".nvm"),
    ("FNM_DIR", ".local/share/fnm"),
    ("VOLTA_HOME", ".volta"),
    ("SDKMAN_DIR", ".sdkman"),
    ("ASDF_DATA_DIR", ".asdf"),
    ("MISE_DATA_DIR", ".local/share/mise"),
    ("RBENV_ROOT", ".rbenv"),
    ("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python"),
    ("GOROOT", ""),
    ("JAVA_HOME", ""),
    ("DOTNET_ROOT", ""),
    ("NODE_HOME", ""),
    ("VIRTUAL_ENV", ""),
    ("CONDA_PREFIX", ""),
];
/// Variables that programs are given as they are.
const KEPT: [&str; 13] = [
    "PATH",
    "TZ",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_COLLATE",
    "LC_MESSAGES",
    "LC_MONETARY",
    "LC_NUMERIC",
    "LC_TIME",
    "RUSTUP_TOOLCHAIN",
    "PYENV_VERSION",
];
/// Folders of programs: what they need is beside them.
const PROGRAMS: [&str; 4] = ["bin", "sbin", "shims", "libexec"];
/// By these a folder shows that something is installed there, and that it is not merely somebody's.
const LIBRARIES: [&str; 5] = ["lib", "lib64", "libexec", "shared", "sdk"];
/// Folders of home in which the libraries lie beside what is nobody's business.
const SHARED: [&str; 4] = [".local", ".config", ".cache", ".cargo"];

/// How many links are followed, one to the next.
const MAX_LINKS: usize = 8;

/// What is installed outside the system's own folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Toolchains {
    /// Folders, and programs that stand alone; none lies in another.
    pub places: Vec<PathBuf>,
    /// What programs know them by.
    pub variables: Vec<(&'static str, OsString)>,
    /// The crates that cargo has fetched.
    pub crates: Option<PathBuf>,
}

impl Toolchains {
    /// The toolchains of a user with this home folder and these variables.
    pub fn find(home: &Path, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let mut found = Found { home, places: Vec::new() };
        let kept = KEPT.iter().filter_map(|name| Some((*name, variable(name)?)));
        let mut variables: Vec<_> = kept.collect();
        for (name, default) in HOMES {
            let default = Some(home.join(default)).filter(|_| !default.is_empty());
            let Some(place) = variable(name).map(PathBuf::from).or(default) else { continue };
            if place.is_absolute() && place.is_dir() && !found.is_broad(&place) {
                variables.push((name, place.clone().into()));
                found.add(place);
            }
        }
        let path = variable("PATH").unwrap_or_default();
        env::split_paths(&path).filter(|folder| folder.is_absolute()).for_each(|folder| {
            found.add_folder(&folder);
        });
        let cargo = variable("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
        let crates = Some(cargo.join("registry")).filter(|crates| crates.is_dir());
        Self { places: found.outermost(), variables, crates }
    }
}

struct Found<'a> {
    home: &'a Path,
    places: Vec<PathBuf>,
}

impl Found<'_> {
    /// A folder of `PATH`, and what its links lead to.
    fn add_folder(&mut self, folder: &Path) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        if !is_of_system(folder) && !self.is_broad(folder) {
            self.add(self.installation(folder).unwrap_or_else(|| folder.to_owned()));
        }
        let links =
            entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_symlink()));
        links.for_each(|link| self.follow(link.path()));
    }

    /// A link to a program, maybe by others: in a box each of them has to lead on.
    fn follow(&mut self, link: PathBuf) {
        let last = link.canonicalize().ok().filter(|last| last.is_file());
        let next = |path: &PathBuf| fs::read_link(path).ok().filter(|next| next.is_absolute());
        let links = iter::successors(Some(link), next).skip(1).take(MAX_LINKS);
        for program in links.filter(|_| last.is_some()).chain(last.clone()).collect::<Vec<_>>() {
            let place = program.parent().and_then(|folder| self.installation(folder));
            self.add(place.unwrap_or(program));
        }
    }

    /// The folder in which that is installed whose programs are in this one.
    fn installation(&self, folder: &Path) -> Option<PathBuf> {
        let is_named = |name| PROGRAMS.iter().any(|programs| *programs == name);
        let above = folder.parent().filter(|_| folder.file_name().is_some_and(is_named));
        let has_libraries = |place: &&Path| LIBRARIES.iter().any(|name| place.join(name).is_dir());
        let mut candidates = above.into_iter().chain(iter::once(folder));
        candidates.find(|place| has_libraries(place) && !self.is_broad(place)).map(Path::to_owned)
    }

    /// Would somebody's own things be seen with it?
    fn is_broad(&self, place: &Path) -> bool {
        let place = place.canonicalize().unwrap_or_else(|_| place.to_owned());
        let home = self.home.canonicalize().unwrap_or_else(|_| self.home.to_owned());
        home.starts_with(&place) || SHARED.iter().any(|shared| home.join(shared) == place)
    }

    fn add(&mut self, place: PathBuf) {
        if !is_of_system(&place) {
            self.places.push(place);
        }
    }

    fn outermost(mut self) -> Vec<PathBuf> {
        self.places.sort();
        self.places.dedup_by(|inner, outer| inner.starts_with(outer));
        self.places
    }
}

fn is_of_system(place: &Path) -> bool {
    SYSTEM.iter().any(|system| place.starts_with(system))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_is_installed_is_found_and_what_is_somebodys_is_not() {
        let root = tempfile::tempdir().unwrap();
        let home = root.path().join("home/ana");
        let make = |name: &str| fs::create_dir_all(home.join(name)).unwrap();
        let program = |name: &str| {
            fs::create_dir_all(home.join(name).parent().unwrap()).unwrap();
            fs::write(home.join(name), "").unwrap();
        };
        let link = |to: &Path, name: &str| {
            fs::create_dir_all(home.join(name).parent().unwrap()).unwrap();
            symlink(to, home.join(name)).unwrap();
        };
        // Version managers in their places, and one elsewhere.
        [".rustup", ".ssh", "other/pyenv", ".cargo/registry"].iter().for_each(|name| make(name));
        program(".cargo/bin/cargo");
        program(".cargo/credentials.toml");
        // A folder with what it needs beside it, reached by a link of its own.
        make(".sdkman-own/java/21/lib");
        program(".sdkman-own/java/21/bin/java");
        link(&home.join(".sdkman-own/java/21"), "java/current");
        // Links from where everybody has programs to where they are installed.
        make("apps/node/lib");
        program("apps/node/bin/node");
        link(&home.join("apps/node/bin/node"), ".local/bin/node");
        make(".local/lib");
        program(".local/share/keyrings/secret");
        // One that stands alone, among somebody's own things.
        program("projects/tool.sh");
        program("projects/diary");
        link(&home.join("projects/tool.sh"), ".local/bin/tool");
        program("bin/script");
        program("go/bin/tool");
        program("go/src/mine");
        let path = ["bin", ".local/bin", ".cargo/bin", "java/current/bin", "go/bin", "", "nowhere"];
        let path = env::join_paths(path.map(|name| home.join(name)).iter()).unwrap();
        let pyenv = home.join("other/pyenv");
        let found = Toolchains::find(&home, |name| match name {
            "PATH" => Some(path.clone()),
            "PYENV_ROOT" => Some(pyenv.clone().into()),
            // Home itself is no toolchain.
            "NODE_HOME" => Some(home.clone().into()),
            "LANG" => Some("pt_BR.UTF-8".into()),
            _ => None,
        });
        let expected = [
            ".cargo/bin",
            ".local/bin",
            ".rustup",
            "apps/node",
            "bin",
            "go/bin",
            "java/current",
            "other/pyenv",
            "projects/tool.sh",
        ];
        assert_eq!(found.places, expected.map(|name| home.join(name)));
        assert_eq!(found.crates, Some(home.join(".cargo/registry")));
        let names: Vec<&str> = found.variables.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["PATH", "LANG", "RUSTUP_HOME", "PYENV_ROOT"]);
    }
}
