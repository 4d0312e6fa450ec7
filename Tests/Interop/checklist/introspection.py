"""Introspection at the standard tenant: SECURITY 2 rows 88 to 92, and 1G."""

import dataclasses
import time

from races.parallel import at_once
from suite import test
from wire import basic, bearer, is_answer, is_error


@test("row 88 and 1G row 88: who asks says who they are")
def callers(world):
    vendor = world.standard
    token = vendor.tokens()["access_token"]
    path = vendor.base + "/oauth/introspect"
    for answer in (
        world.wire.post(path, {"token": token}), world.wire.post(path, {"token": token}, headers=bearer("nothing")),
        world.wire.post(path, {"token": token}, headers=bearer(token)),
        vendor.introspect(token, dataclasses.replace(vendor.platform, client_secret="x")),
        world.wire.post(path, {"token": token}, auth=basic(world.xeno.platform.client_id, world.xeno.platform.client_secret)),
        world.wire.post(path, {"token": token, "client_id": vendor.platform.client_id}),
    ):
        assert answer.status_code == 401 and "active" not in answer.text, (answer.status_code, answer.text)
    answer = vendor.introspect(vendor.public_tokens()["access_token"], vendor.public)
    assert answer.status_code in (400, 401, 403) and "active" not in answer.text, answer.text
    key = world.run("key", "create", "--name", "other", "--tenant", "xeno")["key"]
    answer = world.wire.post(path, {"token": token}, headers=bearer(key))
    assert answer.status_code == 401 and "active" not in answer.text, answer.text


@test("row 89 and 1G rows 88, 89: inactive, expired, revoked, foreign, malformed: byte for byte the same")
def inactive(world):
    vendor, platform = world.standard, world.standard.register()
    revoked, expired, foreign = vendor.tokens()["access_token"], vendor.tokens(), vendor.tokens(platform)
    vendor.revoke(revoked)
    elsewhere = world.xeno.tokens()["access_token"]
    code = vendor.code()
    answers = [vendor.introspect(token) for token in (
        "unknown", revoked, foreign["access_token"], foreign["refresh_token"], elsewhere, code, expired["refresh_token"],
        vendor.platform.client_secret, "ä", "x" * 2000, "a.b.c", world.admin_key,
    )]
    world.move_clock("standard", 3601)
    answers.append(vendor.introspect(expired["access_token"]))
    world.move_clock("standard", 0)
    told = set()
    for answer in answers:
        headers = {name: value for name, value in answer.headers.items() if name.lower() not in ("date", "x-request-id")}
        told.add((answer.status_code, answer.content, tuple(sorted(headers.items()))))
    assert len(told) == 1, told
    assert answers[0].content == b'{"active":false}' and answers[0].status_code == 200, answers[0].text
    assert vendor.is_good(foreign["access_token"]) and vendor.is_good(expired["access_token"])
    is_error(vendor.post("/oauth/introspect", {}), 400, "invalid_request")


@test("row 90: what is told of an active token, to its platform and to the vendor")
def active(world):
    vendor = world.standard
    token = vendor.tokens()["access_token"]
    hinted = vendor.introspect(token, token_type_hint="refresh_token")
    for answer in (vendor.introspect(token), hinted, world.introspect("standard", token)):
        told = is_answer(answer, "active", "client_id", "scope", "sub", "exp", "iat", "iss", "token_type", "account_id", "grant_subject")
        assert told["active"] is True and told["client_id"] == vendor.platform.client_id and told["scope"] == "read", told
        assert told["exp"] - told["iat"] == 3600 and abs(told["iat"] - time.time()) < 60 and told["iss"] == vendor.base, told
        assert told["account_id"] == vendor.demo["accounts"][0]["id"] and told["token_type"] == "Bearer", told


@test("row 92: what is told is not kept, and is true from one request to the next")
def fresh(world):
    vendor = world.standard
    for _ in range(20):
        token = vendor.tokens()["access_token"]
        assert vendor.introspect(token).json()["active"] is True
        vendor.revoke(token)
        answer = vendor.introspect(token)
        assert answer.json() == {"active": False} and "no-store" in answer.headers["Cache-Control"]


@test("1I row 107: many callers at once, and each is told of its own token")
def own_token(world):
    vendor = world.standard
    held = {}
    for person in (world.person("standard"), world.person("standard", 2)):
        for scope in ("read", "write", "read write"):
            token = vendor.exchange(vendor.code(person=person, scope=scope)).json()["access_token"]
            held[token] = (person.account_id, scope)
    calls = [vendor.token_call({"token": token}, None, "/oauth/introspect") for _ in range(20) for token in held]
    for (account, scope), reply in zip(list(held.values()) * 20, at_once(calls), strict=True):
        told = reply.json()
        assert reply.status == 200 and told["account_id"] == account and set(told["scope"].split()) == set(scope.split()), told
