"""Plain HTTP as a program speaks it: no redirect is followed, nothing of this machine's settings is sent, and no answer may be a 5xx."""

import requests


class Wire(requests.Session):
    """One caller. `complaints` collects what no answer may be."""

    def __init__(self, complaints):
        super().__init__()
        self.trust_env = False
        self.complaints = complaints
        self.hooks["response"].append(self._heard)

    def request(self, method, url, **options):  # pylint: disable=arguments-differ
        options["allow_redirects"] = False
        options.setdefault("timeout", 30)
        return super().request(method, url, **options)

    def _heard(self, answer, **_):
        if answer.status_code >= 500:
            self.complaints.append(f"{answer.request.method} {answer.url.split('?')[0]} answered {answer.status_code}: {answer.text[:300]}")


def basic(client_id, client_secret):
    """Client authentication in the header (RFC 6749 §2.3.1)."""
    return requests.auth.HTTPBasicAuth(client_id, client_secret)


def bearer(token, scheme="Bearer"):
    """The header that carries an access token."""
    return {"Authorization": f"{scheme} {token}"}


def is_error(answer, status, code, description=None):
    """Asserts an error answer of RFC 6749 §5.2: its status, its code and nothing else but a description and an id."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert answer.headers["Content-Type"].split(";")[0] == "application/json", answer.headers
    members = answer.json()
    assert members["error"] == code, members
    assert set(members) <= {"error", "error_description", "error_uri", "error_id"}, members
    if description is not None:
        assert members.get("error_description") == description, members


def is_answer(answer, *members):
    """Asserts a 200 in JSON with exactly these members, not to be kept by anybody, and returns it."""
    assert answer.status_code == 200, (answer.status_code, answer.text)
    assert answer.headers["Content-Type"].split(";")[0] == "application/json", answer.headers
    assert "no-store" in answer.headers["Cache-Control"], answer.headers
    found = answer.json()
    assert sorted(found) == sorted(members), (sorted(found), sorted(members))
    return found
