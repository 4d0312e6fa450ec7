"""Personal access tokens: made, told once, used and deleted."""

from playwright.sync_api import expect
from topics.applications import told
from visit import test
from wire import call, status_of_me


@test("a person makes a token for a program, which is told once, works, and is deleted", tenant="xurrent")
def make(visit):
    page = visit.page
    visit.to_page("/personal-access-tokens", 1)
    expect(page.locator("main")).to_contain_text("There are none.")
    page.get_by_role("link", name="Make a token").click()
    expect(visit.heading()).to_have_text("Make a personal access token")
    page.get_by_label("Name").fill("My script")
    page.get_by_label("Scope").fill("request:R,task:*")
    visit.choose("Make")
    expect(visit.heading()).to_have_text("Your token")
    token = told(visit, "Token")
    visit.has_no_axe_violations()
    status, me = call(visit.base + "/v1/me", token)
    assert status == 200 and me["primary_email"] == "member@first.example", me
    page.get_by_role("link", name="I have copied it").click()
    expect(visit.entries()).to_contain_text("My script")
    for _ in range(2):
        assert token not in page.content()
        page.reload()
    # No more than its maker may: a specialist deletes no tasks.
    answer = call(visit.base + "/introspect", token)[1]
    assert answer["active"] and "task:Read" in answer["scopes"] and "task:Delete" not in answer["scopes"], answer
    visit.choose("Delete")
    expect(page.get_by_role("status")).to_contain_text("deleted")
    expect(visit.entries()).to_have_count(0)
    visit.has_no_axe_violations()
    assert status_of_me(visit, token) == 401


@test("a link fills the form of a token in, and what is wrong with it is said", tenant="xurrent", tolerates=("422",))
def prefill(visit):
    page = visit.page
    visit.goto("/personal_access_tokens/new?name=Weekly+%3Cb%3E+report&scopes=request:Read,task:RU,nonsense:Q")
    visit.sign_in()
    expect(page.get_by_label("Name")).to_have_value("Weekly <b> report")
    expect(page.get_by_label("Scope")).to_have_value("request:Read,task:RU,nonsense:Q")
    visit.choose("Make")
    expect(page.get_by_role("alert")).to_contain_text("nonsense:Q is no action")
    expect(page.get_by_label("Name")).to_have_value("Weekly <b> report")
    visit.has_no_axe_violations()
    page.get_by_label("Scope").fill("request:Read")
    visit.choose("Make")
    expect(visit.heading()).to_have_text("Your token")
    page.get_by_role("link", name="I have copied it").click()
    expect(visit.entries().get_by_role("heading", level=2)).to_have_text("Weekly <b> report")


@test("a person's tokens are nobody else's to see", tenant="xurrent")
def others(visit):
    visit.goto("/personal_access_tokens/new?name=Mine&scopes=request:Read")
    visit.sign_in()
    visit.choose("Make")
    expect(visit.heading()).to_have_text("Your token")
    other = visit.other()
    other.to_page("/personal-access-tokens", 1)
    expect(other.entries()).to_have_count(0)
    other.close()


@test("who has no role in an account makes no tokens, and a token of theirs does nothing", tenant="xurrent", tolerates=("403",))
def no_role(visit):
    member, account = visit.user(1), visit.account()["id"]
    visit.goto("/personal_access_tokens/new?name=Mine&scopes=task:Read")
    visit.sign_in(1)
    visit.choose("Make")
    token = told(visit, "Token")
    assert "task:Read" in call(visit.base + "/introspect", token)[1]["scopes"]
    visit.symbolon("user", "join", member["email"], "--account", account)
    try:
        answer = call(visit.base + "/introspect", token)[1]
        assert "task:Read" not in answer.get("scopes", []), answer
        visit.goto("/personal-access-tokens")
        expect(visit.page.get_by_role("link", name="Make a token")).to_have_count(0)
        visit.goto("/personal_access_tokens/new")
        expect(visit.page.locator("main")).to_contain_text("Only people with a role in an account make tokens of their own.")
    finally:
        visit.symbolon("user", "join", member["email"], "--account", account, "--role", "specialist")
