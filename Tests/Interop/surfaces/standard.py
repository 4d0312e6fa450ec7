"""OAuth 2.0 by the RFCs."""

import base64
import hashlib
import secrets

from surfaces.surface import Attempt, Platform, Surface
from wire import basic, bearer


def new_verifier():
    """A code verifier and its challenge (RFC 7636 §4)."""
    verifier = secrets.token_urlsafe(48)
    return verifier, challenge_of(verifier)


def challenge_of(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Standard(Surface):
    """The tenant that speaks it."""

    name = "standard"
    introspection = "/oauth/introspect"
    state = "state of a request"

    def __init__(self, world):
        super().__init__(world)
        self.public = Platform.of("Demo App", self.demo["public_platform"])
        self.robot = Platform.of("Demo Robot", self.demo["client_credentials_platform"])

    def address(self, platform=None, **changes):
        platform = platform or self.platform
        parameters = {
            "response_type": "code", "client_id": platform.client_id, "redirect_uri": platform.redirect_uri, "scope": "read",
            "state": self.state,
        }
        return self.url("/oauth/authorize", self.kept(parameters, changes))

    def exchange_call(self, code, platform=None, /, **changes):
        platform = platform or self.platform
        parameters = {"grant_type": "authorization_code", "code": code, "redirect_uri": platform.redirect_uri}
        return self.token_call(self.kept(parameters, changes), platform)

    def refresh_call(self, token, platform=None, /, **changes):
        return self.token_call(self.kept({"grant_type": "refresh_token", "refresh_token": token}, changes), platform)

    def token_call(self, parameters, platform=None, path="/oauth/token"):
        """A request to the token endpoint: by Basic, or as a public client."""
        platform = platform or self.platform
        call = {"method": "POST", "url": self.base + path, "data": dict(parameters)}
        if platform.client_secret:
            call["auth"] = basic(platform.client_id, platform.client_secret)
        else:
            call["data"]["client_id"] = platform.client_id
        return call

    def post(self, path, parameters, platform=None, **options):
        """Somebody posts a form as a client."""
        return self.world.wire.request(**{**self.token_call(parameters, platform, path), **options})

    def introspect(self, token, platform=None, **more):
        return self.post("/oauth/introspect", {"token": token, **more}, platform)

    def revoke(self, token, platform=None, **more):
        return self.post("/oauth/revoke", {"token": token, **more}, platform)

    def is_good(self, token):
        answer = self.world.introspect(self.name, token)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()["active"]

    def public_tokens(self, platform=None, person=None, **changes):
        """A whole walk with a code challenge. Returns the token response."""
        platform = platform or self.public
        verifier, challenge = new_verifier()
        code = self.code(platform, person, code_challenge=challenge, code_challenge_method="S256", **changes)
        answer = self.exchange(code, platform, code_verifier=verifier)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()

    def attempts(self, platform):
        wire = self.world.wire

        def active(answer):
            return answer.status_code == 200 and answer.json().get("active") is not False

        def as_client_secret(secret):
            answer = wire.post(
                self.base + "/oauth/token",
                {"grant_type": "authorization_code", "code": "none", "client_id": platform.client_id, "client_secret": secret},
            )
            return self.knows_client(answer)

        def as_key(secret):
            return wire.post(self.base + "/oauth/introspect", {"token": "none"}, headers=bearer(secret)).status_code == 200

        return [
            Attempt("code", "POST /oauth/token as a code", lambda it: self.exchange(it, platform).status_code == 200),
            Attempt("refresh", "POST /oauth/token as a refresh token", lambda it: self.refresh(it, platform).status_code == 200),
            Attempt("access", "POST /oauth/introspect by the vendor", lambda it: active(self.world.introspect(self.name, it))),
            Attempt("access", "POST /oauth/introspect by the platform", lambda it: active(self.introspect(it, platform))),
            Attempt("secret", "POST /oauth/token as a client secret", as_client_secret),
            Attempt("key", "POST /oauth/introspect as a management key", as_key),
        ]
