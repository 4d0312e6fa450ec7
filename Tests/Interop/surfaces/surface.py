"""What the five tenants have in common: how a platform of one asks for a code, exchanges it and uses the token."""

import dataclasses
import itertools
import urllib.parse

from person import code_in
from wire import bearer


@dataclasses.dataclass(frozen=True)
class Platform:
    """A registered platform, its secret included."""

    name: str
    client_id: str
    client_secret: str
    redirect_uri: str
    scopes: tuple
    webhook_secret: str | None = None

    @classmethod
    def of(cls, name, members):
        """As demo.json has it."""
        scopes = tuple(members["scopes"])
        return cls(name, members["client_id"], members.get("client_secret"), members["redirect_uri"], scopes)


@dataclasses.dataclass(frozen=True)
class Attempt:
    """Somebody presents a secret where one of a kind is expected. `accepts` says whether it was taken for one."""

    kind: str
    place: str
    accepts: object


class Surface:
    """One tenant."""

    name = ""
    scheme = "Bearer"
    introspection = None
    numbers = itertools.count(1)

    def __init__(self, world):
        self.world = world
        self.demo = world.installation.demo["tenants"][self.name]
        self.base = self.demo["base_url"]
        self.slug = self.demo["slug"]
        self.platform = Platform.of("Demo Partner", self.demo["platform"])

    # Registration

    def register(self, *options, redirect_uris=("https://partner.example/callback",), scopes=None):
        """A platform no other test knows."""
        name = f"Partner {next(self.numbers)}"
        scopes = self.platform.scopes if scopes is None else scopes
        words = ["platform", "create", "--tenant", self.slug, "--name", name, *options]
        words += [word for uri in redirect_uris for word in ("--redirect-uri", uri)]
        words += [word for scope in scopes for word in ("--scope", scope)]
        made = self.world.run(*words)
        self.world.minted.add(made.get("client_secret") or made["client_id"] + " has no secret")
        uri = redirect_uris[0] if redirect_uris else ""
        return Platform(name, made["client_id"], made.get("client_secret"), uri, tuple(made["scopes"]), made.get("webhook_secret"))

    # Requests

    def url(self, path, parameters=()):
        """An address of this tenant. Parameters that are None are left out."""
        pairs = dict(parameters)
        query = urllib.parse.urlencode({name: value for name, value in pairs.items() if value is not None})
        return self.base + path + (f"?{query}" if query else "")

    def address(self, platform=None, **changes):
        """An authorization request."""
        raise NotImplementedError

    def exchange_call(self, code, platform=None, /, **changes):
        """The request that exchanges a code. A parameter changed to None is left out."""
        raise NotImplementedError

    def refresh_call(self, token, platform=None, /, **changes):
        """The request that refreshes, where there are refresh tokens."""
        raise NotImplementedError

    def is_good(self, token):
        """Whether an access token is."""
        raise NotImplementedError

    def attempts(self, platform):
        """Every place of this tenant where a secret can be presented."""
        raise NotImplementedError

    # What follows from these

    def code(self, platform=None, person=None, **changes):
        """A code, allowed by the first person."""
        person = person or self.world.person(self.name)
        code = code_in(person.allow(self.address(platform, **changes)))
        self.world.minted.add(code)
        return code

    def exchange(self, code, platform=None, /, **changes):
        return self.world.wire.request(**self.exchange_call(code, platform, **changes))

    def refresh(self, token, platform=None, /, **changes):
        return self.world.wire.request(**self.refresh_call(token, platform, **changes))

    def tokens(self, platform=None, person=None):
        """The token response of a whole walk."""
        answer = self.exchange(self.code(platform, person), platform)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()

    def get(self, path, token, **headers):
        return self.world.wire.get(self.base + path, headers={**bearer(token, self.scheme), **headers})

    @staticmethod
    def kept(parameters, changes):
        """Parameters with changes: what is None is left out."""
        return {name: value for name, value in {**parameters, **changes}.items() if value is not None}

    @staticmethod
    def knows_client(answer):
        """Whether an answer to a client shows that its secret was right."""
        text = answer.text
        return answer.status_code != 401 and "Invalid client credentials" not in text and "too many failed" not in text
