"""A chat server that passes lessons 1 to 8. Each entry of faults.toml makes it wrong in one way."""
import os
import socket
import threading
import time

people = {}
lock = threading.RLock()


def send(connection, line):
    connection.sendall(f"{line}\n".encode())


def tell(line, but=None):
    for name, connection in list(people.items()):
        if name != but:
            try:
                send(connection, line)
            except OSError:
                pass


def lines_of(connection):
    rest = b""
    while True:
        block = connection.recv(4096)
        if not block:
            return
        rest += block
        *lines, rest = rest.split(b"\n")
        for line in lines:
            yield line.removesuffix(b"\r").decode(errors="replace")


def is_name(name):
    return name.isalnum() and len(name) <= 16


def come_in(name, connection):
    with lock:
        others = ", ".join(people) or "nobody"
        send(connection, f"* here: {others} ({len(people) + 1})")
        tell(f"* {name} came in")
        people[name] = connection


def leave(name):
    with lock:
        people.pop(name, None)
        tell(f"* {name} left")


def say(name, text):
    with lock:
        tell(f"[{name}] {text}", but=name)


def talk(connection):
    send(connection, "What is your name?")
    lines = lines_of(connection)
    name = next(lines, None)
    if name is None or not is_name(name) or name in people:
        return
    come_in(name, connection)
    try:
        for text in lines:
            say(name, text)
    finally:
        leave(name)


def serve(connection, address):
    print(f"Connection from {address[0]}:{address[1]}", flush=True)
    try:
        talk(connection)
    except OSError:
        pass
    finally:
        connection.close()


listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])), backlog=64)
while True:
    connection, address = listener.accept()
    threading.Thread(target=serve, args=(connection, address), daemon=True).start()
