# Reaches for the network, for other programs, and for whoever grades: passes on only if nobody is there.
import ctypes, fcntl, glob, os, signal, socket, sys, termios
found = []
def tried(what, call):
    try:
        call()
        found.append(what)
    except OSError:
        pass
def connect(family, address, kind=socket.SOCK_STREAM):
    with socket.socket(family, kind) as own:
        own.settimeout(1)
        own.connect(address)
tried("network", lambda: connect(socket.AF_INET, ("192.0.2.1", 80)))
tried("names", lambda: connect(socket.AF_INET, ("8.8.8.8", 53), socket.SOCK_DGRAM))
tried("network 6", lambda: connect(socket.AF_INET6, ("2001:db8::1", 80)))
tried("resolver", lambda: socket.getaddrinfo("example.org", 80))
with open("ports") as ports:
    port, name = ports.read().split()
tried("port", lambda: connect(socket.AF_INET, ("127.0.0.1", int(port))))
tried("abstract socket", lambda: connect(socket.AF_UNIX, "\0" + name))
for path in glob.glob("/tmp/**/*.sock", recursive=True) + glob.glob("/run/**/*", recursive=True):
    tried(path, lambda: connect(socket.AF_UNIX, path))
pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
commands = [open(f"/proc/{pid}/cmdline").read() for pid in pids]
# The box's own are among them: whoever ends them ends with them.
own = ("bwrap", "lab\0keep\0--in-box", "hostile.py")
found += [command for command in commands if not any(name in command for name in own)]
libc = ctypes.CDLL(None, use_errno=True)
with open("pid") as file:
    pid = int(file.read())
if libc.ptrace(16, pid, 0, 0) == 0:
    found.append("ptrace")
tried("signal", lambda: os.kill(pid, 0))
tried("terminal", lambda: open("/dev/tty"))
tried("pushed keys", lambda: fcntl.ioctl(0, termios.TIOCSTI, b"x"))
tried("pushed keys 2", lambda: fcntl.ioctl(2, termios.TIOCSTI, b"x"))
for fd in range(3, 256):
    try:
        found.append(f"descriptor {fd}: {os.fstat(fd)}")
    except OSError:
        pass
# Memory that no process is seen to have.
tried("memory without a process", lambda: os.memfd_create("x"))
if libc.shmget(0, 1 << 20, 0o1600) >= 0:
    found.append("shared memory")
if libc.unshare(0x10000000) == 0:
    found.append("user namespace")
if found:
    sys.exit(f"reached: {found}")
