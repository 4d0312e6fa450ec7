"""How a client finds the standard tenant's endpoints: the metadata document alone, read by Authlib (RFC 8414)."""

import functools

from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url

from suite import test


@functools.cache
def endpoints(world):
    """The validated metadata, found from nothing but the issuer."""
    answer = world.wire.get(get_well_known_url(world.standard.base, external=True))
    assert answer.status_code == 200, (answer.status_code, answer.text)
    return AuthorizationServerMetadata(answer.json())


@test("Authlib finds the endpoints by the issuer alone and holds the document valid")
def discover(world):
    document = endpoints(world)
    # Every registered member, each by Authlib's own rule.
    document.validate()
    assert document["issuer"] == world.standard.base
    for name in ("authorization_endpoint", "token_endpoint", "introspection_endpoint", "revocation_endpoint"):
        assert document[name].startswith(world.standard.base + "/"), document


@test("the address below the issuer says the same as the one RFC 8414 makes")
def both_addresses(world):
    below = world.wire.get(world.standard.base + "/.well-known/oauth-authorization-server")
    made = world.wire.get(get_well_known_url(world.standard.base, external=True))
    assert below.content == made.content and below.status_code == made.status_code == 200, (below.text, made.text)
