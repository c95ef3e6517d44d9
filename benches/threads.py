#!/usr/bin/env python3
"""A chat room as a student writes it first: a thread for each client, and a loop of sendall.

One of the two references that sala is compared with (`make bench`). Speaks the same wire.

    python3 benches/threads.py 127.0.0.1:0
"""

import socket
import sys
import threading

LONGEST = 4096

room = {}  # name -> connection
lock = threading.Lock()


def tell(line, but=None):
    """Sends a line to everyone but one; call it with the lock held, so that all read one order."""
    for name, connection in room.items():
        if name != but:
            try:
                connection.sendall(line)
            except OSError:
                pass  # its own thread finds out


def enter(connection, name):
    with lock:
        if not name or b" " in name or name in room:
            return False
        here = b"".join(other + b" " for other in room)
        connection.sendall(b"* = %s(%d na sala)\n" % (here, len(room) + 1))
        room[name] = connection
        tell(b"* + %s entrou (%d na sala)\n" % (name, len(room)), but=name)
    return True


def leave(name):
    with lock:
        del room[name]
        tell(b"* - %s saiu (%d na sala)\n" % (name, len(room)))


def serve(connection):
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"? Qual \xc3\xa9 o seu nome?\n")
        name = lines.readline(LONGEST + 1).strip()
        if not enter(connection, name):
            return
        try:
            while (line := lines.readline(LONGEST + 1)).endswith(b"\n"):
                with lock:
                    tell(b"[%s] %s\n" % (name, line.rstrip()), but=name)
        except OSError:
            pass
        leave(name)


def main():
    host, port = sys.argv[1].rsplit(":", 1)
    threading.stack_size(256 * 1024)
    with socket.create_server((host, int(port)), backlog=1024) as server:
        print("open at %s:%d" % server.getsockname(), flush=True)
        while True:
            connection, _ = server.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
