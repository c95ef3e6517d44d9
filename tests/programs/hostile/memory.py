# Takes 8 GiB, of which each process sees a part.
import mmap, os
CHUNK = 8 << 20
kept = []
os.fork()
for count in range(1 << 9):
    kept.append(mmap.mmap(-1, CHUNK))
    kept[-1].write(b"x" * CHUNK)
