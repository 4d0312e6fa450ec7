"""Where a platform hears of events: a little HTTP server that keeps what came and answers as a test wants."""

import dataclasses
import http.server
import threading
import time


@dataclasses.dataclass(frozen=True)
class Arrival:
    """One request."""

    path: str
    # Their names in lower case.
    headers: dict
    body: bytes
    at: float

    @property
    def id(self):
        return self.headers["webhook-id"]


def plainly(status=204, headers=(), body=b""):
    """An answer with a length. `headers` are pairs."""

    def write(handler):
        handler.send_response(status)
        for name, value in headers:
            handler.send_header(name, value)
        if status != 204:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return write


class Receiver:
    """On a loopback port of its own. `answers` are used up one by one, the last one stays."""

    def __init__(self, *answers):
        self.arrivals = []
        self._answers = list(answers) or [plainly()]
        self._changed = threading.Condition()
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.receiver = self
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hooks"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, *answers):
        """From now on."""
        with self._changed:
            self._answers = list(answers)

    def keep(self, arrival):
        """Returns how it is to be answered."""
        with self._changed:
            self.arrivals.append(arrival)
            self._changed.notify_all()
            return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def wait(self, count, seconds=30):
        """The arrivals, at least so many."""
        end = time.monotonic() + seconds
        with self._changed:
            while len(self.arrivals) < count:
                left = end - time.monotonic()
                assert left > 0, f"{len(self.arrivals)} arrivals instead of {count}: {self.arrivals}"
                self._changed.wait(left)
            return list(self.arrivals)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    receiver = None

    def handle_error(self, request, client_address):
        """Whoever is answered rudely hangs up."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):  # pylint: disable=invalid-name
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        self.close_connection = True
        self.server.receiver.keep(Arrival(self.path, headers, body, time.time()))(self)

    do_GET = do_POST

    def log_message(self, *_):  # pylint: disable=arguments-differ
        """Says nothing."""
