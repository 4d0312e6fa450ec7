"""Refresh tokens of the standard tenant: SECURITY 2 rows 64 to 71, and 1F."""

import time

from suite import test
from wire import is_error

DAY = 86400


@test("row 64: a refresh token is its client's alone")
def bound(world):
    vendor = world.standard
    tokens = vendor.tokens()
    for client in (vendor.register(), vendor.public, vendor.register("--public")):
        is_error(vendor.refresh(tokens["refresh_token"], client), 400, "invalid_grant")
    assert vendor.refresh(tokens["refresh_token"]).status_code == 200


@test("row 65: a public client's refresh token is replaced and the old one dies")
def rotated(world):
    vendor = world.standard
    world.run("tenant", "set", "standard", "--refresh-grace", "0")
    try:
        tokens = vendor.public_tokens()
        renewed = vendor.refresh(tokens["refresh_token"], vendor.public).json()
        assert renewed["refresh_token"] != tokens["refresh_token"]
        is_error(vendor.refresh(tokens["refresh_token"], vendor.public), 400, "invalid_grant")
    finally:
        world.run("tenant", "set", "standard", "--refresh-grace", "default")


@test("row 66: a token two steps back ends the family and, with none left, the grant")
def replayed(world):
    vendor, platform = world.standard, world.standard.register()
    first = vendor.tokens(platform)
    second = vendor.refresh(first["refresh_token"], platform).json()
    third = vendor.refresh(second["refresh_token"], platform).json()
    is_error(vendor.refresh(first["refresh_token"], platform), 400, "invalid_grant")
    for tokens in (first, second, third):
        assert not vendor.is_good(tokens["access_token"])
        is_error(vendor.refresh(tokens["refresh_token"], platform), 400, "invalid_grant")
    assert world.person("standard").connections(platform.name)[1] == []


@test("row 66: another authorization's family lives on")
def other_family(world):
    vendor, platform = world.standard, world.standard.register()
    first, other = vendor.tokens(platform), vendor.tokens(platform)
    second = vendor.refresh(first["refresh_token"], platform).json()
    vendor.refresh(second["refresh_token"], platform)
    is_error(vendor.refresh(first["refresh_token"], platform), 400, "invalid_grant")
    assert vendor.is_good(other["access_token"]) and vendor.refresh(other["refresh_token"], platform).status_code == 200


@test("row 67 and 1F row 77: a refresh may narrow the access token, never widen it, and leaves the refresh token as it is")
def scopes(world):
    vendor = world.standard
    tokens = vendor.exchange(vendor.code(scope="read write")).json()
    narrow = vendor.refresh(tokens["refresh_token"], scope="read").json()
    assert narrow["scope"] == "read", narrow
    again = vendor.refresh(narrow["refresh_token"]).json()
    assert set(again["scope"].split()) == {"read", "write"}, again
    for scope in ("read admin", "admin", "*", "read *"):
        is_error(vendor.refresh(again["refresh_token"], scope=scope), 400, "invalid_scope")
    small = vendor.exchange(vendor.code(scope="read")).json()
    is_error(vendor.refresh(small["refresh_token"], scope="read write"), 400, "invalid_scope")
    assert vendor.refresh(small["refresh_token"]).json()["scope"] == "read"
    assert vendor.refresh(again["refresh_token"]).status_code == 200


@test("rows 68, 69 and 1F rows 76, 80: 30 days from one refresh to the next, a year in all, and no token outlives the year")
def lifetimes(world):
    vendor = world.standard
    idle, used = vendor.tokens(), vendor.tokens()
    world.move_clock("standard", 30 * DAY + 5)
    is_error(vendor.refresh(idle["refresh_token"]), 400, "invalid_grant")
    started = time.time()
    for day in range(25, 365, 25):
        world.move_clock("standard", day * DAY)
        answer = vendor.refresh(used["refresh_token"])
        assert answer.status_code == 200, (day, answer.text)
        used = answer.json()
    elapsed = int(time.time() - started) + 60
    world.move_clock("standard", 365 * DAY - 600 - elapsed)
    used = vendor.refresh(used["refresh_token"]).json()
    assert used["expires_in"] <= 600 + 2 * elapsed, used
    world.move_clock("standard", 365 * DAY + 5)
    assert not vendor.is_good(used["access_token"])
    is_error(vendor.refresh(used["refresh_token"]), 400, "invalid_grant")


@test("row 70: a lost answer can be asked for again for 30 seconds; after that the old token is a replay")
def grace(world):
    vendor, platform = world.standard, world.standard.register()
    tokens = vendor.tokens(platform)
    lost = vendor.refresh(tokens["refresh_token"], platform).json()
    again = vendor.refresh(tokens["refresh_token"], platform)
    assert again.status_code == 200 and again.json()["refresh_token"] != lost["refresh_token"]
    # The first sibling that is used retires the other, and the family lives.
    assert vendor.refresh(again.json()["refresh_token"], platform).status_code == 200
    is_error(vendor.refresh(lost["refresh_token"], platform), 400, "invalid_grant")

    tokens = vendor.tokens(platform)
    renewed = vendor.refresh(tokens["refresh_token"], platform).json()
    world.move_clock("standard", 31)
    is_error(vendor.refresh(tokens["refresh_token"], platform), 400, "invalid_grant")
    assert not vendor.is_good(renewed["access_token"])
    is_error(vendor.refresh(renewed["refresh_token"], platform), 400, "invalid_grant")


@test("row 70: the grace ends with the successor's first use, and gives five at most")
def grace_bounds(world):
    vendor, platform = world.standard, world.standard.register()
    tokens = vendor.tokens(platform)
    answers = [vendor.refresh(tokens["refresh_token"], platform).status_code for _ in range(8)]
    assert answers[:5] == [200] * 5 and answers[-1] == 400 and answers.count(200) <= 6, answers
    tokens = vendor.tokens(platform)
    second = vendor.refresh(tokens["refresh_token"], platform).json()
    third = vendor.refresh(second["refresh_token"], platform).json()
    is_error(vendor.refresh(tokens["refresh_token"], platform), 400, "invalid_grant")
    assert not vendor.is_good(third["access_token"])


SWITCHES = ("the platform", "the account", "the tenant")


@test("rows 71, 85 and 1F row 74: {} is disabled: neither token works, at once; enabled again they do", *SWITCHES)
def disabled(world, what):
    vendor = world.standard
    person = world.newcomer("standard", "administrator", account=1)
    platform = vendor.register()
    tokens = vendor.tokens(platform, person)
    words = {
        "the platform": ("platform", platform.client_id, "--tenant", "standard"),
        "the account": ("account", person.account_id, "--tenant", "standard"), "the tenant": ("tenant", "standard"),
    }[what]
    world.run(words[0], "disable", *words[1:], "--yes")
    try:
        answer = vendor.refresh(tokens["refresh_token"], platform)
        assert answer.status_code in (400, 401, 404) and "access_token" not in answer.text, (answer.status_code, answer.text)
        told = world.introspect("standard", tokens["access_token"])
        assert told.status_code == 404 or told.json() == {"active": False}, told.text
    finally:
        world.run(words[0], "enable", *words[1:])
    assert vendor.is_good(tokens["access_token"]) and vendor.refresh(tokens["refresh_token"], platform).status_code == 200


@test("row 26 and 1F row 79: what a connection was narrowed to holds for live tokens and for refreshes")
def narrowed(world):
    vendor, person = world.standard, world.person("standard")
    platform = vendor.register()
    tokens = vendor.exchange(vendor.code(platform, scope="read write"), platform).json()
    page, sections = person.connections(platform.name)
    form = page.form(button="narrow", grant=sections[0].split('name="grant" value="')[1].split('"')[0])
    kept = {name: value for name, value in form.fields.items() if not name.startswith("scope_") or value == "read"}
    form.fields.clear()
    assert person.press(form, "narrow", **kept).status_code == 200
    told = world.introspect("standard", tokens["access_token"]).json()
    assert told["active"] is False or told["scope"] == "read", told
    assert vendor.refresh(tokens["refresh_token"], platform).json()["scope"] == "read"
