"""Xurrent, formerly 4me: applications of an account, and what their tokens may do."""

from surfaces.surface import Attempt, Platform, Surface


class Xurrent(Surface):
    """The tenant that speaks it."""

    name = "xurrent"
    introspection = "/oauth/introspect"
    scope = "request:CRU,task:R,person:R"

    def __init__(self, world):
        super().__init__(world)
        self.robot = Platform.of("Demo Robot", self.demo["client_credentials_platform"])

    def register(self, *options, rules=(scope,), **more):
        given = [word for rule in rules for word in ("--rule", rule)]
        return super().register(*given, *options, scopes=(), **more)

    def address(self, platform=None, path="/authorize", **changes):
        platform = platform or self.platform
        parameters = {
            "client_id": platform.client_id, "response_type": "code", "redirect_uri": platform.redirect_uri, "state": "a state",
        }
        return self.url(path, self.kept(parameters, changes))

    def exchange_call(self, code, platform=None, /, path="/token", **changes):
        platform = platform or self.platform
        parameters = {
            "client_id": platform.client_id, "client_secret": platform.client_secret, "redirect_uri": platform.redirect_uri, "code": code,
            "grant_type": "authorization_code",
        }
        return {"method": "POST", "url": self.base + path, "data": self.kept(parameters, changes)}

    def refresh_call(self, token, platform=None, /, path="/token", **changes):
        platform = platform or self.platform
        parameters = {
            "client_id": platform.client_id, "client_secret": platform.client_secret, "refresh_token": token,
            "grant_type": "refresh_token",
        }
        return {"method": "POST", "url": self.base + path, "data": self.kept(parameters, changes)}

    def robot_token(self, platform=None, **changes):
        """A token of an application that acts by itself."""
        platform = platform or self.robot
        parameters = {"client_id": platform.client_id, "client_secret": platform.client_secret, "grant_type": "client_credentials"}
        return self.world.wire.post(self.base + "/token", self.kept(parameters, changes))

    def me(self, token, **headers):
        return self.get("/v1/me", token, **headers)

    def introspect(self, token, **headers):
        """What the token may do, as the vendor's own API tells (GET, an array of scopes)."""
        return self.get("/introspect", token, **headers)

    def is_good(self, token):
        answer = self.me(token)
        assert answer.status_code in (200, 401), (answer.status_code, answer.text)
        return answer.status_code == 200

    def attempts(self, platform):
        return [
            Attempt("code", "POST /token as a code", lambda it: self.exchange(it, platform).status_code == 200),
            Attempt("refresh", "POST /token as a refresh token", lambda it: self.refresh(it, platform).status_code == 200),
            Attempt("access", "GET /v1/me", lambda it: self.me(it).status_code == 200),
            Attempt("access", "GET /introspect", lambda it: self.introspect(it).status_code == 200),
            Attempt(
                "access", "POST /oauth/introspect by the vendor",
                lambda it: self.world.introspect(self.name, it).json().get("active") is not False,
            ),
            Attempt(
                "secret", "POST /token as a client secret",
                lambda it: self.knows_client(self.exchange("none", platform, client_secret=it)),
            ),
        ]
