"""Runs schemathesis over a document and counts each operation as a test."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as tree
from collections import Counter, defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = os.environ.get("SYMBOLON_API_SEED", "20261125")
EXAMPLES = os.environ.get("SYMBOLON_API_EXAMPLES", "12")


def toml(value):
    """A value as TOML writes it: JSON's texts, numbers and lists are TOML's too."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(name)} = {toml(member)}" for name, member in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def settings(target):
    """The settings that depend on what is there, after those that do not."""
    with open(os.path.join(HERE, "schemathesis.toml"), encoding="utf-8") as file:
        text = file.read()
    lines = [f"base-url = {toml(target.origin)}", f"hooks = {toml('hooks')}"]
    lines.append(text)
    if target.credentials:
        lines.append(f"[auth]\nopenapi = {toml(target.credentials)}")
    values = {place: found for place, found in target.values.items() if found}
    lines.append("[dictionaries]")
    lines += [f"{json.dumps(place)} = {toml({'values': found[:50]})}" for place, found in values.items()]
    lines.append("[parameters]")
    lines += [f"{json.dumps(place)} = {toml({'dictionary': place, 'probability': 0.85})}" for place in values]
    return "\n".join(lines) + "\n"


def check(target, installation):
    """Prints a line for each operation, and returns how many passed and failed."""
    folder = installation.path("api-" + target.name.replace(" ", "-"))
    os.makedirs(folder, exist_ok=True)
    place = {name: os.path.join(folder, name) for name in ("schemathesis.toml", "document.json", "junit.xml", "calls", "ids.json")}
    with open(place["schemathesis.toml"], "w", encoding="utf-8") as file:
        file.write(settings(target))
    with open(place["document.json"], "w", encoding="utf-8") as file:
        json.dump(target.document, file)
    with open(place["ids.json"], "w", encoding="utf-8") as file:
        json.dump(target.pools, file)
    words = [
        os.path.join(os.path.dirname(sys.executable), "st"), "--config-file", place["schemathesis.toml"], "run", place["document.json"],
        "--seed", SEED, "--max-examples", EXAMPLES, "--report", "junit", "--report-junit-path", place["junit.xml"], "--no-color",
        "--generation-database", "none",
    ] + os.environ.get("SYMBOLON_API_ARGUMENTS", "").split()
    environment = {
        **os.environ, "PYTHONPATH": HERE, "SYMBOLON_API_CALLS": place["calls"], "SYMBOLON_API_IDS": place["ids.json"],
        "SYMBOLON_API_UNTOUCHABLE": " ".join(target.untouchable),
    }
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=900, check=False)
    if not os.path.exists(place["junit.xml"]):
        print(f"FAILED  {target.name}: schemathesis did not run\n{done.stdout}{done.stderr}", flush=True)
        return 0, 1
    return count(target, place, done)


def count(target, place, done):
    """Reads what was reported."""
    passed, failed = 0, 0
    answers = defaultdict(Counter)
    with open(place["calls"], encoding="utf-8") as file:
        for line in file:
            label, status = json.loads(line)
            answers[label][status] += 1
    for case in tree.parse(place["junit.xml"]).iter("testcase"):
        name = case.get("name")
        told = [found.text or found.get("message") for kind in ("failure", "error") for found in case.findall(kind)]
        numbers = " ".join(f"{status}×{times}" for status, times in sorted(answers[name].items()))
        if told:
            failed += 1
            print(f"FAILED  {target.name}: {name} ({numbers})\n" + "\n".join(told), flush=True)
        else:
            passed += 1
            print(f"ok      {target.name}: {name} ({numbers})", flush=True)
    if done.returncode != 0 and failed == 0:
        failed += 1
        print(f"FAILED  {target.name}: schemathesis ended with {done.returncode}\n{done.stdout}{done.stderr}", flush=True)
    return passed, failed
