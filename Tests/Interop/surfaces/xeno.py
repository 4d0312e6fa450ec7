"""Xeno: apps installed by people, with tokens that live until revoked."""

from surfaces.surface import Attempt, Surface


class Xeno(Surface):
    """The tenant that speaks it."""

    name = "xeno"

    def address(self, platform=None, **changes):
        parameters = {"client_id": (platform or self.platform).client_id, "scope": "contacts conversations"}
        return self.url("/oauth/authorize", self.kept(parameters, changes))

    def exchange_call(self, code, platform=None, /, **changes):
        platform = platform or self.platform
        parameters = {"client_id": platform.client_id, "client_secret": platform.client_secret, "code": code}
        return {"method": "POST", "url": self.base + "/oauth/token", "data": self.kept(parameters, changes)}

    def me(self, token):
        return self.get("/api/me", token)

    def is_good(self, token):
        answer = self.me(token)
        assert answer.status_code in (200, 401), (answer.status_code, answer.text)
        return answer.status_code == 200

    def attempts(self, platform):
        return [
            Attempt("code", "POST /oauth/token as a code", lambda it: self.exchange(it, platform).status_code == 200),
            Attempt("access", "GET /api/me", lambda it: self.me(it).status_code == 200),
            Attempt(
                "secret", "POST /oauth/token as a client secret",
                lambda it: self.knows_client(self.exchange("none", platform, client_secret=it)),
            ),
        ]
