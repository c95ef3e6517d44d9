#!/usr/bin/env python3
"""Measures how many real TLS handshakes, at 100 ms a flight, get in while half-hellos come from the
same address: connections that begin a handshake and never go on.

    python3 benches/hellos.py [--rate 5000] [--tries 40]
"""

import argparse
import multiprocessing
import os
import pathlib
import re
import socket
import ssl
import subprocess
import tempfile
import time

SALA = str(pathlib.Path(__file__).parent.parent / "target/release/sala")
FLIGHT = 0.1
# A handshake record and the beginning of its hello (RFC 8446, section 5.1).
HALF_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
PROCESSES, HELD = 4, 400


def flood(port, rate, stop, count):
    os.nice(19)
    held, began, number = [], time.monotonic(), 0
    while not stop.is_set():
        number += 1
        time.sleep(max(0, began + number / rate - time.monotonic()))
        stream = socket.create_connection(("127.0.0.1", port), timeout=5)
        stream.sendall(HALF_HELLO)
        held.append(stream)
        if len(held) > HELD:
            held.pop(0).close()
        with count.get_lock():
            count.value += 1


def handshake(port):
    """The seconds until the class asks for a name; None if it was cut off."""
    began = time.monotonic()
    stream = socket.create_connection(("127.0.0.1", port), timeout=20)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing)
    asked = b""
    while b"?" not in asked:
        try:
            tls.do_handshake()
            asked += tls.read(4096)
        except ssl.SSLWantReadError:
            if outgoing.pending:
                time.sleep(FLIGHT)
                stream.sendall(outgoing.read())
            try:
                received = stream.recv(65536)
            except ConnectionError:
                return None
            if not received:
                return None
            incoming.write(received)
    return time.monotonic() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=5000, help="half-hellos a second")
    parser.add_argument("--tries", type=int, default=40, help="real handshakes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [SALA, "server", "--tls-listen", "127.0.0.1:0", "--data", folder, "--no-journal"]
        server = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        port = int(re.search(r"tls://127\.0\.0\.1:(\d+)", server.stdout.readline()).group(1))
        stop, count = multiprocessing.Event(), multiprocessing.Value("i", 0)
        share = options.rate / PROCESSES
        flooding = [
            multiprocessing.Process(target=flood, args=(port, share, stop, count), daemon=True)
            for _ in range(PROCESSES)
        ]
        for process in flooding:
            process.start()
        time.sleep(1)
        began, before = time.monotonic(), count.value
        took = [handshake(port) for _ in range(options.tries)]
        rate = (count.value - before) / (time.monotonic() - began)
        stop.set()
        for process in flooding:
            process.join()
        server.terminate()
        server.wait()
    done = sorted(seconds for seconds in took if seconds)
    print(f"half-hellos a second: {rate:.0f}")
    print(f"real handshakes: {len(done)} of {len(took)}, slowest {max(done, default=0):.2f} s")


if __name__ == "__main__":
    main()
