#!/usr/bin/env python3
"""Tests the running program with other people's clients and against the documented exchanges. `run.py [TEXT]` runs the tests whose names
hold TEXT.

SYMBOLON_BINARY names the program, SYMBOLON_TEST_DATABASE_URL a superuser's URL of a running PostgreSQL.
"""

import os
import sys
import warnings

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(os.path.dirname(here), "Support")]
# The server is on this machine; the libraries insist on https elsewhere.
os.environ.update(AUTHLIB_INSECURE_TRANSPORT="1", OAUTHLIB_INSECURE_TRANSPORT="1", NO_PROXY="*")

from authlib.deprecate import AuthlibDeprecationWarning  # noqa: E402

# It would have the successor of httpx, which is not what people run.
warnings.simplefilter("ignore", AuthlibDeprecationWarning)

import chapters  # noqa: E402, F401  pylint: disable=unused-import
from installation import Installation, Trouble  # noqa: E402
from suite import run_all  # noqa: E402
from world import World  # noqa: E402


def main():
    """Runs everything and returns the exit code."""
    chosen = sys.argv[1] if len(sys.argv) > 1 else None
    try:
        with Installation() as installation:
            passed, failed = run_all(World(installation), chosen)
    except Trouble as trouble:
        print(f"run.py: {trouble}", file=sys.stderr)
        passed, failed = 0, 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
