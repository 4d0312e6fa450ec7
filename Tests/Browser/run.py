#!/usr/bin/env python3
"""Tests the pages in a real browser. `run.py [TEXT]` runs the tests whose names hold TEXT.

SYMBOLON_BINARY names the program, SYMBOLON_TEST_DATABASE_URL a superuser's URL of a running PostgreSQL; SYMBOLON_BROWSER may name
another Chromium than /usr/bin/chromium.
"""

import os
import sys

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(os.path.dirname(here), "Support")]

from installation import Installation, Trouble  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from suite import run_all  # noqa: E402


def main():
    """Runs everything and returns the exit code."""
    chosen = sys.argv[1] if len(sys.argv) > 1 else None
    chromium = os.environ.get("SYMBOLON_BROWSER", "/usr/bin/chromium")
    try:
        with Installation() as installation, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            try:
                passed, failed = run_all(browser, installation, chosen)
            finally:
                browser.close()
    except Trouble as trouble:
        print(f"run.py: {trouble}", file=sys.stderr)
        passed, failed = 0, 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
