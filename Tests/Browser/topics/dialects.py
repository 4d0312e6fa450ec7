"""Each vendor's Connect link: what a person is asked, and what comes of either answer."""

import json
import re
import urllib.parse

from playwright.sync_api import expect
from visit import test

FOR_THE_ACCOUNT = ["It is for the whole account", "The connection belongs to First Account and serves all its users, not only you."]
FOR_THE_PERSON = ["It is for you", "The connection is yours, in First Account, and may do no more there than you may."]

# Whose the connection is, what it may do where the link names no scope, how long it lasts, and what the partner gets for the code.
EXPECTED = {
    "xref": (
        FOR_THE_ACCOUNT, ["Everything the Xref API offers for the account"],
        "Until it is disconnected, by somebody of the account or by the platform", {"access_token", "xref_account_id"},
    ),
    "xoxoday": (
        FOR_THE_ACCOUNT, None, "For 30 days at a time, renewed by the platform until somebody of the account or the platform ends it",
        {"access_token", "token_type", "expires_in", "refresh_token", "email"},
    ),
    "xurrent": (
        FOR_THE_PERSON, ["request:CRU,task:R,person:R", "deny person:UD"],
        "For 1 hour at a time, renewed by the platform until you or the platform ends it",
        {"access_token", "token_type", "expires_in", "refresh_token"},
    ),
    "xeno": (FOR_THE_PERSON, None, "Until it is disconnected, by you or by the platform", {"access_token", "scope"}),
    "standard": (
        FOR_THE_ACCOUNT, None, "For 1 hour at a time, renewed by the platform until somebody of the account or the platform ends it",
        {"access_token", "token_type", "expires_in", "refresh_token", "scope"},
    ),
}

for dialect, expected in EXPECTED.items():

    @test(f"{dialect}: the Connect link asks in the vendor's name, and allowing gives the partner a token", tenant=dialect)
    def allow(visit, expected=expected):
        subject, permissions, lifetime, members = expected
        page = visit.page
        visit.from_partner()
        expect(visit.heading()).to_have_text("Sign in to connect Demo Partner")
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query).get("scope", [""])[0]
        visit.sign_in()
        expect(visit.heading()).to_have_text(f"Connect Demo Partner to {visit.dialect.capitalize()}?")
        main = page.locator("main")
        for text in ["asks for access to the account First Account.", *subject, "Ada Admin (admin@first.example)", lifetime]:
            expect(main).to_contain_text(text)
        may = page.locator(".fact", has_text="What it may do").get_by_role("listitem")
        expect(may).to_have_text(permissions or re.split("[ ,]", asked))
        expect(page.locator(".fact", has_text="Where you go next")).to_contain_text(urllib.parse.urlsplit(visit.partner).netloc)
        # Nothing is connected yet: there is nothing to end.
        expect(page.get_by_role("button", name="Disconnect")).to_have_count(0)
        expect(page.locator(".notice")).to_have_count(0)
        visit.has_no_axe_violations()
        visit.choose("Allow")
        back = visit.is_at_partner()
        assert back["state"] == "demo" and back["code"], back
        answer = json.loads(visit.exchange())
        assert set(answer) == members, answer

    @test(f"{dialect}: denying sends the person back with access_denied, and connects nothing", tenant=dialect)
    def deny(visit):
        visit.to_consent()
        visit.choose("Deny")
        back = visit.is_at_partner()
        assert back["error"] == "access_denied" and back["state"] == "demo" and "code" not in back, back
        expect(visit.page.locator("dl")).to_contain_text("access_denied")
        visit.goto("/access-and-security")
        expect(visit.entries().filter(has_text="Demo Partner")).to_have_count(0)
        # A denial is not remembered.
        visit.from_partner()
        visit.is_asked()


@test("a request that cannot be carried out leads back to the partner through the sign-in page", tenant="standard")
def refused_request(visit):
    client, back = visit.tenant["platform"]["client_id"], urllib.parse.quote(visit.tenant["platform"]["redirect_uri"], safe="")
    visit.goto(f"/oauth/authorize?response_type=code&client_id={client}&redirect_uri={back}&scope=no-such-scope&state=demo")
    expect(visit.heading()).to_have_text("Sign in")
    visit.sign_in()
    expect(visit.page).to_have_url(re.compile("^" + re.escape(visit.partner) + "/callback"))
    assert visit.is_at_partner()["error"] == "invalid_scope"


@test("xoxoday: a request without the company's scope is for the person alone", tenant="xoxoday")
def user_session(visit):
    client, back = visit.tenant["platform"]["client_id"], urllib.parse.quote(visit.tenant["platform"]["redirect_uri"], safe="")
    request = f"client_id={client}&response_type=code&redirect_uri={back}&scope=profile_read,points_read&state=demo"
    visit.goto("/chef/v1/oauth/authorize?" + request)
    visit.sign_in(1)
    main = visit.page.locator("main")
    for text in FOR_THE_PERSON + ["Max Member (member@first.example)", "For 15 days at a time"]:
        expect(main).to_contain_text(text)
    expect(visit.page.locator(".fact", has_text="What it may do").get_by_role("listitem")).to_have_text(["profile_read", "points_read"])
    visit.choose("Deny")
    visit.is_at_partner()


@test("xoxoday: who may not decide for the whole account is told so instead of asked", tenant="xoxoday", tolerates=("403",))
def no_approver(visit):
    visit.from_partner()
    visit.sign_in(1)
    main = visit.page.locator("main")
    for text in ("You are signed in as member@first.example", "it is for the whole account", "administrator"):
        expect(main).to_contain_text(text)
    expect(visit.page.get_by_role("button", name="Allow")).to_have_count(0)
    visit.has_no_axe_violations()
    visit.page.get_by_role("button", name="Not you? Sign out").click()
    expect(visit.heading()).to_have_text("Sign in to connect Demo Partner")
    visit.sign_in(0)
    visit.is_asked()


@test("xurrent: the prompt has an address of its own, which asks for sign-in too", tenant="xurrent")
def prompt(visit):
    visit.to_consent()
    address = urllib.parse.urlsplit(visit.page.url)
    assert address.path == "/t/xurrent/oauth/authorize_application", address
    other = visit.other()
    other.page.goto(visit.page.url)
    expect(other.heading()).to_have_text("Sign in to connect Demo Partner")
    other.sign_in(1)
    other.is_asked()
    other.close()
