"""The list of tests, and what runs them."""

import time
import traceback

TESTS = []


class Skipped(Exception):
    """This machine does not allow what a test needs. It says what that is."""


def test(name, *cases):
    """Registers a test under a name that is a sentence. With cases there is one test for each, `{}` in the name being the case."""

    def register(body):
        if cases:
            TESTS.extend((name.format(case), body, (case,)) for case in cases)
        else:
            TESTS.append((name, body, ()))
        return body

    return register


def run_all(world, chosen=None):
    """Runs the tests whose names hold `chosen`, prints a line each, and returns how many passed and failed."""
    passed, failed = 0, 0
    for name, body, case in TESTS:
        if chosen and chosen not in name:
            continue
        started = time.monotonic()
        try:
            body(world, *case)
            world.has_no_complaints()
            passed += 1
            print(f"ok      {name} ({time.monotonic() - started:.1f} s)", flush=True)
        except Skipped as reason:
            print(f"skipped {name}: {reason}", flush=True)
        except Exception:  # pylint: disable=broad-exception-caught
            failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
        finally:
            world.settle()
    return passed, failed
