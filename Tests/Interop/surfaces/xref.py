"""Xref Open API OAuth: JSON, one connection per account."""

from surfaces.surface import Attempt, Surface
from wire import bearer


class Xref(Surface):
    """The tenant that speaks it."""

    name = "xref"
    scheme = "Token"

    def address(self, platform=None, **changes):
        return self.url(f"/oauth/open-api/{(platform or self.platform).client_id}", self.kept({"state": "UNIQUE_TOKEN"}, changes))

    def exchange_call(self, code, platform=None, /, **changes):
        platform = platform or self.platform
        members = {"client_id": platform.client_id, "client_secret": platform.client_secret, "code": code}
        return {"method": "POST", "url": self.base + "/oauth/tokens", "json": self.kept(members, changes)}

    def validate(self, token, method="POST"):
        return self.world.wire.request(method, self.base + "/auth", headers=bearer(token, "Token"))

    def deauthorize(self, token):
        return self.world.wire.post(self.base + "/oauth/deauthorize", headers=bearer(token, "Token"))

    def is_good(self, token):
        answer = self.validate(token)
        assert answer.status_code in (200, 401), (answer.status_code, answer.text)
        return answer.status_code == 200

    def attempts(self, platform):
        return [
            Attempt("code", "POST /oauth/tokens as a code", lambda it: self.exchange(it, platform).status_code == 200),
            Attempt("access", "POST /auth", lambda it: self.validate(it).status_code == 200),
            Attempt("access", "GET /auth", lambda it: self.validate(it, "GET").status_code == 200),
            Attempt("access", "POST /oauth/deauthorize", lambda it: self.deauthorize(it).status_code == 200),
            Attempt(
                "secret", "POST /oauth/tokens as a client secret",
                lambda it: self.knows_client(self.exchange("none", platform, client_secret=it)),
            ),
        ]
