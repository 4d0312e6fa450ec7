"""A person at a browser without script: follows links, signs in, fills forms in and presses buttons."""

import html.parser
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request


class Lost(Exception):
    """The page has not what the document speaks of."""


class Form:
    """A form with what is filled in and the buttons that send it."""

    def __init__(self, attributes):
        self.action = attributes.get("action", "")
        self.fields = {}
        # (text, name, value)
        self.buttons = []


class Page(html.parser.HTMLParser):
    """What a person reads on a page."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        # What a list of facts or secrets shows, by its label.
        self.facts = {}
        self.links = {}
        self.headings = []
        # (form, name, value, label) of what one can choose.
        self.choices = []
        self.has_password = False
        self._heard = None
        self._label = None
        self._open = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        form = self.forms[-1] if self.forms else Form({})
        if tag == "form":
            self.forms.append(Form(attributes))
        elif tag == "input":
            kind, name, value = attributes.get("type", "text"), attributes.get("name"), attributes.get("value", "")
            self.has_password |= kind == "password"
            if kind == "radio":
                self._open["radio"] = (form, name, value)
            if name and (kind not in ("radio", "checkbox") or "checked" in attributes):
                form.fields[name] = value
        elif tag == "option":
            if self._open["select"] not in form.fields or "selected" in attributes:
                form.fields[self._open["select"]] = attributes.get("value", "")
        elif tag == "select":
            self._open["select"] = attributes.get("name")
        if tag in ("button", "textarea", "a", "dt", "dd", "h1", "label"):
            self._open[tag] = attributes
            self._heard = ""

    def handle_data(self, data):
        if self._heard is not None:
            self._heard += data

    def handle_endtag(self, tag):
        if tag not in ("button", "textarea", "a", "dt", "dd", "h1", "label"):
            return
        text, attributes = " ".join((self._heard or "").split()), self._open.pop(tag, {})
        form = self.forms[-1] if self.forms else Form({})
        if tag == "button" and attributes.get("formmethod") != "dialog":
            form.buttons.append((text, attributes.get("name"), attributes.get("value", "")))
        elif tag == "textarea":
            form.fields[attributes.get("name")] = (self._heard or "").strip("\n")
        elif tag == "a":
            self.links[text] = attributes.get("href", "")
        elif tag == "dt":
            self._label = text
        elif tag == "dd":
            self.facts[self._label.lower().replace(" ", "_")] = text
        elif tag == "h1":
            self.headings.append(text)
        elif tag == "label" and "radio" in self._open:
            self.choices.append((*self._open.pop("radio"), text))
        self._heard = None


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Each step is looked at."""

    def redirect_request(self, *_):
        return None


class Person:
    """Somebody with a browser of their own, who signs in when asked to."""

    def __init__(self, user):
        self.user = user
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), NoRedirect(), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self.url = ""
        self.page = Page("")
        # What can be read now: on the page, or in the address that was come to.
        self.shown = {}

    def open(self, url):
        """Goes to an address and stays where the redirects end, signing in on the way."""
        self._go(url)
        if self.page.has_password:
            form = next(form for form in self.page.forms if "password" in form.fields)
            form.fields.update(email=self.user["email"], password=self.user["password"])
            self._send(form)
            if self.page.has_password:
                raise Lost(f"{self.user['email']} cannot sign in")

    def choose(self, label):
        """Chooses one of several, by what is written beside it."""
        for form, name, value, text in self.page.choices:
            if text.startswith(label):
                form.fields[name] = value
                return
        raise Lost(f"there is no {label} to choose, only {[choice[3] for choice in self.page.choices]}")

    def press(self, label):
        """Presses the first button of that name."""
        for form in self.page.forms:
            for text, name, value in form.buttons:
                if text == label:
                    if name:
                        form.fields[name] = value
                    self._send(form)
                    return
        buttons = [button[0] for form in self.page.forms for button in form.buttons]
        raise Lost(f"there is no button {label} at {self.url}, {self.page.headings}, only {buttons}")

    def _send(self, form):
        self._go(urllib.parse.urljoin(self.url, form.action), urllib.parse.urlencode(form.fields).encode())

    def _go(self, url, body=None):
        for _ in range(10):
            self.url = url
            request = urllib.request.Request(url, body, {"Accept": "text/html"})
            try:
                with self.browser.open(request, timeout=20) as answer:
                    text = answer.read().decode()
            except urllib.error.HTTPError as error:
                if error.code in (301, 302, 303):
                    url, body = urllib.parse.urljoin(url, error.headers["Location"]), None
                    continue
                raise Lost(f"{url} answers {error.code}: {' '.join(Page(error.read().decode()).headings)}") from error
            except urllib.error.URLError as error:
                # An app on the person's machine listens there, or would: its address says all.
                if not isinstance(error.reason, ConnectionRefusedError):
                    raise
                text = ""
            self.page = Page(text)
            self.shown = {**self.page.facts, **dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))}
            return
        raise Lost(f"{url} leads round in circles")
