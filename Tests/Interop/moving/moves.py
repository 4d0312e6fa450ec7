"""Moving in: tokens other servers gave out are good here, by the SQL of docs/moving-in.md."""

import csv
import hashlib
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from contextlib import contextmanager

from suite import test
from surfaces.surface import Platform

HERE = os.path.dirname(os.path.abspath(__file__))
DOCUMENT = os.path.join(HERE, os.pardir, os.pardir, os.pardir, "docs", "moving-in.md")
CALLBACK = "https://partner.example/callback"

# As `rails generate doorkeeper:install doorkeeper:migration` makes them.
DOORKEEPER = """
CREATE TABLE oauth_applications (
    id bigserial PRIMARY KEY, name varchar NOT NULL, uid varchar NOT NULL UNIQUE, secret varchar NOT NULL, redirect_uri text NOT NULL,
    scopes varchar NOT NULL DEFAULT '', confidential boolean NOT NULL DEFAULT true, created_at timestamp(6) NOT NULL,
    updated_at timestamp(6) NOT NULL
);
CREATE TABLE oauth_access_tokens (
    id bigserial PRIMARY KEY, resource_owner_id bigint, application_id bigint NOT NULL REFERENCES oauth_applications (id),
    token varchar NOT NULL UNIQUE, refresh_token varchar UNIQUE, expires_in integer, scopes varchar, created_at timestamp(6) NOT NULL,
    revoked_at timestamp(6), previous_refresh_token varchar NOT NULL DEFAULT ''
);
"""


def documented(name):
    """The SQL the document gives under this name."""
    with open(DOCUMENT, encoding="utf-8") as file:
        return re.search(rf"^```sql {re.escape(name)}\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)[1]


@contextmanager
def old_server(world):
    """An empty database beside ours, and a folder for its files."""
    name = "symbolon_old_" + secrets.token_hex(4)
    world.installation.sql(f"CREATE DATABASE {name}", database="postgres")
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield name, folder
    finally:
        world.installation.sql(f"DROP DATABASE {name} WITH (FORCE)", database="postgres")


def export(world, database, folder, sql):
    url = world.installation.url(database=database)
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", "-"], input=sql, text=True, cwd=folder, check=True)


def write_owners(world, folder, owner_id):
    demo = world.standard.demo
    with open(os.path.join(folder, "owners.csv"), "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["owner_id", "account_id", "email"])
        rows.writerow([owner_id, demo["accounts"][0]["id"], demo["users"][0]["email"]])


def import_all(world, folder, server, *more):
    """What the import counted, and the new secrets by client id."""
    words = ["grant", "import", "--tenant", "standard", "--from", server]
    for name in ("applications", "owners", "access-tokens", "refresh-tokens"):
        path = os.path.join(folder, name + ".csv")
        if os.path.exists(path):
            words += ["--" + name, path]
    counted = world.run(*words, *more)
    return counted, {new["client_id"]: new["client_secret"] for new in counted.get("new_secrets", [])}


def is_good_without_consent(world, platform, access, refresh):
    """The access token works; the refresh token gives the next pair; used again after the grace it is a replay."""
    vendor = world.standard
    assert vendor.is_good(access)
    answer = vendor.refresh(refresh, platform)
    assert answer.status_code == 200, (answer.status_code, answer.text)
    after = answer.json()
    assert vendor.is_good(after["access_token"])
    world.move_clock("standard", 120)
    try:
        assert vendor.refresh(refresh, platform).json()["error"] == "invalid_grant"
        assert not vendor.is_good(after["access_token"])
    finally:
        world.move_clock("standard", 0)


@test("moving in: tokens django-oauth-toolkit gave out are good here, with no consent asked for")
def django(world):
    with old_server(world) as (database, folder):
        place = world.installation.superuser
        host = re.search(r"host=([^&]+)", place.query)[1] if "host=" in place.query else place.hostname
        words = [sys.executable, os.path.join(HERE, "django_server.py"), host, database, place.username or "postgres"]
        old = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
        export(world, database, folder, documented("django-oauth-toolkit.sql"))
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = file.read()
            for application in old["applications"]:
                assert application["tokens"]["refresh_token"] not in text and application["secret"] not in text, name
        write_owners(world, folder, old["owner_id"])
        scopes = ("--scope", "read", "--scope", "write")
        planned, _ = import_all(world, folder, "django-oauth-toolkit", *scopes, "--dry-run")
        counted, new = import_all(world, folder, "django-oauth-toolkit", *scopes)
        for member in ("platforms_created", "access_tokens_imported", "refresh_tokens_imported"):
            assert planned[member] == counted[member] == 2, (member, planned, counted)
        # Those they were refreshed from.
        assert {"reason": "revoked", "count": 2} in counted["skipped"], counted
        hashed, plain = old["applications"]
        assert list(new) == [hashed["client_id"]]
        again, _ = import_all(world, folder, "django-oauth-toolkit", *scopes)
        assert (again["access_tokens_imported"], again["refresh_tokens_imported"], again["grants_created"]) == (0, 0, 0)
        for application, secret in ((hashed, new[hashed["client_id"]]), (plain, plain["secret"])):
            platform = Platform.of("App", {
                "client_id": application["client_id"], "client_secret": secret, "redirect_uri": CALLBACK, "scopes": ["read", "write"]})
            gone = world.standard.refresh(application["old"]["refresh_token"], platform)
            assert gone.status_code == 400, gone.text
            is_good_without_consent(world, platform, application["tokens"]["access_token"], application["tokens"]["refresh_token"])


@test("moving in: tokens in Doorkeeper's tables, {}, are good here, with no consent asked for", "in clear", "as digests")
def doorkeeper(world, how):
    def kept(text):
        return text if how == "in clear" else hashlib.sha256(text.encode()).hexdigest()

    uid, secret, access, refresh, ended, ending, last = (secrets.token_urlsafe(32) for _ in range(7))
    with old_server(world) as (database, folder):
        world.installation.sql(DOORKEEPER, database=database)
        world.installation.sql(
            f"""
            INSERT INTO oauth_applications (id, name, uid, secret, redirect_uri, scopes, created_at, updated_at)
            VALUES (1, 'Old App', '{uid}', '{kept(secret)}', E'{CALLBACK}\\nhttps://partner.example/other', 'read', now(), now());
            INSERT INTO oauth_access_tokens (resource_owner_id, application_id, token, refresh_token, expires_in, scopes, created_at, revoked_at)
            VALUES (4711, 1, '{kept(access)}', '{kept(refresh)}', 7200, 'read', timezone('UTC', now()), NULL),
                (4711, 1, '{kept(ending)}', '{kept(last)}', 7200, 'read', timezone('UTC', now()), NULL),
                (4711, 1, '{kept(ended)}', NULL, 7200, 'read', timezone('UTC', now()), timezone('UTC', now()));
            """,
            database=database)
        sql = documented("doorkeeper.sql" if how == "in clear" else "doorkeeper-hashed.sql")
        export(world, database, folder, sql)
        write_owners(world, folder, 4711)
        counted, new = import_all(world, folder, "doorkeeper")
        assert (counted["platforms_created"], counted["access_tokens_imported"], counted["refresh_tokens_imported"]) == (1, 2, 2), counted
        assert new == {}
        platform = Platform.of("App", {"client_id": uid, "client_secret": secret, "redirect_uri": CALLBACK, "scopes": ["read"]})
        assert not world.standard.is_good(ended)
        assert world.standard.is_good(ending)
        # Revoked there before the cut-over.
        world.installation.sql(
            f"UPDATE oauth_access_tokens SET revoked_at = timezone('UTC', now()) WHERE token = '{kept(ending)}'", database=database)
        export(world, database, folder, sql)
        again, _ = import_all(world, folder, "doorkeeper")
        assert (again["revoked"], again["access_tokens_imported"], again["refresh_tokens_imported"]) == (1, 0, 0), again
        assert not world.standard.is_good(ending)
        assert world.standard.refresh(last, platform).json()["error"] == "invalid_grant"
        is_good_without_consent(world, platform, access, refresh)
