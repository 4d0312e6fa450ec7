"""Where webhooks arrive: it keeps what it is sent, follows the link of a handshake and answers as it is told to."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time
import urllib.request


class Receiver:
    """On a loopback port of its own."""

    def __init__(self, status=200, answer="thanks"):
        self.status, self.answer = status, answer
        self.arrivals = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """Hands every POST to the receiver."""

            def do_POST(self):  # pylint: disable=invalid-name
                """Answers a delivery."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.take(dict(self.headers.items()), body)
                text = receiver.answer.encode()
                self.send_response(receiver.status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                """Says nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def take(self, headers, body):
        """Keeps a delivery; the link of a handshake is followed at once."""
        told = json.loads(body)
        if "jwt" in told:
            claims = told["jwt"].split(".")[1]
            told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["data"]
        if told.get("event") == "webhook.verify":
            threading.Thread(target=lambda: urllib.request.urlopen(told["payload"]["callback"], timeout=10).close(), daemon=True).start()
        self.arrivals.append({"headers": {name.lower(): value for name, value in headers.items()}, "body": body, "told": told})

    def wait_for(self, event, count=1):
        """The deliveries of this event, once there are as many."""
        end = time.monotonic() + 20
        while True:
            found = [arrival for arrival in self.arrivals if arrival["told"].get("event", arrival["told"].get("type")) == event]
            if len(found) >= count:
                return found
            assert time.monotonic() < end, f"{len(found)} of {count} {event} arrived"
            time.sleep(0.05)


def signed_by(arrival, secret):
    """Whether one of a delivery's signatures is that of this key (Standard Webhooks)."""
    headers = arrival["headers"]
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + arrival["body"]
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), text, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode() in headers["webhook-signature"].split(" ")
