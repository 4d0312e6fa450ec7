"""The metadata of the standard tenant, and what a Host header may say: SECURITY 2 rows 93 to 98, and 1M."""

from suite import test
from wire import bearer, is_answer

PATH = "/.well-known/oauth-authorization-server"


@test("rows 93, 95: at both addresses, as JSON, with no empty lists")
def document(world):
    for address in (world.standard.base + PATH, world.installation.base + PATH + "/t/standard"):
        answer = world.wire.get(address)
        assert answer.status_code == 200 and answer.headers["Content-Type"].split(";")[0] == "application/json", answer.headers
        found = answer.json()
        assert all(value not in ([], None, "") for value in found.values()), found
        assert world.wire.head(address).status_code == 200


@test("rows 94, 97: the issuer is the tenant's address to the letter, and iss in redirects is announced")
def issuer(world):
    found = world.wire.get(world.standard.base + PATH).json()
    assert found["issuer"] == world.standard.base and "?" not in found["issuer"] and "#" not in found["issuer"], found
    assert found["authorization_response_iss_parameter_supported"] is True, found


@test("row 96 and 1E row 67: every listed endpoint works by its method and no other; nothing is listed that is not")
def endpoints(world):
    found = world.wire.get(world.standard.base + PATH).json()
    assert world.person("standard").wire.get(found["authorization_endpoint"]).status_code in (400, 404)
    for name in ("token_endpoint", "introspection_endpoint", "revocation_endpoint"):
        assert world.wire.post(found[name], {"x": "y"}).status_code in (400, 401), name
        assert world.wire.get(found[name]).status_code == 405, name
    assert found["response_types_supported"] == ["code"] and found["response_modes_supported"] == ["query"], found
    assert set(found["grant_types_supported"]) == {"authorization_code", "refresh_token", "client_credentials"}, found
    assert set(found["token_endpoint_auth_methods_supported"]) == {"client_secret_basic", "client_secret_post", "none"}, found
    assert not [name for name in found if "tls" in name or "dpop" in name or "jwks" in name or "registration" in name], found
    assert "none" not in found["introspection_endpoint_auth_methods_supported"], found


@test("the vendors announce no metadata they never had: {}", "xref", "xoxoday", "xurrent", "xeno")
def vendors(world, name):
    assert world.wire.get(world.tenants[name].base + PATH).status_code == 404
    assert world.wire.get(f"{world.installation.base}{PATH}/t/{name}").status_code == 404


HOSTILE = (
    {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example;proto=https"},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Port": "1"}, {"X-Original-URL": "/t/xeno/"}, {"X-Forwarded-Prefix": "/evil"},
    {"Host": "127.0.0.1"}, {"X-Rewrite-URL": "/t/xeno"}, {"X-HTTP-Method-Override": "PUT"},
)


@test("row 98 and 1M: no header changes issuer, links, forms or redirects")
def hostile_headers(world):
    vendor, person = world.standard, world.person("standard")
    right = world.wire.get(vendor.base + PATH).json()
    token = vendor.tokens()["access_token"]
    # A browser sends its cookies by the address, whatever a proxy makes of the Host header.
    person.page("/access-and-security")
    cookies = {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.wire.cookies), "Accept": "text/html"}
    for headers in HOSTILE:
        assert world.wire.get(vendor.base + PATH, headers=headers).json() == right, headers
        told = world.wire.post(vendor.base + "/oauth/introspect", {"token": token}, headers={**bearer(world.admin_key), **headers}).json()
        assert told["iss"] == vendor.base, headers
        answer = world.wire.get(vendor.address(), headers={**cookies, **headers})
        assert answer.status_code == 200 and "evil" not in answer.text and 'action="/t/standard/consent"' in answer.text, headers
        answer = world.wire.get(vendor.address(scope="nothing"), headers={**cookies, **headers})
        location = answer.headers["Location"]
        assert location.startswith(vendor.platform.redirect_uri + "?") and "evil" not in location, headers


@test("1M: a name that is no tenant's, and paths in other spellings")
def addresses(world):
    base = world.installation.base
    for path in (
        "/t/none/oauth/token", "/t//oauth/token", "/t/standard//oauth/token", "//t/standard/oauth/token", "/t/STANDARD/oauth/token",
        "/t/standard/oauth/token/", "/t/standard/oauth/TOKEN", "/t/standard/../xeno/api/me", "/t/standard%2foauth/token", "/oauth/token",
        "/t/standard/oauth/authorize/..;/token",
    ):
        answer = world.wire.post(base + path, {"grant_type": "x"})
        assert answer.status_code in (400, 404, 405), (path, answer.status_code)


@test("the server says it is ready, and what it is, to those on the management listener only")
def management(world):
    admin, base = world.installation.demo["admin_url"], world.installation.base
    assert world.wire.get(admin + "/health/ready").status_code == 200
    for path in ("/health/ready", "/metrics", "/admin/v1/tenants"):
        assert world.wire.get(base + path).status_code == 404, path
    tokens = is_answer(world.standard.exchange(world.standard.code()), "access_token", "token_type", "expires_in", "refresh_token", "scope")
    assert tokens
