# It wants a port that somebody else has.
import os
import socket

socket.create_server(("127.0.0.1", int(os.environ["TAKEN"])))
