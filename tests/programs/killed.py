# A signal ends it before it listens.
import os

os.kill(os.getpid(), 9)
