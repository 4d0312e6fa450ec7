"""A document as what a reader does: text, blocks to run, blocks to compare."""

import json
import re
import textwrap

# A block that has a name besides its language is a file.
FENCE = re.compile(r"^( *)```(\w*)(?: +([\w.-]+))? *$")
# What differs from one installation to the next, and what stands for it in a comparison.
VOLATILE = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "TIME"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r"(?<![0-9A-Za-z_-])[0-9a-f]{64}(?![0-9A-Za-z_-])"), "HEX64"),
    (re.compile(r"(?<![0-9A-Za-z_-])[0-9a-f]{40}(?![0-9A-Za-z_-])"), "HEX40"),
    (re.compile(r"(?<![0-9A-Za-z_-])[0-9a-f]{32}(?![0-9A-Za-z_-])"), "HEX32"),
    (re.compile(r"(?<![0-9A-Za-z_-])[0-9A-Za-z_-]{43}(?![0-9A-Za-z_-])"), "BASE64URL"),
    (re.compile(r"(127\.0\.0\.1)(:|%3A)\d+"), r"\1\2PORT"),
    # Seconds and milliseconds of the clock.
    (re.compile(r"(?<!\w)\d{10,13}(?!\w)"), "CLOCK"),
)


class Step:
    """Text (`kind` is empty) or a block, with the line it begins at. A block that is a file has its `name`."""

    def __init__(self, kind, text, line, name=None):
        self.kind = kind
        self.text = text
        self.line = line
        self.name = name


class Section:
    """What stands under one heading."""

    def __init__(self, name):
        self.name = name
        self.steps = []

    def add(self, kind, lines, line, name=None):
        if lines:
            self.steps.append(Step(kind, "\n".join(lines), line, name))


def sections(markdown):
    """The sections of a document in which there is something to run."""
    section = Section("")
    found = [section]
    kind, lines, first, file = "", [], 1, None
    for number, line in enumerate(markdown.splitlines(), 1):
        fence = FENCE.match(line)
        if fence and (not kind or not fence[2]):
            section.add(kind, textwrap.dedent("\n".join(lines)).splitlines() if kind else lines, first, file)
            kind, lines, first, file = "" if kind else fence[2] or "text", [], number + 1, None if kind else fence[3]
        elif not kind and line.startswith("## "):
            section.add(kind, lines, first)
            section = Section(line[3:].strip())
            found.append(section)
            lines, first = [], number + 1
        else:
            lines.append(line)
    section.add(kind, lines, first)
    return [section for section in found if any(step.kind == "bash" and not step.name for step in section.steps)]


def difference(kind, expected, actual):
    """What is wrong with an output, in words; `None` when it is as the document says."""
    if kind == "json":
        try:
            wanted, got = values(expected), values(actual)
        except ValueError as error:
            return f"not JSON: {error}"
        if len(wanted) != len(got):
            return f"{len(got)} values instead of {len(wanted)}"
        for one, other in zip(wanted, got):
            told = value_difference(one, other, "")
            if told:
                return told
        return None
    return None if text_matches(expected.strip(), actual.strip()) else "not the text of the document"


def values(text):
    """The JSON values that stand in a text one after another."""
    decoder = json.JSONDecoder()
    found, place = [], 0
    while text[place:].strip():
        place += len(text[place:]) - len(text[place:].lstrip())
        value, place = decoder.raw_decode(text, place)
        found.append(value)
    return found


def value_difference(wanted, got, where):
    if type(wanted) is not type(got):
        return f"{where or 'the value'} is {json.dumps(got)} instead of {json.dumps(wanted)}"
    if isinstance(wanted, dict):
        if wanted.keys() != got.keys():
            return f"{where or 'the object'} has the members {sorted(got)} instead of {sorted(wanted)}"
        pairs = [(key, wanted[key], got[key]) for key in wanted]
    elif isinstance(wanted, list):
        if len(wanted) != len(got):
            return f"{where} has {len(got)} items instead of {len(wanted)}"
        pairs = [(str(index), one, other) for index, (one, other) in enumerate(zip(wanted, got))]
    else:
        same = text_matches(wanted, got) if isinstance(wanted, str) else steady(str(wanted)) == steady(str(got))
        return None if same else f"{where or 'the value'} is {json.dumps(got)} instead of {json.dumps(wanted)}"
    for key, one, other in pairs:
        told = value_difference(one, other, f"{where}.{key}" if where else key)
        if told:
            return told
    return None


def steady(text):
    """A text without what differs each time."""
    for pattern, replacement in VOLATILE:
        text = pattern.sub(replacement, text)
    return text


def text_matches(wanted, got):
    """Whether two texts are the same but for what differs each time; `…` stands for anything."""
    pattern = ".*".join(re.escape(part) for part in steady(wanted).split("…"))
    return re.fullmatch(pattern, steady(got), re.DOTALL) is not None
