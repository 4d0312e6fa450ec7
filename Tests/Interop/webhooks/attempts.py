"""What answers mean: tried again, left alone, switched off."""

import email.utils
import time

from suite import test
from webhooks.receiver import Receiver, plainly
from webhooks.subscription import Subscription
from world import TENANTS

# Those that send without being asked first.
READY = tuple(name for name in TENANTS if name != "xurrent")


@test("{}: after a 500 the same event comes again under the same id, signed afresh with a fresh time", *READY)
def again(world, tenant):
    with Receiver(plainly(500, body=b"not now"), plainly()) as receiver:
        it = Subscription(world, tenant, receiver)
        it.happen()
        first, second = receiver.wait(2)
        bodies = [it.verified(arrival) for arrival in (first, second)]
        attempts = it.attempts(2)
    assert first.id == second.id and first.body == second.body and bodies[0] == bodies[1]
    stamps = [int(arrival.headers["webhook-timestamp"]) for arrival in (first, second)]
    assert 4 <= stamps[1] - stamps[0] <= 8, stamps
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert 5 <= second.at - first.at < 8, second.at - first.at
    recorded = [(one["number"], one["status"], one["response"]) for one in attempts]
    assert recorded == [(1, 500, "not now"), (2, 204, "")], attempts
    assert {one["outcome"] for one in attempts} == {"delivered"}


@test("the schedule is followed to its end, and the end switches the endpoint off")
def schedule(world):
    hours = [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    with Receiver(plainly(500)) as receiver:
        it = Subscription(world, "standard", receiver)
        it.happen()
        moved = 0
        for number, wait in enumerate(hours, 1):
            if wait > 5:
                # Not a moment before: what is due is stretched, never shortened.
                world.move_clock("standard", moved + wait - 30)
                time.sleep(2)
                assert len(receiver.arrivals) == number - 1, (number, len(receiver.arrivals))
                moved += wait * 1.1 + 30
                world.move_clock("standard", moved)
            receiver.wait(number)
            it.attempts(number)
        assert it.becomes(disabled=True)["reason"] == "failing"
        world.move_clock("standard", moved + 200_000)
        time.sleep(2)
        arrivals = receiver.arrivals
    assert len(arrivals) == 10 and len({arrival.id for arrival in arrivals}) == 1, len(arrivals)
    for arrival in arrivals:
        assert abs(int(arrival.headers["webhook-timestamp"]) - arrival.at) < 10, arrival
    assert {one["outcome"] for one in it.attempts(10)} == {"failed"}


@test("an endpoint at which something arrived meanwhile stays on when one delivery has failed to its end")
def stays_on(world):
    with Receiver(plainly(500)) as receiver:
        it = Subscription(world, "standard", receiver)
        it.happen()
        it.attempts(1)
        receiver.answer(plainly())
        it.happen()
        it.becomes(failing=False)
        receiver.wait(3)
        receiver.answer(plainly(500))
        # The older one goes to its last attempt.
        mine = f"FROM delivery WHERE endpoint_id = '{it.endpoint_id}' ORDER BY created_at LIMIT 1"
        it.sql(
            f"""
            UPDATE delivery SET attempts = 9, status = 'pending', finished_at = NULL WHERE id = (SELECT id {mine});
            INSERT INTO delivery_queue (tenant_id, delivery_id, endpoint_id, due_at)
            SELECT tenant_id, id, endpoint_id, now() {mine};
            UPDATE event_queue SET due_at = now() WHERE endpoint_id = '{it.endpoint_id}'
            """)
        receiver.wait(4)
        it.attempts(4)
        assert it.endpoint()["disabled"] is False, it.endpoint()
        statuses = "SELECT string_agg(status, ',' ORDER BY created_at) FROM delivery"
        assert it.sql(f"{statuses} WHERE endpoint_id = '{it.endpoint_id}'") == "failed,delivered"


@test("Retry-After is kept to, in seconds and as a date, and 429 lets nothing else through meanwhile")
def retry_after(world):
    for text in (lambda: "9", lambda: email.utils.formatdate(time.time() + 10, usegmt=True)):
        def busy(handler, text=text):
            plainly(429, [("Retry-After", text())])(handler)

        with Receiver(busy, plainly()) as receiver:
            it = Subscription(world, "standard", receiver)
            it.happen()
            first = receiver.wait(1)[0]
            it.attempts(1)
            it.happen()
            arrivals = receiver.wait(3)
        waits = [arrival.at - first.at for arrival in arrivals[1:]]
        assert all(8.5 <= wait < 14 for wait in waits), waits
        assert len({arrival.id for arrival in arrivals}) == 2


@test("without a Retry-After {} pauses the endpoint for a moment", 429, 502, 503, 504)
def pauses(world, status):
    with Receiver(plainly(status), plainly()) as receiver:
        it = Subscription(world, "standard", receiver)
        it.happen()
        first = receiver.wait(1)[0]
        it.attempts(1)
        it.happen()
        waits = [arrival.at - first.at for arrival in receiver.wait(3)[1:]]
    least = 10 if status == 429 else 5
    assert all(least - 0.5 <= wait < least + 4 for wait in waits), waits


@test("410 switches the endpoint off at once: nothing comes any more, and nothing waits")
def gone(world):
    with Receiver(plainly(410, body=b"closed")) as receiver:
        it = Subscription(world, "standard", receiver)
        it.happen()
        assert it.becomes(disabled=True)["reason"] == "gone"
        it.happen()
        time.sleep(7)
        assert len(receiver.arrivals) == 1, receiver.arrivals
    assert [(one["status"], one["outcome"]) for one in it.attempts(1)] == [(410, "failed")]
    assert it.sql(f"SELECT count(*) FROM delivery_queue WHERE endpoint_id = '{it.endpoint_id}'") == "0"


@test("a redirect by {} is a failure, and its target is never contacted", 301, 302, 303, 307, 308)
def redirect(world, status):
    with Receiver() as target, Receiver() as receiver:
        body = f'<meta http-equiv="refresh" content="0;url={target.url}">'.encode()
        receiver.answer(plainly(status, [("Location", target.url), ("Refresh", f"0;url={target.url}")], body))
        it = Subscription(world, "standard", receiver)
        it.happen()
        attempts = it.attempts(2)
        assert not target.arrivals
    assert {(one["status"], one["outcome"]) for one in attempts} == {(status, "pending")}, attempts


@test("nobody at the other end is a failure in one set of words")
def nobody(world):
    with Receiver() as receiver:
        url = receiver.url
    it = Subscription(world, "standard", receiver, url=url)
    it.happen()
    attempts = it.attempts(2)
    told = {(one["status"], one["error"], one["response"]) for one in attempts}
    assert told == {(None, "the address did not answer as expected", None)}, told
    assert all(one["seconds"] == int(one["seconds"]) for one in attempts), attempts
