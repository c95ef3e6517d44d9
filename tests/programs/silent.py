# It asks for a name and never answers.
import os
import socket

s = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
kept = []
while True:
    c, _ = s.accept()
    kept.append(c)
    c.sendall(b"nome? ")
