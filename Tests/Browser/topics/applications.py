"""Applications: an administrator registers them, sees each secret once, and changes or ends them."""

import re

from playwright.sync_api import expect
from visit import test
from wire import access_token, call, status_of_me

FORM = "/oauth_applications/new?name={name}&scopes={scopes}&grant_type={grant_type}"


def told(visit, name):
    """What the page that tells a secret says beside this name."""
    return visit.page.locator(".told div", has=visit.page.get_by_text(name, exact=True)).locator("dd").inner_text()


def register_robot(visit, name="Night Robot", scopes="request:R,task:R"):
    """Registers an application that acts by itself, and gives its client id and secret."""
    visit.goto(FORM.format(name=name.replace(" ", "+"), scopes=scopes, grant_type="client_credentials"))
    if visit.page.get_by_label("Password").count():
        visit.sign_in()
    visit.choose("Register")
    expect(visit.heading()).to_have_text("Registered")
    return {"client_id": told(visit, "Client ID"), "client_secret": told(visit, "Client secret")}


def token_of(visit, client):
    """The status and the body with which the tenant answers the application that asks for a token."""
    return call(visit.base + "/token", form={"grant_type": "client_credentials", **client})


def entry(visit, name):
    """The card of one application."""
    return visit.entries().filter(has=visit.page.get_by_role("heading", name=re.compile("^" + name)))


@test("an administrator registers an application, whose secret is told once, and people connect it", tenant="xurrent")
def register(visit):
    page = visit.page
    visit.to_page("/applications")
    expect(page.locator("main")).to_contain_text("There are none yet.")
    page.get_by_role("link", name="Register an application").click()
    expect(visit.heading()).to_have_text("Register an application")
    page.get_by_label("Name").fill("Ticket Mover")
    page.get_by_label("Grant type").select_option("authorization_code")
    page.get_by_label("Endpoints").fill(visit.partner + "/callback\n" + visit.partner + "/other")
    page.get_by_label("Scope").fill("request:Read,task:RU; deny task:D")
    page.get_by_label("Description").fill("Moves tickets at night.")
    visit.choose("Register")
    expect(visit.heading()).to_have_text("Registered")
    client, secret = told(visit, "Client ID"), told(visit, "Client secret")
    assert re.fullmatch("[0-9a-f]{64}", secret), secret
    visit.has_no_axe_violations()
    page.get_by_role("link", name="I have copied it").click()
    expect(visit.heading()).to_have_text("Applications")
    expect(entry(visit, "Ticket Mover")).to_contain_text(client)
    expect(page.get_by_label("Scope")).to_have_value("request:Read,task:RU; deny task:D")
    for _ in range(2):
        assert secret not in page.content()
        page.reload()
    # It is asked for by its own name, and by its own words.
    visit.goto(f"/oauth/authorize?client_id={client}&response_type=code&redirect_uri={visit.partner}/callback&state=s")
    expect(visit.heading()).to_have_text("Connect Ticket Mover to Xurrent?")
    expect(page.locator("main")).to_contain_text("Moves tickets at night.")
    visit.choose("Allow")
    code = visit.is_at_partner()["code"]
    status, answer = call(
        visit.base + "/token",
        form={
            "grant_type": "authorization_code", "code": code, "redirect_uri": visit.partner + "/callback", "client_id": client,
            "client_secret": secret,
        },
    )
    assert status == 200 and status_of_me(visit, answer["access_token"]) == 200, answer
    visit.goto("/access-and-security")
    expect(visit.entries().filter(has_text="Ticket Mover")).to_have_count(1)


@test("a secret that was told is not told again by reloading or going back", tenant="xurrent")
def told_once(visit):
    secret = register_robot(visit)["client_secret"]
    visit.page.reload()
    assert secret not in visit.page.content()
    visit.page.get_by_role("link", name="I have copied it").click()
    expect(visit.heading()).to_have_text("Applications")
    visit.page.evaluate("() => history.back()")
    visit.page.wait_for_timeout(500)
    assert secret not in visit.page.content()


@test("whoever has another role is told that applications are not theirs to keep", tenant="xurrent", tolerates=("403",))
def other_role(visit):
    visit.goto("/applications")
    visit.sign_in(1)
    expect(visit.page.locator("main")).to_contain_text("Only administrators of an account keep its applications.")
    visit.has_no_axe_violations()
    visit.goto("/oauth_applications/new")
    expect(visit.page.locator("main")).to_contain_text("Only administrators of an account keep its applications.")


@test("an administrator who loses the role in between cannot register any more", tenant="xurrent", tolerates=("403",))
def role_lost(visit):
    admin, account = visit.user(0), visit.account()["id"]
    visit.to_page("/oauth_applications/new")
    visit.page.get_by_label("Name").fill("Too Late")
    visit.page.get_by_label("Grant type").select_option("client_credentials")
    visit.page.get_by_label("Scope").fill("request:R")
    visit.symbolon("user", "join", admin["email"], "--account", account, "--role", "specialist")
    try:
        visit.choose("Register")
        expect(visit.page.locator("main")).to_contain_text("Only administrators of an account keep its applications.")
    finally:
        visit.symbolon("user", "join", admin["email"], "--account", account, "--role", "account_administrator")
    visit.goto("/applications")
    expect(visit.entries()).to_have_count(0)


@test("a link fills the form in, and what is wrong with it is said with everything still there", tenant="xurrent", tolerates=("422",))
def prefill(visit):
    page = visit.page
    visit.goto(FORM.format(name="Nightly+report", scopes="request:Read,nonsense", grant_type="client_credentials"))
    visit.sign_in()
    expect(page.get_by_label("Name")).to_have_value("Nightly report")
    expect(page.get_by_label("Scope")).to_have_value("request:Read,nonsense")
    expect(page.get_by_label("Grant type")).to_have_value("client_credentials")
    page.get_by_label("Description").fill("What it is.")
    page.get_by_label("Homepage").fill("https://robot.example")
    visit.choose("Register")
    expect(page.get_by_role("alert")).to_contain_text("nonsense is no action")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Name")).to_have_value("Nightly report")
    expect(page.get_by_label("Grant type")).to_have_value("client_credentials")
    expect(page.get_by_label("Description")).to_have_value("What it is.")
    expect(page.get_by_label("Homepage")).to_have_value("https://robot.example")
    visit.has_no_axe_violations()
    page.get_by_label("Scope").fill("request:Read")
    visit.choose("Register")
    expect(visit.heading()).to_have_text("Registered")


@test("an application that acts by itself has several secrets, and a disabled one takes its tokens along", tenant="xurrent")
def secrets(visit):
    client = register_robot(visit)
    status, answer = token_of(visit, client)
    assert status == 200, answer
    first = answer["access_token"]
    visit.goto("/applications")
    visit.choose("Make a further secret")
    expect(visit.heading()).to_have_text("A further secret")
    further = {"client_id": told(visit, "Client ID"), "client_secret": told(visit, "Client secret")}
    assert further["client_id"] == client["client_id"] and further["client_secret"] != client["client_secret"]
    visit.page.get_by_role("link", name="I have copied it").click()
    assert further["client_secret"] not in visit.page.content()
    second = token_of(visit, further)[1]["access_token"]
    assert status_of_me(visit, first) == status_of_me(visit, second) == 200
    disable = visit.page.get_by_role("button", name="Disable this secret")
    expect(disable).to_have_count(2)
    disable.first.click()
    expect(visit.page.get_by_role("status")).to_be_visible()
    expect(disable).to_have_count(1)
    expect(visit.page.locator(".rows li").first).to_contain_text(", disabled")
    visit.has_no_axe_violations()
    assert [status_of_me(visit, token) for token in (first, second)] == [401, 200], "the older one stands first"
    assert token_of(visit, client)[0] == 400 and token_of(visit, further)[0] == 200


@test("another scope ends an application's tokens, and it takes effect at once", tenant="xurrent", tolerates=("422",))
def scope(visit):
    client = register_robot(visit)
    token = token_of(visit, client)[1]["access_token"]
    visit.goto("/applications")
    visit.page.get_by_label("Scope").fill("nonsense")
    visit.choose("Change the scope")
    expect(visit.page.get_by_role("alert")).to_contain_text("nonsense is no action")
    assert status_of_me(visit, token) == 200
    visit.page.get_by_label("Scope").fill("request:R")
    visit.choose("Change the scope")
    expect(visit.page.get_by_role("status")).to_be_visible()
    expect(visit.page.get_by_label("Scope")).to_have_value("request:R")
    assert status_of_me(visit, token) == 401
    token = token_of(visit, client)[1]["access_token"]
    assert call(visit.base + "/introspect", token)[1]["scopes"] == ["request:Read"]


@test("a disabled application has no tokens and gets none until it is enabled", tenant="xurrent")
def disable_application(visit):
    client = register_robot(visit)
    token = token_of(visit, client)[1]["access_token"]
    visit.goto("/applications")
    visit.choose("Disable, with all its tokens")
    expect(entry(visit, "Night Robot").get_by_role("heading", level=2)).to_have_text("Night Robot (disabled)")
    visit.has_no_axe_violations()
    assert status_of_me(visit, token) == 401 and token_of(visit, client)[0] == 400
    visit.choose("Enable")
    expect(entry(visit, "Night Robot").get_by_role("heading", level=2)).to_have_text("Night Robot")
    assert status_of_me(visit, token) == 401 and token_of(visit, client)[0] == 200


@test("an application is its account's: administrators of another neither see nor connect it", tenant="xurrent", tolerates=("403",))
def other_account(visit):
    client = register_robot(visit)["client_id"]
    other = visit.other(tolerates=("403", "404"))
    other.to_page("/applications", 2)
    expect(other.entries()).to_have_count(0)
    assert client not in other.page.content()
    other.close()
