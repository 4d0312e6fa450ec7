"""Xurrent's pages: Applications, personal access tokens, Access & Security (WIRE-CONTRACTS 3.2, 3.7, 3.8)."""

from person import Person
from suite import test
from surfaces.surface import Platform
from wire import is_error


def register(person, **fields):
    """Fills the form in. Returns the answer."""
    form = person.page("/oauth_applications/new").form(path="/applications", button="register")
    filled = {
        "name": "By Hand", "grant_type": "authorization_code", "description": "A test's own.", "url": "https://partner.example/",
        "redirect_uris": "https://partner.example/one\r\nhttps://partner.example/two", "scope": "request:Read; deny person:*",
    }
    return person.press(form, "register", **{**filled, **fields})


def shown(answer):
    """What a page shows once."""
    assert answer.status_code == 200, (answer.status_code, answer.text[:2000])
    page = answer.text
    return [part.split("</code>")[0] for part in page.split('<code dir="ltr">')[1:]]


@test("Xurrent: an administrator registers an application, sees its secret once, and it works")
def applications(world):
    vendor, person = world.xurrent, world.person("xurrent")
    client_id, secret = shown(register(person))
    world.minted.add(secret)
    page = person.page("/applications")
    assert client_id in page.source and secret not in page.source
    platform = Platform("By Hand", client_id, secret, "https://partner.example/two", ())
    tokens = vendor.tokens(platform)
    assert vendor.introspect(tokens["access_token"]).json()["scopes"] == ["request:Read"]
    # It is its account's: nobody of another one is asked.
    answer = world.person("xurrent", 2).open(vendor.address(platform))
    assert "Location" not in answer.headers and "Allow</button>" not in answer.text, (answer.status_code, answer.text[:2000])
    # The secret's token on the page ends what it obtained.
    form = page.form(button="disable-secret", client_id=client_id)
    assert person.press(form, "disable-secret").status_code == 200
    assert not vendor.is_good(tokens["access_token"])
    is_error(vendor.exchange("none", platform), 400, "invalid_grant", "Invalid client credentials")


@test("Xurrent: the page changes a scope, makes a further secret, disables and enables")
def change_application(world):
    vendor, person = world.xurrent, world.person("xurrent")
    client_id, secret = shown(register(person, name="Changing"))
    platform = Platform("Changing", client_id, secret, "https://partner.example/one", ())
    tokens = vendor.tokens(platform)
    form = person.page("/applications").form(button="set-scope", client_id=client_id)
    assert person.press(form, "set-scope", scope="task:R").status_code == 200
    assert not vendor.is_good(tokens["access_token"])
    tokens = vendor.tokens(platform)
    assert vendor.introspect(tokens["access_token"]).json()["scopes"] == ["task:Read"]
    further = shown(person.press(person.page("/applications").form(button="add-secret", client_id=client_id), "add-secret"))[-1]
    world.minted.update((secret, further))
    for each in (secret, further):
        assert vendor.exchange(vendor.code(platform), platform, client_secret=each).status_code == 200
    assert person.press(person.page("/applications").form(button="disable", client_id=client_id), "disable").status_code == 200
    assert not vendor.is_good(tokens["access_token"])
    assert person.press(person.page("/applications").form(button="enable", client_id=client_id), "enable").status_code == 200
    assert not vendor.is_good(tokens["access_token"]) and vendor.exchange(vendor.code(platform), platform).status_code == 200


@test("Xurrent: only administrators keep applications, each those of their own account")
def only_administrators(world):
    person = world.person("xurrent")
    client_id = shown(register(person, name="Mine"))[0]
    forms = person.page("/applications")
    for outsider in (world.person("xurrent", 1), world.newcomer("xurrent")):
        for path in ("/applications", "/oauth_applications/new"):
            assert outsider.open(outsider.base + path).status_code == 403
    second = world.person("xurrent", 2)
    page = second.page("/applications")
    assert client_id not in page.source
    mine = forms.form(button="disable", client_id=client_id)
    theirs = second.page("/oauth_applications/new").form(path="/applications")
    theirs.action = mine.action
    for change, more in (("disable", {}), ("add-secret", {}), ("set-scope", {"scope": "*:*"})):
        fields = {"form_token": theirs.fields["form_token"], "client_id": client_id, "change": change, **more}
        answer = second.wire.post(mine.action, fields)
        assert answer.status_code == 403, (change, answer.status_code, answer.text[:500])
    answer = register(second, account=person.account_id)
    assert answer.status_code == 403, (answer.status_code, answer.text[:500])
    assert f"{client_id}" in person.page("/applications").source


@test("Xurrent: a template link fills the form in")
def template(world):
    page = world.person("xurrent").page(
        "/oauth_applications/new?name=From%20a%20link&scopes=request:RU,task:*&grant_type=client_credentials")
    form = page.form(path="/applications", button="register")
    assert form.fields["name"] == "From a link" and form.fields["scope"] == "request:RU,task:*", form.fields
    selected = page.source.split('value="client_credentials"')[1].split(">")[0]
    assert "selected" in selected, selected
    page = world.person("xurrent").page("/personal_access_tokens/new?name=Mine&scopes=request:Read")
    form = page.form(path="/personal-access-tokens", button="create")
    assert form.fields["name"] == "Mine" and form.fields["scope"] == "request:Read", form.fields


@test("Xurrent: a faulty registration is refused on the form: {}", "name", "redirect_uris", "scope", "grant_type")
def faulty(world, field):
    values = {"name": "x" * 129, "redirect_uris": "javascript:alert(1)", "scope": "nosuch:Read", "grant_type": "password"}
    answer = register(world.person("xurrent"), **{field: values[field]})
    assert answer.status_code in (400, 422) and "client secret" not in answer.text.lower(), (answer.status_code, answer.text[:2000])


@test("Xurrent: a personal access token does what its scope and its owner's roles allow, until it is deleted")
def personal_access_token(world):
    vendor = world.xurrent
    person = world.newcomer("xurrent", "specialist")
    form = person.page("/personal_access_tokens/new").form(path="/personal-access-tokens", button="create")
    token = shown(person.press(form, "create", name="Mine", scope="request:CRUD,person:*"))[0]
    world.minted.add(token)
    assert vendor.me(token).json()["primary_email"] == person.email
    assert vendor.introspect(token).json()["scopes"] == ["person:Read", "request:Create", "request:Read", "request:Update"]
    assert world.introspect("xurrent", token).json()["active"] is True
    page = person.page("/personal-access-tokens")
    assert "Mine" in page.source and token not in page.source
    world.join("xurrent", person.email, person.account_id, "directory_auditor")
    assert vendor.introspect(token).json()["scopes"] == ["person:Read", "request:Create", "request:Read", "request:Update"]
    world.join("xurrent", person.email, person.account_id)
    assert vendor.introspect(token).json()["scopes"] == ["request:Create", "request:Read", "request:Update"]
    world.join("xurrent", person.email, person.account_id, "specialist")
    assert person.press(person.page("/personal-access-tokens").form(button="revoke"), "revoke").status_code == 200
    assert not vendor.is_good(token) and world.introspect("xurrent", token).json() == {"active": False}


@test("Xurrent: nobody without a role makes a personal access token")
def no_role(world):
    person = world.newcomer("xurrent")
    assert person.open(person.base + "/personal_access_tokens/new").status_code == 403
    page = person.page("/personal-access-tokens")
    assert page.status == 200 and "Make a token" not in page.source


@test("Xurrent: Access & Security ends one person's connection and nobody else's")
def access_and_security(world):
    vendor = world.xurrent
    platform = vendor.register()
    people = [world.person("xurrent"), world.person("xurrent", 1)]
    tokens = [vendor.tokens(platform, person)["access_token"] for person in people]
    _, sections = people[1].connections(platform.name)
    assert len(sections) == 1 and "For you" in sections[0]
    people[1].end(platform.name)
    assert vendor.is_good(tokens[0]) and not vendor.is_good(tokens[1])
    fresh = Person(vendor.base, vendor.demo["users"][1], world.complaints)
    assert fresh.connections(platform.name)[1] == []
