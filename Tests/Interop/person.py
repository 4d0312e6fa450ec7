"""A person at a browser of their own: signs in where asked, allows, denies, and changes their mind on the pages."""

import urllib.parse

from page import Page
from wire import Wire


class Person:
    """One user of one tenant."""

    def __init__(self, base, user, complaints):
        self.base = base
        self.email = user["email"]
        self.password = user["password"]
        self.account_id = user["account_id"]
        self.wire = Wire(complaints)
        self.wire.headers["Accept"] = "text/html,application/xhtml+xml"
        # The addresses on the way through the last page opened.
        self.legs = []

    def open(self, address):
        """Opens an address as a browser does, as long as it stays with the vendor, and signs in where asked. Returns the last answer."""
        self.legs = [address]
        answer = self.wire.get(address)
        for _ in range(10):
            target = urllib.parse.urljoin(answer.url, answer.headers.get("Location", ""))
            if answer.is_redirect and target.startswith(self.base + "/"):
                self.legs.append(target)
                answer = self.wire.get(target)
            elif not answer.is_redirect and 'type="password"' in answer.text and answer.status_code == 200:
                answer = self.press(Page(answer).form(path="/sign-in"), email=self.email, password=self.password)
                assert answer.status_code in (302, 303), (answer.status_code, answer.text)
            else:
                return answer
        raise AssertionError(f"no end to the way: {self.legs}")

    def page(self, path):
        """One of the vendor's pages."""
        return Page(self.open(self.base + path))

    def press(self, form, button=None, **fields):
        """Sends a form by one of its buttons."""
        data = {**form.fields, **fields}
        if button is not None:
            data[next(name for name, value in form.buttons if value == button)] = button
        return self.wire.post(form.action, data, headers={"Origin": origin(form.action)})

    def consent(self, address):
        """The page that asks."""
        answer = self.open(address)
        assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"), answer.text[:2000])
        return Page(answer)

    def decide(self, address, decision, **fields):
        """Where the browser is sent after a decision."""
        answer = self.press(self.consent(address).form(path="/consent", button=decision), decision, **fields)
        assert answer.is_redirect, (answer.status_code, answer.text[:2000])
        return answer

    def allow(self, address, **fields):
        """The callback's address, after allowing or, where that is remembered, at once."""
        answer = self.open(address)
        if not answer.is_redirect:
            assert answer.status_code == 200, (answer.status_code, answer.text[:2000])
            answer = self.press(Page(answer).form(path="/consent", button="allow"), "allow", **fields)
        assert answer.is_redirect, (answer.status_code, answer.text[:2000])
        return answer.headers["Location"]

    def deny(self, address):
        """The callback's address after denying."""
        return self.decide(address, "deny").headers["Location"]

    def connections(self, platform_name):
        """Access & Security, and what of it is about a platform: nothing if it is not connected."""
        page = self.page("/access-and-security")
        return page, [part for part in page.source.split("<section")[1:] if f"<bdi>{platform_name}</bdi></h2>" in part]

    def form_to_end(self, platform_name, button="revoke", whose=""):
        """The form that ends a connection: the account's or this person's, where there are both."""
        page, sections = self.connections(platform_name)
        section = next((part for part in sections if whose in part), None)
        assert section, f"{platform_name} is not listed: {page.source}"
        return page.form(button=button, grant=section.split('name="grant" value="')[1].split('"')[0])

    def end(self, platform_name, button="revoke", whose=""):
        """Ends a connection on Access & Security."""
        answer = self.press(self.form_to_end(platform_name, button, whose), button)
        assert answer.status_code == 200, (answer.status_code, answer.text[:2000])

    def call_to_end(self, platform_name):
        """The request that does, to be sent by somebody else."""
        form = self.form_to_end(platform_name)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.wire.cookies)
        headers = {"Cookie": cookies, "Origin": origin(form.action), "Accept": "text/html"}
        return {"method": "POST", "url": form.action, "data": {**form.fields, "change": "revoke"}, "headers": headers}


def origin(address):
    """Scheme, host and port of an address."""
    parts = urllib.parse.urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def query(address):
    """The parameters of an address, each named once."""
    pairs = urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query, keep_blank_values=True)
    found = dict(pairs)
    assert len(found) == len(pairs), pairs
    return found


def code_in(address):
    """The code a callback was given."""
    parameters = query(address)
    assert "code" in parameters, address
    return parameters["code"]
