"""Xeno's documented exchange (WIRE-CONTRACTS 4)."""

import re

from person import query
from suite import test
from wire import bearer, is_answer, is_error


@test("Xeno: client_id and scope are enough; state comes back if sent; no response_type is asked for")
def authorize(world):
    vendor, person = world.xeno, world.person("xeno")
    back = re.escape(vendor.platform.redirect_uri)
    answer = person.decide(vendor.address(), "allow")
    assert answer.status_code == 302 and re.fullmatch(back + r"\?code=[A-Za-z0-9_-]{22,}", answer.headers["Location"]), answer.headers
    for response_type in (None, "code", "token", "whatever"):
        callback = person.allow(vendor.address(state="S t", response_type=response_type))
        assert re.fullmatch(back + r"\?code=[A-Za-z0-9_-]{22,}&state=S%20t", callback), callback
    told = query(person.deny(vendor.address(state="S")))
    assert told.pop("error_description", "x") and told == {"error": "access_denied", "state": "S"}, told
    told = query(person.deny(vendor.address()))
    assert told.pop("error_description", "x") and told == {"error": "access_denied"}, told


@test("Xeno: the consent page lists the scopes that are asked for")
def consent(world):
    vendor = world.xeno
    source = world.person("xeno").consent(vendor.address(scope="faqs contacts")).source
    assert "<bdi>faqs</bdi>" in source and "<bdi>contacts</bdi>" in source and "conversations" not in source.split("<dl")[1]


@test("Xeno: the token response has two members; grant_type may be left out")
def token(world):
    vendor = world.xeno
    for grant_type in (None, "authorization_code"):
        tokens = is_answer(vendor.exchange(vendor.code(), grant_type=grant_type), "access_token", "scope")
        assert re.fullmatch("[0-9a-f]{64}", tokens["access_token"]) and tokens["scope"] == "contacts conversations", tokens
    assert vendor.exchange(vendor.code(), grant_type="refresh_token").json()["error"] == "unsupported_grant_type"
    call = vendor.exchange_call(vendor.code())
    call["json"] = call.pop("data")
    assert world.wire.request(**call).status_code == 200


@test("Xeno: GET at the token endpoint is refused")
def get(world):
    vendor = world.xeno
    answer = world.wire.get(vendor.base + "/oauth/token", params=vendor.exchange_call(vendor.code())["data"])
    assert answer.status_code == 405 and answer.headers["Allow"] == "POST", (answer.status_code, answer.headers)


@test("Xeno: widget is taken for widgets, what is given out is always widgets; no or unknown scope is sent back")
def scopes(world):
    vendor, person = world.xeno, world.person("xeno")
    for asked, given in (("widget contacts", "widgets contacts"), ("widgets", "widgets"), ("widget widgets", "widgets")):
        assert vendor.exchange(vendor.code(scope=asked)).json()["scope"] == given
    for scope in (None, "", "brands", "contacts everything", "contacts,faqs"):
        answer = person.open(vendor.address(scope=scope, state="S"))
        assert answer.status_code == 302, (scope, answer.status_code)
        told = query(answer.headers["Location"])
        assert told["error"] == "invalid_scope" and told["state"] == "S", told


@test("Xeno: a redirect URI may be at or below the registered one, and comes back at the exchange if it was sent")
def redirect_uris(world):
    vendor, person = world.xeno, world.person("xeno")
    platform = vendor.register()
    for uri in ("https://partner.example/callback", "https://partner.example/callback/below", "https://partner.example/callback?a=b"):
        callback = person.allow(vendor.address(platform, redirect_uri=uri))
        assert callback.startswith(uri + ("&" if "?" in uri else "?") + "code="), callback
        code = query(callback)["code"]
        is_error(vendor.exchange(code, platform), 400, "invalid_grant")
        is_error(vendor.exchange(code, platform, redirect_uri=uri + "x"), 400, "invalid_grant")
        assert vendor.exchange(code, platform, redirect_uri=uri).status_code == 200
    for uri in (
        "https://partner.example/callbackx", "https://partner.example/", "https://partner.example/callback/../evil",
        "https://partner.example/callback/%2e%2e/evil", "https://partner.example/callback/..;/evil", "https://evil.example/callback",
        "http://partner.example/callback", "https://partner.example:8443/callback", "https://partner.example.evil.example/callback",
        "https://partner.example@evil.example/callback", "https://partner.example/CALLBACK", "https://partner.example/callback#x",
        "https://partner.example/callback/%2f../evil", "https://partner.example/callback/..%2fevil", "//evil.example/callback",
        "https://partner.example/callback?code=stolen",
    ):
        answer = person.open(vendor.address(platform, redirect_uri=uri))
        assert answer.status_code == 400 and "Location" not in answer.headers, (uri, answer.status_code)


@test("Xeno: tokens do not expire, codes do after ten minutes")
def lifetimes(world):
    vendor = world.xeno
    code, token_ = vendor.code(), vendor.tokens()["access_token"]
    for seconds, answer in ((601, 400), (595, 200)):
        world.move_clock("xeno", seconds)
        assert vendor.exchange(code).status_code == answer, seconds
    world.move_clock("xeno", 20 * 365 * 86400)
    assert vendor.is_good(token_)


@test("Xeno: GET /api/me tells of the person who installed, and of their account")
def me(world):
    vendor = world.xeno
    told = is_answer(
        vendor.me(vendor.tokens()["access_token"]), "uid", "username", "firstname", "lastname", "email", "image", "admin", "team")
    assert told["email"] == "admin@first.example" and (told["firstname"], told["lastname"]) == ("Ada", "Admin") and told["admin"] is True
    assert told["team"] == {"uid": vendor.demo["accounts"][0]["id"], "name": "First Account", "image": None}, told
    told = vendor.me(vendor.tokens(person=world.person("xeno", 1))["access_token"]).json()
    assert told["email"] == "member@first.example" and told["admin"] is False, told
    for headers in ({}, bearer("nothing")):
        answer = world.wire.get(vendor.base + "/api/me", headers=headers)
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer"), answer.text


@test("Xeno: one token revoked leaves the others; with the last the app is uninstalled; uninstalling ends everybody's")
def uninstall(world):
    vendor, person, colleague = world.xeno, world.person("xeno"), world.person("xeno", 1)
    platform = vendor.register()

    def listed():
        return bool(person.connections(platform.name)[1])

    def revoke_one():
        page, sections = person.connections(platform.name)
        one = sections[0].split('name="token" value="')[1].split('"')[0]
        assert person.press(page.form(button="revoke-token", token=one), "revoke-token").status_code == 200

    tokens = [vendor.tokens(platform)["access_token"] for _ in range(2)]
    revoke_one()
    assert sorted(map(vendor.is_good, tokens)) == [False, True] and listed()
    revoke_one()
    assert not any(map(vendor.is_good, tokens)) and not listed()

    tokens = [vendor.tokens(platform)["access_token"], vendor.tokens(platform, colleague)["access_token"]]
    elsewhere = vendor.tokens(platform, world.person("xeno", 2))["access_token"]
    code = vendor.code(platform)
    assert all(map(vendor.is_good, tokens)) and listed()
    person.end(platform.name, "uninstall")
    assert not any(map(vendor.is_good, tokens)) and vendor.is_good(elsewhere) and not listed()
    is_error(vendor.exchange(code, platform), 400, "invalid_grant")


@test("Xeno: the errors of the token endpoint")
def errors(world):
    vendor = world.xeno
    code = vendor.code()
    for name in ("client_id", "client_secret", "code"):
        is_error(vendor.exchange(code, **{name: None}), 400, "invalid_request")
    for changes in ({"client_secret": "0" * 64}, {"client_id": "0" * 32}):
        is_error(vendor.exchange(code, **changes), 401, "invalid_client")
    is_error(vendor.exchange("none"), 400, "invalid_grant")
    is_error(vendor.exchange(code, vendor.register()), 400, "invalid_grant")
    # None was sent with the request: none is due here (RFC 6749 §4.1.3).
    first = vendor.exchange(code).json()["access_token"]
    is_error(vendor.exchange(code), 400, "invalid_grant")
    assert not vendor.is_good(first)
