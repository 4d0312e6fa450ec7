"""How a person connects an account, looks at what is connected, and ends it."""

import re
import urllib.parse

from playwright.sync_api import expect
from visit import test


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
        visit.installation.run("user", "leave", visit.user(1)["email"], "--tenant", "xref", "--account", second["id"], "--yes")


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
