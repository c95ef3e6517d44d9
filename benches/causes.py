"""What students are told about wrong servers, and after how long.

    python3 benches/causes.py                     # every fault of tests/programs/wrong in lessons 1 to 8
    python3 benches/causes.py --mistakes          # every mistake of every lesson, in its lesson
    python3 benches/causes.py --only slow --lessons 4 5
    python3 benches/causes.py --waits             # the longest that each check can wait, by its steps

Grades each server and prints a line for each check that fails: the seconds from the check's start to
its failure, the lesson, the server, the check, and what is told. The slowest come last. A check that
waits for one line that does not come takes 2.5 s and the start of a program; a busy machine adds to
both, so run it on a quiet one.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WRONG = ROOT / "tests/programs/wrong"
TOLD = ("likely cause", "where to look")


def faults():
    right = (WRONG / "chat.py").read_text()
    for fault in tomllib.loads((WRONG / "faults.toml").read_text())["fault"]:
        program = right
        for edit in fault["edit"]:
            find, replace = (edit[key].removeprefix("\n") for key in ("find", "replace"))
            assert program.count(find) == 1, (fault["name"], find)
            program = program.replace(find, replace)
        yield fault["name"], program


def mistakes(sala, folder):
    subprocess.run([sala, "lab", "lint", "--materialize", folder], cwd=ROOT, check=True)
    for file in sorted(Path(folder).glob("*/mistakes/*.py")):
        yield int(file.parts[-3][:2]), f"{file.parts[-3]}/{file.stem}", file.read_text()


def waits():
    """Yields each check and how long it waits before it fails at its very last step: the times that
    its steps name, 0.23 s for each who introduces themselves to a server that sends no notice, and
    2.5 s for the line that does not come. The program's own start is not in it."""
    number = r"([\d,]+) segundo"
    for file in sorted((ROOT / "lessons").glob("*/checks.feature")):
        checks = {}
        for line in map(str.strip, file.read_text().splitlines()):
            if line.startswith("@"):
                check = checks.setdefault(line[1:], [2.5])
            times = re.findall(rf"(?:passam?|por) {number}", line)
            quiet = 0.23 * ("se apresenta" in line)
            if line.startswith(("Dado", "E ", "Quando", "Então")):
                check.append(quiet + sum(float(time.replace(",", ".")) for time in times))
        for check, parts in checks.items():
            yield sum(parts), f"{file.parent.name} {check}"


def graded(sala, lesson, program):
    """Yields the seconds, the check and what is told of it, for each check that fails."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "chat.py").write_text(program)
        command = [sala, "lab", "check", str(lesson), "--lang", "en", "--", "python3", "chat.py"]
        grading = subprocess.Popen(command, cwd=folder, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        began, check = time.monotonic(), None
        for line in grading.stdout:
            if line.startswith(("  ✓", "  ✗", "  !", "  -")):
                now = time.monotonic()
                if check:
                    yield check
                check = [now - began, line.strip(), []] if "✗" in line[:3] else None
                began = now
            elif check and line.strip().startswith(TOLD):
                check[2].append(line.strip())
        if check:
            yield check
        grading.wait()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--sala", default=os.environ.get("SALA", ROOT / "target/release/sala"))
    options.add_argument("--lessons", type=int, nargs="*", default=range(1, 9))
    options.add_argument("--mistakes", action="store_true")
    options.add_argument("--only", nargs="*")
    options.add_argument("--waits", action="store_true")
    options.add_argument("--jobs", type=int, default=1)
    args = options.parse_args()
    if args.waits:
        print(*(f"{seconds:5.2f} s  {check}" for seconds, check in sorted(waits())), sep="\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        if args.mistakes:
            tries = list(mistakes(args.sala, folder + "/whole"))
        else:
            tries = [(lesson, *fault) for fault in faults() for lesson in args.lessons]
    tries = [one for one in tries if not args.only or one[1] in args.only]
    slowest = []

    def grade(one):
        lesson, name, program = one
        for seconds, check, told in graded(args.sala, lesson, program):
            row = f"{seconds:5.1f} s  {lesson:2}  {name:28} {check}"
            slowest.append((seconds, row))
            print(row, *(f"             {words}" for words in told), sep="\n", flush=True)

    with ThreadPoolExecutor(args.jobs) as pool:
        list(pool.map(grade, tries))
    slowest.sort()
    print(f"\n{len(tries)} programs, {len(slowest)} failures; the slowest:", file=sys.stderr)
    print(*(row for _, row in slowest[-10:]), sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
