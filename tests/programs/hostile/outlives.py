# Leaves something behind that nobody knows of.
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.environ.clear()
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_IGN)
        lock = open("lock", "w")
        while True:
            lock.write("x")
            lock.flush()
            time.sleep(0.01)
    os._exit(0)
os.wait()
