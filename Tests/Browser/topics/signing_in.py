"""Signing in, failing to, and signing out."""

import re

from playwright.sync_api import expect
from visit import test


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
