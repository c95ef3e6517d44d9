# It fails where it can reach a terminal of whoever started it.
import os
import sys

try:
    os.write(os.open("/dev/tty", os.O_RDWR), b"\x1b[2J\x1b]0;title\x07")
    sys.exit("a terminal")
except OSError:
    pass
if os.getsid(0) == os.getsid(int(os.environ["TESTER"])):
    sys.exit("the session of whoever grades")

