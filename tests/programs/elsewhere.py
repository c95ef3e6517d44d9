# It listens, but not on PORT.
import socket

s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1])
while True:
    s.accept()
