"""Xoxoday: a link of the partner's signs somebody in, for the storefront and for nothing else."""

import re

from playwright.sync_api import expect
from visit import test
from wire import access_token, call


def link(visit, email):
    """A fresh link by which the partner sends this person in."""
    visit.to_consent()
    token = access_token(visit.allow_and_exchange())
    status, answer = call(visit.base + "/chef/v1/oauth/sso/stores/company", token, body={"user_input": email, "tpd": {"employee_id": "7"}})
    assert status == 200, answer
    return visit.base + "/chef/v1/oauth/redirect/stores/" + answer["data"]["ssoToken"]


@test("xoxoday: the partner's link signs a person in, who may not decide about connections by it", tenant="xoxoday")
def signs_in(visit):
    address = link(visit, visit.user()["email"])
    other = visit.other()
    other.page.goto(address)
    expect(other.page).to_have_url(visit.base + "/")
    expect(other.heading()).to_have_text("You are signed in")
    expect(other.page.locator("main")).to_contain_text("You came as admin@first.example, sent by a platform")
    expect(other.page.get_by_role("link", name="Access & Security")).to_have_count(0)
    other.has_no_axe_violations()
    other.goto("/access-and-security")
    expect(other.heading()).to_have_text("Sign in")
    other.from_partner()
    expect(other.heading()).to_have_text("Sign in to connect Demo Partner")
    # Their own password says who they are.
    other.sign_in()
    other.is_asked()
    other.goto("/")
    expect(other.page.get_by_role("link", name="Access & Security")).to_have_count(1)
    other.close()


@test("xoxoday: the partner's link works once, and a person it does not know is made known", tenant="xoxoday")
def works_once(visit):
    address = link(visit, "newcomer@first.example")
    other = visit.other(tolerates=("404",))
    other.page.goto(address)
    expect(other.page.locator("main")).to_contain_text("You came as newcomer@first.example, sent by a platform")
    other.page.goto(address)
    expect(other.heading()).to_have_text("This link is no longer good")
    other.has_no_axe_violations()
    other.close()


@test("xoxoday: a link of the partner's signs nobody out who had signed in, and puts nobody in their place", tenant="xoxoday")
def beside(visit):
    visit.page.goto(link(visit, visit.user(1)["email"]))
    expect(visit.page).to_have_url(visit.base + "/")
    expect(visit.page.locator("main")).to_contain_text("You are signed in as admin@first.example.")
    visit.goto("/access-and-security")
    expect(visit.page.locator("main")).to_contain_text("Signed in as admin@first.example")


@test("xoxoday: a link that names no token is answered with a page", tenant="xoxoday", tolerates=("404",))
def unknown(visit):
    visit.goto("/chef/v1/oauth/redirect/stores/" + "0" * 40)
    expect(visit.heading()).to_have_text(re.compile("no longer good"))
