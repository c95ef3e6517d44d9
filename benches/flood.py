#!/usr/bin/env python3
"""Measures what a class is like while others come and go: whom it reaches, how late, and what is
recorded. The calm before is measured in the same run.

    python3 benches/flood.py [--seconds 10] [--connections 1,4,200] [--kinds fresh,locked,silent,…]

Everything is on loopback, so those who flood are on the class's own network.
"""

import argparse
import contextlib
import multiprocessing
import os
import pathlib
import resource
import socket
import ssl
import subprocess
import tempfile
import threading
import time

SALA = str(pathlib.Path(__file__).parent.parent / "target/release/sala")
# Honest lines a second, and for how long someone must have been here to speak freely.
RATE, NEW = 4, 61
KINDS = ("fresh", "prepared", "locked", "silent", "nameless", "tls", "hello")


class Peer:
    """A line of text each way, and the time of each line."""

    def __init__(self, sock):
        self.sock, self.lines, self.seen = sock, [], threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.sock.makefile("rb"):
            with self.seen:
                self.lines.append((time.monotonic(), line.decode().rstrip("\n")))
                self.seen.notify_all()
        with self.seen:
            self.lines.append((time.monotonic(), "(closed)"))
            self.seen.notify_all()

    def send(self, line):
        self.sock.sendall(f"{line}\n".encode())

    def wait(self, test, since=0, limit=10):
        with self.seen:
            self.seen.wait_for(lambda: any(test(text) for _, text in self.lines[since:]), limit)
            return next((at for at, text in self.lines[since:] if test(text)), None)


def join(port, name):
    peer = Peer(socket.create_connection(("127.0.0.1", port)))
    peer.send(name)
    assert peer.wait(lambda line: line.startswith("* = ")), name
    return peer


def visits(kind, port, loop, connections, names, stop):
    """One process of those who flood: each of its connections comes, speaks and goes, again and
    again, as fast as the system lets it. They yield the processor to the class, as if they were
    elsewhere."""
    os.nice(19)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    number = 0

    def visit(name):
        sock = socket.create_connection(("127.0.0.1", port), timeout=5)
        if kind == "tls":
            sock = context.wrap_socket(sock)
        if kind == "hello":
            sock.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
            held.append(sock)
            del held[:-400]
            return
        if kind != "nameless":
            lines = [] if kind == "silent" else ["compre"] * 20
            sock.sendall("\n".join([name, *lines, ""]).encode())
        sock.close()

    def run(own):
        nonlocal number
        while not stop.is_set():
            number += 1
            name = names[number % len(names)] if names else f"w{loop}x{own}x{number}"
            try:
                visit(name)
            except OSError:
                time.sleep(0.001)

    held = []
    threads = [threading.Thread(target=run, args=(own,)) for own in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return number


def count_visits(counted, *args):
    counted.put(visits(*args))


def talk(ana, beto, console, seconds, tag):
    """Ana says RATE lines a second: how late beto reads each, in ms, and how late the console
    answers /who."""
    late, asked = [], []
    for number in range(seconds * RATE):
        text, since = f"{tag} {number}", len(beto.lines)
        sent = time.monotonic()
        ana.send(text)
        at = beto.wait(lambda line: line == f"[ana] {text}", since)
        late.append((at - sent) * 1000 if at else float("inf"))
        if number % RATE == 0:
            since, sent = len(console.lines), time.monotonic()
            console.send("/who")
            at = console.wait(lambda line: line.startswith("> "), since)
            asked.append((at - sent) * 1000 if at else float("inf"))
        time.sleep(max(0, 1 / RATE - (time.monotonic() - sent)))
    return late, asked


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


class Class:
    """A server with ana, beto and the teacher's console; those who are to come back have been here."""

    def __init__(self, kind, data):
        self.kind, self.data = kind, data
        command = [SALA, "server", "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0"]
        log = open(os.path.join(data, "log"), "w")
        self.server = subprocess.Popen(
            [*command, "--data", data], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=log, text=True,
        )
        plain, tls = [int(self.server.stdout.readline().rsplit(":", 1)[1]) for _ in range(2)]
        self.port = tls if kind in ("tls", "hello") else plain
        self.ana, self.beto = join(plain, "ana"), join(plain, "beto")
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(os.path.join(data, "console.sock"))
        self.console = Peer(sock)
        self.names = []
        if kind in ("prepared", "locked"):
            self.names = [f"p{number}" for number in range(200)]
        # As many as a network may send at once.
        for name in self.names[:60]:
            join(plain, name).sock.close()

    def measure(self, connections, seconds):
        ana, beto, console = self.ana, self.beto, self.console
        if self.kind == "locked":
            console.send("/lock yes")
        calm, calm_who = talk(ana, beto, console, seconds, "calma")
        stop, counted = multiprocessing.Event(), multiprocessing.Queue()
        workers = min(2, connections)
        share = connections // workers
        floods = [
            multiprocessing.Process(
                target=count_visits,
                args=(counted, self.kind, self.port, loop, share, self.names, stop),
            )
            for loop in range(workers)
        ]
        time.sleep(3)
        starts = [len(peer.lines) for peer in (beto, console)]
        for flood in floods:
            flood.start()
        late, who = talk(ana, beto, console, seconds, "cheia")
        stop.set()
        visited = sum(counted.get() for _ in floods)
        for flood in floods:
            flood.join()
        read = [
            sum(not text.startswith(("[ana]", "> ")) for _, text in peer.lines[start:])
            for peer, start in zip((beto, console), starts)
        ]
        self.server.terminate()
        self.server.wait()
        show = subprocess.run(
            [SALA, "log", "export", "--data", self.data], capture_output=True, text=True
        ).stdout
        recorded = sum(f"cheia {number}" in show for number in range(seconds * RATE))
        lost = sum(value == float("inf") for value in late)
        print(
            f"| {self.kind} | {connections} | {visited / seconds:.0f} | {read[0] / seconds:.1f} "
            f"| {read[1] / seconds:.1f} | {percentile(calm, .5):.2f} · {percentile(calm, .99):.2f} "
            f"| {percentile(late, .5):.2f} · {percentile(late, .99):.2f} | {lost} "
            f"| {recorded}/{seconds * RATE} | {max(who):.1f} |",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", default="1,4,200")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--sala", default=SALA)
    options = parser.parse_args()
    globals()["SALA"] = options.sala
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print("| those who flood | connections | visits/s | a classmate reads/s | the console reads/s "
          "| calm ms, median · p99 | flooded ms | lost | recorded | /who ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with contextlib.ExitStack() as stack:
        runs = []
        for kind in options.kinds.split(","):
            for connections in map(int, options.connections.split(",")):
                data = stack.enter_context(tempfile.TemporaryDirectory())
                room = Class(kind, data)
                stack.callback(room.server.kill)
                runs.append((room, connections))
        # All classes wait together until ana speaks freely.
        time.sleep(NEW if options.seconds * RATE > 10 else 0)
        for room, connections in runs:
            room.measure(connections, options.seconds)


if __name__ == "__main__":
    main()
