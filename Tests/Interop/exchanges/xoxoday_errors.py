"""Xoxoday's refusals (WIRE-CONTRACTS 2.2, 2.3, 2.10)."""

import urllib.parse

from person import query
from suite import test
from wire import bearer, is_error


@test("Xoxoday: the redirect URI's domain must be the registered one, its path may differ")
def redirect_domain(world):
    vendor, person = world.xoxoday, world.person("xoxoday")
    platform = vendor.register()
    for uri in ("https://partner.example/other/path?a=b", "https://partner.example/"):
        callback = person.allow(vendor.address(platform, redirect_uri=uri))
        assert callback.startswith(uri + ("&" if "?" in uri else "?") + "code="), callback
        code = query(callback)["code"]
        # At the token endpoint it is the authorization request's, to the letter (C-19).
        is_error(vendor.exchange(code, platform), 400, "invalid_grant")
        assert vendor.exchange(code, platform, redirect_uri=uri).status_code == 200
    for uri in (
        "https://partner.example.evil.example/callback", "https://evil.example/callback", "http://partner.example/callback",
        "https://partner.example:8443/callback", "https://partner.example@evil.example/callback", "https://xpartner.example/callback",
        "https://partner.example/../x", "https://partner.example/callback#x", None,
    ):
        is_error(person.open(vendor.address(platform, redirect_uri=uri)), 400, "invalid_request")


@test("Xoxoday: an unknown client is told in JSON and sent nowhere")
def unknown_client(world):
    vendor = world.xoxoday
    answer = world.person("xoxoday").open(vendor.address(client_id="0" * 32))
    is_error(answer, 400, "unauthorized_client")
    assert "Location" not in answer.headers


@test("Xoxoday: a wrong response type or scope is sent back")
def sent_back(world):
    vendor, person = world.xoxoday, world.person("xoxoday")
    platform = vendor.register(scopes=("user_session", "profile_read"))
    for changes, code in (
        ({"response_type": "token"}, "unsupported_response_type"), ({"response_type": None}, "invalid_request"),
        ({"scope": None}, "invalid_scope"), ({"scope": "user_session,no_such"}, "invalid_scope"),
        ({"scope": "user_session profile_read"}, "invalid_scope"), ({"scope": "api_stores"}, "invalid_scope"),
    ):
        answer = person.open(vendor.address(platform, **changes))
        assert answer.status_code == 302, (changes, answer.status_code, answer.text[:500])
        told = query(answer.headers["Location"])
        assert told["error"] == code and told["state"] == "a state", (changes, told)
        raw = urllib.parse.urlsplit(answer.headers["Location"]).query
        assert "%20" not in raw, raw


@test("Xoxoday: every field of a token request is required")
def missing_fields(world):
    vendor = world.xoxoday
    code = vendor.code()
    for name in ("grant_type", "code", "redirect_uri", "client_id", "client_secret"):
        is_error(vendor.exchange(code, **{name: None}), 400, "invalid_request")
    is_error(vendor.exchange(code, client_secret="0" * 64), 401, "unauthorized_client")
    is_error(vendor.exchange(code, grant_type="client_credentials"), 400, "unsupported_grant_type")
    is_error(vendor.exchange(code, grant_type="password"), 400, "unsupported_grant_type")
    is_error(vendor.exchange("0" * 32), 400, "invalid_grant")
    is_error(vendor.refresh("0" * 40), 400, "invalid_grant")
    assert vendor.exchange(code).status_code == 200
    assert world.wire.get(vendor.base + "/chef/v1/oauth/token/company").status_code == 405


@test("Xoxoday: missing parameters are told in the documented words (2.10)")
def missing_in_words(world):
    vendor = world.xoxoday
    words = (400, "invalid_request", "missing/invalid parameters authorization header")
    for name in ("grant_type", "code", "redirect_uri", "client_id", "client_secret"):
        is_error(vendor.exchange("0" * 32, **{name: None}), *words)
    is_error(vendor.sso(vendor.tokens()["access_token"], None), *words)


@test("Xoxoday: the error table of a token that is missing, wrong or expired")
def token_errors(world):
    vendor = world.xoxoday
    path = vendor.base + "/chef/v1/oauth/token"
    missing = (401, "invalid_request", "missing/invalid parameters authorization header")
    is_error(world.wire.get(path), *missing)
    is_error(world.wire.post(vendor.base + "/chef/v1/oauth/sso/stores/company", json={"user_input": "a@b.example"}), *missing)
    bad = (401, "invalid_token", "invalid/expired token")
    is_error(world.wire.get(path, headers=bearer("nothing")), *bad)
    is_error(vendor.sso("nothing"), *bad)
    token = vendor.tokens()["access_token"]
    world.move_clock("xoxoday", 31 * 86400)
    is_error(vendor.validate(token), *bad)
    is_error(vendor.sso(token), *bad)


@test("Xoxoday: a password reset ends the access tokens its owner obtained, in the documented words, and no refresh token")
def password_reset(world):
    vendor = world.xoxoday
    platform = vendor.register()
    administrator = world.newcomer("xoxoday", "administrator")
    theirs = vendor.tokens(platform, administrator)
    others = vendor.tokens(person=world.person("xoxoday"))
    world.run("user", "password", administrator.email, "--tenant", "xoxoday", "--password-stdin", given="another secret of mine\n")
    for answer in (vendor.validate(theirs["access_token"]), vendor.sso(theirs["access_token"])):
        assert (answer.status_code, answer.json()) == (401, {"success": 0, "error_message_id": "auth.token_error"}), answer.text
    assert vendor.is_good(others["access_token"])
    renewed = vendor.refresh(theirs["refresh_token"], platform)
    assert renewed.status_code == 200 and vendor.is_good(renewed.json()["access_token"]), renewed.text


@test("Xoxoday: another administrator's token ends the first one's")
def another_administrator(world):
    vendor = world.xoxoday
    platform = vendor.register()
    first = vendor.tokens(platform)
    again = vendor.tokens(platform)
    assert vendor.is_good(first["access_token"]) and vendor.is_good(again["access_token"])
    second = vendor.tokens(platform, world.newcomer("xoxoday", "administrator"))
    assert vendor.is_good(second["access_token"])
    assert not vendor.is_good(first["access_token"]) and not vendor.is_good(again["access_token"])


@test("Xoxoday: too many refreshes within an hour")
def too_many_refreshes(world):
    vendor = world.xoxoday
    token = vendor.tokens()["refresh_token"]
    count = 0
    answer = vendor.refresh(token)
    while answer.status_code == 200 and count < 200:
        count, token = count + 1, answer.json()["refresh_token"]
        answer = vendor.refresh(token)
    assert answer.json() == {"message": "auth.request_limit_exceeded"} and answer.status_code == 400, answer.text
    assert 10 <= count < 200, count
    # The token is as good as before, once the hour is over.
    world.move_clock("xoxoday", 3700)
    assert vendor.refresh(token).status_code == 200


@test("Xoxoday: only an administrator allows a company session; anybody their own")
def approvers(world):
    vendor, member = world.xoxoday, world.person("xoxoday", 1)
    answer = member.open(vendor.address())
    assert answer.status_code == 403 and "Location" not in answer.headers and 'value="allow"' not in answer.text, answer.status_code
    assert vendor.is_good(vendor.user_tokens(person=member)["access_token"])


@test("Xoxoday: a Super Admin who leaves or loses the role flags the grant and ends nothing")
def approver_leaves(world):
    vendor = world.xoxoday
    platform = vendor.register()
    administrator = world.newcomer("xoxoday", "administrator")
    tokens = vendor.tokens(platform, administrator)
    world.run("user", "leave", administrator.email, "--tenant", "xoxoday", "--account", administrator.account_id, "--yes")
    assert vendor.is_good(tokens["access_token"]) and vendor.refresh(tokens["refresh_token"], platform).status_code == 200
    grants = world.run("grant", "list", "--tenant", "xoxoday")
    mine = [grant for grant in grants if grant["client_id"] == platform.client_id]
    assert len(mine) == 1 and mine[0]["approver_missing_at"], mine
