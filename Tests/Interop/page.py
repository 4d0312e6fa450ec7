"""What a person can do on a page: its forms, with the fields a browser would send."""

import html.parser
import urllib.parse


class Form:
    """One form: where it goes, what it sends unasked, and the buttons it can be sent by."""

    def __init__(self, action, method):
        self.action = action
        self.method = method
        self.fields = {}
        self.buttons = []


class Page(html.parser.HTMLParser):
    """The forms and texts of one page."""

    def __init__(self, answer):
        super().__init__()
        self.status = answer.status_code
        self.url = answer.url
        self.source = answer.text
        self.forms = []
        self.codes = []
        self._form = None
        self._is_code = False
        self._textarea = None
        self.feed(self.source)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "form":
            self._form = Form(urllib.parse.urljoin(self.url, values.get("action", "")), values.get("method", "get"))
            self.forms.append(self._form)
        elif tag == "code":
            self._is_code = True
            self.codes.append("")
        elif self._form is None:
            return
        elif tag == "input":
            checked = values.get("type") not in ("checkbox", "radio") or "checked" in values
            if "name" in values and checked:
                self._form.fields[values["name"]] = values.get("value", "")
        elif tag == "option":
            if "selected" in values or "account" not in self._form.fields:
                self._form.fields.setdefault("account", values.get("value", ""))
        elif tag == "textarea":
            self._textarea = values.get("name")
        elif tag == "button" and "name" in values:
            self._form.buttons.append((values["name"], values.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "code":
            self._is_code = False
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data):
        if self._is_code:
            self.codes[-1] += data
        if self._textarea and self._form:
            self._form.fields[self._textarea] = self._form.fields.get(self._textarea, "") + data

    def form(self, *, path=None, button=None, **fields):
        """The form whose address ends so, that has this button, and sends these fields."""
        for form in self.forms:
            if path is not None and not urllib.parse.urlsplit(form.action).path.endswith(path):
                continue
            if button is not None and button not in [value for _, value in form.buttons]:
                continue
            if all(form.fields.get(name) == value for name, value in fields.items()):
                return form
        raise AssertionError(f"no such form (path {path}, button {button}, {fields}) on {self.status} {self.url}: {self.source[:3000]}")

    def has(self, **wanted):
        """Whether there is such a form."""
        try:
            self.form(**wanted)
        except AssertionError:
            return False
        return True
