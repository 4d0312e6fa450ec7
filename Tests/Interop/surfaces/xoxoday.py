"""Xoxoday stores: company and user sessions, and single sign-on into the storefront."""

import json
import urllib.parse

from person import query
from surfaces.surface import Attempt, Surface
from wire import bearer


class Xoxoday(Surface):
    """The tenant that speaks it."""

    name = "xoxoday"
    # What curl's -d says of whatever it sends.
    curl = {"Content-Type": "application/x-www-form-urlencoded"}
    user_scope = "profile_read,points_read,feed_manage"

    def address(self, platform=None, **changes):
        platform = platform or self.platform
        parameters = {
            "client_id": platform.client_id, "response_type": "code", "redirect_uri": platform.redirect_uri, "scope": "user_session",
            "state": "a state",
        }
        return self.url("/chef/v1/oauth/authorize", self.kept(parameters, changes))

    def exchange_call(self, code, platform=None, /, token_type="company", **changes):
        platform = platform or self.platform
        members = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": platform.redirect_uri, "client_id": platform.client_id,
            "client_secret": platform.client_secret,
        }
        return self.json_call(f"/chef/v1/oauth/token/{token_type}", self.kept(members, changes))

    def refresh_call(self, token, platform=None, /, token_type="company", **changes):
        platform = platform or self.platform
        members = {
            "grant_type": "refresh_token", "refresh_token": token, "client_id": platform.client_id,
            "client_secret": platform.client_secret,
        }
        return self.json_call(f"/chef/v1/oauth/token/{token_type}", self.kept(members, changes))

    def json_call(self, path, members, **headers):
        """JSON under the label curl gives it."""
        body = json.dumps(members, separators=(",", ":"))
        return {"method": "POST", "url": self.base + path, "data": body, "headers": {**self.curl, **headers}}

    def post(self, path, members, token):
        return self.world.wire.request(**self.json_call(path, members, **bearer(token)))

    def user_tokens(self, platform=None, person=None):
        """A whole walk of a user session."""
        code = self.code(platform, person, scope=self.user_scope)
        answer = self.exchange(code, platform, token_type="user")
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()

    def validate(self, token):
        return self.get("/chef/v1/oauth/token", token)

    def is_good(self, token):
        answer = self.validate(token)
        assert answer.status_code in (200, 401), (answer.status_code, answer.text)
        return answer.status_code == 200

    def sso(self, token, user_input="admin@first.example", **members):
        """An SSO token of the company's session."""
        return self.post("/chef/v1/oauth/sso/stores/company", {"user_input": user_input, **members}, token)

    def sso_token(self, token, **members):
        answer = self.sso(token, **members)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()["data"]["ssoToken"]

    def follow(self, sso_token, wire=None):
        """A browser follows the link."""
        quoted = urllib.parse.quote(sso_token, safe="")
        return (wire or self.world.wire).get(f"{self.base}/chef/v1/oauth/redirect/stores/{quoted}", headers={"Accept": "text/html"})

    def handoff_code(self, sso_token):
        answer = self.follow(sso_token)
        assert answer.status_code == 302, (answer.status_code, answer.text)
        return query(answer.headers["Location"])["handoff_code"]

    def handoff(self, code, key=None):
        """The storefront's back end asks who came."""
        return self.post("/chef/v1/oauth/sso/handoff", {"handoff_code": code}, key or self.world.admin_key)

    def create_user_token(self, token, user_input="member@first.example", scope="user_session"):
        return self.post("/chef/v1/oauth/token/create/user", {"user_input": user_input, "scope": scope}, token)

    def attempts(self, platform):
        def succeeds(call):
            return lambda it: call(it).status_code in (200, 302)

        tokens = [
            (kind, f"POST /chef/v1/oauth/token/{token_type} as a {word}", succeeds(call))
            for token_type in ("company", "user")
            for kind, word, call in (
                ("code", "code", lambda it, token_type=token_type: self.exchange(it, platform, token_type=token_type)),
                ("refresh", "refresh token", lambda it, token_type=token_type: self.refresh(it, platform, token_type=token_type)),
            )
        ]
        rest = [
            ("access", "GET /chef/v1/oauth/token", succeeds(self.validate)),
            ("access", "POST /chef/v1/oauth/sso/stores/company", succeeds(self.sso)),
            ("access", "POST /chef/v1/oauth/sso/stores/user", succeeds(lambda it: self.post("/chef/v1/oauth/sso/stores/user", {}, it))),
            ("access", "POST /chef/v1/oauth/token/create/user", succeeds(self.create_user_token)),
            ("sso", "GET /chef/v1/oauth/redirect/stores/:token", succeeds(self.follow)),
            ("handoff", "POST /chef/v1/oauth/sso/handoff", succeeds(self.handoff)),
            ("key", "POST /chef/v1/oauth/sso/handoff as a management key", lambda it: self.handoff("none", it).status_code != 401),
            (
                "secret", "POST /chef/v1/oauth/token/company as a client secret",
                lambda it: self.knows_client(self.exchange("none", platform, client_secret=it)),
            ),
        ]
        return [Attempt(*each) for each in tokens + rest]
