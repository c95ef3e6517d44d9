# Writes wherever it can: passes on only if that is its own folder, its data and its caches.
import os, stat, sys, tempfile
own = [os.getcwd(), os.environ["DATA"], os.environ["HOME"], tempfile.gettempdir(), "/dev/shm"]
own.append(os.environ["XDG_CACHE_HOME"])
for place in own:
    with open(f"{place}/own", "w") as file:
        file.write("x")
os.path.exists("pipe") or os.mkfifo("pipe")
os.chmod("hostile.py", 0o777)
found = []
for top in ["/", "/usr", "/etc", "/dev", "/proc", os.path.dirname(os.getcwd()), os.path.dirname(os.environ["DATA"])]:
    for where, folders, files in os.walk(top):
        if any(where.startswith(place) for place in own) or where.startswith("/proc/"):
            folders.clear()
            continue
        try:
            with open(f"{where}/hostile", "w"):
                found.append(where)
        except OSError:
            pass
        if where.count("/") > 4:
            folders.clear()
for node in [("b", stat.S_IFBLK, os.makedev(254, 0)), ("c", stat.S_IFCHR, os.makedev(1, 1))]:
    try:
        os.mknod(node[0], node[1] | 0o600, node[2])
        found.append(node)
    except OSError:
        pass
for call in [lambda: os.setuid(0), lambda: os.chroot("."), lambda: os.chown("hostile.py", 0, 0)]:
    try:
        call()
        found.append("root")
    except OSError:
        pass
if found:
    sys.exit(f"reached: {found}")
