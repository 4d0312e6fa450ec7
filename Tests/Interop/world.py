"""Everything a test can reach: the installation, its five tenants as programs speak to them, and people."""

import json
import re
import secrets

from installation import Trouble
from person import Person
from surfaces.standard import Standard
from surfaces.xeno import Xeno
from surfaces.xoxoday import Xoxoday
from surfaces.xref import Xref
from surfaces.xurrent import Xurrent
from wire import Wire, bearer

TENANTS = ("standard", "xref", "xoxoday", "xurrent", "xeno")


class World:
    """One for all tests: what a test changes it makes for itself, or puts back."""

    storefront = "https://store.example/shop"

    def __init__(self, installation):
        self.installation = installation
        # What no answer may be, since the last test.
        self.complaints = []
        # Every secret anybody was given, for the search of the log.
        self.minted = set()
        self.wire = Wire(self.complaints)
        self.wire.hooks["response"].append(self._remember)
        self.admin_key = installation.demo["admin_key"]
        self.people = {}
        self.moved = set()
        self.tenants = {surface.name: surface(self) for surface in (Standard, Xref, Xoxoday, Xurrent, Xeno)}
        self.standard, self.xref, self.xoxoday, self.xurrent, self.xeno = (self.tenants[name] for name in TENANTS)
        self.run("tenant", "set", "xoxoday", "--storefront-url", self.storefront)

    def run(self, *words, given=None):
        """What `symbolon` prints, read as JSON."""
        return json.loads(self.installation.run(*words, "--json", given=given) or "null")

    def refuses(self, *words):
        """What `symbolon` says when it refuses."""
        try:
            self.installation.run(*words)
        except Trouble as trouble:
            return str(trouble)
        raise AssertionError(f"not refused: symbolon {' '.join(words)}")

    def person(self, tenant, number=0):
        """One of the demo's people: 0 and 1 are of the first account, 2 is of the second. Signed in once for all tests."""
        key = (tenant, number)
        if key not in self.people:
            demo = self.installation.demo["tenants"][tenant]
            self.people[key] = Person(demo["base_url"], demo["users"][number], self.complaints)
        return self.people[key]

    def newcomer(self, tenant, *roles, account=0):
        """A person of the first account whom no other test knows."""
        demo = self.installation.demo["tenants"][tenant]
        user = {"email": f"{secrets.token_hex(4)}@first.example", "password": secrets.token_hex(10)}
        user["account_id"] = demo["accounts"][account]["id"]
        words = ("--tenant", tenant, "--email", user["email"], "--name", "Nova Newcomer", "--password-stdin")
        self.run("user", "create", *words, given=user["password"] + "\n")
        self.join(tenant, user["email"], user["account_id"], *roles)
        return Person(demo["base_url"], user, self.complaints)

    def join(self, tenant, email, account, *roles):
        """Puts somebody into an account, with these roles and no others."""
        given = [word for role in roles for word in ("--role", role)]
        self.run("user", "join", email, "--tenant", tenant, "--account", account, *given)

    def move_clock(self, tenant, seconds):
        """Moves a tenant's clock so far from the present, until the test ends."""
        self.moved.add(tenant)
        self.installation.sql(f"UPDATE tenant SET clock_offset = interval '{seconds} seconds' WHERE slug = '{tenant}'")

    def introspect(self, tenant, token, **more):
        """What the vendor itself is told about a token."""
        path = self.tenants[tenant].introspection
        return self.wire.post(self.tenants[tenant].base + path, {"token": token, **more}, headers=bearer(self.admin_key))

    def has_no_complaints(self):
        assert self.complaints == [], self.complaints

    def settle(self):
        """Between two tests."""
        self.complaints.clear()
        for tenant in self.moved:
            self.move_clock(tenant, 0)
        self.moved.clear()

    def _remember(self, answer, **_):
        text = answer.text + " " + answer.headers.get("Location", "")
        names = "access_token|refresh_token|ssoToken|code|handoff_code"
        self.minted.update(re.findall(rf'"(?:{names})":"([A-Za-z0-9_=+/-]{{20,}})"', text))
        self.minted.update(re.findall(rf"[?&](?:{names})=([A-Za-z0-9_-]{{20,}})", text))
