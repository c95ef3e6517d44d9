# It never listens, and is busy.
while True:
    pass
