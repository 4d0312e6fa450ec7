"""What a person meets in a real browser: each test gets a browser context of its own and fails on anything it did not expect."""

import re
import traceback
import urllib.parse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

TESTS = []


def test(name, **options):
    """Registers a test. Options are those of the browser context, and `tolerates`: texts the console may hold."""

    def register(body):
        TESTS.append((name, body, options))
        return body

    return register


class Visit:
    """One person at one browser, and everything the browser said and fetched meanwhile."""

    def __init__(self, browser, installation, tolerates=(), **options):
        self.installation = installation
        self.tenant = installation.tenant
        self.tolerates = tolerates
        # What no page of ours may cause.
        self.complaints = []
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(15000)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.context.on("request", self._fetched)

    def _heard(self, message):
        if message.type in ("error", "warning") and not any(text in message.text for text in self.tolerates):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _fetched(self, request):
        origins = (self.installation.base, self.installation.partner)
        if not any(request.url.startswith(origin + "/") for origin in origins) and not request.url.startswith("data:"):
            self.complaints.append(f"a request left for {request.url}")

    def close(self):
        self.context.close()
        assert self.complaints == [], self.complaints

    def other(self):
        """A second person at another browser."""
        return Visit(self.context.browser, self.installation)

    def user(self, number=0):
        return self.tenant["users"][number]

    def from_partner(self):
        """Opens the partner's page and clicks Connect."""
        self.page.goto(self.installation.partner + "/")
        self.page.get_by_role("link", name="Connect").click()

    def sign_in(self, number=0, password=None):
        user = self.user(number)
        self.page.get_by_label("Email address").fill(user["email"])
        self.page.get_by_label("Password").fill(password or user["password"])
        self.page.get_by_role("button", name="Sign in").click()

    def to_consent(self, number=0):
        self.from_partner()
        self.sign_in(number)
        expect(self.page.get_by_role("button", name="Allow")).to_be_visible()

    def choose(self, label):
        self.page.get_by_role("button", name=label, exact=True).click()

    def is_at_partner(self):
        expect(self.page).to_have_url(re.compile("^" + re.escape(self.installation.partner) + "/callback"))
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.page.url).query))

    def has_no_sideways_scroll(self):
        wide, seen = self.page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= seen, f"{self.page.url} is {wide} px wide on a screen of {seen}"

    def has_no_axe_violations(self):
        # The policy of the pages refuses scripts that stand in them; the checker is put in from outside.
        results = Axe().run(self.page)
        found = [f"{item['id']}: {item['help']}: {[n['html'] for n in item['nodes']]}" for item in results.response["violations"]]
        assert found == [], f"{self.page.url}: {found}"


@test("a person connects an account by clicking, and the partner exchanges the code")
def connect(visit):
    page = visit.page
    visit.from_partner()
    expect(page).to_have_title(re.compile("Sign in"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to connect Demo Partner")
    visit.sign_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connect Demo Partner to Xref?")
    expect(page.locator("main")).to_contain_text("First Account")
    expect(page.locator("main")).to_contain_text(urllib.parse.urlsplit(visit.installation.partner).netloc)
    visit.choose("Allow")
    back = visit.is_at_partner()
    assert back["state"] == "demo" and back["code"], back
    expect(page.locator("dl")).to_contain_text("demo")
    expect(page.locator("dl")).to_contain_text(back["code"])
    page.get_by_role("button", name="Exchange it now").click()
    expect(page.locator("body")).to_contain_text("Status 200")
    answer = page.locator("pre").inner_text()
    assert re.search(r'"access_token":\s*"[0-9a-f]{40}"', answer), answer
    assert visit.tenant["accounts"][0]["id"] in answer, answer


@test("a person who denies is sent back with access_denied and the state")
def deny(visit):
    visit.to_consent()
    visit.choose("Deny")
    back = visit.is_at_partner()
    assert back == {"error": "access_denied", "state": "demo"}, back
    expect(visit.page.locator("dl")).to_contain_text("access_denied")
    expect(visit.page.get_by_role("button")).to_have_count(0)


@test("a second person of the account sees who connected it and when")
def second_person(visit):
    connect(visit)
    other = visit.other()
    other.to_consent(1)
    notice = other.page.locator(".notice")
    expect(notice).to_contain_text("First Account was already connected by")
    expect(notice).to_contain_text(re.compile("Ada Admin|admin@first.example"))
    expect(notice).to_contain_text(str(visit.installation.year()))
    other.close()


@test("a person in several accounts chooses one, and only that one is connected")
def several_accounts(visit):
    second = visit.tenant["accounts"][1]
    visit.installation.run("user", "join", visit.user(1)["email"], "--tenant", "xref", "--account", second["id"], "--role", "member")
    try:
        visit.to_consent(1)
        radios = visit.page.get_by_role("radio")
        expect(radios).to_have_count(2)
        assert not any(radio.is_checked() for radio in radios.all()), "an account is chosen beforehand"
        visit.choose("Allow")
        # Nothing chosen: the browser itself asks.
        expect(visit.page).to_have_url(re.compile("^" + re.escape(visit.installation.base)))
        visit.page.get_by_role("radio", name=re.compile("^Second Account")).check()
        visit.choose("Allow")
        visit.is_at_partner()
        visit.page.get_by_role("button", name="Exchange it now").click()
        expect(visit.page.locator("pre")).to_contain_text(second["id"])
    finally:
        visit.installation.run("user", "leave", visit.user(1)["email"], "--tenant", "xref", "--account", second["id"])


@test("a person disconnects the account from the consent page, for good")
def disconnect(visit):
    connect(visit)
    token = re.search(r'"access_token":\s*"([0-9a-f]+)"', visit.page.locator("pre").inner_text()).group(1)
    assert visit.installation.validates(token)
    visit.from_partner()
    expect(visit.page.locator(".notice")).to_contain_text("already connected")
    visit.choose("Disconnect")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Disconnected")
    expect(visit.page.locator("main")).to_contain_text("no longer has access to First Account")
    visit.has_no_axe_violations()
    assert not visit.installation.validates(token)
    visit.from_partner()
    expect(visit.page.get_by_role("button", name="Disconnect")).to_have_count(0)


@test("a wrong password is said so, the address stays, the password does not, and the right one goes on", tolerates=("422",))
def wrong_password(visit):
    visit.from_partner()
    visit.sign_in(password="not the password at all")
    alert = visit.page.get_by_role("alert")
    expect(alert).to_have_text("The email address or the password is not right.")
    expect(visit.page).to_have_title(re.compile("^Error: "))
    expect(visit.page.get_by_label("Email address")).to_have_value(visit.user()["email"])
    expect(visit.page.get_by_label("Password")).to_have_value("")
    visit.has_no_axe_violations()
    visit.sign_in()
    expect(visit.page.get_by_role("button", name="Allow")).to_be_visible()


@test("an unknown address is answered like a wrong password", tolerates=("422",))
def unknown_address(visit):
    visit.from_partner()
    visit.page.get_by_label("Email address").fill("nobody@nowhere.example")
    visit.page.get_by_label("Password").fill("not the password at all")
    visit.page.get_by_role("button", name="Sign in").click()
    expect(visit.page.get_by_role("alert")).to_have_text("The email address or the password is not right.")


@test("the whole way can be gone with the keyboard alone, in a sensible order and with visible focus")
def keyboard(visit):
    page = visit.page

    def focused():
        return page.evaluate("() => { const e = document.activeElement; return e.name || e.textContent.trim() }")

    def outline():
        return page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
        )

    page.goto(visit.installation.partner + "/")
    page.keyboard.press("Tab")
    assert focused() == "Connect", focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Email address")).to_be_visible()
    page.keyboard.press("Tab")
    assert focused() == "email", focused()
    assert outline(), "the focus cannot be seen"
    page.keyboard.type(visit.user()["email"])
    page.keyboard.press("Tab")
    assert focused() == "password", focused()
    page.keyboard.type(visit.user()["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Allow")).to_be_visible()
    order = []
    for _ in range(3):
        page.keyboard.press("Tab")
        order.append(page.evaluate("() => document.activeElement.textContent.trim()"))
        assert outline(), f"the focus on {order[-1]} cannot be seen"
    assert order[:2] == ["Allow", "Deny"], order
    page.keyboard.press("Shift+Tab")
    if page.evaluate("() => document.activeElement.textContent.trim()") != "Allow":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    back = visit.is_at_partner()
    assert back["code"], back
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("Status 200")


@test("Enter in a choice of accounts decides nothing")
def enter_in_choice(visit):
    second = visit.tenant["accounts"][1]
    visit.installation.run("user", "join", visit.user(1)["email"], "--tenant", "xref", "--account", second["id"], "--role", "member")
    try:
        visit.to_consent(1)
        here = visit.page.url
        visit.page.get_by_role("radio", name=re.compile("^Second Account")).focus()
        visit.page.keyboard.press("Space")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_timeout(500)
        assert visit.page.url == here, visit.page.url
        expect(visit.page.get_by_role("button", name="Allow")).to_be_visible()
    finally:
        visit.installation.run("user", "leave", visit.user(1)["email"], "--tenant", "xref", "--account", second["id"])


PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}


@test("on a phone of 360 px nothing scrolls sideways and the buttons are large enough", **PHONE)
def phone(visit):
    visit.from_partner()
    visit.has_no_sideways_scroll()
    visit.sign_in()
    expect(visit.page.get_by_role("button", name="Allow")).to_be_visible()
    visit.has_no_sideways_scroll()
    for label in ("Allow", "Deny"):
        box = visit.page.get_by_role("button", name=label).bounding_box()
        assert box["height"] >= 44, f"{label} is {box['height']} px high"
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360, box
    visit.choose("Allow")
    visit.is_at_partner()


@test("long names and addresses do not break a phone's page", **PHONE)
def long_names(visit):
    account = visit.installation.run("account", "create", "--tenant", "xref", "--name", "Donaudampfschiff" * 12, "--id", "long").strip()
    assert account
    email = "a" * 60 + "@" + "b" * 60 + ".example"
    secret = "a password nobody would guess"
    visit.installation.run("user", "create", "--tenant", "xref", "--email", email, "--password-stdin", given=secret + "\n")
    visit.installation.run("user", "join", email, "--tenant", "xref", "--account", "long", "--role", "administrator")
    visit.from_partner()
    visit.page.get_by_label("Email address").fill(email)
    visit.page.get_by_label("Password").fill(secret)
    visit.page.get_by_role("button", name="Sign in").click()
    expect(visit.page.get_by_role("button", name="Allow")).to_be_visible()
    visit.has_no_sideways_scroll()
    visit.has_no_axe_violations()


@test("everything works with JavaScript disabled", java_script_enabled=False)
def without_script(visit):
    connect(visit)


for scheme in ("light", "dark"):

    @test(f"axe finds nothing on sign-in, consent and message pages, {scheme}", color_scheme=scheme, tolerates=("404", "403"))
    def accessible(visit):
        visit.from_partner()
        visit.has_no_axe_violations()
        visit.sign_in()
        expect(visit.page.get_by_role("button", name="Allow")).to_be_visible()
        visit.has_no_axe_violations()
        visit.page.goto(visit.tenant["base_url"] + "/")
        expect(visit.page.get_by_role("heading", level=1)).to_have_text("You are signed in")
        visit.has_no_axe_violations()
        visit.page.goto(visit.tenant["base_url"] + "/oauth/open-api/nobody")
        expect(visit.page.get_by_role("heading", level=1)).to_have_text("Unknown platform")
        visit.has_no_axe_violations()


@test("axe finds nothing on a consent page with several accounts that are connected already")
def accessible_choice(visit):
    connect(visit)
    second = visit.tenant["accounts"][1]
    visit.installation.run("user", "join", visit.user(1)["email"], "--tenant", "xref", "--account", second["id"], "--role", "member")
    try:
        other = visit.other()
        other.to_consent(1)
        expect(other.page.get_by_role("radio")).to_have_count(2)
        expect(other.page.locator(".choice-note")).to_contain_text(["Already connected by"])
        other.has_no_axe_violations()
        other.close()
    finally:
        visit.installation.run("user", "leave", visit.user(1)["email"], "--tenant", "xref", "--account", second["id"])


@test("no page can be framed, not even by the partner", tolerates=("frame-ancestors", "X-Frame-Options", "Refused to display"))
def framing(visit):
    client = visit.tenant["platform"]["client_id"]
    target = f"{visit.tenant['base_url']}/oauth/open-api/{client}?state=s"
    # The partner's own policy would refuse a frame first: the framing page is served by the test in its name.
    visit.page.route(
        visit.installation.partner + "/frame",
        lambda route: route.fulfill(content_type="text/html", body=f'<!doctype html><iframe src="{target}"></iframe>'),
    )
    visit.page.goto(visit.installation.partner + "/frame")
    visit.page.wait_for_timeout(1000)
    frames = [frame for frame in visit.page.frames if frame != visit.page.main_frame]
    assert len(frames) == 1, frames
    assert frames[0].locator("form").count() == 0, "the page was shown in a frame"
    assert frames[0].url.startswith("chrome-error:"), frames[0].url


@test("pages carry a strict policy, are not kept, and tell the next site nothing")
def headers(visit):
    seen = {}
    visit.page.on("response", lambda answer: seen.update({urllib.parse.urlsplit(answer.url).path: answer}))
    visit.to_consent()
    consent = seen[f"/t/xref/oauth/open-api/{visit.tenant['platform']['client_id']}"]
    sent = consent.all_headers()
    policy = sent["content-security-policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", f"form-action 'self' {visit.installation.partner}"):
        assert part in policy, policy
    assert "unsafe" not in policy, policy
    assert sent["x-frame-options"] == "DENY" and sent["referrer-policy"] == "no-referrer" and sent["cache-control"] == "no-store", sent
    assert visit.page.locator("script").count() == 0
    cookies = {cookie["name"]: cookie for cookie in visit.context.cookies()}
    assert cookies["symbolon_session"]["httpOnly"] and cookies["symbolon_session"]["sameSite"] == "Lax", cookies


@test("after Allow, Back shows the question again and answering it again works")
def back_button(visit):
    visit.to_consent()
    visit.choose("Allow")
    first = visit.is_at_partner()["code"]
    visit.page.go_back()
    expect(visit.page.get_by_role("button", name="Allow")).to_be_visible()
    visit.choose("Allow")
    second = visit.is_at_partner()["code"]
    assert first != second
    visit.page.get_by_role("button", name="Exchange it now").click()
    expect(visit.page.locator("body")).to_contain_text("Status 200")


@test("a partner's callback page that is reloaded or posted twice gets no second token and loses none", tolerates=("400",))
def reload(visit):
    visit.to_consent()
    visit.choose("Allow")
    visit.is_at_partner()
    visit.page.reload()
    visit.page.get_by_role("button", name="Exchange it now").click()
    expect(visit.page.locator("body")).to_contain_text("Status 200")
    token = re.search(r'"access_token":\s*"([0-9a-f]+)"', visit.page.locator("pre").inner_text()).group(1)
    visit.page.reload()
    expect(visit.page.locator("body")).to_contain_text("Status 400")
    expect(visit.page.locator("pre")).to_contain_text("invalid_grant")
    assert visit.installation.validates(token)


@test("a form that is posted from an old page after signing out is refused with a way on", tolerates=("403",))
def old_form(visit):
    visit.to_consent()
    old = visit.page
    fresh = visit.context.new_page()
    fresh.goto(old.url)
    fresh.get_by_role("button", name="Not you? Sign out").click()
    expect(fresh.get_by_label("Password")).to_be_visible()
    visit.choose("Allow")
    expect(old.get_by_role("heading", level=1)).to_have_text("This form cannot be accepted")
    expect(old.locator("main")).to_contain_text("no longer signed in")
    visit.has_no_axe_violations()


@test("Not you? Sign out leads back to signing in for the same platform")
def sign_out(visit):
    visit.to_consent()
    visit.choose("Not you? Sign out")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Sign in to connect Demo Partner")
    visit.sign_in(1)
    expect(visit.page.locator("main")).to_contain_text(visit.user(1)["email"])


@test("the partner's logo is shown from here once it was fetched")
def logo(visit):
    visit.to_consent()
    end = 20
    while visit.page.locator(".mark-logo img").count() == 0 and end:
        visit.page.wait_for_timeout(250)
        visit.page.reload()
        end -= 1
    image = visit.page.locator(".mark-logo img")
    expect(image).to_have_count(1)
    assert image.evaluate("image => image.naturalWidth") > 0, "the logo is no picture"
    assert image.evaluate("image => image.src").startswith(visit.installation.base + "/")


@test("the checks of this suite find what they look for")
def self_check(visit):
    def serve(route):
        body = """<!doctype html><title>x</title><h1 style="width: 900px">wide</h1><img src="/x.png"><img src="http://127.0.0.1:1/y.png">"""
        route.fulfill(content_type="text/html", headers={"Content-Security-Policy": "img-src *; default-src 'none'"}, body=body)

    address = visit.installation.partner + "/"
    visit.page.set_viewport_size({"width": 360, "height": 740})
    visit.page.route(address + "check", serve)
    visit.page.goto(address + "check")
    visit.page.wait_for_timeout(300)
    heard = " ".join(visit.complaints)
    assert "a request left for http://127.0.0.1:1/y.png" in heard, heard
    assert "style" in heard and "Content Security Policy" in heard, heard
    visit.complaints.clear()
    for check in (visit.has_no_axe_violations, visit.has_no_sideways_scroll):
        try:
            if check == visit.has_no_sideways_scroll:
                visit.page.evaluate("() => { document.querySelector('h1').style.width = '900px' }")
            check()
        except AssertionError:
            continue
        raise AssertionError(f"{check.__name__} sees nothing")
    visit.complaints.clear()


def run_all(browser, installation, chosen=None):
    """Runs the tests whose names hold `chosen`, prints a line each, and returns how many passed and failed."""
    passed, failed = 0, 0
    for name, body, options in TESTS:
        if chosen and chosen not in name:
            continue
        visit = Visit(browser, installation, **options)
        try:
            try:
                body(visit)
            finally:
                last = visit.page.url
                visit.close()
            passed += 1
            print(f"ok      {name}", flush=True)
        except Exception:  # pylint: disable=broad-exception-caught
            failed += 1
            print(f"FAILED  {name}\n{traceback.format_exc()}        at {last}\n", flush=True)
        finally:
            installation.forgive()
    return passed, failed
