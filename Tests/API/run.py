#!/usr/bin/env python3
"""Holds the running program to its OpenAPI documents. `run.py [TEXT]` takes the documents whose names hold TEXT.

SYMBOLON_BINARY names the program, SYMBOLON_TEST_DATABASE_URL a superuser's URL of a running PostgreSQL. SYMBOLON_API_SEED is another seed
than the fixed one, SYMBOLON_API_EXAMPLES how many examples an operation is given.
"""

import os
import sys

sys.dont_write_bytecode = True
here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, *(os.path.join(os.path.dirname(here), name) for name in ("Support", "Interop"))]

import documents  # noqa: E402
import fuzzing  # noqa: E402
from installation import Installation, Trouble  # noqa: E402
from targets import targets  # noqa: E402


def main():
    """Runs everything and returns the exit code."""
    chosen = sys.argv[1] if len(sys.argv) > 1 else ""
    passed, failed = 0, 0
    try:
        with Installation(more={"SYMBOLON_MANAGEMENT_RATE_LIMIT": "0"}) as installation:
            for target in targets(installation):
                if chosen not in target.name:
                    continue
                for good, bad in (documents.check(target), fuzzing.check(target, installation)):
                    passed += good
                    failed += bad
    except Trouble as trouble:
        print(f"run.py: {trouble}", file=sys.stderr)
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
