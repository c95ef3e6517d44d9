# It starts a child that leaves the group and ignores SIGTERM, and writes the child's number to PID_FILE.
import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(os.environ["PID_FILE"], "w") as file:
        file.write(str(os.getpid()))
    time.sleep(600)
    os._exit(0)

