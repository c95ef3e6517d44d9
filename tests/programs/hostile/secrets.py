# Looks for what is somebody else's: passes on only if there is nothing.
import glob, os, pathlib, sys
home = pathlib.Path(os.environ["HOME"])
found = [str(path) for path in home.iterdir()]
# Of the homes of this machine there are only those parts in which something is installed.
for place in ["/root", *glob.glob("/home/*"), "/var", "/srv", "/mnt", "/media", "/run", "/sys"]:
    for name in [".ssh", ".bash_history", ".netrc", ".gnupg", ".config", ".local/share/sala", "lib", "lock"]:
        found += [f"{place}/{name}"] * os.path.lexists(f"{place}/{name}")
found += [name for name in os.environ if "SECRET" in name or name.startswith("SALA_")]
found += [path for path in glob.glob("/proc/*/environ") if b"SECRET" in open(path, "rb").read()]
# Other folders of the class, the grader's notes, and what was kept in the folder itself.
wanted = {"other.txt", "lab-progress.toml", "lesson.toml", "outside.txt"}
for top in [os.environ.get("CLASS", "/nothing"), "/tmp", "/dev/shm", os.getcwd(), os.path.dirname(os.getcwd())]:
    for where, folders, files in os.walk(top):
        found += [f"{where}/{name}" for name in files if name in wanted and os.path.exists(f"{where}/{name}")]
try:
    found.append(open("/etc/shadow").read())
except OSError:
    pass
if found:
    sys.exit(f"reached: {found}")
