"""The authorization request of the standard tenant: SECURITY 2 rows 10 to 23, and 1D row 62."""

import re
import urllib.parse

from person import query
from sink import Sink
from suite import test


def sent_back(world, platform=None, **changes):
    """The parameters of an error that is sent back. It never comes with a code."""
    vendor = world.standard
    answer = world.person("standard").open(vendor.address(platform, **changes))
    assert answer.status_code == 303, (changes, answer.status_code, answer.text[:1000])
    told = query(answer.headers["Location"])
    assert "code" not in told and told["iss"] == vendor.base, told
    return told


NAMES = ("client_id", "redirect_uri", "scope", "state", "response_type", "code_challenge", "unknown")


@test("row 10 and 1D row 62: a parameter that comes twice: {}", *NAMES)
def twice(world, name):
    vendor, person = world.standard, world.person("standard")
    address = vendor.address(code_challenge="x" * 43, code_challenge_method="S256", unknown="1")
    value = query(address)[name]
    for again in (value, "other", ""):
        answer = person.open(f"{address}&{name}={urllib.parse.quote(again, safe='')}")
        if "Location" in answer.headers:
            assert query(answer.headers["Location"])["error"] == "invalid_request", answer.headers
        else:
            assert answer.status_code in (400, 404) and 'value="allow"' not in answer.text, answer.status_code


@test("row 11: an empty parameter is one that is left out")
def empty(world):
    vendor, person = world.standard, world.person("standard")
    callback = person.allow(vendor.address(state="", scope="", code_challenge="", code_challenge_method="", response_mode=""))
    assert set(query(callback)) == {"code", "iss"}, callback
    assert vendor.exchange(query(callback)["code"], code_verifier="").json()["scope"] == "read write"
    assert sent_back(world, response_type="")["error"] == sent_back(world, response_type=None)["error"] == "invalid_request"


@test("row 12: unknown parameters are ignored")
def unknown(world):
    vendor = world.standard
    code = vendor.code(nonce="n", display="page", foo="bar", login_hint="x", audience="https://evil.example/", resource="x")
    assert vendor.exchange(code, foo="bar", audience="x").status_code == 200


@test("row 13: no response type")
def no_response_type(world):
    assert sent_back(world, response_type=None)["error"] in ("invalid_request", "unsupported_response_type")


@test("row 14: response type {!r}", "token", "id_token", "code id_token", "code token", "none", "CODE", "code ")
def response_types(world, response_type):
    told = sent_back(world, response_type=response_type)
    assert told["error"] == "unsupported_response_type" and told["state"] == world.standard.state, told


STATES = ("a b", "a+b", "%2B%20", "ä€𝄞", "&=?#/\\\"'<>", "a\tb", "x" * 1000, "x" * 2000, "%0d%0aX: 1", "\r\nX: 1", "null", "0")


@test("row 15 and 1M: state {!r:.20} comes back as it was, with a code and with an error", *STATES)
def states(world, state):
    vendor, person = world.standard, world.person("standard")
    assert query(person.allow(vendor.address(state=state)))["state"] == state
    assert query(person.deny(vendor.address(state=state)))["state"] == state
    assert sent_back(world, scope="nothing", state=state)["state"] == state


@test("row 16: the order of scopes does not matter, and the answer tells what was given")
def scopes(world):
    vendor = world.standard
    both = {"read", "write"}
    for asked, given in (("write read", both), ("read write", both), ("read", {"read"}), (None, both)):
        tokens = vendor.exchange(vendor.code(scope=asked)).json()
        assert set(tokens["scope"].split()) == given, (asked, tokens)
        told = world.introspect("standard", tokens["access_token"]).json()
        assert set(told["scope"].split()) == given, told


MIXES = (
    "nothing", "read *", "*", "read nothing", "read\twrite", "READ", "read,write", "read\u00a0write", "read write admin",
    "rea", "readwrite", "read\\", "read\"", "read\x00",
)


@test("rows 17, 98: scope {!r} is refused", *MIXES)
def unknown_scopes(world, scope):
    vendor, person = world.standard, world.person("standard")
    answer = person.open(vendor.address(scope=scope))
    if "\x00" in scope:
        # With a NUL in it no parameter is believed, the client's id included.
        assert answer.status_code in (400, 404) and "Location" not in answer.headers, answer.status_code
        return
    assert query(answer.headers["Location"])["error"] == "invalid_scope", answer.headers


@test("row 98: doubled spaces and doubled scopes add nothing")
def doubled_scopes(world):
    vendor = world.standard
    for scope in ("read read", " read", "read  ", "read  read"):
        assert vendor.exchange(vendor.code(scope=scope)).json()["scope"] == "read", scope


@test("row 18: iss comes with a code and with every error")
def issuer(world):
    vendor, person = world.standard, world.person("standard")
    assert query(person.allow(vendor.address()))["iss"] == vendor.base
    assert query(person.deny(vendor.address()))["iss"] == vendor.base
    for fault in ({"scope": "x"}, {"response_type": "x"}, {"code_challenge": "x"}, {"state": "x" * 5000}):
        sent_back(world, **fault)


@test("row 19: another origin's script reads nothing of the authorization endpoint or the pages")
def cors(world):
    vendor = world.standard
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    for method in ("GET", "OPTIONS"):
        for address in (vendor.address(), vendor.base + "/sign-in", vendor.base + "/access-and-security", vendor.base + "/oauth/token"):
            answer = world.wire.request(method, address, headers=headers)
            assert not [name for name in answer.headers if name.lower().startswith("access-control")], (method, address, answer.headers)


@test("row 20: the redirect that follows a form is a 303, and is not kept")
def see_other(world):
    vendor, person = world.standard, world.person("standard")
    for decision in ("allow", "deny"):
        answer = person.decide(vendor.address(), decision)
        assert answer.status_code == 303 and "no-store" in answer.headers["Cache-Control"], answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer", answer.headers


@test("row 21: response mode {}", "fragment", "form_post", "web_message", "query.jwt", "jwt")
def response_modes(world, mode):
    assert sent_back(world, response_mode=mode)["error"] == "invalid_request"


@test("row 21: response mode query is what there is")
def response_mode_query(world):
    assert world.standard.code(response_mode="query")


@test("row 22: error and error_description hold only what RFC 6749 §4.1.2.1 lets them")
def descriptions(world):
    for fault in (
        {"scope": "x\"\\ä"}, {"response_type": "\"\\ä"}, {"response_mode": "\"ä"}, {"code_challenge": "\"ä"}, {"state": "ä" * 2200},
        {"code_challenge_method": "\"ä"},
    ):
        told = sent_back(world, **fault)
        for name in ("error", "error_description"):
            assert re.fullmatch(r"[\x20-\x21\x23-\x5B\x5D-\x7E]+", told[name]), told


@test("row 23: POST at the authorization endpoint works or is 405")
def post(world):
    answer = world.person("standard").wire.post(world.standard.base + "/oauth/authorize", query(world.standard.address()))
    assert answer.status_code in (200, 405), answer.status_code
    if answer.status_code == 405:
        assert "GET" in answer.headers["Allow"], answer.headers


@test("1K row 130: addresses in a request are fetched by nobody: request_uri, jwks_uri, logo_uri, sector_identifier_uri")
def fetches(world):
    vendor = world.standard
    with Sink() as sink:
        address = f"http://127.0.0.1:{sink.port}/x"
        names = ("request_uri", "jwks_uri", "logo_uri", "sector_identifier_uri", "redirect_state")
        code = vendor.code(**{name: address for name in names})
        assert vendor.exchange(code, **{name: address for name in names}).status_code == 200
        assert sink.calls == 0
