#!/usr/bin/env python3
"""Prints the licence texts of everything that is linked into the program, each once.

    packaging/third-party.py TARGET > THIRD-PARTY.txt
"""

import json
import subprocess
import sys
from pathlib import Path

NAMES = ("LICENSE*", "LICENCE*", "COPYING*", "NOTICE*", "UNLICENSE*")


def cargo(*arguments):
    return subprocess.run(["cargo", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def linked(target):
    """The packages in the program and those that build its C parts, as (name, version)."""
    shown = ("--edges", "normal,build", "--prefix", "none", "--format", "{p}")
    tree = cargo("tree", "--locked", "--target", target, *shown)
    packages = (line.split()[:2] for line in tree.splitlines() if line)
    return {(name, version.removeprefix("v")) for name, version in packages}


def texts(folder):
    # The sources of OpenSSL and SQLCipher are in a folder of the crate that brings them along.
    for name in (within + name for within in ("", "*/") for name in NAMES):
        for path in sorted(folder.glob(name)):
            if path.is_file():
                yield path.read_text(encoding="utf-8", errors="replace").strip()


def main(target):
    wanted = linked(target)
    metadata = cargo("metadata", "--locked", "--format-version", "1", "--filter-platform", target)
    packages = json.loads(metadata)["packages"]
    users = {}
    for package in sorted(packages, key=lambda it: (it["name"], it["version"])):
        if package["source"] is None or (package["name"], package["version"]) not in wanted:
            continue
        label = f"{package['name']} {package['version']} ({package['license'] or 'see the text'})"
        found = list(texts(Path(package["manifest_path"]).parent))
        for text in found or ["The package names its licence above and holds no text of it."]:
            users.setdefault(text, []).append(label)
    print("What is linked into sala, and under which licences.")
    for text, labels in users.items():
        print("\n" + "=" * 80 + "\n" + "\n".join(labels) + "\n" + "-" * 80 + "\n" + text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
