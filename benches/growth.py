#!/usr/bin/env python3
"""Draws what a delivery costs the server as the room grows: sala and the lean epoll loop.

Writes an SVG to standard output, and the figures beside it to standard error.

    make growth
    python3 benches/growth.py [--rounds N] [--people N,N,…] > FILE
"""

import argparse
import math
import statistics
import sys

import compare

KINDS = {"epoll": ("lean epoll loop", "#8a8f98"), "sala": ("sala", "#1f6feb")}
# A run is at least so many deliveries, for the clock that counts the server's time, and at least so
# many lines, for sockets that begin slowly.
DELIVERIES, LINES = 8_000_000, 8_000
# Files that a server or a swarm has open beside its connections.
SPARE_FILES = 100
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 360, 64, 150, 48, 56


def measure(people, rounds):
    figures = {kind: [] for kind in KINDS}
    for count in people:
        costs = {kind: [] for kind in KINDS}
        for _ in range(rounds):
            for kind in KINDS:
                report = compare.run(kind, count, 1, max(DELIVERIES // count, LINES))
                costs[kind].append(report["server_us"])
        for kind in KINDS:
            figures[kind].append(statistics.median(costs[kind]))
            print(f"{count} people, {kind}: {figures[kind][-1]:.3f} us", file=sys.stderr)
    return figures


def draw(people, figures):
    # Four lines across, a whole number of hundredths apart.
    top = math.ceil(max(map(max, figures.values())) * 25) / 25
    low, high = math.log(people[0]), math.log(people[-1])

    def x(count):
        return LEFT + (math.log(count) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(cost):
        return HEIGHT - BOTTOM - cost / top * (HEIGHT - TOP - BOTTOM)

    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="13">'
    )
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    yield f'<text x="{LEFT}" y="26" font-size="15">Server time per delivery, µs</text>'
    for step in range(5):
        cost = top * step / 4
        yield f'<path d="M{LEFT} {y(cost):.1f}H{WIDTH - RIGHT}" stroke="#e3e6ea"/>'
        yield f'<text x="{LEFT - 8}" y="{y(cost) + 4:.1f}" text-anchor="end">{cost:.2f}</text>'
    for count in people:
        yield f'<text x="{x(count):.1f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">{count}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">people, one of whom speaks</text>'
    for kind, (title, colour) in KINDS.items():
        points = [(x(count), y(cost)) for count, cost in zip(people, figures[kind])]
        line = "L".join(f"{right:.1f} {down:.1f}" for right, down in points)
        yield f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        for right, down in points:
            yield f'<circle cx="{right:.1f}" cy="{down:.1f}" r="4" fill="{colour}"/>'
        right, down = points[-1]
        yield f'<text x="{right + 12:.1f}" y="{down + 4:.1f}" fill="{colour}">{title}</text>'
    yield "</svg>"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each size (5)")
    parser.add_argument("--people", default="200,500,1000,2000,5000,10000", help="sizes of the room")
    options = parser.parse_args()
    files = compare.allow_files()
    asked = sorted(map(int, options.people.split(",")))
    people = [count for count in asked if count + SPARE_FILES <= files]
    if people != asked:
        print(f"only {files} files may be open here (ulimit -Hn): smaller rooms only", file=sys.stderr)
    if len(people) < 2:
        raise SystemExit("a line needs two sizes of the room at least: see --people")
    print("\n".join(draw(people, measure(people, options.rounds))))


if __name__ == "__main__":
    main()
