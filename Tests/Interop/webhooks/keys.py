"""Keys that are rotated: both sign until the overlap is over."""

from standardwebhooks import WebhookVerificationError

from suite import test
from webhooks.receiver import Receiver
from webhooks.subscription import Subscription


@test("while a key is rotated two signatures come, each good with its own key; after the overlap only the new one does")
def rotation(world):
    with Receiver() as receiver:
        it = Subscription(world, "standard", receiver)
        it.happen()
        before = receiver.wait(1)[-1]
        new = it.rotate(overlap=3600)
        it.happen()
        during = receiver.wait(2)[-1]
        world.move_clock("standard", 3599)
        it.happen()
        nearly = receiver.wait(3)[-1]
        world.move_clock("standard", 3605)
        it.happen()
        after = receiver.wait(4)[-1]
    for arrival, old_is_good, new_is_good in ((before, 1, 0), (during, 1, 1), (nearly, 1, 1), (after, 0, 1)):
        assert len(arrival.headers["webhook-signature"].split(" ")) == old_is_good + new_is_good, arrival.headers
        assert takes(it, arrival, it.secret) == bool(old_is_good), arrival.headers
        assert takes(it, arrival, new) == bool(new_is_good), arrival.headers
    # The new one's is the first.
    first = dict(during.headers, **{"webhook-signature": during.headers["webhook-signature"].split(" ")[0]})
    assert takes(it, type(during)(during.path, first, during.body, during.at), new)


@test("a body or id that was changed, or another endpoint's key, is not taken")
def forged(world):
    with Receiver() as receiver:
        it, other = (Subscription(world, "standard", receiver) for _ in range(2))
        it.happen()
        arrival = receiver.wait(1)[0]
    assert takes(it, arrival, it.secret) and not takes(it, arrival, other.secret)
    assert not takes(it, type(arrival)(arrival.path, arrival.headers, arrival.body + b" ", arrival.at), it.secret)
    for name in ("webhook-id", "webhook-timestamp"):
        value = arrival.headers[name]
        changed = dict(arrival.headers, **{name: value[:-1] + str((int(value[-1], 16) + 1) % 10)})
        assert not takes(it, type(arrival)(arrival.path, changed, arrival.body, arrival.at), it.secret), name


def takes(subscription, arrival, secret):
    """Whether other people's verifier does."""
    try:
        subscription.verified(arrival, secret)
    except WebhookVerificationError:
        return False
    return True
