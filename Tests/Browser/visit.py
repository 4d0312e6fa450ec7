"""One person at one browser, and how a test is registered."""

import re
import urllib.parse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

TESTS = []

# 320 px is also what is left of a large screen whose text is made four times as large (WCAG 1.4.10).
NARROW = {"viewport": {"width": 320, "height": 640}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}


def test(name, **options):
    """Registers a test. Options are those of the browser context, and two of the visit: `tolerates`, texts the console may hold, and
    `tenant`, the demo tenant it is about."""

    def register(body):
        TESTS.append((name, body, options))
        return body

    return register


class Visit:
    """One person at one browser, and everything the browser said and fetched meanwhile."""

    def __init__(self, browser, installation, tolerates=(), tenant="xref", **options):
        self.installation = installation
        self.dialect = tenant
        self.tenant = installation.demo["tenants"][tenant]
        self.base = self.tenant["base_url"]
        self.partner = self._origin(self.tenant)
        self.tolerates = tolerates
        # What no page of ours may cause.
        self.complaints = []
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(15000)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.context.on("request", self._fetched)

    @staticmethod
    def _origin(tenant):
        return tenant["platform"]["redirect_uri"].rsplit("/", 1)[0]

    def _heard(self, message):
        if message.type in ("error", "warning") and not any(text in message.text for text in self.tolerates):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _fetched(self, request):
        origins = [self.installation.base, self.installation.management, *(self._origin(tenant) for tenant in self.installation.demo["tenants"].values())]
        if not any(request.url.startswith(origin + "/") for origin in origins) and not request.url.startswith("data:"):
            self.complaints.append(f"a request left for {request.url}")

    def close(self):
        self.context.close()
        assert self.complaints == [], self.complaints

    def other(self, **options):
        """A second person at another browser."""
        return Visit(self.context.browser, self.installation, tenant=self.dialect, **options)

    def user(self, number=0):
        return self.tenant["users"][number]

    def account(self, number=0):
        return self.tenant["accounts"][number]

    def symbolon(self, *words):
        """Runs a command of the operator's about this tenant."""
        return self.installation.run(*words, "--tenant", self.dialect)

    # What a person does.

    def goto(self, path):
        """Opens a page of the tenant."""
        self.page.goto(self.base + path)

    def from_partner(self):
        """Opens the partner's page and clicks Connect."""
        self.page.goto(self.partner + "/")
        self.page.get_by_role("link", name="Connect").click()

    def sign_in(self, number=0, password=None):
        user = self.user(number)
        self.page.get_by_label("Email address").fill(user["email"])
        self.page.get_by_label("Password").fill(password or user["password"])
        self.choose("Sign in")

    def to_consent(self, number=0):
        self.from_partner()
        self.sign_in(number)
        self.is_asked()

    def to_page(self, path, number=0):
        """Opens a page of the tenant and signs in on the way."""
        self.goto(path)
        self.sign_in(number)
        expect(self.page).to_have_url(self.base + path)

    def choose(self, label):
        self.page.get_by_role("button", name=label, exact=True).click()

    def allow_and_exchange(self):
        """Allows, has the partner exchange the code, and gives the answer."""
        self.choose("Allow")
        self.is_at_partner()
        return self.exchange()

    def exchange(self):
        self.choose("Exchange it now")
        expect(self.page.locator("body")).to_contain_text("Status 200")
        return self.page.locator("pre").inner_text()

    # What there must be.

    def heading(self):
        return self.page.get_by_role("heading", level=1)

    def entries(self):
        """The cards of a page that lists something."""
        return self.page.locator("section.entry")

    def is_asked(self):
        expect(self.page.get_by_role("button", name="Allow")).to_be_visible()

    def is_at_partner(self):
        expect(self.page).to_have_url(re.compile("^" + re.escape(self.partner) + "/callback"))
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.page.url).query))

    def has_no_sideways_scroll(self):
        wide, seen = self.page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= seen, f"{self.page.url} is {wide} px wide on a screen of {seen}"

    def has_no_axe_violations(self):
        # The policy of the pages refuses scripts that stand in them; the checker is put in from outside.
        results = Axe().run(self.page)
        found = [f"{item['id']}: {item['help']}: {[n['html'] for n in item['nodes']]}" for item in results.response["violations"]]
        assert found == [], f"{self.page.url}: {found}"
