"""What docs/webhooks.md says of events, and the comparison of a body with it."""

import functools
import json
import os
import re

DOCUMENT = os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 3, "docs", "webhooks.md"))
ROW = re.compile(r"^\| `([\w.]+)` \| ([^|]+) \| (.+) \|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TYPES = {"string": str, "time": str, "boolean": bool, "array of strings": list}
# Beside those of its table, every `data` has these.
COMMON = ("client_id", "caused_by", "actor", "account_id")


class Member:
    """One row of a table."""

    def __init__(self, kind, text):
        self.type, _, rest = kind.strip().partition(", ")
        self.is_optional = rest == "optional"
        # Of a closed set, where the text begins with it.
        self.values = CODE.findall(text.split(":")[1].split(".")[0]) if text.startswith("one of:") else None

    def check(self, name, value):
        assert isinstance(value, TYPES[self.type]), (name, value)
        if self.type == "time":
            assert TIME.fullmatch(value), (name, value)
        if self.type == "array of strings":
            assert all(isinstance(item, str) for item in value), (name, value)
        assert self.values is None or value in self.values, (name, value, self.values)


@functools.cache
def parts():
    """The document's text by its headings of every level."""
    with open(DOCUMENT, encoding="utf-8") as file:
        text = re.split(r"^#+ (.+)$", file.read(), flags=re.MULTILINE)
    return dict(zip(text[1::2], text[2::2]))


def table(heading):
    return {name: Member(kind, text) for name, kind, text in ROW.findall(parts()[heading])}


def example(heading):
    """The JSON block under a heading."""
    return json.loads(re.search(r"^```json\n(.+?)^```$", parts()[heading], re.DOTALL | re.MULTILINE)[1])


@functools.cache
def events():
    """The members of each event's `data`, by its type. A type's heading is the type as code."""
    types = [heading.strip("`") for heading in parts() if re.fullmatch(r"`\w+\.\w+`", heading)]
    common = table("What all have in `data`")
    assert tuple(common) == COMMON, tuple(common)
    found = {}
    for name in types:
        own = table(f"`{name}`")
        members = {**common, **own}
        shown = example(f"`{name}`")
        check_envelope(shown, name)
        check_members(shown["data"], members)
        assert set(own) <= set(shown["data"]), f"the example of {name} lacks {set(own) - set(shown['data'])}"
        found[name] = members
    return found


def checked(body, vendor=None):
    """Asserts that a body in the standard's form is as documented."""
    check_envelope(body, body["type"])
    data = dict(body["data"])
    if vendor is not None and vendor.name == "xref":
        assert data.pop("xref_account_id", None) == data.get("account_id"), data
    check_members(data, events()[body["type"]])


def check_envelope(body, name):
    assert set(body) == {"type", "timestamp", "version", "data"}, body
    assert (body["type"], body["version"]) == (name, 1) and TIME.fullmatch(body["timestamp"]), body


def check_members(data, members):
    required = {name for name, member in members.items() if not member.is_optional}
    assert required <= set(data) <= set(members), (sorted(data), sorted(required), sorted(members))
    for name, value in data.items():
        members[name].check(name, value)
    assert ("actor" in data) <= (data["caused_by"] == "user"), data
