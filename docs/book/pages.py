#!/usr/bin/env python3
"""Collects the pages of the book: docs/book/pages.py SALA FOLDER

A link to what is not in the book, such as a source file, becomes its text. What `sala` says of its
options becomes a page in each language.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Lines that fit beside the table of contents.
NARROW = {**os.environ, "COLUMNS": "80"}
OPTIONS = {"opcoes.md": ("pt-BR", "Todas as opções"), "options.md": ("en", "All options")}
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^)\s]+)\)")
ENTRY = re.compile(r"\]\(([^)]+)\)")


def without_dead_links(text, page, pages):
    def mend(link):
        words, target = link[1], link[2].split("#")[0]
        is_elsewhere = "://" in target or not target
        leads_to = os.path.normpath(page.parent / target)
        return link[0] if is_elsewhere or leads_to in pages else words

    return LINK.sub(mend, text)


def options(sala, language, title):
    with tempfile.TemporaryDirectory() as manual:
        subprocess.run([sala, "man", "--lang", language, manual], check=True)
        commands = sorted(page.stem.split("-") for page in Path(manual).iterdir())
    page = [f"# {title}"]
    for _, *command in commands:
        run = [sala, *command, "--help", "--lang", language, "--color", "never"]
        told = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True, env=NARROW).stdout
        page.append(f"## {' '.join(['sala', *command])}\n\n```text\n{told.strip()}\n```")
    return "\n\n".join(page) + "\n"


def main(sala, folder):
    summary = (ROOT / "docs/book/SUMMARY.md").read_text()
    pages = set(ENTRY.findall(summary))
    shutil.rmtree(folder, ignore_errors=True)
    for page in sorted(pages):
        path = folder / page
        path.parent.mkdir(parents=True, exist_ok=True)
        if page in OPTIONS:
            path.write_text(options(sala, *OPTIONS[page]))
        else:
            path.write_text(without_dead_links((ROOT / page).read_text(), Path(page), pages))
    for picture in [*ROOT.glob("docs/*.*"), *ROOT.glob("lessons/*/*.svg")]:
        if picture.suffix != ".md":
            shutil.copy(picture, folder / picture.relative_to(ROOT))
    (folder / "SUMMARY.md").write_text(summary)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]))
