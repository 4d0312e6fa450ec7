"""SECURITY 1A row 10: a secret of one kind is never taken for one of another, at any place of its own tenant."""

from suite import test
from walls.secrets_of import controls, secrets_of
from world import TENANTS

# Which kinds a place that expects one may take.
KINDS = {
    "code": {"code"}, "refresh": {"refresh", "user refresh"}, "access": {"access", "user access", "personal access"}, "sso": {"sso"},
    "handoff": {"handoff"}, "secret": {"secret"}, "key": {"key"},
}


@test("no kind of secret of {} is taken for another kind (1A row 10)", *TENANTS)
def kinds(world, name):
    vendor = world.tenants[name]
    platform, bait = vendor.register(), vendor.register()
    held = {**secrets_of(world, name, platform), "key": world.admin_key}
    taken, tried = [], 0
    for kind, secret in held.items():
        for attempt in vendor.attempts(platform):
            if kind in KINDS[attempt.kind]:
                continue
            # Too many wrong secrets would lock the platform itself out.
            if attempt.kind == "secret":
                attempt = next(each for each in vendor.attempts(bait) if each.place == attempt.place)
            tried += 1
            if attempt.accepts(secret):
                taken.append(f"{attempt.place} took a {kind}")
    assert not taken, taken
    assert tried >= len(held) * 2, tried
    controls(world, name, platform, held)


@test("revocation takes nothing but tokens: a code, a secret and a key are as good as before (1A row 10)")
def revoked_kinds(world):
    vendor = world.standard
    platform = vendor.register()
    held = {**secrets_of(world, "standard", platform), "key": world.admin_key}
    for kind in ("code", "secret", "key"):
        assert vendor.revoke(held[kind], platform).status_code == 200
    controls(world, "standard", platform, held)
    assert vendor.is_good(held["access"]) is True


@test("an SSO token is worth nothing at any other place, before and after it is used (1A row 11)")
def sso_everywhere(world):
    vendor = world.xoxoday
    token = vendor.tokens()["access_token"]
    sso_token = vendor.sso_token(token)
    others = [attempt for attempt in vendor.attempts(vendor.register()) if attempt.kind != "sso"]
    assert not any(attempt.accepts(sso_token) for attempt in others)
    assert vendor.follow(sso_token).status_code == 302
    assert not any(attempt.accepts(sso_token) for attempt in others)
    assert vendor.follow(sso_token).status_code == 404


@test("every place of {} takes the kind it is for", *TENANTS)
def places_work(world, name):
    vendor = world.tenants[name]
    platform = vendor.register()
    for attempt in vendor.attempts(platform):
        held = {**secrets_of(world, name, platform), "key": world.admin_key}
        if name == "xoxoday":
            held["user code"] = vendor.code(platform, scope=vendor.user_scope)
        wanted = KINDS[attempt.kind] | ({"user code"} if attempt.kind == "code" else set())
        assert any(attempt.accepts(secret) for kind, secret in held.items() if kind in wanted), attempt.place
