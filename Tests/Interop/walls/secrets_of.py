"""One live secret of every kind a tenant gives out, and the proof that they still are."""


def secrets_of(world, name, platform):
    """By kind. Each belongs to a grant of its own walk."""
    vendor = world.tenants[name]
    held = {"code": vendor.code(platform), "secret": platform.client_secret}
    person = None if name != "xref" else world.person("xref", 2)
    if name == "xref":
        # One token an account: the code waits in another one.
        held["access"] = vendor.tokens(platform, person)["access_token"]
    else:
        tokens = vendor.tokens(platform)
        held["access"] = tokens["access_token"]
        if "refresh_token" in tokens:
            held["refresh"] = tokens["refresh_token"]
    if name == "xoxoday":
        held["sso"] = vendor.sso_token(held["access"])
        held["handoff"] = vendor.handoff_code(vendor.sso_token(held["access"]))
        held["user access"] = vendor.user_tokens(platform)["access_token"]
        held["user refresh"] = vendor.user_tokens(platform)["refresh_token"]
    if name == "xurrent":
        form = world.person(name).page("/personal_access_tokens/new").form(path="/personal-access-tokens", button="create")
        answer = world.person(name).press(form, "create", name="Wall", scope="request:Read")
        held["personal access"] = answer.text.split('<code dir="ltr">')[1].split("</code>")[0]
    world.minted.update(held.values())
    return held


def controls(world, name, platform, held):
    """Whatever was tried elsewhere, all of them are as good as before at home."""
    vendor = world.tenants[name]
    for kind in ("access", "user access", "personal access"):
        if kind in held:
            assert vendor.is_good(held[kind]), f"the {kind} token died"
    if "sso" in held:
        answer = vendor.follow(held["sso"])
        assert answer.status_code == 302, (answer.status_code, answer.text)
        assert vendor.handoff(held["handoff"]).status_code == 200
    if "refresh" in held:
        answer = vendor.refresh(held["refresh"], platform)
        assert answer.status_code == 200, ("refresh", answer.text)
    if "user refresh" in held:
        answer = vendor.refresh(held["user refresh"], platform, token_type="user")
        assert answer.status_code == 200, ("user refresh", answer.text)
    answer = vendor.exchange(held["code"], platform)
    assert answer.status_code == 200, ("code", answer.text)
