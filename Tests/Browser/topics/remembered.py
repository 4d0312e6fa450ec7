"""Xurrent remembers what a person allowed, until they revoke it."""

from playwright.sync_api import expect
from visit import test
from wire import access_token, status_of_me


@test("xurrent: whoever allowed an application is not asked again", tenant="xurrent")
def skipped(visit):
    visit.to_consent()
    first = access_token(visit.allow_and_exchange())
    visit.from_partner()
    assert visit.is_at_partner()["code"]
    second = access_token(visit.exchange())
    assert first != second and status_of_me(visit, first) == status_of_me(visit, second) == 200


@test("xurrent: somebody else of the account is asked all the same", tenant="xurrent")
def not_for_others(visit):
    visit.to_consent()
    visit.allow_and_exchange()
    other = visit.other()
    other.to_consent(1)
    expect(other.page.locator(".notice")).to_have_count(0)
    other.close()


@test("xurrent: where consent is remembered, signing in leads straight on to the partner", tenant="xurrent")
def signing_in_on_the_way(visit):
    visit.to_consent()
    visit.allow_and_exchange()
    other = visit.other()
    other.from_partner()
    other.sign_in()
    assert other.is_at_partner()["code"]
    other.exchange()
    other.close()


@test("xurrent: and so it does after a wrong password", tenant="xurrent", tolerates=("422",))
def wrong_password_on_the_way(visit):
    visit.to_consent()
    visit.allow_and_exchange()
    visit.context.clear_cookies()
    visit.from_partner()
    visit.sign_in(password="not the password at all")
    expect(visit.page.get_by_role("alert")).to_be_visible()
    visit.sign_in()
    assert visit.is_at_partner()["code"]


@test("xurrent: Access & Security lists the application; revoking ends its tokens and the person is asked again", tenant="xurrent")
def revoke(visit):
    visit.to_consent()
    token = access_token(visit.allow_and_exchange())
    assert status_of_me(visit, token) == 200
    visit.goto("/access-and-security")
    entry = visit.entries().filter(has_text="Demo Partner")
    expect(entry).to_contain_text("For you, in the account First Account. Allowed by Ada Admin on ")
    entry.get_by_role("button", name="Revoke", exact=True).click()
    expect(visit.page.get_by_role("status")).to_contain_text("Demo Partner")
    expect(entry).to_have_count(0)
    visit.has_no_axe_violations()
    assert status_of_me(visit, token) == 401
    visit.from_partner()
    visit.is_asked()
    expect(visit.page.locator(".notice")).to_have_count(0)


@test("xurrent: revoking ends the tokens of the person who revokes, and of nobody else", tenant="xurrent")
def revoke_for_oneself(visit):
    visit.to_consent()
    own = access_token(visit.allow_and_exchange())
    other = visit.other()
    other.to_consent(1)
    others = access_token(other.allow_and_exchange())
    other.close()
    visit.goto("/access-and-security")
    visit.entries().filter(has_text="Demo Partner").get_by_role("button", name="Revoke", exact=True).click()
    expect(visit.page.get_by_role("status")).to_be_visible()
    assert status_of_me(visit, own) == 401 and status_of_me(visit, others) == 200


@test("xurrent: an application whose scope was changed asks everybody again, as if for the first time", tenant="xurrent")
def scope_changed(visit):
    client = visit.tenant["platform"]["client_id"]
    visit.to_consent()
    token = access_token(visit.allow_and_exchange())
    try:
        visit.symbolon("platform", "scope", "set", client, "--yes", "--rule", "request:R")
        assert status_of_me(visit, token) == 401
        visit.goto("/access-and-security")
        expect(visit.entries().filter(has_text="Demo Partner")).to_have_count(0)
        visit.from_partner()
        visit.is_asked()
        expect(visit.page.locator(".fact", has_text="What it may do").get_by_role("listitem")).to_have_text(["request:R"])
        # What it had before has ended: it is not "already connected".
        expect(visit.page.locator(".notice")).to_have_count(0)
        visit.allow_and_exchange()
    finally:
        visit.symbolon("platform", "scope", "set", client, "--yes", "--rule", "request:CRU,task:R,person:R", "--rule", "deny person:UD")
