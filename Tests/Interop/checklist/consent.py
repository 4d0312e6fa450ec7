"""The pages a person meets at the standard tenant: SECURITY 2 rows 24 to 31, 1B row 29, 1C rows 46, 47, 1D."""

import html
import re
import urllib.parse

from page import Page
from person import Person, query
from suite import test

HOSTILE_TEXTS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'-alert(1)-'", "{{7*7}}", "{{{name}}}", "<svg/onload=alert(1)>",
    "</title><script>", "javascript:alert(1)", "&lt;b&gt;", "<!--", "]]>", "%3Cscript%3E",
)
TURNING = "\u202e<b>"


@test("row 24 and 1D row 56: who was allowed once is asked about again")
def each_time(world):
    vendor, person = world.standard, world.person("standard")
    for platform in (vendor.platform, vendor.public):
        address = vendor.address(platform, code_challenge="x" * 43, code_challenge_method="S256")
        assert "code" in query(person.allow(address))
        assert person.consent(address).has(path="/consent", button="allow")
        # And asking for silence gets no code.
        answer = person.open(address + "&prompt=none")
        assert "code=" not in answer.headers.get("Location", "")


@test("row 25: the page names the client, the account, the scopes and where one is sent")
def names(world):
    vendor, person = world.standard, world.person("standard")
    platform = vendor.register("--description", "Counts beans.", redirect_uris=("https://beans.example/cb",))
    source = person.consent(vendor.address(platform, scope="read write")).source
    for text in (platform.name, "Counts beans.", "First Account", "read", "write", "beans.example", "Standard", "How long it lasts"):
        assert text in source, text


@test("rows 27, 28: no page can be framed, loads anything of others or tells where one was")
def headers(world):
    vendor, person = world.standard, world.person("standard")
    stranger = Person(vendor.base, {"email": "x", "password": "x", "account_id": ""}, world.complaints)
    answers = {
        "consent": person.open(vendor.address()), "sign-in": stranger.wire.get(vendor.address()),
        "error": person.open(vendor.address(client_id="0")), "connections": person.open(vendor.base + "/access-and-security"),
        "home": person.open(vendor.base + "/"),
    }
    for name, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy and "unsafe-inline" not in policy, (name, policy)
        assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["Referrer-Policy"] == "no-referrer", (name, answer.headers)
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", (name, answer.headers)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", (name, answer.headers)
        assert "no-store" in answer.headers["Cache-Control"], (name, answer.headers)
        for address in re.findall(r'(?:src|href|action)="([^"]*)"', answer.text):
            target = urllib.parse.urljoin(answer.url, html.unescape(address))
            assert target.startswith(vendor.base + "/"), (name, address)
        assert "<script" not in answer.text and " onload" not in answer.text and " style=" not in answer.text, name


@test("row 29: nobody who is not signed in is sent anywhere by a faulty request")
def not_before_sign_in(world):
    vendor = world.standard
    for fault in ({"scope": "nothing"}, {"response_type": "token"}, {"code_challenge": "x"}, {"prompt": "none"}):
        answer = world.wire.get(vendor.address(**fault), headers={"Accept": "text/html"})
        assert answer.status_code == 200 and 'type="password"' in answer.text and "Location" not in answer.headers, answer.status_code


@test("row 30 and 1C row 47: deny goes to the registered address with error, state and iss, and leaves nothing")
def deny(world):
    vendor, person = world.standard, world.person("standard")
    platform = vendor.register()
    told = query(person.deny(vendor.address(platform, state="S")))
    assert told.pop("error_description") and told == {"error": "access_denied", "state": "S", "iss": vendor.base}, told
    assert person.connections(platform.name)[1] == []


@test("row 31 and 1D row 49: a form without this session's token, or from another site, changes nothing")
def forged_forms(world):
    vendor, person = world.standard, world.person("standard")
    other = world.person("standard", 1)
    form = person.consent(vendor.address()).form(path="/consent", button="allow")
    theirs = other.consent(vendor.address()).form(path="/consent", button="allow")
    good = {**form.fields, "decision": "allow"}
    same = {"Origin": world.installation.base}
    for fields, headers in (
        ({**good, "form_token": ""}, same), ({**good, "form_token": theirs.fields["form_token"]}, same),
        ({name: value for name, value in good.items() if name != "form_token"}, same), (good, {"Origin": "https://evil.example"}),
        (theirs.fields | {"decision": "allow"}, same), ({**good, "form_token": good["form_token"][:-1] + "x"}, same),
        ({**good, "form_token": ""}, {"Origin": "null"}),
    ):
        answer = person.wire.post(form.action, fields, headers=headers)
        assert answer.status_code == 403 and "Location" not in answer.headers, (answer.status_code, headers)
    answer = world.wire.post(form.action, good, headers={**same, "Accept": "text/html"})
    assert "code=" not in answer.headers.get("Location", "") and answer.status_code in (303, 400, 401, 403), answer.status_code
    # What browsers send under the no-referrer policy, with the right token.
    assert "code=" in person.wire.post(form.action, good, headers={"Origin": "null"}).headers["Location"]


@test("1B row 29: a request that one browser started gives another browser no code")
def second_browser(world):
    vendor, person = world.standard, world.person("standard")
    form = person.consent(vendor.address()).form(path="/consent", button="allow")
    victim = Person(vendor.base, vendor.demo["users"][0], world.complaints)
    assert victim.page("/access-and-security").status == 200
    answer = victim.wire.post(form.action, {**form.fields, "decision": "allow"}, headers={"Origin": world.installation.base})
    assert answer.status_code == 403, answer.status_code


@test("1D row 58: what the form posts besides the decision does not change the request")
def tampered(world):
    vendor, person = world.standard, world.person("standard")
    form = person.consent(vendor.address(scope="read", state="S")).form(path="/consent", button="allow")
    more = {
        "client_id": vendor.public.client_id, "scope": "read write", "redirect_uri": "https://evil.example/", "state": "T",
        "code_challenge": "x" * 43, "tenant": "xeno", "response_type": "token",
    }
    answer = person.press(form, "allow", **more)
    assert answer.headers["Location"].startswith(vendor.platform.redirect_uri + "?"), answer.headers
    told = query(answer.headers["Location"])
    assert told["state"] == "S" and vendor.exchange(told["code"]).json()["scope"] == "read"
    second = vendor.demo["accounts"][1]["id"]
    answer = person.press(person.consent(vendor.address()).form(path="/consent", button="allow"), "allow", account=second)
    assert answer.status_code == 403 and "Location" not in answer.headers, answer.status_code
    request = form.fields["request"]
    for sealed in (request[:-2] + "xx", request[1:], "", "x"):
        answer = person.press(person.consent(vendor.address()).form(path="/consent", button="allow"), "allow", request=sealed)
        assert answer.status_code in (400, 403) and "Location" not in answer.headers, answer.status_code


@test("1D row 50: a platform's own words are text and nothing else")
def own_words(world):
    vendor, person = world.standard, world.person("standard")
    for text in HOSTILE_TEXTS:
        made = world.run(
            "platform", "create", "--tenant", "standard", "--name", text, "--description", text, "--redirect-uri", "https://p.example/cb",
            "--scope", "read")
        address = vendor.address(client_id=made["client_id"], redirect_uri="https://p.example/cb")
        source = person.consent(address).source
        assert html.escape(text, quote=False) in source.replace("&quot;", '"').replace("&#39;", "'"), (text, source)
        if "<" in text:
            assert text not in source, text
    world.refuses("platform", "create", "--tenant", "standard", "--name", TURNING, "--redirect-uri", "https://p.example/cb")


@test("1D rows 52, 53: nothing of a request is shown as it came on any page")
def reflected(world):
    vendor, person = world.standard, world.person("standard")
    for text in (*HOSTILE_TEXTS, TURNING, "x\x00<b>", "Call +1 555 0100 now"):
        for changes in (
            {"client_id": text}, {"redirect_uri": text}, {"error_description": text, "client_id": "0"}, {"scope": text, "client_id": "0"},
            {"state": text, "redirect_uri": "x"}, {text: "x"}, {"error": text, "error_description": text, "client_id": "0"},
        ):
            source = person.open(vendor.address(**changes)).text
            if "<" in text or "Call" in text:
                assert text not in source, (changes, source)


ELSEWHERE = (
    "//evil.example", "/\\evil.example", "/%09/evil.example", "https:evil.example", "\\\\evil.example", "https://evil.example/",
    "/t/standard/../../x", "/t/xeno/access-and-security", "javascript:alert(1)",
)


@test("1C row 46: after signing in one stays here, whatever the form says: {!r}", *ELSEWHERE)
def return_to(world, address):
    vendor = world.standard
    person = Person(vendor.base, vendor.demo["users"][1], world.complaints)
    page = Page(person.wire.get(vendor.base + "/access-and-security"))
    answer = person.press(page.form(path="/sign-in"), email=person.email, password=person.password, return_to=address)
    assert answer.status_code in (302, 303) and answer.headers["Location"] == "/t/standard/", answer.headers
