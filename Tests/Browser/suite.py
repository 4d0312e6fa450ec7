"""What a person meets in a real browser: each test gets a browser context of its own and fails on anything it did not expect."""

import traceback

from topics import access_and_security  # noqa: F401
from topics import applications  # noqa: F401
from topics import connecting  # noqa: F401
from topics import dialects  # noqa: F401
from topics import pages  # noqa: F401
from topics import personal_tokens  # noqa: F401
from topics import reading  # noqa: F401
from topics import reference  # noqa: F401
from topics import remembered  # noqa: F401
from topics import safety  # noqa: F401
from topics import signing_in  # noqa: F401
from topics import single_sign_on  # noqa: F401
from topics import webhooks  # noqa: F401
from visit import TESTS, Visit


def run_all(browser, installation, chosen=None):
    """Runs the tests whose names hold `chosen`, prints a line each, and returns how many passed and failed."""
    passed, failed = 0, 0
    for name, body, options in TESTS:
        if chosen and chosen not in name:
            continue
        visit = Visit(browser, installation, **options)
        try:
            try:
                body(visit)
            finally:
                last = visit.page.url
                visit.close()
            passed += 1
            print(f"ok      {name}", flush=True)
        except Exception:  # pylint: disable=broad-exception-caught
            failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc()}        at {last}\n", flush=True)
        finally:
            installation.forgive()
    return passed, failed
