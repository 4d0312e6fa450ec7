"""Somebody who follows a section: types its blocks, does what its text says in a browser, compares what comes out."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from document import difference
from person import Lost, Page, Person

TAKEN = re.compile(r"^(\w+)=… +# from the page(?:, as (\w+))?$", re.MULTILINE)
LINK = re.compile(r"https?://\S+")
DEED = re.compile(r"\b(?P<open>open)\b|sign in as `(?P<who>[^`]+)`|\bchoose \*\*(?P<choose>[^*]+)\*\*|\bpress \*\*(?P<press>[^*]+)\*\*", re.IGNORECASE)


class Mismatch(Exception):
    """The document is not true."""


class Reader:
    """A folder, a shell and a browser for each person, for one section."""

    def __init__(self, installation, section):
        self.installation = installation
        self.section = section
        self.folder = tempfile.mkdtemp(prefix="symbolon-docs-")
        self.people = {}
        self.person = None
        self.printed = ""
        # Where the text sends somebody who was shown no link: that of the partner's page.
        self.link = None
        self._prepare()
        self.shell = subprocess.Popen(
            ["bash", "-eu", "-o", "pipefail"], cwd=self.folder, env=self._environment(), text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shell.stdin.close()
        self.shell.wait(60)
        self.shell.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def follow(self):
        """Does everything in order. Throws `Mismatch`."""
        for step in self.section.steps:
            try:
                if step.name:
                    self._write(step)
                elif step.kind == "bash":
                    self._run(step)
                elif step.kind in ("json", "text"):
                    told = difference(step.kind, step.text, self.printed)
                    if told:
                        raise Mismatch(f"{told}\n--- the document\n{step.text}\n--- the output\n{self.printed}")
                elif not step.kind:
                    self._act(step.text)
            except (Lost, Mismatch) as error:
                raise Mismatch(f"    line {step.line}: {error}") from error

    def _prepare(self):
        os.mkdir(os.path.join(self.folder, ".symbolon"))
        os.symlink(self.installation.path("demo.json"), os.path.join(self.folder, ".symbolon", "demo.json"))
        program = os.path.join(self.folder, "symbolon")
        settings = " ".join(shlex.quote(f"{name}={value}") for name, value in self.installation.settings.items())
        with open(program, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\nexec env {settings} {shlex.quote(self.installation.binary)} "$@"\n')
        os.chmod(program, 0o755)

    def _environment(self):
        kept = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "LD_LIBRARY_PATH")}
        # The tests' own Python comes first, with the packages the documents speak of.
        path = f"{self.folder}:{os.path.dirname(sys.executable)}:{os.environ['PATH']}"
        return {**kept, "PATH": path, "no_proxy": "*"}

    def _write(self, step):
        with open(os.path.join(self.folder, step.name), "w", encoding="utf-8") as file:
            file.write(step.text + "\n")

    def _run(self, step):
        block, output, errors = (os.path.join(self.folder, name) for name in ("block", "output", "errors"))
        with open(block, "w", encoding="utf-8") as file:
            file.write(TAKEN.sub(self._taken, step.text) + "\n")
        self.shell.stdin.write(f"source {block} </dev/null >{output} 2>{errors}\necho done\n")
        self.shell.stdin.flush()
        ended = self.shell.stdout.readline() != "done\n"
        with open(output, encoding="utf-8") as file:
            self.printed = file.read()
        if ended:
            with open(errors, encoding="utf-8") as file:
                raise Mismatch(f"a command failed: {file.read()}{self.printed}")
        links = LINK.findall(self.printed)
        if links:
            self.link = links[-1]

    def _taken(self, match):
        name = match[2] or match[1]
        if self.person is None or name not in self.person.shown:
            shown = self.person and (self.person.page.headings, sorted(self.person.shown))
            raise Mismatch(f"the page shows no {name}: {shown}")
        return f"{match[1]}={shlex.quote(self.person.shown[name])}"

    def _act(self, text):
        deeds = list(DEED.finditer(text))
        if not any(deed["press"] or deed["open"] for deed in deeds):
            return
        link = self.link or self._connect_link()
        # Who does it may stand after what is done first.
        user = next((deed["who"] for deed in deeds if deed["who"]), None)
        self.person = self._person(user, link)
        opened = False
        for deed in deeds:
            if deed["open"] and not opened:
                self.person.open(link)
                opened = True
            elif deed["choose"]:
                self.person.choose(deed["choose"])
            elif deed["press"]:
                self.person.press(deed["press"])

    def _person(self, email, link):
        slug = re.search(r"/t/([^/]+)/", link)[1]
        users = self.installation.demo["tenants"][slug]["users"]
        user = users[0] if email is None else next((user for user in users if user["email"] == email), None)
        if user is None:
            raise Mismatch(f"{email} is nobody of {slug}")
        return self.people.setdefault((slug, user["email"]), Person(user))

    def _connect_link(self):
        visitor = Person(self.installation.tenant["users"][0])
        visitor.open(self.installation.partner + "/")
        page: Page = visitor.page
        return page.links["Connect"]
