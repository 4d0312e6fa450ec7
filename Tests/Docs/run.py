#!/usr/bin/env python3
"""Does what the documents say and compares what comes out. `run.py [TEXT]` runs the sections whose names hold TEXT.

A section is a heading of the second level with blocks marked `bash`. They run in order, in one bash with `set -eu`, in a folder where
`.symbolon/demo.json` is that of a running installation and `symbolon` is on the path. Between them the text says what a person does:
"open" opens the link that was printed last, "sign in as `ADDRESS`" chooses who does it (the tenant's first user if nobody is named),
"choose **X**" and "press **X**" are done in that order. `name=…   # from the page` is what the page or the address then shows under
that name. A block with a name behind its language is a file of that name. A `json` or `text` block holds what the bash block before
it printed: tokens, ids, times and ports may differ, nothing else, and `…` stands for anything.

SYMBOLON_BINARY names the program, SYMBOLON_TEST_DATABASE_URL a superuser's URL of a running PostgreSQL.
"""

import os
import sys
import traceback

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, os.pardir, "Support")]

from document import sections  # noqa: E402
from installation import Installation, Trouble  # noqa: E402
from reader import Mismatch, Reader  # noqa: E402

DOCUMENTS = ("docs/vendors.md", "docs/webhooks.md", "docs/cli.md", "README.md")


def chosen_sections(text):
    """Those whose names hold the text; all without one."""
    root = os.path.join(HERE, os.pardir, os.pardir)
    for name in DOCUMENTS:
        with open(os.path.join(root, name), encoding="utf-8") as file:
            found = sections(file.read())
        for section in found:
            section.name = f"{name}: {section.name}"
            if not text or text in section.name:
                yield section


def run_all(installation, text):
    """Runs every section and returns how many passed and failed."""
    passed = failed = 0
    for section in chosen_sections(text):
        try:
            with Reader(installation, section) as reader:
                reader.follow()
        except Mismatch as mismatch:
            failed += 1
            print(f"failed  {section.name}\n{mismatch}")
        except Exception:  # noqa: BLE001  (one section's trouble is not the others')
            failed += 1
            print(f"failed  {section.name}\n{traceback.format_exc()}")
        else:
            passed += 1
            print(f"passed  {section.name}")
    return passed, failed


def main():
    """Runs everything and returns the exit code."""
    try:
        with Installation() as installation:
            passed, failed = run_all(installation, sys.argv[1] if len(sys.argv) > 1 else None)
    except Trouble as trouble:
        print(f"run.py: {trouble}", file=sys.stderr)
        passed, failed = 0, 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
