"""Webhooks as single vendors write them: Xoxoday's key and three attempts, Xurrent's handshake and tokens."""

import hashlib
import time

import jwt
from standardwebhooks import Webhook

from suite import test
from webhooks.documented import checked, example
from webhooks.receiver import Receiver, plainly
from webhooks.subscription import Subscription

KEY = "AStaticKeyOf20Digits"


def in_standard_form(members, names):
    """A vendor's body under the standard's names: `names` tells each one's own."""
    return {"version": members["version"]} | {name: members[own] for name, own in names.items()}


def like_xoxoday(body):
    """Asserts that a body has the members of the documented example."""
    assert set(body) == set(example("Xoxoday")), body
    return in_standard_form(body, {"type": "type", "timestamp": "createdAt", "data": "data"})


def like_xurrent(data):
    """Asserts that what a token holds has the members of the documented example, of the same types."""
    shown = example("Xurrent")
    assert set(data) == set(shown), data
    for name, value in data.items():
        either = {"person_name", "account_id"}
        assert type(value) is type(shown[name]) or (name in either and value is None), (name, value)
    return in_standard_form(data, {"type": "event", "timestamp": "occurred_at", "data": "payload"})


@test("Xoxoday: connecting, provisioning, signing in and disconnecting come in the vendor's form, with the static key")
def xoxoday(world):
    with Receiver() as receiver:
        it = Subscription(world, "xoxoday", receiver)
        it.set_api_key(KEY)
        token = it.connect()["access_token"]
        newcomer = "provisioned@first.example"
        answer = it.vendor.create_user_token(token, newcomer)
        assert answer.status_code == 200, answer.text
        world.minted.add(answer.json()["access_token"])
        assert it.vendor.follow(it.vendor.sso_token(token, user_input=newcomer)).status_code == 302
        arrivals = receiver.wait(4)
        it.disconnect()
        receiver.wait(5)
        time.sleep(1)
        arrivals = receiver.wait(5)
        bodies = [it.verified(arrival) for arrival in arrivals]
    assert all(arrival.headers["x-api-key"] == KEY for arrival in arrivals)
    assert [body["id"] for body in bodies] == [arrival.id for arrival in arrivals]
    for body in bodies:
        checked(like_xoxoday(body))
    told = sorted(body["type"] + " " + body["data"].get("user", "account") for body in bodies)
    assert told == [
        "account.connected account", f"account.connected {newcomer}", "account.disconnected account",
        f"sso.redeemed {newcomer}", f"user.provisioned {newcomer}",
    ], told


@test("Xoxoday: without a static key there is no such header, and after three attempts the endpoint is switched off")
def three_attempts(world):
    with Receiver(plainly()) as receiver:
        it = Subscription(world, "xoxoday", receiver)
        it.happen()
        assert "x-api-key" not in receiver.wait(1)[0].headers
        receiver.answer(plainly(500))
        it.happen()
        receiver.wait(3)
        it.attempts(3)
        world.move_clock("xoxoday", 400)
        receiver.wait(4)
        assert it.becomes(disabled=True)["reason"] == "failing"
        it.happen()
        time.sleep(2)
        assert len(receiver.arrivals) == 4
    recorded = [(one["number"], one["outcome"]) for one in it.attempts(4)[1:]]
    assert recorded == [(1, "failed"), (2, "failed"), (3, "failed")], recorded


@test("Xoxoday: what is told of people is withheld once the account has disconnected; that it has, is not")
def withheld(world):
    with Receiver(plainly(503)) as receiver:
        it = Subscription(world, "xoxoday", receiver)
        token = it.connect()["access_token"]
        # What the account's token made for a user is no connection of its own.
        assert it.vendor.create_user_token(token).status_code == 200
        receiver.wait(1)
        assert it.vendor.follow(it.vendor.sso_token(token)).status_code == 302
        it.disconnect()
        receiver.answer(plainly())
        end = time.monotonic() + 20
        ended = f"FROM delivery WHERE endpoint_id = '{it.endpoint_id}' AND status <> 'pending'"
        while it.sql(f"SELECT count(*) {ended}") != "4":
            assert time.monotonic() < end, it.attempts()
            time.sleep(0.2)
        arrived = {it.verified(arrival)["type"] for arrival in receiver.arrivals}
    statuses = it.sql(
        f"""
        SELECT string_agg(DISTINCT type || ' ' || status, ', ') FROM delivery JOIN event ON event.id = event_id
        WHERE endpoint_id = '{it.endpoint_id}'
        """)
    assert statuses == "account.connected delivered, account.disconnected delivered, sso.redeemed withheld", statuses
    assert {"account.connected", "account.disconnected"} <= arrived, arrived


def token_of(it, arrival, secret=None):
    """The claims of a delivery, once PyJWT has taken its token for genuine."""
    body = it.verified(arrival, secret)
    assert set(body) == {"jwt"}, body
    key = Webhook(secret or it.secret)._whsecret  # noqa: SLF001
    name = hashlib.sha256(key).hexdigest()[:16]
    assert jwt.get_unverified_header(body["jwt"]) == {"alg": "HS256", "typ": "JWT", "kid": name}
    claims = jwt.decode(
        body["jwt"], key, algorithms=["HS256"], audience=it.endpoint_id, issuer=it.vendor.base,
        options={"require": ["iss", "sub", "aud", "nbf", "iat", "exp", "jti"]})
    assert set(claims) == {"iss", "sub", "aud", "nbf", "iat", "exp", "jti", "data"}, claims
    assert (claims["sub"], claims["jti"], claims["exp"] - claims["iat"]) == (it.endpoint_id, arrival.id, 300), claims
    assert claims["data"]["webhook_id"] == it.endpoint_id and claims["data"]["object_id"] == arrival.id, claims
    return claims["data"]


def verify(world, it, arrival):
    """Follows the link of a handshake."""
    data = token_of(it, arrival)
    assert data["event"] == "webhook.verify", data
    checked(like_xurrent(data))
    answer = world.wire.get(data["payload"]["callback"])
    assert answer.status_code == 200 and answer.json() == {"verified": True, "webhook_id": it.endpoint_id}, answer.text
    return data["payload"]["callback"]


@test("Xurrent: a new endpoint hears nothing but the handshake before it has followed its link, which is good once")
def handshake(world):
    with Receiver(plainly(500), plainly()) as receiver:
        it = Subscription(world, "xurrent", receiver)
        it.happen()
        first, second = receiver.wait(2)
        links = [token_of(it, arrival)["payload"]["callback"] for arrival in (first, second)]
        assert links[0] != links[1] and first.id == second.id
        assert all(link.startswith(it.vendor.base + "/webhooks/verify/") for link in links), links
        # Each attempt's link ends the one before it.
        assert world.wire.get(links[0]).status_code == 404
        assert verify(world, it, second) == links[1]
        assert world.wire.get(links[1]).status_code == 404
        assert world.wire.get(links[1][:-1] + ("A" if links[1][-1] != "A" else "B")).status_code == 404
        it.happen()
        assert token_of(it, receiver.wait(3)[2])["event"] == "platform.secret_rotated"
        time.sleep(1)
        # What happened before is not told.
        assert len(receiver.arrivals) == 3


@test("Xurrent: a link older than a day is not good")
def old_link(world):
    with Receiver() as receiver:
        it = Subscription(world, "xurrent", receiver)
        link = token_of(it, receiver.wait(1)[0])["payload"]["callback"]
        world.move_clock("xurrent", 86_405)
        assert world.wire.get(link).status_code == 404
        world.move_clock("xurrent", 86_300)
        assert world.wire.get(link).status_code == 200


@test("Xurrent: connecting and disconnecting come as tokens that PyJWT takes, with the documented members and headers")
def xurrent(world):
    with Receiver() as receiver:
        it = Subscription(world, "xurrent", receiver)
        verify(world, it, receiver.wait(1)[0])
        it.connect()
        receiver.wait(2)
        it.disconnect()
        arrivals = receiver.wait(3)[1:]
    person = world.person("xurrent")
    for arrival, name in zip(arrivals, ("account.connected", "account.disconnected")):
        data = token_of(it, arrival)
        body = like_xurrent(data)
        checked(body)
        assert body["type"] == name and data["person_name"] == person.email, data
        assert (data["account"], data["account_id"]) == (it.vendor.base, person.account_id), data
        assert data["payload"]["user"] == person.email, data
        assert arrival.headers["content-type"] == "application/json; charset=utf-8", arrival.headers
        assert len(arrival.headers["x-xurrent-delivery"]) == 36, arrival.headers
        assert "x-xurrent-delivery-origin" not in arrival.headers, arrival.headers


@test("Xurrent: while a key is rotated the token is signed with the older one, the headers with both")
def rotation(world):
    with Receiver() as receiver:
        it = Subscription(world, "xurrent", receiver)
        verify(world, it, receiver.wait(1)[0])
        new = it.rotate(overlap=60)
        it.happen()
        during = receiver.wait(2)[1]
        it.verified(during, new)
        token_of(it, during)
        world.move_clock("xurrent", 70)
        it.happen()
        token_of(it, receiver.wait(3)[2], new)
