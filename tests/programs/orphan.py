# It starts a process that leaves the group and its environment, and waits for its number in PID_FILE.
import os
import subprocess
import time

pid_file = os.environ["PID_FILE"]
shell = f"sleep 600 & echo $! > {pid_file}; sleep 601; true"
subprocess.Popen(["env", "-i", "setsid", "sh", "-c", shell])
while not open(pid_file, "a+").seek(0, 2):
    time.sleep(0.01)

