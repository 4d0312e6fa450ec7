"""What schemathesis is told beside its settings. SYMBOLON_API_CALLS names a file that takes a line for each call,
SYMBOLON_API_UNTOUCHABLE the ids that no call may name."""

import base64
import json
import os
import re
import urllib.parse
import uuid
import zlib

import schemathesis

with open(os.environ["SYMBOLON_API_IDS"], encoding="utf-8") as given:
    POOLS = json.load(given)
EVERY = {value for members in POOLS.values() for found in members.values() for value in found}
UNTOUCHABLE = os.environ.get("SYMBOLON_API_UNTOUCHABLE", "").split()

# A time long after today, and an id.
CURSOR = base64.urlsafe_b64encode((4_000_000_000_000_000).to_bytes(8, "big") + uuid.uuid4().bytes).decode()


def of_its_kind(path, name, value):
    """An id of the list that a path leads into, for one that was drawn from all."""
    before = path.split("{" + name + "}")[0].rstrip("/").rsplit("/", 1)[-1]
    pool = POOLS.get(before, {})
    found = pool.get(name) or pool.get("id") or pool.get("client_id") or []
    return found[zlib.crc32(value.encode()) % len(found)] if found else value


@schemathesis.hook
def before_call(context, case, _):
    """Real ids are of the right kind, and nobody revokes the key they call with."""
    for name, value in (case.path_parameters or {}).items():
        if isinstance(value, str) and value in EVERY:
            case.path_parameters[name] = of_its_kind(case.operation.path, name, value)
    for name, value in (case.path_parameters or {}).items():
        if str(value).lower() in UNTOUCHABLE:
            case.path_parameters[name] = str(uuid.uuid4())
    for name, value in dict(case.headers or {}).items():
        # The same key with another request is refused, which would be found again and again.
        if name == "Idempotency-Key" and re.fullmatch("[!-~]{1,218}", str(value)):
            case.headers[name] = f"{value}-{uuid.uuid4()}"
        # No client sends an empty one, and no rule allows it; schemathesis has it where it finds nothing else.
        if name == "If-Match" and not value:
            del case.headers[name]
    cursor = (case.query or {}).get("cursor")
    # Most of what looks like one is none.
    if isinstance(cursor, str) and re.fullmatch("[A-Za-z0-9_-]{32}", cursor):
        case.query["cursor"] = CURSOR


@schemathesis.hook
def filter_case(context, case):
    """A head as long as this is refused before anybody reads it, which no schema can say."""
    parts = [*(case.path_parameters or {}).values(), *(case.query or {}).values(), *(case.headers or {}).values()]
    return sum(len(urllib.parse.quote(str(part), safe="")) for part in parts) < 8000


@schemathesis.hook
def after_call(context, case, response):
    """Says what was answered, so that the suite knows whether anything was ever carried out."""
    with open(os.environ["SYMBOLON_API_CALLS"], "a", encoding="utf-8") as file:
        file.write(json.dumps([case.operation.label, response.status_code]) + "\n")
