"""The documents there are, each with who calls and with ids of real things."""

import json
import urllib.request
from dataclasses import dataclass, field

from world import World


@dataclass
class Target:
    """One document, served by one origin, as one caller sees it."""

    name: str
    document: dict
    origin: str
    # What the caller shows, by the name of the security scheme.
    credentials: dict
    # By the place and name of a parameter: values that are real here.
    values: dict = field(default_factory=dict)
    # What must not be named, since the caller would take its own key away.
    untouchable: tuple = ()
    # By the list they are of, and by member: ids of real things.
    pools: dict = field(default_factory=dict)


def fetch(url, key=None):
    """What a GET answers, read as JSON."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"} if key else {})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def targets(installation):
    """Every document, the management API's once for a tenant's key and once for an operator's."""
    world = World(installation)
    for dialect in world.tenants:
        yield site(world, dialect)
    # These come last: they put people, platforms and the tenants themselves to sleep, and delete them.
    document = fetch(installation.management + "/openapi.json")
    made = installation.json("key", "create", "--name", "api tests", "--tenant", "standard")
    yield management(installation, document, "the management API, a tenant's key", "standard", made["key"], (made["id"],))
    operators = installation.json("key", "create", "--name", "api tests of operators")
    yield management(installation, document, "the management API, an operator's key", "xurrent", operators["key"], (operators["id"],))


def management(installation, document, name, slug, key, untouchable):
    """The management API with one key, for one tenant."""
    fill(installation, slug, key)
    values = {"path.slug": [slug]}
    pools = {}
    for path, operations in document["paths"].items():
        collection = path.removeprefix("/admin/v1/tenants/{slug}/")
        if collection == path or "{" in collection or not pages(operations.get("get", {})):
            continue
        for row in fetch(installation.management + path.replace("{slug}", slug) + "?limit=200", key)["data"]:
            for member in ("id", "client_id"):
                if member in row and row[member] not in untouchable:
                    pools.setdefault(collection, {}).setdefault(member, []).append(row[member])
    every = [value for members in pools.values() for found in members.values() for value in found]
    for parameters in (operation.get("parameters", []) for operations in document["paths"].values() for operation in operations.values()):
        for parameter in parameters:
            if parameter["in"] == "path" and parameter["name"] != "slug":
                values["path." + parameter["name"]] = every[:50]
    values["body.client_id"] = values["query.client_id"] = [installation.demo["tenants"][slug]["platform"]["client_id"]]
    return Target(name, document, installation.management, {"key": {"bearer": key}}, values, untouchable, pools)


def pages(operation):
    """Whether an operation answers a page of a list."""
    return any(parameter.get("name") == "cursor" for parameter in operation.get("parameters", []))


def fill(installation, slug, key):
    """Something of each kind that the demo has none of."""
    base = f"{installation.management}/admin/v1/tenants/{slug}"
    client_id = installation.demo["tenants"][slug]["platform"]["client_id"]

    def post(path, members):
        request = urllib.request.Request(
            f"{base}/{path}", data=json.dumps(members).encode(), method="POST",
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")

    for number in range(5):
        endpoint = post("webhook-endpoints", {"client_id": client_id, "url": f"https://partner.example/{number}"})
        if slug != "xurrent":
            post(f"webhook-endpoints/{endpoint['id']}/test", {})
        post("keys", {"name": f"spare {number}", "permissions": ["read"]})


def site(world, dialect):
    """One dialect's own endpoints, called by the demo's platform with tokens it was given."""
    surface = world.tenants[dialect]
    tenant = surface.demo
    document = fetch(surface.base + "/openapi.json")
    platform = tenant["platform"]
    spare = world.person(dialect, 2)
    values = {
        "path.client_id": [platform["client_id"]], "query.client_id": [platform["client_id"]],
        "query.redirect_uri": [platform["redirect_uri"]], "body.redirect_uri": [platform["redirect_uri"]],
        # Each is good for one use.
        "body.code": [surface.code() for _ in range(3)] if dialect != "xref" else [surface.code(person=spare)],
        "body.user_input": [tenant["users"][1]["email"]],
    }
    tokens = surface.tokens()
    values["body.refresh_token"] = [tokens["refresh_token"]] if "refresh_token" in tokens else []
    values["body.token"] = [surface.tokens(person=spare)["access_token"]]
    if dialect == "xoxoday":
        values["path.token"] = [surface.sso_token(tokens["access_token"]) for _ in range(5)]
    credentials = {}
    for name, scheme in document["components"]["securitySchemes"].items():
        shown = {
            "client": {"username": platform["client_id"], "password": platform["client_secret"]},
            "token": tokens["access_token"], "key": world.admin_key,
        }[name]
        if scheme["type"] == "apiKey":
            credentials[name] = {"api_key": f"{surface.scheme} {shown}"}
        else:
            credentials[name] = shown if name == "client" else {"bearer": shown}
    return Target(f"the dialect {dialect}", document, surface.base, credentials, values)
