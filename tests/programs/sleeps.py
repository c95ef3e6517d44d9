# It never listens, and sleeps.
import time

time.sleep(600)
