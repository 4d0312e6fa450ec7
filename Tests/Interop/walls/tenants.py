"""Nothing of one tenant is worth anything at another: every secret of each at every place of every other."""

import dataclasses

from suite import test
from walls.secrets_of import controls, secrets_of
from world import TENANTS


@test("no secret of {} is taken by another tenant", *TENANTS)
def secrets_elsewhere(world, name):
    home = world.tenants[name]
    platform = home.register()
    held = secrets_of(world, name, platform)
    taken, tried = [], 0
    for other in TENANTS:
        if other == name:
            continue
        bait = world.tenants[other].register()
        for kind, secret in held.items():
            for attempt in world.tenants[other].attempts(bait):
                tried += 1
                if attempt.accepts(secret):
                    taken.append(f"{other} took a {kind} of {name}: {attempt.place}")
    assert not taken, taken
    assert tried >= 4 * len(held) * 3, tried
    controls(world, name, platform, held)


@test("no platform of {} is known to another tenant", *TENANTS)
def platforms_elsewhere(world, name):
    stranger = world.tenants[name].register()
    for other in TENANTS:
        if other == name:
            continue
        vendor = world.tenants[other]
        answer = world.person(other).open(vendor.address(stranger))
        assert answer.status_code in (400, 404) and "Location" not in answer.headers, (other, answer.status_code)
        host = vendor.register()
        code = vendor.code(host)
        mixed = dataclasses.replace(host, client_secret=stranger.client_secret)
        foreign = dataclasses.replace(mixed, client_id=stranger.client_id)
        for client in (foreign, mixed):
            answer = vendor.exchange(code, client)
            assert answer.status_code in (400, 401) and "access_token" not in answer.text, (other, client, answer.text)
        assert vendor.exchange(code, host).status_code == 200, other


@test("a person signed in at {} is nobody at another tenant, by cookie or password", *TENANTS)
def people_elsewhere(world, name):
    person = world.newcomer(name, "administrator" if name != "xurrent" else "specialist")
    assert person.page("/access-and-security").status == 200
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.wire.cookies)
    assert cookies
    for other in TENANTS:
        if other == name:
            continue
        vendor = world.tenants[other]
        answer = world.wire.get(vendor.address(), headers={"Accept": "text/html", "Cookie": cookies})
        if "Location" in answer.headers:
            assert answer.headers["Location"].startswith("/t/"), answer.headers
        else:
            assert 'type="password"' in answer.text, (other, answer.text[:500])


@test("a tenant hint in a request changes nothing")
def hints(world):
    vendor = world.standard
    for hint in ({"tenant": "xeno"}, {"tenant_id": "xeno"}, {"slug": "xeno"}):
        code = vendor.code(**hint)
        answer = vendor.exchange(code, **hint)
        assert answer.status_code == 200 and vendor.is_good(answer.json()["access_token"]), answer.text
    headers = {"X-Tenant": "xeno", "X-Forwarded-Host": "xeno.example", "X-Forwarded-Prefix": "/t/xeno"}
    answer = world.wire.request(**vendor.exchange_call(vendor.code()), headers=headers)
    assert answer.status_code == 200, answer.text
