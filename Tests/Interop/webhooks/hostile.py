"""SECURITY 1L row 134: receivers that answer to do harm."""

import gzip
import time

from suite import test
from webhooks.receiver import Receiver, plainly
from webhooks.subscription import Subscription

GENERIC = "the address did not answer as expected"
BOMB = gzip.compress(gzip.compress(bytes(64 << 20), 9), 9)


def raw(head, piece=b"", pause=0.0, seconds=40):
    """Writes a head, then the same piece until the other side has had enough."""

    def write(handler):
        handler.wfile.write(head)
        end = time.monotonic() + seconds
        while piece and time.monotonic() < end:
            handler.wfile.write(piece)
            time.sleep(pause)

    return write


OK = b"HTTP/1.1 200 OK\r\n"
# What comes back, and what is on record of it: the status, or nothing but the one set of words.
ANSWERS = {
    "a body of 10 GiB": (raw(OK + b"Content-Length: 10737418240\r\n\r\n", b"x" * 65536), 200),
    "endless chunks": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"y" * 0x4000 + b"\r\n"), 200),
    "a body that drips": (raw(OK + b"Content-Length: 1000\r\n\r\n", b"z", 1.0), 200),
    "a gzip bomb": (plainly(200, [("Content-Encoding", "gzip")], BOMB), 200),
    "a million headers": (raw(OK, b"X-Header-Of-Mine: some value that is nothing\r\n" * 1000), None),
    "one header of 64 MiB": (raw(OK + b"X: ", b"v" * 65536), None),
    "a head that drips": (raw(OK, b"X: y\r\n", 1.0), None),
    "a status line that never ends": (raw(b"HTTP/1.1 200 ", b"O" * 65536), None),
    "something that is no HTTP": (raw(b"SSH-2.0-OpenSSH_9.6\r\n", b"\0" * 65536), None),
    "continue, for ever": (raw(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001), None),
    "zero bytes": (plainly(200, [("Retry-After", "9" * 60)], b"\0" * 4096), 200),
}


@test("answered with {}, the server keeps its memory and its deadline, and the attempt is on record", *ANSWERS)
def hostile(world, name):
    answer, status = ANSWERS[name]
    with Receiver() as warm_up:
        it = Subscription(world, "standard", warm_up)
        it.happen()
        it.attempts(1)
    with Receiver(answer) as receiver:
        it = Subscription(world, "standard", receiver)
        others = [Subscription(world, "standard", receiver) for _ in range(3)]
        process = world.installation.processes[0].pid
        before = most = resident(process)
        for each in (it, *others):
            each.happen()
        started = time.monotonic()
        while not it.attempts() and time.monotonic() - started < 40:
            most = max(most, resident(process))
            time.sleep(0.05)
        took = time.monotonic() - started
        attempt = it.attempts(1)[0]
        for each in others:
            each.attempts(1)
    assert took < 30, took
    assert attempt["status"] == status, attempt
    assert attempt["error"] == (None if status else GENERIC), attempt
    assert len((attempt["response"] or "").encode()) <= 4096, len(attempt["response"])
    assert max(most, resident(process)) - before < 20 << 20, (before, most, resident(process))


def resident(process):
    """How much memory a process has, in bytes."""
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmRSS"))
