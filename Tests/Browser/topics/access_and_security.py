"""Access & Security: what is connected, narrowed and ended, and whose approval is missing."""

import urllib.parse

from playwright.sync_api import expect
from visit import test
from wire import access_token, call, status_of_me


def allow_both_scopes(visit, number=0):
    """Connects the standard's partner with all its scopes, and gives the access token."""
    client, back = visit.tenant["platform"]["client_id"], urllib.parse.quote(visit.tenant["platform"]["redirect_uri"], safe="")
    visit.goto(f"/oauth/authorize?response_type=code&client_id={client}&redirect_uri={back}&scope=read%20write&state=demo")
    visit.sign_in(number)
    return access_token(visit.allow_and_exchange())


def scopes(visit, token):
    """The scopes of a token, as introspection has them."""
    status, answer = call(visit.base + "/oauth/introspect", form={"token": token}, client=visit.tenant["platform"])
    assert status == 200, answer
    return answer.get("scope", "").split() if answer["active"] else None


@test("Access & Security says that nothing is connected, and asks who one is first", tenant="standard")
def nothing(visit):
    visit.goto("/access-and-security")
    expect(visit.heading()).to_have_text("Sign in")
    visit.sign_in()
    expect(visit.heading()).to_have_text("Access & Security")
    expect(visit.page.locator("main")).to_contain_text("Nothing is connected.")
    expect(visit.page.locator("main")).to_contain_text("Signed in as admin@first.example")
    visit.page.get_by_role("link", name="Back to the overview").click()
    expect(visit.heading()).to_have_text("You are signed in")
    visit.page.get_by_role("link", name="Access & Security").click()
    visit.choose("Not you? Sign out")
    expect(visit.heading()).to_have_text("Sign in")
    visit.sign_in(1)
    expect(visit.heading()).to_have_text("Access & Security")
    expect(visit.page.locator("main")).to_contain_text("Signed in as member@first.example")


@test("standard: a connection is narrowed to the scopes that stay ticked, at once", tenant="standard")
def narrow(visit):
    token = allow_both_scopes(visit)
    assert scopes(visit, token) == ["read", "write"]
    visit.goto("/access-and-security")
    entry = visit.entries()
    expect(entry.get_by_role("group", name="What it may do").get_by_role("checkbox")).to_have_count(2)
    entry.get_by_role("checkbox", name="write").uncheck()
    visit.choose("Keep only what is ticked")
    expect(visit.page.get_by_role("status")).to_contain_text("Demo Partner may now do no more in First Account")
    # The one that is left can only be ended.
    expect(entry.get_by_role("checkbox")).to_have_count(0)
    expect(entry.get_by_role("listitem")).to_have_text(["read"])
    visit.has_no_axe_violations()
    assert scopes(visit, token) == ["read"]


@test("standard: unticking everything changes nothing and says so", tenant="standard")
def narrow_to_nothing(visit):
    token = allow_both_scopes(visit)
    visit.goto("/access-and-security")
    for name in ("read", "write"):
        visit.page.get_by_role("checkbox", name=name).uncheck()
    visit.choose("Keep only what is ticked")
    expect(visit.page.get_by_role("status")).to_contain_text("nothing to change")
    assert scopes(visit, token) == ["read", "write"]


@test("standard: a colleague sees the account's connection and ends it for all", tenant="standard")
def revoke_for_all(visit):
    token = allow_both_scopes(visit)
    other = visit.other()
    other.to_page("/access-and-security", 1)
    expect(other.entries()).to_contain_text("For the whole account First Account. Allowed by Ada Admin on ")
    other.choose("Revoke for the whole account")
    expect(other.entries()).to_have_count(0)
    other.close()
    assert scopes(visit, token) is None
    visit.goto("/access-and-security")
    expect(visit.page.locator("main")).to_contain_text("Nothing is connected.")


@test("standard: people of another account see nothing of it", tenant="standard")
def other_account(visit):
    allow_both_scopes(visit)
    other = visit.other()
    other.to_page("/access-and-security", 2)
    expect(other.entries()).to_have_count(0)
    other.close()


@test("standard: when its approver has left, colleagues are told everywhere until one of them approves", tenant="standard")
def approver_left(visit):
    admin, account = visit.user(0), visit.account()["id"]
    token = allow_both_scopes(visit)
    visit.symbolon("user", "leave", admin["email"], "--account", account, "--yes")
    try:
        assert scopes(visit, token) == ["read", "write"], "the connection must go on working"
        other = visit.other()
        other.to_page("/access-and-security", 1)
        notice = other.entries().locator(".notice")
        expect(notice).to_contain_text("Ada Admin has left the account or lost a role there")
        expect(notice).to_contain_text("connect Demo Partner again from its own site")
        other.has_no_axe_violations()
        other.from_partner()
        other.is_asked()
        expect(other.page.locator(".notice")).to_contain_text("They have left the account or lost a role since")
        other.has_no_axe_violations()
        other.allow_and_exchange()
        other.goto("/access-and-security")
        expect(other.entries()).to_contain_text("Allowed by Max Member on ")
        expect(other.page.locator(".notice")).to_have_count(0)
        other.from_partner()
        other.is_asked()
        expect(other.page.locator(".notice")).to_contain_text("was already connected by Max Member")
        expect(other.page.locator(".notice")).not_to_contain_text("left the account")
        other.close()
        # Who left sees nothing of it any more.
        visit.goto("/access-and-security")
        expect(visit.entries()).to_have_count(0)
    finally:
        visit.symbolon("user", "join", admin["email"], "--account", account, "--role", "administrator")


def install(visit):
    """Connects Xeno's partner from its page, and gives the access token."""
    visit.from_partner()
    visit.is_asked()
    return access_token(visit.allow_and_exchange())


@test("xeno: tokens are revoked one by one; with the last the app is gone", tenant="xeno")
def tokens(visit):
    visit.to_consent()
    held = [access_token(visit.allow_and_exchange()), install(visit)]
    visit.goto("/access-and-security")
    revoke = visit.entries().get_by_role("button", name="Revoke this token")
    expect(revoke).to_have_count(2)
    revoke.first.click()
    expect(revoke).to_have_count(1)
    visit.has_no_axe_violations()
    assert sorted(status_of_me(visit, token, "/api/me") for token in held) == [200, 401]
    revoke.click()
    expect(visit.entries()).to_have_count(0)
    assert [status_of_me(visit, token, "/api/me") for token in held] == [401, 401]
    visit.from_partner()
    visit.is_asked()
    expect(visit.page.locator(".notice")).to_have_count(0)


@test("xeno: revoking all one's tokens leaves those of a colleague; uninstalling ends everybody's", tenant="xeno")
def uninstall(visit):
    visit.to_consent()
    held = [access_token(visit.allow_and_exchange()), install(visit)]
    other = visit.other()
    other.to_consent(1)
    held += [access_token(other.allow_and_exchange()), install(other)]
    other.goto("/access-and-security")
    other.choose("Revoke all your tokens")
    expect(other.entries()).to_have_count(0)
    assert [status_of_me(visit, token, "/api/me") for token in held] == [200, 200, 401, 401]
    held.append(install(other))
    other.close()
    visit.goto("/access-and-security")
    visit.choose("Uninstall for everybody in the account")
    expect(visit.entries()).to_have_count(0)
    assert {status_of_me(visit, token, "/api/me") for token in held} == {401}
