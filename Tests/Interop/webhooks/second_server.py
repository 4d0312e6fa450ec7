"""Another server on the same database, for as long as a test needs it."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.request


@contextlib.contextmanager
def second_server(installation):
    """It looks at what ends soon when it starts."""
    ports = installation.port + 10, installation.port + 11
    names = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
    environment = {name: value for name, value in os.environ.items() if name in names}
    environment |= installation.settings
    environment |= {"SYMBOLON_LISTEN": f"127.0.0.1:{ports[0]}", "SYMBOLON_MANAGEMENT_LISTEN": f"127.0.0.1:{ports[1]}"}
    with open(installation.path("second.log"), "ab") as log:
        process = subprocess.Popen(
            [installation.binary, "serve"], env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        _wait(process, f"http://127.0.0.1:{ports[1]}/health/ready")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(process, url):
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(url, timeout=5):
                return
        time.sleep(0.1)
    raise AssertionError(f"{url} does not come up")
