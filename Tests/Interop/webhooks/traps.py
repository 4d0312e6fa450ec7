"""In a network namespace of its own: listeners at every address there is, which count who calls, and a name server that
lies."""

import collections
import ipaddress
import itertools
import random
import socket
import struct
import subprocess
import threading

from webhooks.addresses import FORBIDDEN, PUBLIC, RANGES, plain

PORTS = (80, 443, 8443)


class Traps:
    """What was called, by address and port."""

    def __init__(self):
        self.calls = collections.Counter()
        self._lock = threading.Lock()
        for port in PORTS:
            listener = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=1024)
            threading.Thread(target=self._listen, args=(listener, port), daemon=True).start()

    def _listen(self, listener, port):
        while True:
            connection, _ = listener.accept()
            called = plain(ipaddress.ip_address(connection.getsockname()[0].partition("%")[0]))
            with self._lock:
                self.calls[(str(called), port)] += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    @staticmethod
    def _answer(connection):
        with connection:
            connection.settimeout(2)
            try:
                if connection.recv(65536).startswith(b"POST "):
                    connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            except OSError:
                pass

    def taken(self):
        """The calls until now, by address; they are forgotten."""
        with self._lock:
            calls, self.calls = self.calls, collections.Counter()
        found = collections.Counter()
        for (address, _), count in calls.items():
            found[address] += count
        return found


def route_everything_here():
    """Every range leads to this machine, though no interface has an address of it: the server's own are others."""
    run("ip", "link", "set", "lo", "up")
    for network in (*RANGES, *PUBLIC):
        # The kernel has its own mind about some, such as multicast.
        run("ip", f"-{network.version}", "route", "replace", "local", str(network), "dev", "lo", check=False)


def run(*words, check=True):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, (words, done.stderr)


def reachable(addresses):
    """Those that can be connected to at all: the traps that would be sprung."""
    found = []
    for address in addresses:
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        with socket.socket(family) as caller:
            caller.settimeout(2)
            try:
                caller.connect((str(address), 443))
            except OSError:
                continue
            found.append(address)
    return found


class Names:
    """Answers every question about `.trap.test` from here, with a lifetime of 0."""

    public, inner = PUBLIC[0], ipaddress.ip_address("169.254.169.254")

    def __init__(self):
        self.asked = collections.Counter()
        self._turns = itertools.count()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def addresses(self, name):
        """What a name stands for, this time."""
        label = name.split(".")[0]
        if label.startswith("n"):
            return [FORBIDDEN[int(label[1:])]]
        private = [ipaddress.ip_address("10.0.0.1"), ipaddress.ip_address("fd00::1")]
        found = {
            "public": [self.public], "mixed": [self.public, private[0]], "mixed6": [self.public, private[1]],
            "cname": [self.inner],
            "flip": [(self.public, self.inner)[next(self._turns) % 2]] if label == "flip" else [],
            "many": [ipaddress.ip_address(f"93.184.{number}.34") for number in range(20)],
            "metadata": [self.inner],
        }.get(label, [])
        return random.sample(found, len(found))

    def _serve(self):
        while True:
            question, sender = self._socket.recvfrom(4096)
            self._socket.sendto(self._answer(question), sender)

    def _answer(self, question):
        labels, place = [], 12
        while question[place]:
            labels.append(question[place + 1:place + 1 + question[place]].decode())
            place += 1 + question[place]
        name, kind = ".".join(labels).lower(), struct.unpack("!H", question[place + 1:place + 3])[0]
        self.asked[name] += 1
        # Of a name that flips, one question is one turn.
        asks_v4 = name.startswith("flip.") and kind == 28
        records, pointer = [], b"\xc0\x0c"
        if name.startswith("cname."):
            alias = b"\x05inner" + pointer_to_parent(question)
            records.append(pointer + struct.pack("!HHIH", 5, 1, 0, len(alias)) + alias)
            pointer = alias
        for address in [] if asks_v4 else self.addresses(name):
            if kind == (1 if address.version == 4 else 28):
                data = address.packed
                records.append(pointer + struct.pack("!HHIH", kind, 1, 0, len(data)) + data)
        head = question[:2] + struct.pack("!HHHHH", 0x8580, 1, len(records), 0, 0)
        return head + question[12:place + 5] + b"".join(records)


def pointer_to_parent(question):
    """Of the name that was asked about, what follows its first label."""
    return struct.pack("!H", 0xC000 | (12 + 1 + question[12]))
