"""Redirect URIs of the standard tenant: SECURITY 2 rows 1 to 9, 43, 99, 100, and 1C."""

from person import query
from suite import test

CB = "https://foo.example.com/cb"
# What is not the registered address, however alike (SECURITY 1C, 4 row 16).
HOSTILE = (
    "https://fooaexample.com/cb", "https://foo.example.com.evil.example/cb", "https://evilfoo.example.com/cb", "https://example.com/cb",
    "https://foo.example.com./cb", "https://FOO.example.com/cb", "HTTPS://foo.example.com/cb", "https://foo.example.com/CB",
    "https://foo.example.com/cb/", "https://foo.example.com/cb/..;/evil", "https://foo.example.com/cb/../evil",
    "https://foo.example.com/cb/%2e%2e/evil", "https://foo.example.com/cb%252f..%252fevil", "https://foo.example.com/%63b",
    "https://foo.example.com//cb", "https://foo.example.com/cb;x", "https://foo.example.com/cb?x=1", "https://foo.example.com/cb?",
    "https://foo.example.com/cb#", "https://foo.example.com/cb#x", "https://foo.example.com:443/cb", "https://foo.example.com:8443/cb",
    "https://foo.example.com:/cb", "http://foo.example.com/cb", "https://user@foo.example.com/cb",
    "https://foo.example.com@evil.example/cb", "https://a@b@evil.example/cb", "https://foo.example.com%25@evil.example/cb",
    "https://evil.example\\@foo.example.com/cb",
    "https://foo.example.com\\.evil.example/cb", "https://foo.example.com/cb\t", "https://foo.example.com/cb\r\nX: 1",
    " https://foo.example.com/cb", "https://foo.example.com/cb ", "https://foo\u3002example\u3002com/cb", "https://foo\uff0eexample.com/cb",
    "https://foo.ex\u0430mple.com/cb", "https://xn--foo-.example.com/cb", "https://*.example.com/cb", "//foo.example.com/cb", "/cb", "cb",
    "foo.example.com/cb", "javascript:alert(1)//https://foo.example.com/cb", "data:text/html,x", "https:foo.example.com/cb",
    "https:///foo.example.com/cb", "https://foo.example.com/cb\x00", "https://foo.example.com/cb&x=1", CB + "?" + "x" * 3000,
)
# Of a loopback address only the port may differ (RFC 8252 §7.3).
HOSTILE_LOOPBACK = (
    "http://localhost:8400/cb", "http://localhost.evil.example/cb", "http://127.0.0.1.evil.example:8400/cb",
    "http://127.0.0.1@evil.example/cb", "http://127.0.0.1:8400@evil.example/cb", "http://localhost:8090%25@example.com/cb",
    "https://127.0.0.1:8400/cb", "http://127.0.0.2:8400/cb", "http://127.1:8400/cb", "http://2130706433:8400/cb",
    "http://0x7f.0.0.1:8400/cb", "http://0177.0.0.1:8400/cb", "http://[::ffff:127.0.0.1]:8400/cb", "http://[0:0:0:0:0:0:0:1]:8400/cb",
    "http://127.0.0.1:8400/cb/x",
    "http://127.0.0.1:8400/cb?x=1", "http://127.0.0.1:8400/", "http://127.0.0.1:0/cb", "http://127.0.0.1:65536/cb",
    "http://127.0.0.1:08400/cb", "http://127.0.0.1:+1/cb", "http://127.0.0.1:/cb", "http://0.0.0.0:8400/cb",
)


def is_refused(answer, why):
    """A page of ours, and nobody is sent anywhere."""
    assert 400 <= answer.status_code < 500, (why, answer.status_code, answer.headers.get("Location"))
    assert "Location" not in answer.headers and "text/html" in answer.headers["Content-Type"], (why, answer.headers)
    assert 'value="allow"' not in answer.text, why


@test("rows 2, 3, 6, 7 and 1C: {} lookalikes of a registered redirect URI are refused", str(len(HOSTILE)))
def lookalikes(world, _):
    vendor, person = world.standard, world.person("standard")
    platform = vendor.register(redirect_uris=(CB,))
    assert person.allow(vendor.address(platform)).startswith(CB + "?code=")
    for uri in HOSTILE:
        is_refused(person.open(vendor.address(platform, redirect_uri=uri)), repr(uri))


@test("rows 4, 99, 100 and 1C row 38: of a loopback address any port will do, and nothing else")
def loopback(world):
    vendor, person = world.standard, world.person("standard")
    platform = vendor.register("--public", redirect_uris=("http://127.0.0.1:8400/cb", "http://[::1]:8400/cb", "http://127.0.0.1/none"))
    pkce = {"code_challenge": "x" * 43, "code_challenge_method": "S256"}
    for uri in (
        "http://127.0.0.1:8400/cb", "http://127.0.0.1:1/cb", "http://127.0.0.1:65535/cb", "http://127.0.0.1/cb", "http://[::1]:49152/cb",
        "http://[::1]/cb", "http://127.0.0.1:5/none",
    ):
        assert person.allow(vendor.address(platform, redirect_uri=uri, **pkce)).startswith(uri + "?code="), uri
    for uri in HOSTILE_LOOPBACK:
        is_refused(person.open(vendor.address(platform, redirect_uri=uri, **pkce)), uri)


@test("row 3: no other platform's and no formerly seen address")
def not_learned(world):
    vendor, person = world.standard, world.person("standard")
    first, second = vendor.register(redirect_uris=(CB,)), vendor.register(redirect_uris=("https://bar.example.com/cb",))
    for _ in range(2):
        is_refused(person.open(vendor.address(first, redirect_uri=second.redirect_uri)), "another's")


@test("row 1: a client that is missing or unknown gets a page: {!r}", None, "", "0" * 32, "x' OR 1=1 --", "<script>", "\x00", "x" * 3000)
def unknown_client(world, client_id):
    vendor = world.standard
    is_refused(world.person("standard").open(vendor.address(client_id=client_id)), client_id)


@test("row 5: several registered and none sent; one registered and none sent")
def none_sent(world):
    vendor, person = world.standard, world.person("standard")
    several = vendor.register(redirect_uris=(CB, CB + "2"))
    is_refused(person.open(vendor.address(several, redirect_uri=None)), "several")
    one = vendor.register(redirect_uris=(CB,))
    code = query(person.allow(vendor.address(one, redirect_uri=None)))["code"]
    assert vendor.exchange(code, one, redirect_uri=None).status_code == 200


@test("row 7: a registered query is kept, and what is added comes after it")
def registered_query(world):
    vendor, person = world.standard, world.person("standard")
    uri = CB + "?a=b&c=%20d"
    platform = vendor.register(redirect_uris=(uri,))
    callback = person.allow(vendor.address(platform, state="S"))
    assert callback.startswith(uri + "&code=") and query(callback)["c"] == " d", callback
    for hostile in (CB + "?a=b&c=%20d&code=x&state=y", CB + "?c=%20d&a=b", CB + "?a=b&c=+d", CB + "?a=b"):
        is_refused(person.open(vendor.address(platform, redirect_uri=hostile)), hostile)


BAD_REGISTRATIONS = {
    "row 6": ("https://foo.example.com/cb#x", "https://foo.example.com/cb#"),
    "row 8": ("http://foo.example.com/cb", "http://192.168.0.1/cb", "http://localhost.evil.example/cb"),
    "1C row 40": (
        "JaVaScRiPt:alert(1)//", "javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:https://a.example/x",
        "about:blank",
    ),
    "1C rows 32 to 38": (
        "https://user@foo.example.com/cb", "https://foo.example.com/cb/..;/x", "https://foo.example.com/../cb", "https://*.example.com/cb",
        "https://foo\u3002example.com/cb", "https://foo.example.com\\x/cb", "//foo.example.com/cb", "/cb", "", " ", "https://",
        "https://foo.example.com/cb?code=x", "https://foo.example.com/cb?state=x", "https://foo.example.com/" + "x" * 3000,
    ),
}


@test("registration refuses what {} is about", *BAD_REGISTRATIONS)
def registrations(world, row):
    for uri in BAD_REGISTRATIONS[row]:
        world.refuses("platform", "create", "--tenant", "standard", "--name", "Bad", "--redirect-uri", uri)


@test("row 9: an app's own scheme has a dot")
def private_scheme(world):
    vendor, person = world.standard, world.person("standard")
    for uri in ("myapp:/cb", "myapp://cb", "com.example.app:cb"):
        world.refuses("platform", "create", "--tenant", "standard", "--name", "Bad", "--public", "--redirect-uri", uri)
    platform = vendor.register("--public", redirect_uris=("com.example.app:/cb",))
    callback = person.allow(vendor.address(platform, code_challenge="x" * 43, code_challenge_method="S256"))
    assert callback.startswith("com.example.app:/cb?code="), callback
    world.refuses("platform", "create", "--tenant", "standard", "--name", "Bad", "--redirect-uri", "com.example.app:/cb")


FAULTS = (
    {"response_type": "token"}, {"response_type": None}, {"response_type": "code id_token"}, {"scope": "nothing"}, {"scope": "read *"},
    {"prompt": "none"}, {"prompt": "none", "response_type": "x"}, {"code_challenge": "x"}, {"code_challenge_method": "plain"},
    {"response_mode": "fragment"}, {"state": "x" * 5000}, {"request_uri": "https://evil.example/"},
)


@test("1C rows 43, 44: no error of a request with an unknown redirect URI or client is sent to it")
def faults(world):
    vendor, person = world.standard, world.person("standard")
    for fault in FAULTS:
        for wrong in ({"redirect_uri": "https://evil.example/"}, {"client_id": "0" * 32}, {"client_id": None}):
            is_refused(person.open(vendor.address(**{**fault, **wrong})), (fault, wrong))
