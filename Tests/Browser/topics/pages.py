"""What holds on every page of a tenant that lists, takes or tells something: it is read by everybody, and keeps the rules."""

import html5lib
from playwright.sync_api import expect
from topics.access_and_security import allow_both_scopes, install
from topics.applications import FORM
from topics.webhooks import add_endpoint, opened
from visit import NARROW, test

# As long as names get, without a place to break.
LONG = "Donaudampfschiff" * 8


def documents(visit):
    """The pages as they were sent, the last one last."""
    seen = []
    visit.page.on("response", lambda answer: seen.append(answer) if answer.request.is_navigation_request() else None)
    return seen


def of_xurrent(visit):
    """Stops at every page of a tenant with applications and personal tokens."""
    page = visit.page
    visit.to_page("/applications")
    yield
    visit.goto("/")
    yield
    visit.goto("/oauth_applications/new")
    yield
    visit.goto(FORM.format(name=LONG, scopes="nonsense", grant_type="client_credentials"))
    visit.choose("Register")
    expect(page.get_by_role("alert")).to_be_visible()
    yield
    page.get_by_label("Scope").fill("request:*," + ",".join(["task:Create"] * 40))
    visit.choose("Register")
    expect(visit.heading()).to_have_text("Registered")
    yield
    visit.goto("/applications")
    visit.choose("Disable this secret")
    visit.choose("Make a further secret")
    visit.goto("/applications")
    yield
    page.get_by_label("Scope").fill("nonsense")
    visit.choose("Change the scope")
    expect(page.get_by_role("alert")).to_be_visible()
    yield
    yield from of_webhooks(visit)
    visit.goto("/personal-access-tokens")
    yield
    visit.goto(f"/personal_access_tokens/new?name={LONG}&scopes=request:R")
    yield
    page.get_by_label("Scope").fill("nonsense")
    visit.choose("Make")
    expect(page.get_by_role("alert")).to_be_visible()
    yield
    page.get_by_label("Scope").fill("request:R")
    visit.choose("Make")
    expect(visit.heading()).to_have_text("Your token")
    yield
    visit.goto("/personal-access-tokens")
    yield
    visit.choose("Delete")
    expect(page.get_by_role("status")).to_be_visible()
    yield
    visit.goto("/access-and-security")
    expect(visit.entries()).to_have_count(2)
    yield


def of_webhooks(visit):
    """Stops at every page about the webhooks of the application there is."""
    visit.goto("/applications")
    visit.page.get_by_role("link", name="Webhooks").click()
    expect(visit.heading()).to_have_text(f"Webhooks of {LONG}")
    yield
    visit.page.get_by_role("link", name="Add an endpoint").click()
    expect(visit.heading()).to_have_text("Add a webhook endpoint")
    yield
    visit.page.get_by_label("Address").fill("https://10.0.0.1/" + LONG)
    visit.choose("Add")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    yield
    add_endpoint(visit, "http://127.0.0.1:9/" + LONG, LONG)
    yield
    opened(visit)
    yield
    # It has not answered its handshake.
    visit.choose("Send a test event")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    yield
    visit.page.get_by_role("link", name="webhook.verify").first.click()
    expect(visit.heading()).to_have_text("Delivery of webhook.verify")
    yield
    visit.page.get_by_role("link", name="Back to the endpoint").click()
    visit.page.get_by_label("Everything since").evaluate("(e) => { e.removeAttribute('required') }")
    visit.choose("Send again")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    yield
    visit.page.get_by_role("link", name="Change it").click()
    yield
    visit.page.get_by_role("link", name="Back to the endpoint").click()
    visit.choose("Disable")
    expect(visit.page.get_by_role("status")).to_be_visible()
    yield
    visit.page.get_by_role("link", name="Back to the endpoints").click()
    expect(visit.entries()).to_have_count(1)
    yield
    visit.entries().get_by_role("link").click()
    visit.page.get_by_role("link", name="Delete this endpoint").click()
    expect(visit.heading()).to_have_text("Delete this endpoint?")
    yield


def of_standard(visit):
    """Stops at the pages of account-level connections."""
    visit.to_page("/access-and-security")
    yield
    visit.context.clear_cookies()
    allow_both_scopes(visit)
    visit.symbolon("user", "join", visit.user()["email"], "--account", visit.account()["id"], "--role", "other")
    try:
        visit.from_partner()
        expect(visit.page.locator(".notice")).to_contain_text("lost a role")
        yield
        visit.goto("/access-and-security")
        expect(visit.entries().locator(".notice")).to_be_visible()
        yield
        visit.page.get_by_role("checkbox", name="write").uncheck()
        visit.choose("Keep only what is ticked")
        expect(visit.page.get_by_role("status")).to_be_visible()
        yield
    finally:
        visit.symbolon("user", "join", visit.user()["email"], "--account", visit.account()["id"], "--role", "administrator")


def of_xeno(visit):
    """Stops at the page that lists tokens."""
    visit.to_consent()
    visit.allow_and_exchange()
    install(visit)
    visit.goto("/access-and-security")
    expect(visit.page.get_by_role("button", name="Revoke this token")).to_have_count(2)
    yield


TOURS = {"xurrent": of_xurrent, "standard": of_standard, "xeno": of_xeno}

# Every control has a name beside it, every id is one, every reference leads somewhere, and headings go down step by step.
FAULTS = """() => {
    const faults = [], all = (selector) => [...document.querySelectorAll(selector)], ids = all('[id]').map((e) => e.id)
    for (const e of all('input:not([type=hidden]), select, textarea')) if (!e.labels.length) faults.push(`no label: ${e.outerHTML}`)
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`the id ${id} is there twice`)
    for (const name of ['for', 'aria-describedby', 'aria-labelledby'])
        for (const e of all(`[${name}]`))
            for (const id of e.getAttribute(name).split(' ')) if (!ids.includes(id)) faults.push(`${name} leads nowhere: ${id}`)
    let last = 0
    for (const e of all('h1, h2, h3, h4, h5, h6')) {
        const level = Number(e.tagName[1])
        if (level > last + 1) faults.push(`a heading of level ${level} follows one of ${last}: ${e.textContent}`)
        last = level
    }
    if (all('h1').length !== 1) faults.push(`${all('h1').length} headings of level 1`)
    return faults
}"""

# Where the focus is among all that can have it, and whether that can be seen.
FOCUS = """() => {
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea')]
        .filter((e) => e.checkVisibility())
    const e = document.activeElement, style = getComputedStyle(e)
    return [all.indexOf(e), all.length, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2]
}"""


def has_keyboard_order(visit):
    """Tab leads through all controls in the order in which they are read, and it can be seen where one is."""
    count = visit.page.evaluate(FOCUS)[1]
    for place in range(count):
        visit.page.keyboard.press("Tab")
        where, _, seen = visit.page.evaluate(FOCUS)
        # A field for a time has a stop for each of its parts.
        while where == place - 1 and visit.page.evaluate("() => document.activeElement.type") == "datetime-local":
            visit.page.keyboard.press("Tab")
            where, _, seen = visit.page.evaluate(FOCUS)
        assert where == place, f"{visit.page.url}: Tab number {place + 1} leads to control {where} of {count}"
        assert seen, f"{visit.page.url}: the focus on control {place} cannot be seen"


def is_sound(visit, answer):
    """The page that was sent is valid, carries the strict policy and is kept nowhere."""
    html5lib.HTMLParser(strict=True).parse(answer.text())
    sent = answer.all_headers()
    policy = sent["content-security-policy"]
    for part in ("default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy.split("; ") or part + " " + visit.partner in policy.split("; "), policy
    assert sent["x-frame-options"] == "DENY" and sent["referrer-policy"] == "no-referrer" and sent["cache-control"] == "no-store", sent
    faults = visit.page.evaluate(FAULTS)
    assert faults == [], f"{visit.page.url}: {faults}"


for dialect, tour in TOURS.items():
    for scheme in ("light", "dark"):

        @test(f"{dialect}: axe finds nothing on any page, {scheme}", tenant=dialect, color_scheme=scheme, tolerates=("422",))
        def accessible(visit, tour=tour):
            for _ in tour(visit):
                visit.has_no_axe_violations()

    @test(
        f"{dialect}: nothing scrolls sideways on 320 px, whatever the names, and buttons are large enough",
        tenant=dialect, tolerates=("422",), **NARROW,
    )
    def narrow(visit, tour=tour):
        for _ in tour(visit):
            visit.has_no_sideways_scroll()
            for control in visit.page.locator("button:visible, .button").all():
                box = control.bounding_box()
                assert box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= 320, (visit.page.url, control.inner_text(), box)

    @test(f"{dialect}: every page is valid HTML with labels, ordered headings and the strict policy", tenant=dialect, tolerates=("422",))
    def sound(visit, tour=tour):
        seen = documents(visit)
        for _ in tour(visit):
            is_sound(visit, seen[-1])

    @test(f"{dialect}: Tab leads through every page in order, and the focus is seen", tenant=dialect, tolerates=("422",))
    def keyboard(visit, tour=tour):
        for _ in tour(visit):
            # A page that was just opened, as somebody finds it.
            visit.page.evaluate("() => document.activeElement.blur()")
            has_keyboard_order(visit)


@test("the forms of applications and tokens work with the keyboard and without scripts", tenant="xurrent", java_script_enabled=False)
def without_script(visit):
    page = visit.page
    visit.to_page("/personal-access-tokens")
    page.get_by_role("link", name="Make a token").focus()
    page.keyboard.press("Enter")
    expect(visit.heading()).to_have_text("Make a personal access token")
    page.get_by_label("Name").focus()
    page.keyboard.type("By hand")
    page.keyboard.press("Tab")
    page.keyboard.type("request:R")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(visit.heading()).to_have_text("Your token")
    page.get_by_role("link", name="I have copied it").press("Enter")
    visit.page.get_by_role("button", name="Delete").press("Enter")
    expect(page.get_by_role("status")).to_be_visible()


@test("the checks of the pages find what they look for", tenant="xurrent")
def self_check(visit):
    visit.to_page("/applications")
    visit.page.evaluate(
        "() => { document.querySelector('main').insertAdjacentHTML('beforeend', "
        "'<h4 id=x>x</h4><input id=x aria-describedby=y><button style=\"outline: none\" tabindex=1>z</button>') }"
    )
    faults = " ".join(visit.page.evaluate(FAULTS))
    for text in ("no label", "the id x is there twice", "leads nowhere: y", "level 4 follows one of 1"):
        assert text in faults, faults
    try:
        visit.page.evaluate("() => document.activeElement.blur()")
        has_keyboard_order(visit)
    except AssertionError:
        pass
    else:
        raise AssertionError("has_keyboard_order sees nothing")
    try:
        html5lib.HTMLParser(strict=True).parse("<!doctype html><title>x</title><p><div></p></div>")
    except html5lib.html5parser.ParseError:
        pass
    else:
        raise AssertionError("the parser sees nothing")
    # A style that stands in the page is refused, and the browser says so.
    assert any("Content Security Policy" in text for text in visit.complaints), visit.complaints
    visit.complaints.clear()
