"""What all these tests left behind: SECURITY 1J row 119, and that nothing went wrong unseen."""

import re
import subprocess

from suite import test


def log(world):
    """Everything the server wrote."""
    with open(world.installation.path("serve.log"), encoding="utf-8") as file:
        return file.read()


@test("1J row 119: none of the codes, tokens, secrets and passwords of all these tests is in the server's log")
def secrets_in_log(world):
    text = log(world)
    assert len(world.minted) > 20 and len(text) > 1000, (len(world.minted), len(text))
    passwords = {user["password"] for tenant in world.installation.demo["tenants"].values() for user in tenant["users"]}
    found = [secret for secret in world.minted | passwords | {world.admin_key} if secret in text]
    assert not found, [line for line in text.splitlines() if any(secret in line for secret in found)][:5]


@test("data rule 1: none of them is in the database")
def secrets_in_database(world):
    dump = subprocess.run(
        ["pg_dump", "--data-only", "--inserts", "-d", world.installation.url()], capture_output=True, text=True, timeout=120, check=True)
    assert "INSERT INTO public.access_token" in dump.stdout
    found = [secret for secret in world.minted if secret in dump.stdout]
    assert not found, [line[:300] for line in dump.stdout.splitlines() if any(secret in line for secret in found)][:5]


@test("the server logged no error of its own and never stopped")
def no_errors(world):
    lines = [line for line in log(world).splitlines() if re.search(r" (error|critical) symbolon", line)]
    assert not lines, lines[:5]
    assert all(process.poll() is None for process in world.installation.processes)
    assert world.wire.get(world.installation.demo["admin_url"] + "/health/live").status_code == 200
