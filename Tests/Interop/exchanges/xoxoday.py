"""Xoxoday's documented exchange: authorize, tokens, their form, validation (WIRE-CONTRACTS 2.2 to 2.5)."""

import base64
import datetime
import json
import re
import time

from suite import test
from wire import is_answer, is_error

# The token of the documentation's own example (WIRE-CONTRACTS 6).
EXAMPLE = (
    '{"tokenContent":{"issuedFor":"Freshworks","scope":"","issuedAt":1559804550136,"expiresAt":"2019-07-06T07:02:30.136Z",'
    '"token_type":"COMPANY"},"a_t":"f7ec51c2ba4dcf766ea4d11127f13f43f00fca7a"}'
)
DAY = 86400


def encoded(members):
    """As the documentation's encoder writes them: compact, in their order, in standard base64."""
    return base64.b64encode(json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode()).decode()


def check_envelope(token, token_type, scope, days, issued_for="Demo Partner"):
    """Decodes an access token, holds every member against the documentation, and encodes it again byte for byte."""
    text = base64.b64decode(token, validate=True).decode()
    members = json.loads(text)
    assert list(members) == ["tokenContent", "a_t"], text
    content = members["tokenContent"]
    assert list(content) == ["issuedFor", "scope", "issuedAt", "expiresAt", "token_type"], text
    assert content["issuedFor"] == issued_for and content["scope"] == scope and content["token_type"] == token_type, text
    assert re.fullmatch("[0-9a-f]{40}", members["a_t"]), text
    assert isinstance(content["issuedAt"], int) and abs(content["issuedAt"] / 1000 - time.time()) < 60, text
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", content["expiresAt"]), text
    ends = datetime.datetime.fromisoformat(content["expiresAt"].replace("Z", "+00:00"))
    assert round(ends.timestamp() * 1000) - content["issuedAt"] == days * DAY * 1000, text
    assert encoded(members) == token, text
    return content


@test("Xoxoday: the documentation's example decodes and encodes again byte for byte")
def example(_):
    token = base64.b64encode(EXAMPLE.encode()).decode()
    assert len(EXAMPLE) == 190 and len(token) == 256 and encoded(json.loads(EXAMPLE)) == token


@test("Xoxoday: allow sends back to ?code=…&state=…, deny in the documented words with plus signs")
def redirects(world):
    vendor, person = world.xoxoday, world.person("xoxoday")
    back = re.escape(vendor.platform.redirect_uri)
    answer = person.decide(vendor.address(state="STATE"), "allow")
    assert answer.status_code == 302
    assert re.fullmatch(back + r"\?code=[0-9a-f]{32}&state=STATE", answer.headers["Location"]), answer.headers["Location"]
    answer = person.decide(vendor.address(state="STATE"), "deny")
    assert answer.status_code == 302
    expected = "?error=access_denied&error_description=The+user+denied+the+request&state=STATE"
    assert answer.headers["Location"] == vendor.platform.redirect_uri + expected, answer.headers["Location"]


@test("Xoxoday: a company session, JSON under a form's label, with members and lifetimes as documented")
def company(world):
    vendor = world.xoxoday
    tokens = is_answer(
        vendor.exchange(vendor.code()), "access_token", "token_type", "expires_in", "refresh_token", "email")
    assert tokens["token_type"] == "bearer" and tokens["expires_in"] == 2592000 and tokens["email"] == "admin@first.example", tokens
    assert re.fullmatch("[0-9a-f]{40}", tokens["refresh_token"]), tokens
    check_envelope(tokens["access_token"], "COMPANY", "", 30)


@test("Xoxoday: a user session")
def user(world):
    vendor = world.xoxoday
    code = vendor.code(scope=vendor.user_scope)
    answer = vendor.exchange(code, token_type="user")
    tokens = is_answer(answer, "access_token", "token_type", "expires_in", "refresh_token")
    assert tokens["token_type"] == "bearer" and tokens["expires_in"] == 1296000, tokens
    check_envelope(tokens["access_token"], "USER", vendor.user_scope, 15)


@test("Xoxoday: the path's token type must be the code's, and a miss leaves the code good")
def path_type(world):
    vendor = world.xoxoday
    for scope, right, wrong in (("user_session", "company", "user"), ("profile_read", "user", "company")):
        code = vendor.code(scope=scope)
        is_error(vendor.exchange(code, token_type=wrong), 400, "invalid_grant")
        tokens = vendor.exchange(code, token_type=right).json()
        is_error(vendor.refresh(tokens["refresh_token"], token_type=wrong), 400, "invalid_grant")
        assert vendor.refresh(tokens["refresh_token"], token_type=right).status_code == 200
        assert vendor.exchange(code, token_type="other").status_code == 404


@test("Xoxoday: a refresh token is replaced; the answer has no email; the old one is dead at once")
def refresh(world):
    vendor = world.xoxoday
    for tokens, kind, lifetime in ((vendor.tokens(), "company", 2592000), (vendor.user_tokens(), "user", 1296000)):
        # What the documentation's table repeats by mistake is not looked at (C-13).
        answer = vendor.refresh(tokens["refresh_token"], token_type=kind, code="none", redirect_uri="https://other.example/")
        renewed = is_answer(answer, "access_token", "token_type", "expires_in", "refresh_token")
        assert renewed["expires_in"] == lifetime and renewed["refresh_token"] != tokens["refresh_token"], renewed
        assert vendor.is_good(renewed["access_token"])
        is_error(vendor.refresh(tokens["refresh_token"], token_type=kind), 400, "invalid_grant")


@test("Xoxoday: codes live five minutes, company tokens 30 and 60 days, user tokens 15 and 30")
def lifetimes(world):
    vendor = world.xoxoday
    code, company_tokens, user_tokens = vendor.code(), vendor.tokens(), vendor.user_tokens()
    for seconds, answer in ((301, 400), (290, 200)):
        world.move_clock("xoxoday", seconds)
        assert vendor.exchange(code).status_code == answer, seconds
    for tokens, kind, access, renewal in ((company_tokens, "company", 30, 60), (user_tokens, "user", 15, 30)):
        for seconds, good in ((access * DAY + 5, False), (access * DAY - 60, True)):
            world.move_clock("xoxoday", seconds)
            assert vendor.is_good(tokens["access_token"]) is good, (kind, seconds)
        world.move_clock("xoxoday", renewal * DAY + 5)
        is_error(vendor.refresh(tokens["refresh_token"], token_type=kind), 400, "invalid_grant")
        world.move_clock("xoxoday", renewal * DAY - 60)
        assert vendor.refresh(tokens["refresh_token"], token_type=kind).status_code == 200, kind


@test("Xoxoday: validation tells what remains in milliseconds")
def validation(world):
    vendor = world.xoxoday
    for tokens, lifetime in ((vendor.tokens(), 2592000), (vendor.user_tokens(), 1296000)):
        issued = json.loads(base64.b64decode(tokens["access_token"]))["tokenContent"]["issuedAt"]
        world.move_clock("xoxoday", 4088.977)
        told = is_answer(vendor.validate(tokens["access_token"]), "access_token", "token_type", "expires_in")
        asked = int(world.installation.sql("SELECT round(extract(epoch FROM clock_timestamp()) * 1000)")) + 4088977
        assert told["access_token"] == tokens["access_token"] and told["token_type"] == "bearer", told
        assert 0 <= told["expires_in"] - (issued + lifetime * 1000 - asked) < 3000, (told, issued, asked)
        world.move_clock("xoxoday", 0)


@test("Xoxoday: a token with one changed byte of what it says is none")
def envelope_is_not_trusted(world):
    vendor = world.xoxoday
    token = vendor.tokens()["access_token"]
    members = json.loads(base64.b64decode(token))
    for change in ({"token_type": "USER"}, {"scope": "user_session"}, {"issuedAt": 1}, {"expiresAt": "2099-01-01T00:00:00.000Z"}):
        forged = encoded({"tokenContent": {**members["tokenContent"], **change}, "a_t": members["a_t"]})
        is_error(vendor.validate(forged), 401, "invalid_token", "invalid/expired token")
    for forged in (members["a_t"], token + "=", token.rstrip("="), token.lower()):
        if forged != token:
            assert vendor.validate(forged).status_code == 401, forged
    assert vendor.is_good(token)
