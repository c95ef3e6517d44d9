# It ends before it listens, with an exit code.
import sys

sys.exit(7)
