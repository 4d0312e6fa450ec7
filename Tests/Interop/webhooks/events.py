"""Every event, as it comes over the wire, against docs/webhooks.md."""

import os
import re

from suite import test
from webhooks.documented import DOCUMENT, checked, events
from webhooks.receiver import Receiver
from webhooks.second_server import second_server
from webhooks.subscription import Subscription
from world import TENANTS

# The dialects whose bodies have the standard's form.
PLAIN = ("standard", "xref", "xeno")


@test("docs/webhooks.md has a section for every event, and for no other")
def sections(_):
    source = os.path.join(os.path.dirname(DOCUMENT), os.pardir, "Sources/Model/Webhooks/EventType.swift")
    with open(source, encoding="utf-8") as file:
        types = re.findall(r'^    case \w+ = "([^"]+)"', file.read(), re.MULTILINE)
    assert len(types) > 5 and sorted(events()) == sorted(types), (sorted(events()), sorted(types))


@test("{}: connecting and disconnecting are told as documented, and other people's verifier takes them", *PLAIN)
def connection(world, tenant):
    with Receiver() as receiver:
        it = Subscription(world, tenant, receiver)
        it.connect()
        it.disconnect()
        bodies = sorted(it.told(2), key=lambda body: body["timestamp"])
    assert [body["type"] for body in bodies] == ["account.connected", "account.disconnected"], bodies
    person = world.person(tenant)
    for body in bodies:
        checked(body, it.vendor)
        data = body["data"]
        assert (data["account_id"], data["client_id"]) == (person.account_id, it.platform.client_id), data
        assert (data["caused_by"], data["actor"]) == ("user", person.email), data
        assert data.get("user", person.email) == person.email, data
        assert ("user" in data) == (tenant == "xeno"), data
        assert data.get("xref_account_id") == (person.account_id if tenant == "xref" else None), data
    assert bodies[0]["data"]["approved_by"] == person.email
    assert bodies[1]["data"]["reason"] == "revoked_by_user"


@test("Xref: a platform that deauthorizes hears its own echo and can tell it")
def echo(world):
    with Receiver() as receiver:
        it = Subscription(world, "xref", receiver)
        token = it.connect()["access_token"]
        receiver.wait(1)
        assert it.vendor.deauthorize(token).status_code == 200
        body = it.told(2)[1]
    checked(body, it.vendor)
    data = body["data"]
    assert body["type"] == "account.disconnected" and "actor" not in data, body
    assert (data["caused_by"], data["reason"]) == ("platform", "deauthorized"), body


@test("an operator's hand is told as one: a platform installed, its grant revoked")
def operator(world):
    with Receiver() as receiver:
        options = ("--grant-type", "client_credentials")
        it = Subscription(world, "standard", receiver, *options, redirect_uris=())
        person = world.person("standard")
        words = ("--tenant", "standard", "--account", person.account_id, "--approved-by", person.email)
        world.run("grant", "install", it.platform.client_id, *words)
        connected = it.told(1)[0]
        grant = it.sql(f"SELECT id FROM account_grant WHERE platform_id = '{it.platform_id}'")
        world.run("grant", "revoke", grant, "--tenant", "standard", "--yes")
        disconnected = it.told(2)[1]
    for body in (connected, disconnected):
        checked(body, it.vendor)
        assert body["data"]["caused_by"] == "operator" and "actor" not in body["data"], body
    assert disconnected["data"]["reason"] == "revoked_by_operator"


@test("fewer scopes, a lost approver, a replayed code and another secret are told as documented")
def rest(world):
    with Receiver() as receiver:
        it = Subscription(world, "standard", receiver)
        person = world.newcomer("standard")
        code = it.vendor.code(it.platform, person, scope="read write")
        assert it.vendor.exchange(code, it.platform).status_code == 200
        _, shown = person.connections(it.platform.name)
        grant = shown[0].split('name="grant" value="')[1].split('"')[0]
        form = person.page("/access-and-security").form(button="narrow", grant=grant)
        form.fields = {name: value for name, value in form.fields.items() if value != "write"}
        assert person.press(form, "narrow").status_code == 200
        assert it.vendor.exchange(code, it.platform).status_code == 400
        world.run("user", "leave", person.email, "--tenant", "standard", "--account", person.account_id, "--yes")
        secret = it.happen()
        bodies = {body["type"]: body for body in it.told(5)}
    for body in bodies.values():
        checked(body, it.vendor)
    assert bodies["grant.scopes_changed"]["data"]["scopes"] == ["read"], bodies
    assert bodies["token.replayed"]["data"]["kind"] == "authorization_code", bodies
    missing = bodies["grant.approver_missing"]["data"]
    wanted = (person.email, "left", "operator")
    assert (missing["approved_by"], missing["reason"], missing["caused_by"]) == wanted, missing
    rotated = bodies["platform.secret_rotated"]["data"]
    assert (rotated["change"], rotated["caused_by"]) == ("added", "operator"), (rotated, secret)
    assert "account_id" not in rotated, rotated


@test("a secret that will end within a week is told of once, by whichever server looks first")
def expiring(world):
    with Receiver() as receiver:
        it = Subscription(world, "standard", receiver)
        ends = "UPDATE platform_secret SET expires_at = now() + interval '6 days'"
        it.sql(f"{ends} WHERE platform_id = '{it.platform_id}'")
        for _ in range(2):
            with second_server(world.installation):
                bodies = it.told(1)
    assert [body["type"] for body in bodies] == ["platform.secret_expiring"], bodies
    assert len(receiver.arrivals) == 1, receiver.arrivals
    checked(bodies[0], it.vendor)
    assert bodies[0]["data"]["caused_by"] == "server", bodies


@test("an endpoint that is switched off is told to the others as documented")
def switched_off(world):
    with Receiver() as receiver, Receiver() as other:
        it = Subscription(world, "standard", other)
        extra, secret = it.add_endpoint(receiver.url + "/extra")
        receiver.answer(lambda handler: handler.send_error(410))
        it.happen()
        it.becomes(extra, disabled=True, reason="gone")
        body = it.told(2)[1]
    checked(body, it.vendor)
    assert body["type"] == "webhook.disabled", body
    assert body["data"] | {"failing_since": ""} == {
        "caused_by": "server", "client_id": it.platform.client_id, "endpoint_id": extra, "failing_since": "",
        "reason": "gone", "url": receiver.url + "/extra",
    }, body
    assert it.verified(receiver.arrivals[0], secret)["type"] == "platform.secret_rotated"


@test("{}: events come with the headers of the standard", *TENANTS)
def headers(world, tenant):
    with Receiver() as receiver:
        it = Subscription(world, tenant, receiver)
        if tenant != "xurrent":
            it.happen()
        arrival = receiver.wait(1)[0]
    it.verified(arrival)
    assert re.fullmatch(r"[0-9a-f-]{36}", arrival.headers["webhook-id"]), arrival.headers
    assert abs(int(arrival.headers["webhook-timestamp"]) - arrival.at) < 10, arrival
    assert re.fullmatch(r"v1,[A-Za-z0-9+/]{43}=", arrival.headers["webhook-signature"]), arrival.headers
    assert arrival.headers["content-type"].split(";")[0] == "application/json", arrival.headers
    expected = "xurrent/1.0 (https://developer.xurrent.com/v1/webhooks)" if tenant == "xurrent" else "Symbolon"
    assert arrival.headers["user-agent"] == expected, arrival.headers
    assert arrival.headers["accept-encoding"] == "identity", arrival.headers
