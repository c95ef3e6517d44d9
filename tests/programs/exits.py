# It ends on the first name, without a word.
import os
import socket

s = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
kept = []
while True:
    c, _ = s.accept()
    kept.append(c)
    c.sendall(b"nome? ")
    c.recv(100)
    os._exit(3)
