#!/usr/bin/env python3
"""Compares sala with the two references beside this file, by the swarm (`make bench`).

A fresh server for each run, the servers in turn, medians, and ratios to the epoll loop of the
same rounds: absolute figures are the machine's, ratios the program's. The server's processor time
is read while nobody moves, just before the first line and just after the last.

    python3 benches/compare.py [--rounds N] [--only WORK] [--json FILE]
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

SALA = "target/release/sala"
SERVERS = {
    "epoll": ["target/release/examples/epoll", "127.0.0.1:0"],
    "sala": [SALA, "server", "--no-limits", "--no-journal", "--listen", "127.0.0.1:0"],
    "sala, journal": [SALA, "server", "--no-limits", "--listen", "127.0.0.1:0"],
    "sala, recorded": [SALA, "server", "--no-limits", "--record", "--listen", "127.0.0.1:0"],
    "threads": [sys.executable, "benches/threads.py", "127.0.0.1:0"],
}
# Clients, senders, lines of each sender, lines a second (0: as fast as it goes).
WORKS = {
    "10 x 200": (200, 10, 10_000, 0),
    "1 x 1000": (1000, 1, 20_000, 0),
    "100/s x 200": (200, 1, 300, 100),
    "100/s x 1000": (1000, 1, 300, 100),
}
# A slow server says less: its figures are per delivery as well.
SHARE = {"threads": 20}
COLUMNS = {
    "deliveries/s": "deliveries_per_s",
    "us per delivery": "server_us",
    "p99 us": "p99_us",
    "joins/s": "joins_per_s",
    "KiB per person": "kib",
}
TICKS = os.sysconf("SC_CLK_TCK")
# The swarm waits for this long before the first line, and after the last one.
QUIET = 0.25


def cpu(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


class Server:
    """A server of its own for each run, with a data folder of its own."""

    def __init__(self, kind):
        self.folder = tempfile.mkdtemp(prefix="sala-bench-")
        data = ["--data", self.folder] if kind.startswith("sala") else []
        self.process = subprocess.Popen(
            SERVERS[kind] + data,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.address = self.process.stdout.readline().split()[-1]
        self.samples = []
        self.over = threading.Event()
        self.sampler = threading.Thread(target=self.sample)

    def sample(self):
        while not self.over.wait(0.01):
            pid = self.process.pid
            self.samples.append((time.monotonic(), cpu(pid), resident(pid)))

    def at(self, moment):
        return next(sample for sample in reversed(self.samples) if sample[0] <= moment)

    def __enter__(self):
        time.sleep(0.2)
        self.empty = resident(self.process.pid)
        self.sampler.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.sampler.join()
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)


def allow_files():
    """Raises the limit of open files as far as needed and possible; the limit then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = max(soft, min(hard, 16_384))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return files


def run(kind, clients, senders, lines, rate=0):
    """One run of the swarm against a fresh server: its report, with the server's cost added."""
    swarm = [SALA, "bot", "swarm", "--json", "--clients", clients, "--senders", senders]
    swarm += ["--messages", lines] + (["--rate", rate] if rate else [])
    with Server(kind) as server:
        swarm += ["--addr", server.address]
        process = subprocess.Popen(list(map(str, swarm)), stdout=subprocess.PIPE)
        report = process.stdout.readline()
        told = time.monotonic()
        faults = process.wait()
        if not report:
            raise SystemExit(f"{kind}: the swarm measured nothing (exit {faults}); it says why above")
        report = json.loads(report)
        after = server.at(told - QUIET / 5)
        before = server.at(told - report["speaking_s"] - 1.5 * QUIET)
    if faults:
        raise SystemExit(f"{kind}: the swarm found faults: {report}")
    report["server_us"] = (after[1] - before[1]) * 1e6 / report["deliveries"]
    report["kib"] = (before[2] - server.empty) / clients
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each work (5)")
    parser.add_argument("--only", choices=WORKS, help="this work only")
    parser.add_argument("--json", help="keep every run in this file, one a line")
    options = parser.parse_args()
    allow_files()
    print(f"Medians of {options.rounds} rounds; in brackets the ratio to the epoll loop.\n")
    print("| work | server | " + " | ".join(COLUMNS) + " |")
    print("| --- | --- |" + " --- |" * len(COLUMNS))
    for work in [options.only] if options.only else WORKS:
        runs = {kind: [] for kind in SERVERS}
        for _ in range(options.rounds):
            for kind in SERVERS:
                clients, senders, lines, rate = WORKS[work]
                share = 1 if rate else SHARE.get(kind, 1)
                runs[kind].append(run(kind, clients, senders, lines // share, rate))
        if options.json:
            with open(options.json, "a") as file:
                for kind, reports in runs.items():
                    for report in reports:
                        print(json.dumps({"work": work, "server": kind, **report}), file=file)
        for kind, reports in runs.items():
            cells = []
            for key in COLUMNS.values():
                median = statistics.median(report[key] for report in reports)
                limit = statistics.median(report[key] for report in runs["epoll"])
                figure = f"{median:.3f}" if median < 10 else f"{median:,.0f}".replace(",", " ")
                cells.append(figure + (f" ({median / limit:.2f})" if limit > 0 else ""))
            print(f"| {work} | {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
