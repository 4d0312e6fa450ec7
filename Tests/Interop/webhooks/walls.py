"""SECURITY 5 and 1K rows 121 to 128: no webhook reaches what it must not, seen from the other side."""

import functools
import ipaddress
import json
import os
import subprocess
import sys
import urllib.parse

from suite import Skipped, test
from webhooks.addresses import FORBIDDEN, PUBLIC, is_loopback, plain

GENERIC = "the address did not answer as expected"
CAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cage.py")
PUBLIC_ADDRESS, EVERYBODYS = str(PUBLIC[0]), {str(address) for address in PUBLIC}


@functools.cache
def report():
    """What the cage saw. One run for all tests."""
    if "host=/" not in urllib.parse.unquote(os.environ["SYMBOLON_TEST_DATABASE_URL"]):
        raise Skipped("PostgreSQL must be at a unix socket to be reached from a network namespace")
    unshare = ["unshare", "--net", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--"]
    try:
        words = [*unshare, "ip", "link", "set", "lo", "up"]
        allowed = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    except OSError as error:
        raise Skipped(f"no network namespace: {error}") from error
    if allowed.returncode != 0:
        raise Skipped(f"no network namespace: {allowed.stderr.strip()}")
    done = subprocess.run([*unshare, sys.executable, CAGE], capture_output=True, text=True, timeout=540, check=False)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]
    return json.loads(done.stdout.splitlines()[-1])


@test("the traps work: whoever calls them is counted, and so is what may be called")
def control(_):
    seen = report()
    # Multicast, broadcast and link-local addresses without an interface cannot be connected to by anybody.
    assert len(seen["reachable"]) >= seen["forbidden"] * 3 // 4 and seen["counted"] == len(seen["reachable"]), seen
    for name in ("customers", "sandbox"):
        first = seen[name]["first"]
        assert first.get(PUBLIC_ADDRESS, 0) >= 20 and set(first) <= EVERYBODYS, first
        # None of these is taken for a forbidden one, up to the very edge of a range.
        assert EVERYBODYS <= set(seen[name]["then"]), EVERYBODYS - set(seen[name]["then"])
        # The name that leads to a public address every other time.
        assert seen[name]["then"][PUBLIC_ADDRESS] >= 50, seen[name]["then"]
    assert seen["asked"].get("flip.trap.test", 0) > 300 and "trap.localhost" not in seen["asked"], seen["asked"]


@test("a customer's tenant calls no forbidden address, written or named, at the first attempt or a later one")
def customers(_):
    seen = report()["customers"]
    sprung = {address: count for address, count in seen["then"].items() if address not in EVERYBODYS}
    assert not sprung, sprung
    assert seen["attempts"] >= seen["targets"] * 10, seen


@test("a sandbox calls loopback besides and nothing else")
def sandbox(_):
    seen = report()["sandbox"]
    sprung = {address: count for address, count in seen["then"].items() if address not in EVERYBODYS}
    beyond = {address: count for address, count in sprung.items() if not is_loopback(ipaddress.ip_address(address))}
    assert not beyond, beyond
    assert sprung, "loopback was to be reached"
    arrived = {urllib.parse.urlsplit(url).hostname for url, status, _ in seen["outcomes"] if status == "204"}
    addresses = {target(host) for host in arrived - {"flip.trap.test"}} - set(PUBLIC)
    assert "127.0.0.1" in arrived and all(is_loopback(address) for address in addresses), arrived


def target(host):
    """The address that a host of the cage stands for."""
    return plain(FORBIDDEN[int(host[1:].split(".")[0])] if host.startswith("n") else ipaddress.ip_address(host))


@test("every attempt is on record, and what is there does not tell one reason from another")
def records(_):
    for name in ("customers", "sandbox"):
        for url, status, error in report()[name]["outcomes"]:
            if status != "None":
                assert (name, status, error) == ("sandbox", "204", ""), (name, url, status, error)
            else:
                assert error == GENERIC, (name, url, error)


@test("no forbidden address can be registered in the first place")
def registration(_):
    for name in ("customers", "sandbox"):
        refused = report()[name]["refused"]
        assert refused["tried"] > 30 and not refused["taken"], refused
