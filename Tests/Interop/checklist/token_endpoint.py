"""The token endpoint and client authentication of the standard tenant: SECURITY 2 rows 49 to 63, and 1E."""

import base64
import dataclasses
import urllib.parse

from person import query
from races.parallel import at_once, statuses
from suite import test
from surfaces.standard import new_verifier
from wire import basic, is_answer, is_error


@test("rows 49, 87: {} answers POST and nothing else", "/oauth/token", "/oauth/revoke", "/oauth/introspect")
def post_only(world, path):
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
        answer = world.wire.request(method, world.standard.base + path, params={"token": "x", "callback": "x"})
        assert answer.status_code == 405 and answer.headers["Allow"] == "POST", (method, answer.status_code, answer.headers)


@test("row 50 and 1E row 73: {}", "JSON", "multipart", "no type", "text", "not UTF-8", "a content coding")
def bodies(world, what):
    vendor = world.standard
    call = vendor.exchange_call(vendor.code())
    form = urllib.parse.urlencode(call["data"])
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    body, headers = {
        "JSON": ('{"grant_type":"client_credentials"}', {"Content-Type": "application/json"}),
        "multipart": ("--x\r\n\r\n--x--", {"Content-Type": "multipart/form-data; boundary=x"}),
        "no type": (form.encode(), {}), "text": (form, {"Content-Type": "text/plain"}),
        "not UTF-8": (form.encode() + b"&x=\xff\xfe", typed), "a content coding": (form, {**typed, "Content-Encoding": "gzip"}),
    }[what]
    answer = world.wire.post(call["url"], body, headers=headers, auth=call["auth"])
    assert answer.status_code in (400, 415), (answer.status_code, answer.text)
    assert world.wire.request(**call).status_code == 200


@test("row 50 and INTEROP 2: the form's label in the ways clients write it")
def labels(world):
    vendor = world.standard
    for label in (
        "application/x-www-form-urlencoded;charset=UTF-8", "application/x-www-form-urlencoded; charset=utf-8",
        "Application/X-WWW-Form-URLEncoded", "application/x-www-form-urlencoded ;charset=utf-8",
    ):
        call = vendor.exchange_call(vendor.code())
        for accept in ("application/json", "*/*", None, "text/plain"):
            headers = {"Content-Type": label, "Accept": accept, "User-Agent": None}
            answer = world.wire.post(call["url"], urllib.parse.urlencode(call["data"]), headers=headers, auth=call["auth"])
            assert answer.status_code == (200 if accept == "application/json" else 400), (label, accept, answer.text)
            assert answer.headers["Content-Type"].startswith("application/json"), answer.headers


@test("row 51: credentials and parameters in the URL are refused")
def in_url(world):
    vendor, platform = world.standard, world.standard.platform
    code = vendor.code()
    secrets = {"client_id": platform.client_id, "client_secret": platform.client_secret}
    call = vendor.exchange_call(code)
    for query_, data in ((secrets, call["data"]), ({**call["data"], **secrets}, {}), ({"client_secret": "x"}, {**call["data"], **secrets})):
        answer = world.wire.post(call["url"], data or None, params=query_, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status_code in (400, 401) and "access_token" not in answer.text, answer.text
    assert world.wire.request(**call).status_code == 200


@test("row 52: two ways of authentication at once")
def two_ways(world):
    vendor, platform = world.standard, world.standard.platform
    code = vendor.code()
    is_error(vendor.exchange(code, client_secret=platform.client_secret), 400, "invalid_request")
    is_error(vendor.exchange(code, client_id=platform.client_id, client_secret=platform.client_secret), 400, "invalid_request")
    is_error(vendor.post("/oauth/introspect", {"token": "x", "client_secret": platform.client_secret}), 400, "invalid_request")
    assert vendor.exchange(code).status_code == 200


@test("row 53: what is in Basic was form-encoded before")
def encoded_basic(world):
    vendor, platform = world.standard, world.standard.platform

    def escaped(text):
        return "".join(f"%{ord(letter):02X}" for letter in text)

    for user, password in (
        (escaped(platform.client_id), escaped(platform.client_secret)), (platform.client_id, escaped(platform.client_secret).lower()),
    ):
        call = {**vendor.exchange_call(vendor.code()), "auth": basic(user, password)}
        assert world.wire.request(**call).status_code == 200
    code = vendor.code()
    for user, password in (
        (platform.client_id + "+", platform.client_secret), (platform.client_id, platform.client_secret + "%20"), ("%", "%"),
    ):
        answer = world.wire.request(**{**vendor.exchange_call(code), "auth": basic(user, password)})
        assert answer.status_code in (400, 401), answer.text
    for header in ("Basic", "Basic ", "Basic !!!", "Basic " + base64.b64encode(b"no colon").decode(), "Digest x", "Bearer x", "basic =="):
        call = {**vendor.exchange_call(code), "auth": None, "headers": {"Authorization": header}}
        assert world.wire.request(**call).status_code == 401, header
    scheme = "bAsIc " + base64.b64encode(f"{platform.client_id}:{platform.client_secret}".encode()).decode()
    assert world.wire.request(**{**vendor.exchange_call(code), "auth": None, "headers": {"Authorization": scheme}}).status_code == 200


@test("row 54 and 1E rows 64, 70: a failed authentication, alike for every client there is and is not")
def failed(world):
    vendor, platform = world.standard, world.standard.register()
    told = set()
    for client_id in (platform.client_id, "0" * 32, vendor.public.client_id, world.xeno.platform.client_id):
        answer = world.wire.post(
            vendor.base + "/oauth/token", {"grant_type": "client_credentials"}, auth=basic(client_id, "0" * 64))
        is_error(answer, 401, "invalid_client")
        assert answer.headers["WWW-Authenticate"].startswith("Basic"), answer.headers
        told.add((answer.text, answer.headers["WWW-Authenticate"], tuple(sorted(answer.headers))))
        in_body = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": "0" * 64}
        answer = world.wire.post(vendor.base + "/oauth/token", in_body)
        is_error(answer, 401, "invalid_client")
        assert "WWW-Authenticate" not in answer.headers
    assert len(told) == 1, told
    for client in (dataclasses.replace(platform, client_secret=None), dataclasses.replace(platform, client_secret="")):
        is_error(vendor.exchange(vendor.code(platform), client), 401, "invalid_client")
    is_error(world.wire.post(vendor.base + "/oauth/token", data={"grant_type": "client_credentials"}), 400, "invalid_request")


UNKNOWN_GRANTS = (
    "password", "implicit", "urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:device_code", "AUTHORIZATION_CODE", "x",
)


@test("rows 55, 56 and 1E row 68: grant type {!r}", *UNKNOWN_GRANTS)
def unknown_grants(world, grant_type):
    more = {"username": "admin@first.example", "password": "x", "subject_token": "x", "assertion": "x", "device_code": "x"}
    is_error(world.standard.post("/oauth/token", {"grant_type": grant_type, **more}), 400, "unsupported_grant_type")


@test("rows 55, 57: a grant type the client was not registered for")
def foreign_grants(world):
    vendor = world.standard
    only_code = vendor.register("--grant-type", "authorization_code")
    tokens = vendor.tokens(only_code)
    assert "refresh_token" not in tokens, tokens
    refused = (400, "unauthorized_client")
    is_error(vendor.post("/oauth/token", {"grant_type": "client_credentials"}, only_code), *refused)
    is_error(vendor.refresh("x", only_code), *refused)
    is_error(vendor.post("/oauth/token", {"grant_type": "client_credentials"}, vendor.public), *refused)
    is_error(vendor.exchange("x", vendor.robot, redirect_uri="https://x.example/"), *refused)
    answer = world.person("standard").open(vendor.address(vendor.robot, redirect_uri="https://x.example/"))
    assert answer.status_code == 400 and "Location" not in answer.headers, answer.status_code
    world.refuses("platform", "create", "--tenant", "standard", "--name", "P", "--public", "--grant-type", "client_credentials")


@test("1D row 61 and 1F row 77: no other grant type gets round what a person allowed, or did not")
def without_consent(world):
    vendor, person = world.standard, world.person("standard")
    platform = vendor.register()

    def by_itself(**more):
        return vendor.post("/oauth/token", {"grant_type": "client_credentials", **more}, platform)

    is_error(by_itself(), 400, "unauthorized_client")
    code = vendor.code(platform)
    is_error(by_itself(), 400, "unauthorized_client")
    vendor.exchange(code, platform)
    is_error(by_itself(scope="write"), 400, "invalid_scope")
    is_error(by_itself(account_id=vendor.demo["accounts"][1]["id"]), 400, "unauthorized_client")
    answer = by_itself()
    assert answer.status_code == 400 or answer.json()["scope"] == "read", answer.text
    person.end(platform.name)
    is_error(by_itself(), 400, "unauthorized_client")


@test("row 101: a secret sent for a public client proves nothing")
def public_secret(world):
    vendor = world.standard
    verifier, challenge = new_verifier()
    code = vendor.code(vendor.public, code_challenge=challenge, code_challenge_method="S256")
    with_secret = dataclasses.replace(vendor.public, client_secret=vendor.platform.client_secret)
    is_error(vendor.exchange(code, with_secret, code_verifier=verifier), 401, "invalid_client")
    assert vendor.exchange(code, vendor.public, code_verifier=verifier).status_code == 200


@test("row 58: no answer with a token or about one may be kept")
def no_store(world):
    vendor = world.standard
    tokens = vendor.exchange(vendor.code())
    answers = [
        tokens, vendor.refresh(tokens.json()["refresh_token"]),
        vendor.post("/oauth/token", {"grant_type": "client_credentials"}, vendor.robot),
        vendor.introspect(tokens.json()["access_token"]), vendor.introspect("x"), vendor.revoke("x"), vendor.exchange("x"),
        vendor.refresh("x"), world.wire.post(vendor.base + "/oauth/token"),
    ]
    for answer in answers:
        assert "no-store" in answer.headers["Cache-Control"], (answer.request.url, answer.headers)


@test("row 59: the members of a token response")
def members(world):
    vendor = world.standard
    tokens = is_answer(vendor.exchange(vendor.code()), "access_token", "token_type", "expires_in", "refresh_token", "scope")
    assert tokens["token_type"] == "Bearer" and tokens["expires_in"] == 3600 and tokens["scope"] == "read", tokens
    answer = vendor.post("/oauth/token", {"grant_type": "client_credentials", "scope": "read"}, vendor.robot)
    tokens = is_answer(answer, "access_token", "token_type", "expires_in", "scope")
    assert tokens["scope"] == "read", tokens


@test("row 60 and 1E row 71: a client that guesses is slowed down, its right secret too, and nobody else")
def guessing(world):
    vendor, platform = world.standard, world.standard.register()
    wrong = dataclasses.replace(platform, client_secret="0" * 64)
    replies = []
    for _ in range(6):
        replies += at_once([vendor.token_call({"grant_type": "client_credentials"}, wrong)] * 64)
    # A place is taken before the look, so that guesses made at once count too; a few come back meanwhile.
    assert set(statuses(replies)) == {401, 429} and statuses(replies)[401] <= 200 + 40, statuses(replies)
    assert len({reply.text for reply in replies if reply.status == 401}) == 1
    answer = vendor.post("/oauth/token", {"grant_type": "client_credentials"}, platform)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0, (answer.status_code, answer.headers)
    assert vendor.post("/oauth/token", {"grant_type": "client_credentials"}, vendor.robot).status_code == 200


@test("row 62: a parameter that comes twice: {}", "grant_type", "code", "redirect_uri", "client_id", "code_verifier", "scope", "unknown")
def twice(world, name):
    vendor = world.standard
    call = vendor.exchange_call(vendor.code())
    pairs = list({**call["data"], name: call["data"].get(name, "x")}.items())
    body = urllib.parse.urlencode(pairs + [(name, "x")])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    is_error(world.wire.post(call["url"], body, headers=headers, auth=call["auth"]), 400, "invalid_request")
    assert world.wire.request(**call).status_code == 200


@test("row 63: whom a token of client credentials stands for is no user's id")
def subjects(world):
    vendor, platform = world.standard, world.standard.register()
    token = vendor.post("/oauth/token", {"grant_type": "client_credentials"}, vendor.robot).json()["access_token"]
    account = world.introspect("standard", token).json()
    world.run("tenant", "set", "standard", "--grant-subject", "user")
    try:
        user = world.introspect("standard", vendor.tokens(platform)["access_token"]).json()
    finally:
        world.run("tenant", "set", "standard", "--grant-subject", "default")
    assert account["sub"] == "account:" + vendor.demo["accounts"][0]["id"] and account["grant_subject"] == "account", account
    assert ":" not in user["sub"] and user["grant_subject"] == "user" and user["username"] == "admin@first.example", user


@test("1E rows 65, 73: fields that are missing, arrays, NULs, huge or malformed never cause trouble")
def fuzz(world):
    vendor, platform = world.standard, world.standard.platform
    code = vendor.code()
    for name in ("grant_type", "code"):
        is_error(vendor.exchange(code, **{name: None}), 400, "invalid_request")
    auth = basic(platform.client_id, platform.client_secret)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    good = "grant_type=authorization_code&code=x&redirect_uri=x"
    for body in (
        "client_id[]=x", good + "&client_id[]=x", good + "&code%00=x", good.replace("=x", "=%00"), good.replace("=x", "=%zz"), "=",
        "&&&", "%", good + "&" + "a" * 60000, good + "&" + "&".join(f"a{n}=1" for n in range(5000)), "grant_type=%ff", "\x00",
    ):
        answer = world.wire.post(vendor.base + "/oauth/token", body, headers=headers, auth=auth)
        assert 400 <= answer.status_code < 500, (body[:80], answer.status_code)
    answer = world.wire.post(vendor.base + "/oauth/token", "x=" + "a" * (1 << 20), headers=headers, auth=auth)
    assert answer.status_code == 413, answer.status_code
    assert vendor.exchange(code).status_code == 200


@test("INTEROP 4: Basic that failed and then the same code in the body, as Go's client does")
def go(world):
    vendor, platform = world.standard, world.standard.register()
    code = vendor.code(platform)
    call = vendor.exchange_call(code, platform)
    assert world.wire.request(**{**call, "auth": basic(platform.client_id, "x")}).status_code == 401
    in_body = {**call["data"], "client_id": platform.client_id, "client_secret": platform.client_secret}
    assert world.wire.post(call["url"], in_body).status_code == 200


@test("INTEROP 5: a redirect_state that social-core appends is another address; without it all is well")
def social_core(world):
    vendor, person = world.standard, world.person("standard")
    platform = vendor.register()
    answer = person.open(vendor.address(platform, redirect_uri=platform.redirect_uri + "?redirect_state=abc"))
    assert answer.status_code == 400 and "Location" not in answer.headers, answer.status_code
    assert "code" in query(person.allow(vendor.address(platform)))
