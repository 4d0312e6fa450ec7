#!/usr/bin/env python3
"""Started by walls.py in a network namespace of its own: runs a whole installation in there, gives it webhooks at every
forbidden address and prints as JSON what was called and what is on record."""

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), os.path.join(os.path.dirname(os.path.dirname(HERE)), "Support")]

from installation import Installation, Trouble  # noqa: E402
from webhooks.addresses import FORBIDDEN, PUBLIC, in_url, is_loopback, plain  # noqa: E402
from webhooks.sealing import seal  # noqa: E402
from webhooks.traps import Names, Traps, reachable, route_everything_here  # noqa: E402

GOOD = "https://public.trap.test/hooks"
# The more often they are asked about, the more ways their answers come in.
NAMES = ("mixed",) * 20 + ("flip",) * 25 + ("mixed6", "cname", "many")
PLACES = ("https://{}/", "https://{}:8443/", "https://{}:80/")
ROUNDS = 8


def targets(sandbox):
    """URLs by address and by name. A sandbox may call plain http besides."""
    places = PLACES + ("http://{}/", "http://{}:8443/") if sandbox else PLACES
    hosts = [in_url(address) for address in FORBIDDEN]
    hosts += [f"n{number}.trap.test" for number in range(len(FORBIDDEN))] + [f"{name}.trap.test" for name in NAMES]
    # A sandbox may call these, and is heard to the end where it speaks plain http.
    allowed = {number for number, address in enumerate(FORBIDDEN * 2) if sandbox and is_loopback(plain(address))}
    hosts += ["metadata.google.internal", "localhost.localdomain", "trap.localhost"]
    hosts += ["0x7f000001", "127.1", "2130706433", "017700000001"]
    hosts += [in_url(address) for address in PUBLIC]
    forms = ["http://{}/" if number in allowed else places[number % len(places)] for number in range(len(hosts))]
    return [form.format(host) for form, host in zip(forms, hosts)]


class Tenant:
    """One with an endpoint for each target."""

    def __init__(self, installation, slug, sandbox):
        self.installation, self.slug, self.sandbox = installation, slug, sandbox
        self.urls = targets(sandbox)
        installation.sql(f"UPDATE tenant SET sandbox = {sandbox} WHERE slug = '{slug}'")
        self.id = installation.sql(f"SELECT id FROM tenant WHERE slug = '{slug}'")
        client_id = json.loads(installation.run(*self.registration("Caged"), "--json"))["client_id"]
        self.platform = installation.sql(f"SELECT id FROM platform WHERE client_id = '{client_id}'")
        self.endpoints = [str(uuid.uuid4()) for _ in self.urls]
        rows = []
        for endpoint in self.endpoints:
            place = ("webhook_endpoint", "secret_sealed", endpoint, self.id)
            sealed = seal(installation.path("keys"), os.urandom(32), *place)
            rows.append(f"('{self.id}', '{endpoint}', '{self.platform}', '{GOOD}', '\\x{sealed.hex()}')")
        columns = "tenant_id, id, platform_id, url, secret_sealed"
        installation.sql(f"INSERT INTO webhook_endpoint ({columns}) VALUES {', '.join(rows)}")

    def registration(self, name):
        uri = "https://partner.example/callback"
        return ("platform", "create", "--tenant", self.slug, "--name", name, "--redirect-uri", uri)

    def refused(self):
        """How many of the literal addresses registration refuses, and which it takes."""
        taken = []
        pairs = zip(self.urls, FORBIDDEN)
        literal = [url for url, address in pairs if not (self.sandbox and is_loopback(plain(address)))]
        for url in literal:
            try:
                self.installation.run(*self.registration("Refused"), "--webhook-url", url)
                taken.append(url)
            except Trouble:
                continue
        return {"tried": len(literal), "taken": taken}

    def point(self):
        """Past what is checked at registration: the endpoints lead to the targets from now on."""
        pairs = ", ".join(f"('{endpoint}'::uuid, '{url}')" for endpoint, url in zip(self.endpoints, self.urls))
        self.installation.sql(
            f"""
            UPDATE webhook_endpoint SET url = it.url FROM (VALUES {pairs}) AS it (id, url)
            WHERE webhook_endpoint.id = it.id
            """)

    def happen(self):
        self.installation.sql(
            f"""
            WITH written AS (
                INSERT INTO event (tenant_id, type, platform_id, payload, occurred_at)
                VALUES ('{self.id}', 'platform.secret_rotated', '{self.platform}', '{{}}', clock_timestamp())
                RETURNING tenant_id, id)
            INSERT INTO event_queue (tenant_id, event_id) SELECT tenant_id, id FROM written
            """)

    def attempts(self, each):
        """Every attempt, once there are so many of each endpoint."""
        end = time.monotonic() + 120
        while True:
            found = json.loads(self.installation.sql(
                f"""
                SELECT coalesce(json_agg(json_build_array(endpoint_id, status, error, is_early)), '[]') FROM (
                    SELECT endpoint_id, attempt.status, error, number = 1 AND event_id = (
                        SELECT id FROM event WHERE platform_id = '{self.platform}' ORDER BY occurred_at LIMIT 1
                    ) AS is_early
                    FROM delivery_attempt AS attempt JOIN delivery ON delivery.id = delivery_id
                    JOIN webhook_endpoint ON webhook_endpoint.id = endpoint_id
                    WHERE platform_id = '{self.platform}') AS it
                """))
            counts = dict.fromkeys(self.endpoints, 0)
            for endpoint, *_ in found:
                counts[endpoint] += 1
            if min(counts.values()) >= each:
                return found
            missing = [url for url, endpoint in zip(self.urls, self.endpoints) if counts[endpoint] < each]
            assert time.monotonic() < end, f"of {len(missing)} endpoints too few attempts are on record: {missing[:10]}"
            time.sleep(0.5)


def examine(installation, traps, slug, sandbox):
    """What one tenant's server did."""
    tenant = Tenant(installation, slug, sandbox)
    report = {"refused": tenant.refused(), "targets": len(tenant.urls)}
    traps.taken()
    tenant.happen()
    tenant.attempts(1)
    report["first"] = traps.taken()
    # The retry comes 5 seconds after, to where nobody would have let them register.
    tenant.point()
    tenant.attempts(2)
    for _ in range(ROUNDS):
        tenant.happen()
    attempts = tenant.attempts(2 + ROUNDS)
    report["then"] = traps.taken()
    # Its retries are not to be heard among the next one's.
    installation.sql(f"UPDATE webhook_endpoint SET disabled_at = now() WHERE platform_id = '{tenant.platform}'")
    report["attempts"] = len(attempts)
    late = [(endpoint, status, error) for endpoint, status, error, is_early in attempts if not is_early]
    urls = dict(zip(tenant.endpoints, tenant.urls))
    report["outcomes"] = sorted({(urls[endpoint], str(status), error or "") for endpoint, status, error in late})
    return report


def main():
    """Prints one JSON object."""
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    subprocess.run(["mount", "--bind", file.name, "/etc/resolv.conf"], check=True)
    route_everything_here()
    traps, names = Traps(), Names()
    report = {"forbidden": len(FORBIDDEN), "reachable": [str(address) for address in reachable(FORBIDDEN)]}
    time.sleep(0.2)
    report["counted"] = sum(traps.taken().values())
    with Installation() as installation:
        report["customers"] = examine(installation, traps, "standard", False)
        report["sandbox"] = examine(installation, traps, "xeno", True)
    report["asked"] = names.asked
    os.unlink(file.name)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
