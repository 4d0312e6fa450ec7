"""Codes of the standard tenant: SECURITY 2 rows 32 to 39, and 1A."""

import dataclasses
import re
import string

from suite import test
from surfaces.standard import new_verifier
from wire import basic, is_error


@test("row 32: a code works once; used again it ends the tokens it gave, and those they were refreshed to")
def single_use(world):
    vendor = world.standard
    code = vendor.code()
    first = vendor.exchange(code).json()
    renewed = vendor.refresh(first["refresh_token"]).json()
    other = vendor.tokens()
    is_error(vendor.exchange(code), 400, "invalid_grant")
    assert not vendor.is_good(first["access_token"]) and not vendor.is_good(renewed["access_token"])
    is_error(vendor.refresh(renewed["refresh_token"]), 400, "invalid_grant")
    assert vendor.is_good(other["access_token"]) and vendor.refresh(other["refresh_token"]).status_code == 200


@test("row 33: a used code with a wrong verifier, secret, address or client ends nothing")
def harmless_replay(world):
    vendor, platform = world.standard, world.standard.register()
    verifier, challenge = new_verifier()
    code = vendor.code(platform, code_challenge=challenge, code_challenge_method="S256")
    tokens = vendor.exchange(code, platform, code_verifier=verifier).json()
    wrong_secret = dataclasses.replace(platform, client_secret="0" * 64)
    for answer, status in (
        (vendor.exchange(code, platform, code_verifier="w" * 43), 400), (vendor.exchange(code, platform), 400),
        (vendor.exchange(code, wrong_secret, code_verifier=verifier), 401),
        (vendor.exchange(code, platform, code_verifier=verifier, redirect_uri="https://partner.example/other"), 400),
        (vendor.exchange(code, vendor.platform, code_verifier=verifier), 400),
    ):
        assert answer.status_code == status, answer.text
    assert vendor.is_good(tokens["access_token"]) and vendor.refresh(tokens["refresh_token"], platform).status_code == 200


@test("row 34 and 1A rows 7, 22: a code lives 60 seconds and not one more, with nobody clearing up")
def lifetime(world):
    vendor = world.standard
    late, early = vendor.code(), vendor.code()
    world.move_clock("standard", 60)
    is_error(vendor.exchange(late), 400, "invalid_grant")
    world.move_clock("standard", 55)
    assert vendor.exchange(early).status_code == 200


@test("row 35 and 1A rows 1, 2, 4: a code is its client's alone, and the attempts of others leave it good")
def bound(world):
    vendor, platform = world.standard, world.standard.register()
    verifier, challenge = new_verifier()
    pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}
    code = vendor.code(platform, **pkce)
    for client in (vendor.platform, vendor.public, vendor.register()):
        is_error(vendor.exchange(code, client, code_verifier=verifier, redirect_uri=platform.redirect_uri), 400, "invalid_grant")
    stranger = dataclasses.replace(platform, client_id=world.xeno.platform.client_id, client_secret=world.xeno.platform.client_secret)
    is_error(vendor.exchange(code, stranger, code_verifier=verifier), 401, "invalid_client")
    tokens = vendor.exchange(code, platform, code_verifier=verifier).json()
    for client in (vendor.platform, vendor.public):
        is_error(vendor.refresh(tokens["refresh_token"], client), 400, "invalid_grant")
    assert vendor.refresh(tokens["refresh_token"], platform).status_code == 200


@test("1A row 1: no code with one changed character is one")
def changed(world):
    vendor = world.standard
    code = vendor.code()
    alphabet = string.ascii_letters + string.digits + "-_"
    for place in range(0, len(code), 5):
        for letter in alphabet[place % 7::7]:
            if letter != code[place]:
                is_error(vendor.exchange(code[:place] + letter + code[place + 1:]), 400, "invalid_grant")
    for text in (code[:-1], code + "A", code + "=", " " + code, code + " ", code.swapcase(), code + "\n", code.replace("-", "+")):
        if text != code:
            assert vendor.exchange(text).status_code == 400, repr(text)
    assert vendor.exchange(code).status_code == 200


@test("1A row 5: Basic of one client, client_id of another in the body")
def two_clients(world):
    vendor, platform = world.standard, world.standard.register()
    code = vendor.code(platform)
    answer = vendor.exchange(code, vendor.platform, client_id=platform.client_id, redirect_uri=platform.redirect_uri)
    assert answer.status_code in (400, 401) and "access_token" not in answer.text, answer.text
    call = vendor.exchange_call(code, platform, client_id=platform.client_id)
    assert world.wire.request(**call).status_code == 200, "the same client's id in the body does no harm"
    assert call["auth"] == basic(platform.client_id, platform.client_secret)


@test("row 36: redirect_uri at the exchange is the request's, and due if the request named it")
def redirect_uri(world):
    vendor = world.standard
    platform = vendor.register()
    code = vendor.code(platform)
    for uri in (None, "https://partner.example/callback/", "https://partner.example/Callback", "https://partner.example/callback?x"):
        is_error(vendor.exchange(code, platform, redirect_uri=uri), 400, "invalid_grant")
    assert vendor.exchange(code, platform).status_code == 200


@test("row 37 and 1A row 16: nothing that goes wrong uses the code up")
def not_used_up(world):
    vendor, platform = world.standard, world.standard.register()
    verifier, challenge = new_verifier()
    code = vendor.code(platform, code_challenge=challenge, code_challenge_method="S256")
    right = {"code_verifier": verifier}
    for changes, status in (
        ({"code_verifier": "w" * 43}, 400), ({"code_verifier": None}, 400), ({"code_verifier": "short"}, 400),
        ({"redirect_uri": "https://x.example/"}, 400), ({"grant_type": "password"}, 400), ({"grant_type": None}, 400),
        ({"client_secret": "x"}, 400),
    ):
        assert vendor.exchange(code, platform, **{**right, **changes}).status_code == status, changes
    for client in (dataclasses.replace(platform, client_secret="x"), dataclasses.replace(platform, client_secret=None)):
        assert vendor.exchange(code, client, **right).status_code == 401
    assert vendor.exchange(code, platform, **right).status_code == 200


@test("row 38: the challenge is told to nobody")
def challenge_is_not_told(world):
    vendor, person = world.standard, world.person("standard")
    verifier, challenge = new_verifier()
    pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}
    callback = person.allow(vendor.address(**pkce))
    answers = [vendor.exchange(vendor.code(**pkce), code_verifier="w" * 43), vendor.exchange(vendor.code(**pkce), code_verifier=verifier)]
    assert challenge not in callback and not any(challenge in answer.text + str(answer.headers) for answer in answers)


@test("row 39: codes and tokens have at least 160 bits each and are never alike")
def entropy(world):
    vendor = world.standard
    found = []
    for _ in range(8):
        code = vendor.code()
        tokens = vendor.exchange(code).json()
        found += [code, tokens["access_token"], tokens["refresh_token"]]
    assert len(set(found)) == len(found)
    for text in found:
        assert re.fullmatch(r"[A-Za-z0-9_-]{27,}", text), text
    # No part of them is a counter or a time.
    for place in range(0, 40, 4):
        assert len({text[place:place + 4] for text in found}) > len(found) - 3, place


@test("1A row 8: a code dies with its grant, its account's connection, its client")
def dies_with(world):
    vendor, person = world.standard, world.person("standard")
    platform = vendor.register()
    vendor.tokens(platform)
    code = vendor.code(platform)
    person.end(platform.name)
    is_error(vendor.exchange(code, platform), 400, "invalid_grant")
    code = vendor.code(platform)
    world.run("platform", "disable", platform.client_id, "--tenant", "standard", "--yes")
    assert vendor.exchange(code, platform).status_code == 401
    world.run("platform", "enable", platform.client_id, "--tenant", "standard")
