"""Revocation at the standard tenant: SECURITY 2 rows 81 to 87, and 1G."""

import dataclasses

from suite import test
from wire import basic, is_error


@test("row 81 and 1G row 83: who revokes is authenticated, and revokes nothing of others; their token lives")
def foreign(world):
    vendor, platform = world.standard, world.standard.register()
    tokens = vendor.tokens(platform)
    for client in (vendor.platform, vendor.public, vendor.robot):
        for token in (tokens["access_token"], tokens["refresh_token"]):
            answer = vendor.revoke(token, client)
            assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
    wrong = dataclasses.replace(platform, client_secret="0" * 64)
    is_error(vendor.revoke(tokens["access_token"], wrong), 401, "invalid_client")
    is_error(vendor.revoke(tokens["access_token"], dataclasses.replace(platform, client_secret=None)), 401, "invalid_client")
    answer = world.wire.post(vendor.base + "/oauth/revoke", {"token": tokens["access_token"]})
    assert answer.status_code in (400, 401), answer.text
    stranger = basic(world.xeno.platform.client_id, world.xeno.platform.client_secret)
    answer = world.wire.post(vendor.base + "/oauth/revoke", {"token": tokens["access_token"]}, auth=stranger)
    assert answer.status_code == 401, answer.text
    assert vendor.is_good(tokens["access_token"]) and vendor.refresh(tokens["refresh_token"], platform).status_code == 200


@test("1G row 83: a public client revokes its own")
def public(world):
    vendor = world.standard
    tokens = vendor.public_tokens()
    assert vendor.revoke(tokens["access_token"], vendor.public).status_code == 200 and not vendor.is_good(tokens["access_token"])
    assert vendor.revoke(tokens["refresh_token"], vendor.public).status_code == 200
    is_error(vendor.refresh(tokens["refresh_token"], vendor.public), 400, "invalid_grant")


@test("row 82: an unknown, malformed, foreign or ended token is a plain 200")
def unknown(world):
    vendor = world.standard
    ended = vendor.tokens()["access_token"]
    vendor.revoke(ended)
    elsewhere = world.xeno.tokens()["access_token"]
    for token in ("x", "0" * 43, ended, elsewhere, "ä", "x" * 2000, "' OR 1=1", "a.b.c"):
        answer = vendor.revoke(token)
        assert (answer.status_code, answer.text) == (200, ""), (token, answer.status_code, answer.text)
    assert world.xeno.is_good(elsewhere)
    is_error(vendor.post("/oauth/revoke", {}), 400, "invalid_request")
    is_error(vendor.post("/oauth/revoke", {"token": ""}), 400, "invalid_request")


@test("row 83: a wrong hint still finds it: {}", "access_token", "refresh_token", "id_token", "nonsense")
def hints(world, hint):
    vendor = world.standard
    tokens = vendor.tokens()
    assert vendor.revoke(tokens["access_token"], token_type_hint=hint).status_code == 200 and not vendor.is_good(tokens["access_token"])
    assert vendor.revoke(tokens["refresh_token"], token_type_hint=hint).status_code == 200
    is_error(vendor.refresh(tokens["refresh_token"]), 400, "invalid_grant")


@test("rows 84, 85: with a refresh token end the access tokens of its family, at once; another family lives")
def family(world):
    vendor = world.standard
    tokens, other = vendor.tokens(), vendor.tokens()
    renewed = vendor.refresh(tokens["refresh_token"]).json()
    # The one before serves as well.
    assert vendor.revoke(tokens["refresh_token"]).status_code == 200
    for each in (tokens, renewed):
        assert not vendor.is_good(each["access_token"])
        is_error(vendor.refresh(each["refresh_token"]), 400, "invalid_grant")
    assert vendor.is_good(other["access_token"]) and vendor.refresh(other["refresh_token"]).status_code == 200


@test("an access token that is revoked leaves its refresh token")
def access_only(world):
    vendor = world.standard
    tokens = vendor.tokens()
    vendor.revoke(tokens["access_token"])
    assert not vendor.is_good(tokens["access_token"]) and vendor.refresh(tokens["refresh_token"]).status_code == 200


@test("1G row 86: a token of client credentials is revoked like any other")
def robot(world):
    vendor = world.standard
    token = vendor.post("/oauth/token", {"grant_type": "client_credentials"}, vendor.robot).json()["access_token"]
    assert vendor.is_good(token)
    assert vendor.revoke(token, vendor.robot).status_code == 200 and not vendor.is_good(token)
    assert vendor.introspect(token, vendor.robot).json() == {"active": False}
