"""One refresh token, many refreshes at once; and refreshes that race a revocation (SECURITY 1A row 13, 2 rows 65, 66, 70, 85)."""

import time

from races.parallel import at_once, statuses
from suite import test
from world import TENANTS

ROUNDS = 150


def refreshes(vendor, platform, token, count=64):
    """The replies and the new refresh tokens among them."""
    replies = at_once([vendor.refresh_call(token, platform)] * count)
    return replies, [reply.json() for reply in replies if reply.status == 200]


@test("64 refreshes of one token at once, within its grace: 1 to 6 new pairs, and one live chain after the next")
def with_grace(world):
    vendor = world.standard
    platform = vendor.register()
    for _ in range(3):
        tokens = vendor.tokens(platform)
        replies, pairs = refreshes(vendor, platform, tokens["refresh_token"])
        assert set(statuses(replies)) <= {200, 400} and 1 <= len(pairs) <= 6, statuses(replies)
        assert len({pair["refresh_token"] for pair in pairs}) == len(pairs)
        assert all(vendor.is_good(pair["access_token"]) for pair in pairs), "the family is not alive"
        # The first sibling that is used retires the others, and the family lives on.
        chosen = vendor.refresh(pairs[-1]["refresh_token"], platform)
        assert chosen.status_code == 200, chosen.text
        for pair in pairs[:-1]:
            assert vendor.refresh(pair["refresh_token"], platform).status_code == 400
        last = vendor.refresh(chosen.json()["refresh_token"], platform)
        assert last.status_code == 200 and vendor.is_good(last.json()["access_token"]), last.text


@test("64 refreshes of one token at once, without a grace: exactly one new pair")
def without_grace(world):
    vendor = world.standard
    platform = vendor.register()
    world.run("tenant", "set", "standard", "--refresh-grace", "0")
    try:
        for _ in range(3):
            replies, pairs = refreshes(vendor, platform, vendor.tokens(platform)["refresh_token"])
            assert statuses(replies) == {200: 1, 400: 63}, statuses(replies)
            # The other 63 are replays, and end the family (2 row 66).
            assert not vendor.is_good(pairs[0]["access_token"])
            assert vendor.refresh(pairs[0]["refresh_token"], platform).status_code == 400
    finally:
        world.run("tenant", "set", "standard", "--refresh-grace", "default")


@test("64 refreshes of one token of {} at once: exactly one new pair", "xoxoday", "xurrent")
def vendors(world, name):
    vendor = world.tenants[name]
    platform = vendor.register()
    replies, pairs = refreshes(vendor, platform, vendor.tokens(platform)["refresh_token"])
    assert statuses(replies) == {200: 1, 400: 63} and len(pairs) == 1, statuses(replies)


def bearers(vendor, platform, token, revoke, count):
    """A refresh and a revocation at once, and what the refresh gave."""
    replies = at_once([vendor.refresh_call(token, platform)] * count + [revoke] + [vendor.refresh_call(token, platform)] * count)
    assert replies[count].status == 200, replies[count].text
    assert set(statuses(replies)) <= {200, 400}, statuses(replies)
    return [reply.json() for place, reply in enumerate(replies) if reply.status == 200 and place != count]


@test("a refresh that races a revocation: after its 200 no token of the family is good (1A row 13)")
def racing_revocation(world):
    vendor = world.standard
    platform = vendor.register()
    started, rounds, won = time.monotonic(), 0, 0
    tokens = vendor.tokens(platform)
    while rounds < ROUNDS and time.monotonic() - started < 45:
        rounds += 1
        # Of one refresh token or of the access token's family: the refresh token is what is revoked.
        revoke = vendor.token_call({"token": tokens["refresh_token"]}, platform, "/oauth/revoke")
        given = bearers(vendor, platform, tokens["refresh_token"], revoke, 1)
        won += bool(given)
        for each in [tokens, *given]:
            assert not vendor.is_good(each["access_token"]), f"round {rounds}"
            assert vendor.refresh(each["refresh_token"], platform).status_code == 400, f"round {rounds}"
        tokens = vendor.tokens(platform)
    assert rounds >= 100, f"only {rounds} rounds in time"
    assert 0 < won, "no refresh was ever in time"


@test("a refresh that races a person who ends the connection of {}: nothing outlives it", "standard", "xurrent")
def racing_person(world, name):
    vendor, person = world.tenants[name], world.person(name)
    platform = vendor.register()
    for _ in range(10):
        tokens = vendor.tokens(platform)
        given = bearers(vendor, platform, tokens["refresh_token"], person.call_to_end(platform.name), 2)
        for each in [tokens, *given]:
            assert not vendor.is_good(each["access_token"])
            assert vendor.refresh(each["refresh_token"], platform).status_code == 400


@test("an exchange at {} that races a person who ends the connection: nothing outlives it", *TENANTS)
def exchange_racing_person(world, name):
    vendor, person = world.tenants[name], world.person(name)
    platform = vendor.register()
    for _ in range(6):
        given = [vendor.tokens(platform)]
        replies = at_once([vendor.exchange_call(vendor.code(platform), platform), person.call_to_end(platform.name)])
        assert replies[1].status == 200 and replies[0].status in (200, 400), [reply.status for reply in replies]
        if replies[0].status == 200:
            given.append(replies[0].json())
        for each in given:
            assert not vendor.is_good(each["access_token"]), (name, len(given))
