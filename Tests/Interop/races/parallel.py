"""Many requests at one moment: every connection is open and every request written but for its last byte before any is finished."""

import http.client
import json
import threading
import urllib.parse
from collections import Counter

import requests


class Reply:
    """Status and body of one of them."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.text = body.decode()

    def json(self):
        return json.loads(self.text)


def at_once(calls):
    """Sends all of them at once. Returns the replies in their order."""
    prepared = [requests.Request(**call).prepare() for call in calls]
    replies = [None] * len(prepared)
    barrier = threading.Barrier(len(prepared))

    def send(place, request):
        parts = urllib.parse.urlsplit(request.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        connection.connect()
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        connection.putrequest(request.method, parts.path + (f"?{parts.query}" if parts.query else ""), skip_accept_encoding=True)
        for name, value in request.headers.items():
            if name.lower() not in ("content-length", "host"):
                connection.putheader(name, value)
        if body or request.method == "POST":
            connection.putheader("Content-Length", str(len(body)))
        if body:
            connection.endheaders(body[:-1])
        barrier.wait()
        if body:
            connection.send(body[-1:])
        else:
            connection.endheaders()
        answer = connection.getresponse()
        replies[place] = Reply(answer.status, answer.headers, answer.read())
        connection.close()

    threads = [threading.Thread(target=send, args=pair) for pair in enumerate(prepared)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(replies), "a request got no reply"
    return replies


def statuses(replies):
    """How many replies had which status."""
    return dict(Counter(reply.status for reply in replies))
