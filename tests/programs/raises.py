# It ends with an error before it listens.
raise ValueError("ai")
