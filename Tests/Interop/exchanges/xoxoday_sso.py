"""Xoxoday's single sign-on and the tokens made of tokens (WIRE-CONTRACTS 2.6 to 2.9)."""

import re
import secrets

from exchanges.xoxoday import check_envelope
from person import query
from suite import test
from wire import Wire, bearer, is_answer, is_error


@test("Xoxoday: a company session signs a person in, once, and the storefront hears who came, once")
def company(world):
    vendor = world.xoxoday
    platform = vendor.register()
    token = vendor.tokens(platform)["access_token"]
    email = f"{secrets.token_hex(4)}@first.example"
    answer = vendor.sso(token, email, tpd={"auth_header": "Bearer abc", "employee_id": 7, "Uid": "u", "amount": 1.5, "deep": {"a": [None]}})
    sso_token = is_answer(answer, "data")["data"]["ssoToken"]
    assert list(answer.json()["data"]) == ["ssoToken"] and re.fullmatch("[0-9a-f]{40}", sso_token), answer.text

    browser = Wire(world.complaints)
    answer = vendor.follow(sso_token, browser)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(world.storefront + "/?handoff_code="), answer.headers
    assert len(browser.cookies) == 1 and "HttpOnly" in answer.headers["Set-Cookie"], answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer" and "no-store" in answer.headers["Cache-Control"], answer.headers
    assert vendor.follow(sso_token).status_code == 404

    code = query(answer.headers["Location"])["handoff_code"]
    told = is_answer(vendor.handoff(code), "user", "account", "client_id", "tpd")
    assert told["user"]["email"] == email and told["account"] == vendor.demo["accounts"][0] and told["client_id"] == platform.client_id
    assert told["tpd"] == {"auth_header": "Bearer abc", "employee_id": 7, "Uid": "u", "amount": 1.5, "deep": {"a": [None]}}, told
    is_error(vendor.handoff(code), 400, "invalid_grant")


@test("Xoxoday: tpd arrives at the storefront as it was sent, to the digit")
def verbatim(world):
    vendor = world.xoxoday
    call = vendor.json_call("/chef/v1/oauth/sso/stores/company", {}, **bearer(vendor.tokens()["access_token"]))
    tpd = '{"b":1.50,"a":"\\u00e4 \\/","n":123456789012345678901234567890,"e":{}}'
    call["data"] = '{"user_input": "admin@first.example", "tpd": ' + tpd + "}"
    answer = world.wire.request(**call)
    assert answer.status_code == 200, answer.text
    told = vendor.handoff(vendor.handoff_code(answer.json()["data"]["ssoToken"]))
    assert f'"tpd":{tpd}' in told.text, told.text


@test("Xoxoday: a user session signs its own user in, at the page it names")
def user(world):
    vendor = world.xoxoday
    tokens = vendor.user_tokens(person=world.person("xoxoday", 1))
    answer = vendor.post("/chef/v1/oauth/sso/stores/user", {"landing_page_custom": "/admin/campaign/?YWJj"}, tokens["access_token"])
    sso_token = is_answer(answer, "data")["data"]["ssoToken"]
    location = vendor.follow(sso_token).headers["Location"]
    assert location.startswith(world.storefront + "/admin/campaign/?YWJj&handoff_code="), location
    told = vendor.handoff(location.rpartition("handoff_code=")[2]).json()
    assert told["user"]["email"] == "member@first.example" and told["tpd"] is None, told
    assert vendor.post("/chef/v1/oauth/sso/stores/user", {}, tokens["access_token"]).status_code == 200


ELSEWHERE = (
    "//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/%0d%0aX: 1\n", "@evil.example",
    "\t//evil.example",
)


@test("Xoxoday: the landing page is a path of the storefront and nothing else: {!r}", *ELSEWHERE)
def landing_pages(world, page):
    vendor = world.xoxoday
    token = vendor.user_tokens()["access_token"]
    is_error(vendor.post("/chef/v1/oauth/sso/stores/user", {"landing_page_custom": page}, token), 400, "invalid_request")


@test("Xoxoday: each kind of session at the other's address is refused")
def other_session(world):
    vendor = world.xoxoday
    company_token, user_token = vendor.tokens()["access_token"], vendor.user_tokens()["access_token"]
    is_error(vendor.post("/chef/v1/oauth/sso/stores/user", {}, company_token), 403, "unauthorized_client")
    is_error(vendor.sso(user_token), 403, "unauthorized_client")
    is_error(vendor.create_user_token(user_token), 403, "unauthorized_client")


@test("Xoxoday: nobody of another account is signed in, and what is no address is refused")
def whom(world):
    vendor = world.xoxoday
    token = vendor.tokens()["access_token"]
    is_error(vendor.sso(token, "admin@second.example"), 403, "unauthorized_client")
    is_error(vendor.create_user_token(token, "admin@second.example"), 403, "unauthorized_client")
    for text in ("", "nobody", "a b@c.example", "a@b@c.example", None, {"a": 1}):
        is_error(vendor.sso(token, text), 400, "invalid_request")
    is_error(vendor.sso(token, tpd="text"), 400, "invalid_request")


@test("Xoxoday: an SSO token lives five minutes, or as the tenant has set, and dies with its grant")
def sso_lifetime(world):
    vendor = world.xoxoday
    platform = vendor.register()
    token = vendor.tokens(platform)["access_token"]
    late, early = vendor.sso_token(token), vendor.sso_token(token)
    world.move_clock("xoxoday", 301)
    assert vendor.follow(late).status_code == 404
    world.move_clock("xoxoday", 290)
    assert vendor.follow(early).status_code == 302
    world.move_clock("xoxoday", 0)
    world.run("tenant", "set", "xoxoday", "--sso-token-lifetime", "10")
    try:
        short = vendor.sso_token(token)
    finally:
        world.run("tenant", "set", "xoxoday", "--sso-token-lifetime", "default")
    world.move_clock("xoxoday", 11)
    assert vendor.follow(short).status_code == 404
    world.move_clock("xoxoday", 0)
    orphan = vendor.sso_token(token)
    world.person("xoxoday").end(platform.name)
    assert vendor.follow(orphan).status_code == 404


@test("Xoxoday: a hand-off code lives a minute and is for the vendor's key only")
def handoff(world):
    vendor = world.xoxoday
    token = vendor.tokens()["access_token"]
    code = vendor.handoff_code(vendor.sso_token(token))
    for key in ("nothing", token, vendor.platform.client_secret):
        assert vendor.handoff(code, key).status_code == 401
    key = world.run("key", "create", "--name", "other tenant", "--tenant", "xeno")["key"]
    assert vendor.handoff(code, key).status_code == 401
    world.move_clock("xoxoday", 61)
    is_error(vendor.handoff(code), 400, "invalid_grant")
    world.move_clock("xoxoday", 0)
    key = world.run("key", "create", "--name", "store", "--tenant", "xoxoday")["key"]
    assert vendor.handoff(code, key).status_code == 200


@test("Xoxoday: HEAD on the link uses nothing up")
def head(world):
    vendor = world.xoxoday
    sso_token = vendor.sso_token(vendor.tokens()["access_token"])
    answer = world.wire.head(f"{vendor.base}/chef/v1/oauth/redirect/stores/{sso_token}")
    assert answer.status_code in (200, 405) and "Location" not in answer.headers and "Set-Cookie" not in answer.headers
    assert vendor.follow(sso_token).status_code == 302


@test("Xoxoday: a user's tokens from a company's, with expiries in milliseconds")
def create_user_token(world):
    vendor = world.xoxoday
    platform = vendor.register()
    company_tokens = vendor.tokens(platform)
    answer = vendor.create_user_token(company_tokens["access_token"])
    made = is_answer(
        answer, "access_token", "token_type", "expires_in", "refresh_token", "access_token_expiry", "refresh_token_expiry")
    assert made["token_type"] == "bearer" and made["expires_in"] == 1296000, made
    content = check_envelope(made["access_token"], "USER", "user_session", 15, platform.name)
    assert made["access_token_expiry"] == content["issuedAt"] + 1296000000, made
    assert made["refresh_token_expiry"] == content["issuedAt"] + 2592000000, made
    assert vendor.is_good(made["access_token"])
    assert vendor.refresh(made["refresh_token"], platform, token_type="user").status_code == 200
    answer = vendor.create_user_token(company_tokens["access_token"], scope="profile_manage")
    is_error(answer, 400, "invalid_scope")
    # What a company's session gave ends with it.
    made = vendor.create_user_token(company_tokens["access_token"]).json()
    world.person("xoxoday").end(platform.name, whose="whole account")
    assert not vendor.is_good(company_tokens["access_token"]) and not vendor.is_good(made["access_token"])
    is_error(vendor.refresh(made["refresh_token"], platform, token_type="user"), 400, "invalid_grant")
