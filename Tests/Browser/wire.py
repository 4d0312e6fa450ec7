"""What programs say to a tenant: the far end of what a person does in the browser."""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request


def call(address, token=None, form=None, body=None, client=None, headers=None):
    """One request, a POST where there is a form or a JSON body: the status and what the JSON says."""
    sent = {"Accept": "application/json", **(headers or {})}
    data = None
    if form is not None:
        data = urllib.parse.urlencode(form).encode()
    elif body is not None:
        data = json.dumps(body).encode()
        sent["Content-Type"] = "application/json"
    if token:
        sent["Authorization"] = f"Bearer {token}"
    if client:
        pair = f"{client['client_id']}:{client['client_secret']}".encode()
        sent["Authorization"] = "Basic " + base64.b64encode(pair).decode()
    request = urllib.request.Request(address, data=data, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


def access_token(answer):
    """The access token in the text of a token answer."""
    return json.loads(answer)["access_token"]


def status_of_me(visit, token, path="/v1/me"):
    """How the tenant answers a program that asks as whom it acts."""
    return call(visit.base + path, token)[0]
