"""What Xurrent's tokens may do, and what ends them (WIRE-CONTRACTS 3.5, 3.6, 0.9)."""

from person import code_in
from suite import test
from wire import is_answer, is_error

FULL = ["person:Read", "request:Create", "request:Read", "request:Update", "task:Read"]


def scopes(vendor, token, **headers):
    """What a token may do, in this account."""
    told = is_answer(vendor.introspect(token, **headers), "active", "scopes")
    assert told["active"] is True
    return told["scopes"]


@test("Xurrent: a token may do what its application's scope and the person's roles both allow")
def intersection(world):
    vendor = world.xurrent
    assert scopes(vendor, vendor.tokens()["access_token"]) == FULL
    platform = vendor.register(rules=("request:CRUD,person:*", "deny person:UD", "deny request:Delete"))
    assert scopes(vendor, vendor.tokens(platform)["access_token"]) == [
        "person:Create", "person:Read", "request:Create", "request:Read", "request:Update"]
    specialist = vendor.tokens(platform, world.person("xurrent", 1))["access_token"]
    assert scopes(vendor, specialist) == ["person:Read", "request:Create", "request:Read", "request:Update"]
    nobody = world.newcomer("xurrent")
    assert scopes(vendor, vendor.tokens(platform, nobody)["access_token"]) == ["request:Create", "request:Read", "request:Update"]


@test("Xurrent: a role that is lost is lost at once on live tokens, one that is gained is gained")
def role_loss(world):
    vendor = world.xurrent
    person = world.newcomer("xurrent", "specialist")
    token = vendor.tokens(person=person)["access_token"]
    assert scopes(vendor, token) == FULL
    world.join("xurrent", person.email, person.account_id)
    assert scopes(vendor, token) == ["request:Create", "request:Read", "request:Update"]
    world.join("xurrent", person.email, person.account_id, "directory_auditor")
    assert scopes(vendor, token) == ["person:Read", "request:Create", "request:Read", "request:Update"]
    world.run("user", "leave", person.email, "--tenant", "xurrent", "--account", person.account_id, "--yes")
    assert not vendor.is_good(token)


@test("Xurrent: the account one works in, by {}", "X-Xurrent-Account", "X-4me-Account")
def account_header(world, header):
    vendor = world.xurrent
    person = world.newcomer("xurrent", "specialist")
    token = vendor.tokens(person=person)["access_token"]
    first, second = (account["id"] for account in vendor.demo["accounts"])
    assert scopes(vendor, token, **{header: first}) == FULL
    for account in (second, "nope"):
        answer = vendor.introspect(token, **{header: account})
        assert (answer.status_code, answer.json()) == (400, {"message": f"Invalid {header.lower()} header"}), answer.text
    world.join("xurrent", person.email, second)
    assert scopes(vendor, token, **{header: second}) == ["request:Create", "request:Read", "request:Update"]
    me = vendor.me(token, **{header: first})
    assert me.status_code == 200 and me.json()["primary_email"] == person.email, me.text


@test("Xurrent: a scope can be for one account; the two headers must not differ")
def account_condition(world):
    vendor = world.xurrent
    first, second = (account["id"] for account in vendor.demo["accounts"])
    person = world.newcomer("xurrent", "account_administrator")
    world.join("xurrent", person.email, second, "account_administrator")
    platform = vendor.register(rules=(f"request:Read @{first}", f"task:Read @{second}"))
    # Somebody in two accounts says which one is connected.
    code = code_in(person.allow(vendor.address(platform), account=first))
    token = vendor.exchange(code, platform).json()["access_token"]
    assert scopes(vendor, token) == ["request:Read"]
    assert scopes(vendor, token, **{"X-Xurrent-Account": second}) == ["task:Read"]
    assert scopes(vendor, token, **{"X-Xurrent-Account": second, "X-4me-Account": second}) == ["task:Read"]
    answer = vendor.introspect(token, **{"X-Xurrent-Account": first, "X-4me-Account": second})
    assert (answer.status_code, answer.json()) == (400, {"message": "Invalid x-xurrent-account header"}), answer.text


@test("Xurrent: no token and a bad one, in the vendor's REST form")
def refusals(world):
    vendor = world.xurrent
    for path in ("/introspect", "/v1/me"):
        for headers in ({}, {"Authorization": "Bearer nothing"}, {"Authorization": "Basic eDp5"}):
            answer = world.wire.get(vendor.base + path, headers=headers)
            assert answer.status_code in (401, 403), (path, headers, answer.status_code)
            assert list(answer.json()) == ["message"], answer.text
            assert answer.headers["WWW-Authenticate"].startswith("Bearer"), answer.headers


@test("Xurrent: the former API's Basic form of a token is no way in")
def legacy_basic(world):
    vendor = world.xurrent
    token = vendor.tokens()["access_token"]
    assert world.wire.get(vendor.base + "/v1/me", auth=(token, "x")).status_code == 401


@test("Xurrent: another scope ends all tokens of the application, and everybody is asked again")
def scope_change(world):
    vendor = world.xurrent
    platform = vendor.register()
    address = vendor.address(platform)
    tokens = [vendor.tokens(platform, person) for person in (None, world.person("xurrent", 1))]
    code = vendor.code(platform)
    unaffected = vendor.tokens()
    world.run("platform", "scope", "set", platform.client_id, "--tenant", "xurrent", "--rule", "request:Read", "--yes")
    for each in tokens:
        assert not vendor.is_good(each["access_token"])
        is_error(vendor.refresh(each["refresh_token"], platform), 400, "invalid_grant")
    is_error(vendor.exchange(code, platform), 400, "invalid_grant")
    assert vendor.is_good(unaffected["access_token"])
    assert world.person("xurrent").consent(address)
    assert scopes(vendor, vendor.tokens(platform)["access_token"]) == ["request:Read"]


@test("Xurrent: disabling a secret ends what it obtained and nothing else")
def secret_disabled(world):
    vendor = world.xurrent
    platform = vendor.register()
    old = vendor.tokens(platform)
    added = world.run("platform", "secret", "add", platform.client_id, "--tenant", "xurrent")
    new = vendor.exchange(vendor.code(platform), platform, client_secret=added["client_secret"]).json()
    secret = world.run("platform", "secret", "list", platform.client_id, "--tenant", "xurrent")
    first = min((each for each in secret if each["id"] != added.get("id")), key=lambda each: each["created_at"])["id"]
    world.run("platform", "secret", "disable", platform.client_id, "--tenant", "xurrent", "--secret", first, "--yes")
    assert not vendor.is_good(old["access_token"]) and vendor.is_good(new["access_token"])
    is_error(vendor.refresh(old["refresh_token"], platform, client_secret=added["client_secret"]), 400, "invalid_grant")
    assert vendor.refresh(new["refresh_token"], platform, client_secret=added["client_secret"]).status_code == 200
    is_error(vendor.exchange(vendor.code(platform), platform), 400, "invalid_grant", "Invalid client credentials")


@test("Xurrent: disabling an application ends its tokens for good, those of client credentials too")
def platform_disabled(world):
    vendor = world.xurrent
    platform = vendor.register()
    robot = vendor.register("--grant-type", "client_credentials", redirect_uris=())
    account = vendor.demo["accounts"][0]["id"]
    words = ("--tenant", "xurrent", "--account", account, "--user", "member@first.example", "--approved-by", "admin@first.example")
    world.run("grant", "install", robot.client_id, *words)
    tokens = vendor.tokens(platform)
    robot_token = vendor.robot_token(robot).json()["access_token"]
    assert vendor.me(robot_token).json()["primary_email"] == "member@first.example"
    for each in (platform, robot):
        world.run("platform", "disable", each.client_id, "--tenant", "xurrent", "--yes")
    assert not vendor.is_good(tokens["access_token"]) and not vendor.is_good(robot_token)
    is_error(vendor.robot_token(robot), 400, "invalid_grant", "Invalid client credentials")
    for each in (platform, robot):
        world.run("platform", "enable", each.client_id, "--tenant", "xurrent")
    assert not vendor.is_good(tokens["access_token"]) and not vendor.is_good(robot_token)
    is_error(vendor.refresh(tokens["refresh_token"], platform), 400, "invalid_grant")
    assert vendor.robot_token(robot).status_code == 200


@test("Xurrent: somebody who is disabled has no token that works")
def person_disabled(world):
    vendor = world.xurrent
    person = world.newcomer("xurrent", "specialist")
    tokens = vendor.tokens(person=person)
    world.run("user", "disable", person.email, "--tenant", "xurrent", "--yes")
    assert not vendor.is_good(tokens["access_token"])
    is_error(vendor.refresh(tokens["refresh_token"]), 400, "invalid_grant")
