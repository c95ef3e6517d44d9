# Fills all that it can write to, and goes on.
import os
for count in range(1 << 20):
    for place in [".", os.environ["DATA"], "/tmp", "/dev/shm"]:
        try:
            with open(f"{place}/{count}", "wb") as file:
                file.write(b"x" * (1 << 20))
        except OSError:
            pass
