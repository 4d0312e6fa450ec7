"""What a vendor's admin does about deliveries: tests, switches on, sends again."""

import time

from suite import test
from webhooks.documented import checked
from webhooks.receiver import Receiver, plainly
from webhooks.subscription import Subscription
from webhooks.vendors import token_of, verify


@test("webhook.test comes as documented, to the one endpoint that was named, whatever that hears of")
def tested(world):
    with Receiver() as receiver, Receiver() as extra:
        it = Subscription(world, "standard", receiver)
        options = ("--event-type", "account.connected", "--description", "Only connections")
        choosy, secret = it.add_endpoint(extra.url, *options)
        it.happen()
        receiver.wait(1)
        it.admin("endpoint", "test", choosy)
        body = it.verified(extra.wait(1)[0], secret)
        time.sleep(1)
        assert (len(receiver.arrivals), len(extra.arrivals)) == (1, 1)
    checked(body, it.vendor)
    data = body["data"]
    assert (body["type"], data["endpoint_id"], data["caused_by"]) == ("webhook.test", choosy, "operator"), body


@test("switched on again, what slept comes at once; what was missed comes when it is sent again, under its own id")
def enabled(world):
    with Receiver(plainly(500)) as receiver:
        it = Subscription(world, "standard", receiver)
        it.happen()
        it.attempts(1)
        it.admin("endpoint", "disable", it.endpoint_id, "--yes")
        assert it.becomes(disabled=True)["reason"] == "by_hand"
        it.happen()
        time.sleep(7)
        assert len(receiver.arrivals) == 1
        receiver.answer(plainly())
        it.admin("endpoint", "enable", it.endpoint_id)
        assert receiver.wait(2, 5)[1].id == receiver.arrivals[0].id
        it.attempts(2)
        mine = f"FROM event WHERE platform_id = '{it.platform_id}'"
        missed = it.sql(f"SELECT id {mine} ORDER BY occurred_at DESC LIMIT 1")
        assert it.admin("resend", it.endpoint_id, "--since", "1h") == {"deliveries": 1}
        assert receiver.wait(3, 5)[2].id == missed
        it.attempts(3)
        assert it.admin("resend", it.endpoint_id, "--since", "1h") == {"deliveries": 0}
        assert it.admin("resend", it.endpoint_id, "--since", "1h", "--include-delivered") == {"deliveries": 2}
        arrivals = receiver.wait(5, 5)
    assert {arrival.id for arrival in arrivals[3:]} == {arrivals[0].id, missed}
    for arrival in arrivals:
        it.verified(arrival)


@test("Xurrent: a delivery that is sent again names the one it repeats, and has a token of its own")
def repeated(world):
    with Receiver() as receiver:
        it = Subscription(world, "xurrent", receiver)
        verify(world, it, receiver.wait(1)[0])
        it.happen()
        first = receiver.wait(2)[1]
        it.attempts(2)
        origin = first.headers["x-xurrent-delivery"]
        again = it.admin("delivery", "redeliver", origin)["delivery_id"]
        second = receiver.wait(3)[2]
    assert second.headers["x-xurrent-delivery"] == again, second.headers
    assert second.headers["x-xurrent-delivery-origin"] == origin, second.headers
    assert first.id == second.id and token_of(it, first) == token_of(it, second)


@test("Xurrent: another address is asked anew, and what waited comes once it has answered")
def another_address(world):
    with Receiver() as receiver, Receiver() as other:
        it = Subscription(world, "xurrent", receiver)
        verify(world, it, receiver.wait(1)[0])
        receiver.answer(plainly(500))
        it.happen()
        waiting = receiver.wait(2)[1]
        it.attempts(2)
        it.admin("endpoint", "update", it.endpoint_id, "--url", other.url)
        handshake = other.wait(1)[0]
        time.sleep(6)
        assert len(other.arrivals) == 1, other.arrivals
        verify(world, it, handshake)
        assert other.wait(2, 10)[1].id == waiting.id
