"""Keyboards, phones, readers of screens, and browsers without scripts."""

import re

from playwright.sync_api import expect
from topics.connecting import connect
from visit import PHONE, test


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
        visit.installation.run("user", "leave", visit.user(1)["email"], "--tenant", "xref", "--account", second["id"], "--yes")


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
        visit.installation.run("user", "leave", visit.user(1)["email"], "--tenant", "xref", "--account", second["id"], "--yes")
