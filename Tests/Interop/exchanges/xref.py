"""Xref's documented exchange (WIRE-CONTRACTS 1)."""

import re

from suite import test
from wire import is_answer, is_error


@test("Xref: allow sends back to ?state=…&code=… in this order, once and for five minutes")
def allow(world):
    vendor = world.xref
    person = world.person("xref")
    answer = person.decide(vendor.address(state="UNIQUE_TOKEN"), "allow")
    assert answer.status_code == 302
    expected = re.escape(vendor.platform.redirect_uri) + r"\?state=UNIQUE_TOKEN&code=([A-Za-z0-9_-]+)"
    matched = re.fullmatch(expected, answer.headers["Location"])
    assert matched, answer.headers["Location"]
    tokens = is_answer(vendor.exchange(matched[1]), "access_token", "xref_account_id")
    assert re.fullmatch("[0-9a-f]{40}", tokens["access_token"]) and re.fullmatch("[0-9a-f]{32}", tokens["xref_account_id"]), tokens
    assert tokens["xref_account_id"] == vendor.demo["accounts"][0]["id"]
    is_error(vendor.exchange(matched[1]), 400, "invalid_grant")
    assert vendor.is_good(tokens["access_token"])
    code = vendor.code()
    world.move_clock("xref", 301)
    is_error(vendor.exchange(code), 400, "invalid_grant")
    world.move_clock("xref", 0)
    assert vendor.exchange(code).status_code == 200


@test("Xref: without a state none comes back; deny sends back error and state")
def no_state_and_deny(world):
    vendor, person = world.xref, world.person("xref")
    assert re.fullmatch(re.escape(vendor.platform.redirect_uri) + r"\?code=[A-Za-z0-9_-]+", person.allow(vendor.address(state=None)))
    assert person.deny(vendor.address(state="S")) == vendor.platform.redirect_uri + "?error=access_denied&state=S"
    assert person.deny(vendor.address(state=None)) == vendor.platform.redirect_uri + "?error=access_denied"


@test("Xref: an unknown client gets a page and is sent nowhere; a redirect_uri that is sent changes nothing")
def trusted_addresses_only(world):
    vendor, person = world.xref, world.person("xref")
    answer = person.open(vendor.url("/oauth/open-api/" + "0" * 32, {"state": "S"}))
    assert answer.status_code == 404 and "Location" not in answer.headers and "text/html" in answer.headers["Content-Type"]
    assert person.allow(vendor.address(redirect_uri="https://evil.example/")).startswith(vendor.platform.redirect_uri + "?")


@test("Xref: one token per account; another exchange replaces it; the accounts never meet")
def accounts(world):
    vendor = world.xref
    first = vendor.tokens()
    other = vendor.tokens(person=world.person("xref", 2))
    second = vendor.tokens(person=world.person("xref", 1))
    assert first["xref_account_id"] == second["xref_account_id"] != other["xref_account_id"]
    assert not vendor.is_good(first["access_token"])
    for tokens in (second, other):
        answer = vendor.validate(tokens["access_token"])
        assert is_answer(answer, "xref_account_id") == {"xref_account_id": tokens["xref_account_id"]}
    assert "already connected" in world.person("xref").consent(vendor.address()).source


@test("Xref: deauthorize, without a body, ends the account's token for good")
def deauthorize(world):
    vendor = world.xref
    token = vendor.tokens()["access_token"]
    assert vendor.validate(token).status_code == vendor.validate(token, "GET").status_code == 200
    assert is_answer(vendor.deauthorize(token), "access_token") == {"access_token": token}
    for answer in (vendor.validate(token), vendor.deauthorize(token)):
        assert answer.status_code == 401, answer.text
        assert answer.headers["WWW-Authenticate"].startswith("Token"), answer.headers


@test("Xref: the token goes under the scheme Token")
def scheme(world):
    vendor = world.xref
    token = vendor.tokens()["access_token"]
    for headers in ({}, {"Authorization": f"Bearer {token}"}, {"Authorization": token}):
        answer = world.wire.post(vendor.base + "/auth", headers=headers)
        assert answer.status_code == 401, (headers, answer.text)
    assert world.wire.post(vendor.base + "/auth", headers={"Authorization": f"token {token}"}).status_code == 200


@test("Xref: the errors of the token endpoint")
def errors(world):
    vendor = world.xref
    code = vendor.code()
    for missing in ("client_id", "client_secret", "code"):
        is_error(vendor.exchange(code, **{missing: None}), 400, "invalid_request")
    is_error(vendor.exchange(code, client_secret="0" * 64), 401, "invalid_client")
    is_error(vendor.exchange("0" * 43), 400, "invalid_grant")
    call = vendor.exchange_call(code)
    call["data"] = call.pop("json")
    is_error(world.wire.request(**call), 400, "invalid_request")
    assert world.wire.get(vendor.base + "/oauth/tokens").status_code == 405
    other = vendor.register()
    is_error(vendor.exchange(code, other), 400, "invalid_grant")
    assert vendor.exchange(code).status_code == 200


@test("Xref: exactly one redirect URI, and that in https")
def registration(world):
    words = ("platform", "create", "--tenant", "xref", "--name", "Two")
    uris = ("--redirect-uri", "https://a.example/cb", "--redirect-uri", "https://b.example/cb")
    assert "at most 1" in world.refuses(*words, *uris)
    assert "https" in world.refuses(*words, "--redirect-uri", "http://a.example/cb")
