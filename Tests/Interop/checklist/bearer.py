"""Where an access token is used: SECURITY 2 rows 73 to 80, 1G rows 92, 97, 1H rows 100, 101, at every tenant that has such a place."""

import http.client
import urllib.parse

from suite import test
from wire import bearer

# Where each tenant takes an access token, and under which scheme.
PLACES = {
    "xref": ("POST", "/auth", "Token"), "xoxoday": ("GET", "/chef/v1/oauth/token", "Bearer"), "xurrent": ("GET", "/v1/me", "Bearer"),
    "xeno": ("GET", "/api/me", "Bearer"),
}


def ask(world, name, headers, **more):
    """What the place answers."""
    method, path, _ = PLACES[name]
    return world.wire.request(method, world.tenants[name].base + path, headers=headers, **more)


def token_of(world, name):
    return world.tenants[name].tokens()["access_token"]


@test("row 73: the scheme in any case, at {}", *PLACES)
def scheme_case(world, name):
    token, scheme = token_of(world, name), PLACES[name][2]
    for spelled in (scheme, scheme.lower(), scheme.upper()):
        assert ask(world, name, bearer(token, spelled)).status_code == 200, spelled


@test("row 74: a token in the query, in a form or in a cookie is none, at {}", *PLACES)
def other_ways(world, name):
    token = token_of(world, name)
    for query in ({"access_token": token}, {"token": token}, {"Authorization": f"Bearer {token}"}):
        assert ask(world, name, {}, params=query).status_code in (400, 401), query
    for more in ({"data": {"access_token": token}}, {"cookies": {"access_token": token}}):
        assert ask(world, name, {}, **more).status_code in (400, 401, 405), more
    for headers in ({"X-Access-Token": token}, {"Proxy-Authorization": f"Bearer {token}"}):
        assert ask(world, name, headers).status_code == 401, headers


@test("row 76: no token is a 401 with a bare challenge, at {}", *PLACES)
def none(world, name):
    answer = ask(world, name, {})
    assert answer.status_code == 401 and "error=" not in answer.headers["WWW-Authenticate"], answer.headers
    assert answer.headers["WWW-Authenticate"].startswith(PLACES[name][2]), answer.headers


@test("rows 77, 97: what is no token, at {}", *PLACES)
def bad(world, name):
    token, scheme = token_of(world, name), PLACES[name][2]
    for header in (
        f"{scheme} nothing", scheme, f"{scheme} ", f"{scheme}  ", f"Basic {token}", f"{scheme} {token} {token}", token,
        f"{scheme} {token},x", f"Basic {scheme} {token}", f"{scheme}={token}", f'{scheme} "{token}"', f"Negotiate {token}",
    ):
        answer = ask(world, name, {"Authorization": header})
        assert answer.status_code in (400, 401), (header, answer.status_code, answer.text)
        assert token not in answer.text.replace(header, ""), answer.text
    answer = ask(world, name, {"Authorization": f"{scheme} nothing"})
    assert answer.status_code == 401 and 'error="invalid_token"' in answer.headers["WWW-Authenticate"], answer.headers
    assert "no-store" in answer.headers["Cache-Control"]


@test("row 97: two Authorization headers, at {}", *PLACES)
def two_headers(world, name):
    method, path, scheme = PLACES[name]
    token = token_of(world, name)
    parts = urllib.parse.urlsplit(world.tenants[name].base + path)
    for values in ((token, token), (token, "nothing"), ("nothing", token)):
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        connection.putrequest(method, parts.path)
        for value in values:
            connection.putheader("Authorization", f"{scheme} {value}")
        connection.putheader("Content-Length", "0")
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status in (400, 401), (values[0] == token, answer.status)
        connection.close()


@test("1G row 92: no part or variant of a token is one, at {}", *PLACES)
def variants(world, name):
    token, scheme = token_of(world, name), PLACES[name][2]
    step = max(len(token) // 12, 1)
    made = {token[:end] for end in range(1, len(token), step)} | {token[start:] for start in range(1, len(token), step)}
    made |= {token[:80], token[:-1], token[1:], token + "A", "A" + token, token + "=", token + "%00", "%" + token}
    made |= {token[:place] + token[place].swapcase() + token[place + 1:] for place in range(0, len(token), step)}
    made |= {token.upper(), token.lower(), token[::-1], token + token, token.replace("a", "%61", 1), token + ".", token + "/", token + "+"}
    for variant in made - {token, ""}:
        assert ask(world, name, bearer(variant, scheme)).status_code == 401, variant
    assert ask(world, name, bearer(token, scheme)).status_code == 200


@test("rows 78, 80, 85: an ended connection is seen by the very next request, at {}", *PLACES)
def immediately(world, name):
    vendor, person = world.tenants[name], world.person(name)
    platform = vendor.register()
    token = vendor.tokens(platform)["access_token"]
    for _ in range(20):
        assert vendor.is_good(token)
    person.end(platform.name, whose="" if name != "xoxoday" else "whole account")
    for _ in range(20):
        assert not vendor.is_good(token)


@test("1F row 74: who is disabled, or has left the account, has no token that works, at {}", "xeno", "xurrent")
def person_gone(world, name):
    vendor = world.tenants[name]
    for words in (("disable",), ("leave",)):
        person = world.newcomer(name, "specialist")
        token = vendor.tokens(person=person)["access_token"]
        more = ("--account", person.account_id) if words == ("leave",) else ()
        world.run("user", *words, person.email, "--tenant", name, *more, "--yes")
        assert not vendor.is_good(token), words


@test("1H row 101: a token opens nothing but what takes tokens: no page, no form, no management")
def nothing_else(world):
    vendor, token = world.xeno, token_of(world, "xeno")
    headers = {**bearer(token), "Accept": "text/html"}
    for path in ("/access-and-security", "/"):
        answer = world.wire.get(vendor.base + path, headers=headers)
        assert "admin@first.example" not in answer.text, path
    admin = world.installation.demo["admin_url"]
    for path in ("/admin/v1/tenants", "/metrics", "/admin/v1/tenants/xeno/platforms"):
        assert world.wire.get(admin + path, headers=bearer(token)).status_code in (401, 403, 404), path
