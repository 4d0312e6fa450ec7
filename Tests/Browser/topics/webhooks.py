"""Webhooks: an administrator says where an application hears, sees what was sent and sends it again; so does the vendor, with a key."""

import re

from playwright.sync_api import expect
from receiver import Receiver, signed_by
from topics.applications import FORM, entry, told
from visit import NARROW, test


def to_webhooks(visit, name="Night Robot"):
    """Registers an application that acts by itself and opens the list of its webhooks."""
    visit.goto(FORM.format(name=name.replace(" ", "+"), scopes="request:R", grant_type="client_credentials"))
    if visit.page.get_by_label("Password").count():
        visit.sign_in()
    visit.choose("Register")
    visit.page.get_by_role("link", name="I have copied it").click()
    entry(visit, name).get_by_role("link", name="Webhooks").last.click()
    expect(visit.heading()).to_have_text(f"Webhooks of {name}")


def add_endpoint(visit, url, description="Tickets"):
    """Adds an endpoint from the form or the list, and gives its key, which the page tells."""
    add = visit.page.get_by_role("link", name="Add an endpoint")
    if add.count():
        add.click()
    visit.page.get_by_label("Address").fill(url)
    visit.page.get_by_label("Description").fill(description)
    visit.choose("Add")
    expect(visit.heading()).to_have_text("Added")
    return told(visit, "Signing key")


def opened(visit):
    """Goes on from the page that tells a key to the endpoint's own."""
    visit.page.get_by_role("link", name="I have copied it").click()
    expect(visit.heading()).to_have_text("Webhook endpoint")


def reload_until(visit, text):
    """Looks at a page again until it says this."""
    for _ in range(100):
        if text in visit.page.locator("main").inner_text():
            return
        visit.page.wait_for_timeout(200)
        visit.page.reload()
    expect(visit.page.locator("main")).to_contain_text(text)


@test("an administrator adds an endpoint, sees its key once, a test event arrive, and sends it again", tenant="xurrent", tolerates=("422",))
def walk(visit):
    page = visit.page
    with Receiver(answer="<script>alert(1)</script> thanks \u202egnp") as receiver:
        to_webhooks(visit)
        expect(page.locator("main")).to_contain_text("There are none yet.")
        visit.has_no_axe_violations()
        page.get_by_role("link", name="Add an endpoint").click()
        page.get_by_label("Address").fill(receiver.url)
        page.get_by_label("Events").select_option("chosen")
        visit.choose("Add")
        expect(page.get_by_role("alert")).to_have_text("Events: tick at least one, or choose all.")
        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.get_by_label("Address")).to_have_value(receiver.url)
        visit.has_no_axe_violations()
        page.get_by_label("account.connected").check()
        key = add_endpoint(visit, receiver.url)
        assert re.fullmatch(r"whsec_[A-Za-z0-9+/=]{44}", key), key
        visit.has_no_axe_violations()
        opened(visit)
        assert key not in page.content() and key not in page.url
        receiver.wait_for("webhook.verify")
        reload_until(visit, "Active")
        visit.has_no_axe_violations()

        visit.choose("Send a test event")
        expect(visit.heading()).to_have_text("Delivery of webhook.test")
        first = receiver.wait_for("webhook.test")[0]
        assert signed_by(first, key)
        reload_until(visit, "Delivered: 1 attempt, the last answered 200.")
        expect(page.locator("pre")).to_have_text("<script>alert(1)</script> thanks [U+202E]gnp")
        visit.has_no_axe_violations()
        at = page.url
        visit.choose("Send again")
        again = receiver.wait_for("webhook.test", 2)[1]
        assert again["headers"]["webhook-id"] == first["headers"]["webhook-id"] and page.url != at
        page.get_by_role("link", name="The delivery this one repeats").click()
        expect(page).to_have_url(at)
        page.get_by_role("link", name="Back to the endpoint").click()
        expect(page.locator(".rows li")).to_have_count(3)

        visit.choose("Replace the signing key")
        expect(page.locator(".lead")).to_contain_text("24 hours")
        newer = told(visit, "Signing key")
        opened(visit)
        visit.choose("Send a test event")
        third = receiver.wait_for("webhook.test", 3)[2]
        assert newer != key and signed_by(third, newer) and signed_by(third, key)
        page.get_by_role("link", name="Back to the endpoint").click()
        page.get_by_label("Everything since").fill("2020-01-01T00:00")
        visit.choose("Send again")
        expect(page.get_by_role("status")).to_contain_text("sen")


@test("an endpoint is disabled, enabled, changed and deleted with its record, after a question", tenant="xurrent")
def ends(visit):
    page = visit.page
    with Receiver() as receiver:
        to_webhooks(visit)
        add_endpoint(visit, receiver.url)
        opened(visit)
        visit.choose("Disable")
        expect(page.locator("main")).to_contain_text("Disabled by hand on")
        visit.has_no_axe_violations()
        visit.choose("Enable")
        page.get_by_role("link", name="Change it").click()
        expect(page.get_by_label("Address")).to_have_value(receiver.url)
        expect(page.get_by_label("Description")).to_have_value("Tickets")
        page.get_by_label("Description").fill("Other tickets")
        visit.choose("Change")
        expect(page.locator("main")).to_contain_text("Other tickets")
        page.get_by_role("link", name="Delete this endpoint").click()
        expect(visit.heading()).to_have_text("Delete this endpoint?")
        expect(page.locator(".notice")).to_contain_text("delivery record goes with it")
        visit.has_no_axe_violations()
        page.get_by_role("link", name="Keep it").click()
        page.get_by_role("link", name="Delete this endpoint").click()
        visit.choose("Delete it with its record")
        expect(page.locator("main")).to_contain_text("There are none yet.")


@test("an administrator of another account finds no webhooks of this one", tenant="xurrent", tolerates=("404",))
def other_account(visit):
    to_webhooks(visit)
    address = visit.page.url
    other = visit.other(tolerates=("404",))
    other.to_page("/applications", 2)
    other.page.goto(address)
    expect(other.heading()).to_have_text("There is nothing here")
    other.close()


for name, screen in (("a wide", {}), ("a narrow", NARROW)):

    @test(f"the vendor looks after the webhooks of all its platforms with a key, on {name} screen", tenant="standard", tolerates=("422",))
    def vendor(visit, screen=screen):
        demo = visit.installation.demo
        holder = visit.other(http_credentials={"username": "any", "password": demo["admin_key"]}, tolerates=("401",), **screen)
        page, client = holder.page, visit.tenant["platform"]["client_id"]
        with Receiver(status=500, answer="no\x00pe") as receiver:
            page.goto(visit.installation.management + "/webhooks")
            expect(holder.heading()).to_have_text("Webhooks")
            holder.has_no_axe_violations()
            page.locator('a[href="/webhooks/standard"]').click()
            holder.has_no_axe_violations()
            page.get_by_role("link", name="Add an endpoint").click()
            page.get_by_label("Platform", exact=True).select_option(client)
            holder.has_no_sideways_scroll()
            holder.has_no_axe_violations()
            key = add_endpoint(holder, receiver.url)
            opened(holder)
            holder.choose("Send a test event")
            assert signed_by(receiver.wait_for("webhook.test")[0], key)
            reload_until(holder, "the last answered 500")
            expect(page.locator("pre").first).to_have_text("no\ufffdpe")
            holder.has_no_axe_violations()
            holder.has_no_sideways_scroll()
            page.get_by_role("link", name="Back to the endpoint").click()
            holder.has_no_axe_violations()
            holder.has_no_sideways_scroll()
            page.get_by_role("link", name="Delete this endpoint").click()
            holder.choose("Delete it with its record")
            expect(page.get_by_role("status")).to_contain_text("deleted")
            holder.has_no_axe_violations()
        holder.close()
