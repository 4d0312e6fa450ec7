"""A platform that hears of events, and what is on record about its deliveries."""

import json
import time

from standardwebhooks import Webhook


class Subscription:
    """A platform no other test knows, with one endpoint at first."""

    def __init__(self, world, tenant, receiver, *options, url=None, **more):
        self.world = world
        self.vendor = world.tenants[tenant]
        self.receiver = receiver
        self.url = url or receiver.url
        self.platform = self.vendor.register("--webhook-url", self.url, *options, **more)
        self.secret = self._keep(self.platform.webhook_secret)
        self.tenant_id = self.sql(f"SELECT id FROM tenant WHERE slug = '{self.vendor.slug}'")
        self.platform_id = self.sql(f"SELECT id FROM platform WHERE client_id = '{self.platform.client_id}'")
        self.endpoint_id = self.sql(f"SELECT id FROM webhook_endpoint WHERE platform_id = '{self.platform_id}'")

    # What is told

    def connect(self, person=None):
        """The token response of a whole walk."""
        return self.vendor.tokens(self.platform, person)

    def disconnect(self, person=None):
        (person or self.world.person(self.vendor.name)).end(self.platform.name)

    def happen(self):
        """The event that takes the least."""
        words = ("--tenant", self.vendor.slug, self.platform.client_id)
        # Two may live at a time: the one from the last time makes room, of which nobody is told.
        self.sql(
            f"""
            UPDATE platform_secret SET disabled_at = clock_timestamp()
            WHERE platform_id = '{self.platform_id}' AND disabled_at IS NULL AND id <> (
                SELECT id FROM platform_secret WHERE platform_id = '{self.platform_id}' ORDER BY created_at LIMIT 1
            )
            """)
        made = self.world.run("platform", "secret", "add", *words)
        self.world.minted.add(made["client_secret"])
        return made

    # What came

    def verified(self, arrival, secret=None):
        """Its body, once other people's verifier has taken it for genuine."""
        return Webhook(secret or self.secret).verify(arrival.body, arrival.headers)

    def told(self, count=1, seconds=30):
        """The bodies that have come by then, each verified."""
        return [self.verified(arrival) for arrival in self.receiver.wait(count, seconds)]

    # What is on record

    def sql(self, text):
        return self.world.installation.sql(text)

    def attempts(self, count=0, seconds=30, endpoint=None):
        """What is on record of this endpoint, the oldest first, as soon as it is so many."""
        end = time.monotonic() + seconds
        while True:
            found = json.loads(self.sql(
                f"""
                SELECT coalesce(json_agg(json_build_object('delivery', delivery_id, 'event', event_id, 'number', number,
                    'status', a.status, 'error', error, 'response', response, 'seconds', extract(epoch FROM duration),
                    'outcome', delivery.status) ORDER BY started_at, number), '[]')
                FROM delivery_attempt AS a
                JOIN delivery ON delivery.tenant_id = a.tenant_id AND delivery.id = delivery_id
                WHERE endpoint_id = '{endpoint or self.endpoint_id}'
                """))
            if len(found) >= count:
                return found
            assert time.monotonic() < end, f"{len(found)} attempts instead of {count}: {found}"
            time.sleep(0.1)

    def endpoint(self, endpoint=None):
        """How the endpoint is."""
        return json.loads(self.sql(
            f"""
            SELECT json_build_object('disabled', disabled_at IS NOT NULL, 'reason', disabled_reason,
                'failing', failing_since IS NOT NULL)
            FROM webhook_endpoint WHERE id = '{endpoint or self.endpoint_id}'
            """))

    def becomes(self, endpoint=None, seconds=20, **wanted):
        """Waits until the endpoint is so."""
        end = time.monotonic() + seconds
        while True:
            found = self.endpoint(endpoint)
            if all(found[name] == value for name, value in wanted.items()):
                return found
            assert time.monotonic() < end, (found, wanted)
            time.sleep(0.1)

    # What a vendor's admin does

    def admin(self, *words, given=None):
        """`symbolon webhook …` for this tenant."""
        return self.world.run("webhook", *words, "--tenant", self.vendor.slug, given=given)

    def add_endpoint(self, url, *options):
        """A further endpoint. Returns its id and its key."""
        made = self.admin("endpoint", "create", self.platform.client_id, "--url", url, *options)
        return made["id"], self._keep(made["secret"])

    def rotate(self, overlap):
        """Another key; the one before it signs too for so many seconds. Returns the new one."""
        made = self.admin("endpoint", "rotate-secret", self.endpoint_id, "--overlap", f"{overlap}s")
        return self._keep(made["secret"])

    def set_api_key(self, text):
        self.admin("endpoint", "update", self.endpoint_id, "--api-key-stdin", given=text + "\n")

    def _keep(self, secret):
        self.world.minted.add(secret.removeprefix("whsec_"))
        return secret
