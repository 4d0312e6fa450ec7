"""One code, many exchanges at once (SECURITY 1A row 14)."""

from races.parallel import at_once, statuses
from suite import test
from world import TENANTS

# Whose replayed codes end the tokens they gave; Xref's are refused and nothing more.
REPLAY_REVOKES = {"standard": True, "xref": False, "xoxoday": True, "xurrent": True, "xeno": True}


@test("64 exchanges of one code of {} at once: one token, 63 refusals, no trouble", *TENANTS)
def exchanges(world, name):
    vendor = world.tenants[name]
    platform = vendor.register()
    for _ in range(3):
        replies = at_once([vendor.exchange_call(vendor.code(platform), platform)] * 64)
        assert statuses(replies) == {200: 1, 400: 63}, statuses(replies)
        assert all(reply.json()["error"] == "invalid_grant" for reply in replies if reply.status == 400)
        token = next(reply.json() for reply in replies if reply.status == 200)
        assert vendor.is_good(token["access_token"]) is not REPLAY_REVOKES[name]
        if "refresh_token" in token:
            assert vendor.refresh(token["refresh_token"], platform).status_code == (400 if REPLAY_REVOKES[name] else 200)


@test("many different codes of {} at once: every one gives its token", *TENANTS)
def different_codes(world, name):
    vendor = world.tenants[name]
    platform = vendor.register()
    codes = [vendor.code(platform) for _ in range(16)]
    replies = at_once([vendor.exchange_call(code, platform) for code in codes])
    assert statuses(replies) == {200: 16}, statuses(replies)
    tokens = {reply.json()["access_token"] for reply in replies}
    assert len(tokens) == 16
    assert sum(map(vendor.is_good, tokens)) == (1 if name == "xref" else 16)


@test("a right and 32 wrong exchanges of one code at once: the right one gets its token and keeps it")
def wrong_ones(world):
    vendor = world.standard
    platform, other = vendor.register(), vendor.register()
    for _ in range(5):
        code = vendor.code(platform)
        wrong = [
            vendor.exchange_call(code, other), vendor.exchange_call(code, platform, redirect_uri="https://partner.example/other"),
            vendor.exchange_call(code, platform, code_verifier="v" * 43), vendor.exchange_call(code + "x", platform),
        ]
        replies = at_once(wrong * 4 + [vendor.exchange_call(code, platform)] + wrong * 4)
        assert statuses(replies) == {200: 1, 400: 32} and replies[16].status == 200, statuses(replies)
        assert vendor.is_good(replies[16].json()["access_token"])
