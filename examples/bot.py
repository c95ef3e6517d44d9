#!/usr/bin/env python3
"""A bot that does sums: say "7 + 8" in the class, and it answers you in private.

    python3 examples/bot.py 127.0.0.1:7777
"""

import operator
import re
import socket
import sys

SUM = re.compile(r"(-?\d{1,9})\s*([-+x*])\s*(-?\d{1,9})")
SIGNS = {"+": operator.add, "-": operator.sub, "x": operator.mul, "*": operator.mul}


def answer(line):
    """The command that answers a line of the class, or None."""
    speech = re.fullmatch(r"\[(\S+)\] (.*)", line)
    found = speech and SUM.fullmatch(speech[2].strip())
    if not found:
        return None
    result = SIGNS[found[2]](int(found[1]), int(found[3]))
    return f"/msg {speech[1]} {found[0]} = {result}"


def main(address):
    host, port = address.rsplit(":", 1)
    names = iter(["calculadora", "calculadora2", "calculadora3"])
    with socket.create_connection((host, int(port))) as connection:
        for line in connection.makefile("r", encoding="utf-8", newline="\n"):
            line = line.rstrip("\r\n")
            if line.startswith(("? # ", "? * ")):
                sys.exit("the class asks for a secret, and this bot has none")
            if line.startswith("? "):
                reply = next(names, None) or sys.exit("all of this bot's names are taken")
            else:
                reply = answer(line)
            if reply:
                connection.sendall(f"{reply}\n".encode())


if __name__ == "__main__":
    address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:7777"
    try:
        main(address)
    except OSError as error:
        sys.exit(f"{address}: {error}")
