# It prints without end, and moves the cursor.
import threading


def noise():
    while True:
        print("\x1b[2J" + "x" * 1000)


threading.Thread(target=noise, daemon=True).start()

