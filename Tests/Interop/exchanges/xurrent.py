"""Xurrent's documented exchange: authorize, tokens, errors (WIRE-CONTRACTS 3.3, 3.4)."""

import re

from person import query
from suite import test
from wire import basic, is_answer, is_error


@test("Xurrent: {} leads to the prompt's own address, Allow sends back code and state", "/authorize", "/oauth/authorize")
def allow(world, path):
    vendor, person = world.xurrent, world.person("xurrent")
    platform = vendor.register()
    page = person.consent(vendor.address(platform, path=path))
    assert [leg.partition("?")[0] for leg in person.legs] == [vendor.base + path, vendor.base + "/oauth/authorize_application"], person.legs
    answer = person.press(page.form(path="/consent", button="allow"), "allow")
    assert answer.status_code == 302
    back = re.escape(platform.redirect_uri) + r"\?code=[A-Za-z0-9_-]{22,}&state=a%20state"
    assert re.fullmatch(back, answer.headers["Location"]), answer.headers["Location"]


@test("Xurrent: what was allowed is remembered; what was denied is not; a revoked connection asks again")
def prompt(world):
    vendor = world.xurrent
    person = world.newcomer("xurrent", "specialist")
    platform = vendor.register()
    address = vendor.address(platform)
    told = query(person.deny(address))
    assert told["error"] == "access_denied" and told["error_description"] and told["state"] == "a state", told
    assert person.consent(address)
    code = query(person.allow(address))["code"]
    # Allowed, but nothing obtained yet: the next request is answered at once all the same (seed: Allow registers the authorization).
    tokens = vendor.exchange(code, platform).json()
    for path in ("/authorize", "/oauth/authorize"):
        answer = person.open(vendor.address(platform, path=path))
        assert answer.status_code == 302 and "code" in query(answer.headers["Location"]), (answer.status_code, answer.text[:500])
    assert world.person("xurrent").consent(address), "somebody else's consent counted"
    person.end(platform.name)
    assert not vendor.is_good(tokens["access_token"])
    is_error(vendor.refresh(tokens["refresh_token"], platform), 400, "invalid_grant")
    assert person.consent(address)


@test("Xurrent: the token response, at {}", "/token", "/oauth/token")
def token(world, path):
    vendor = world.xurrent
    platform = vendor.register()
    answer = vendor.exchange(vendor.code(platform), platform, path=path)
    tokens = is_answer(answer, "access_token", "refresh_token", "token_type", "expires_in")
    assert tokens["token_type"] == "bearer" and tokens["expires_in"] == 3600, tokens
    answer = vendor.refresh(tokens["refresh_token"], platform, path=path)
    renewed = is_answer(answer, "access_token", "refresh_token", "token_type", "expires_in")
    assert renewed["access_token"] != tokens["access_token"] and renewed["refresh_token"] != tokens["refresh_token"]
    assert vendor.is_good(renewed["access_token"])


@test("Xurrent: a token response says no-store and, to those of old, no-cache (3.4)")
def pragma(world):
    vendor = world.xurrent
    answer = vendor.exchange(vendor.code())
    assert "no-store" in answer.headers["Cache-Control"] and answer.headers.get("Pragma") == "no-cache", answer.headers


@test("Xurrent: token requests in JSON are read too, those in the URL are not")
def encodings(world):
    vendor = world.xurrent
    call = vendor.exchange_call(vendor.code())
    in_url = {"method": "POST", "url": call["url"], "params": call["data"]}
    assert world.wire.request(**in_url).status_code == 400
    call["json"] = call.pop("data")
    assert world.wire.request(**call).status_code == 200
    assert world.wire.get(vendor.base + "/token").status_code == 405


@test("Xurrent: client credentials give an access token of the linked person and no refresh token")
def robot(world):
    vendor = world.xurrent
    tokens = is_answer(vendor.robot_token(), "access_token", "token_type", "expires_in")
    assert tokens["token_type"] == "bearer" and tokens["expires_in"] == 3600, tokens
    me = vendor.me(tokens["access_token"]).json()
    assert me["name"] == "Ada Admin" and me["primary_email"] == "admin@first.example", me
    is_error(vendor.robot_token(vendor.platform), 400, "unauthorized_client")
    is_error(vendor.exchange("none", vendor.robot, redirect_uri="https://partner.example/callback"), 400, "unauthorized_client")


@test("Xurrent: a code lives ten minutes, an access token an hour, a refresh token two weeks")
def lifetimes(world):
    vendor = world.xurrent
    code, tokens = vendor.code(), vendor.tokens()
    for seconds, answer in ((601, 400), (595, 200)):
        world.move_clock("xurrent", seconds)
        assert vendor.exchange(code).status_code == answer, seconds
    for seconds, good in ((3601, False), (3590, True)):
        world.move_clock("xurrent", seconds)
        assert vendor.is_good(tokens["access_token"]) is good, seconds
    for seconds, answer in ((14 * 86400 + 5, 400), (14 * 86400 - 60, 200)):
        world.move_clock("xurrent", seconds)
        assert vendor.refresh(tokens["refresh_token"]).status_code == answer, seconds


@test("Xurrent: a code used twice ends every access token it gave")
def replay(world):
    vendor = world.xurrent
    code = vendor.code()
    tokens = vendor.exchange(code).json()
    renewed = vendor.refresh(tokens["refresh_token"]).json()
    is_error(vendor.exchange(code), 400, "invalid_grant")
    assert not vendor.is_good(tokens["access_token"]) and not vendor.is_good(renewed["access_token"])
    is_error(vendor.refresh(renewed["refresh_token"]), 400, "invalid_grant")


@test("Xurrent: the errors of the token endpoint: 400 in the vendor's words, 401 where Basic was tried")
def errors(world):
    vendor, platform = world.xurrent, world.xurrent.platform
    code = vendor.code()
    wrong = (400, "invalid_grant", "Invalid client credentials")
    is_error(vendor.exchange(code, client_secret="0" * 64), *wrong)
    is_error(vendor.exchange(code, client_id="0" * 32), *wrong)
    is_error(vendor.robot_token(client_secret="0" * 64), *wrong)
    call = vendor.exchange_call(code, client_id=None, client_secret=None)
    answer = world.wire.request(**call, auth=basic(platform.client_id, "0" * 64))
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Basic"), (answer.status_code, answer.headers)
    for name in ("grant_type", "code", "redirect_uri", "client_id", "client_secret"):
        is_error(vendor.exchange(code, **{name: None}), 400, "invalid_request")
    is_error(vendor.exchange(code, redirect_uri="https://partner.example/other"), 400, "invalid_grant")
    is_error(vendor.exchange(code, grant_type="password"), 400, "unsupported_grant_type")
    is_error(vendor.exchange("none"), 400, "invalid_grant")
    is_error(vendor.refresh("none"), 400, "invalid_grant")
    assert vendor.exchange(code).status_code == 200


@test("Xurrent: a faulty request is sent back with one of the documented codes, an untrusted one is not sent anywhere")
def authorize_errors(world):
    vendor, person = world.xurrent, world.person("xurrent")
    for changes in ({"response_type": None}, {"response_type": "token"}, {"response_type": "id_token"}):
        answer = person.open(vendor.address(**changes))
        told = query(answer.headers["Location"])
        assert answer.headers["Location"].startswith(vendor.platform.redirect_uri + "?"), answer.headers
        assert told["error"] == "invalid_request" and told["error_description"] and told["state"] == "a state", told
    for changes in (
        {"client_id": None}, {"client_id": "0" * 32}, {"redirect_uri": None}, {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": vendor.platform.redirect_uri + "/more"}, {"redirect_uri": vendor.platform.redirect_uri + "?a=b"},
    ):
        answer = person.open(vendor.address(**changes))
        assert 400 <= answer.status_code < 500 and "Location" not in answer.headers, (changes, answer.status_code)
        assert "text/html" in answer.headers["Content-Type"], answer.headers


@test("Xurrent: one grant type for each application, one of several endpoints for each request")
def registration(world):
    vendor, person = world.xurrent, world.person("xurrent")
    uris = ("https://partner.example/one", "https://partner.example/two")
    platform = vendor.register(redirect_uris=uris)
    for uri in uris:
        assert person.allow(vendor.address(platform, redirect_uri=uri)).startswith(uri + "?code=")
    words = ("platform", "create", "--tenant", "xurrent", "--name", "Both", "--redirect-uri", uris[0], "--rule", "request:Read")
    assert world.refuses(*words, "--grant-type", "authorization_code", "--grant-type", "client_credentials")
