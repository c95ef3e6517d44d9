# It leaves a process that is another one at each moment: it forks, in a new session and with an empty
# environment, and ends. Whichever runs holds a lock on LOCK_FILE.
import fcntl
import os
import time

lock = os.open(os.environ["LOCK_FILE"], os.O_CREAT | os.O_RDWR)
fcntl.flock(lock, fcntl.LOCK_EX)
if os.fork() == 0:
    os.closerange(0, 3)
    hop = "import os, time\nos.setsid()\nend = time.time() + 60\nwhile time.time() < end:\n"
    hop += "    if os.fork(): os._exit(0)\n    os.setsid()\n"
    os.set_inheritable(lock, True)
    os.execve("/usr/bin/env", ["env", "-i", "python3", "-c", hop], {"PATH": os.environ["PATH"]})
os.close(lock)

