"""requests-oauthlib walks every flow of the standard tenant."""

import urllib.parse

from oauthlib.oauth2 import AccessDeniedError, BackendApplicationClient, InvalidGrantError, MismatchingStateError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from clients.discovery import endpoints
from person import query
from suite import test

WAYS = ("client_secret_basic", "client_secret_post")


def credentials(way, platform):
    """How the library is told to authenticate."""
    if way == "client_secret_basic":
        return {"auth": HTTPBasicAuth(platform.client_id, platform.client_secret)}
    return {"include_client_id": True, "client_secret": platform.client_secret}


def walk(world, client, **how):
    """Authorization code with a code challenge; state and issuer are checked as a client should."""
    found = endpoints(world)
    address, state = client.authorization_url(found["authorization_endpoint"])
    callback = world.person("standard").allow(address)
    assert query(callback)["iss"] == found["issuer"] and query(callback)["state"] == state, callback
    return client.fetch_token(found["token_endpoint"], authorization_response=callback, **how)


@test("requests-oauthlib ({}): code with PKCE, refresh, revocation", *WAYS)
def confidential(world, way):
    found, platform = endpoints(world), world.standard.platform
    client = OAuth2Session(platform.client_id, redirect_uri=platform.redirect_uri, scope=["read"], pkce="S256")
    token = walk(world, client, **credentials(way, platform))
    assert token["scope"] == ["read"] and token["expires_in"] == 3600, token
    # It sends a parameter of its own, `allow_redirects`, to the token endpoint.
    how = credentials(way, platform)
    if "auth" not in how:
        how = {"client_id": platform.client_id, "client_secret": platform.client_secret}
    renewed = client.refresh_token(found["token_endpoint"], refresh_token=token["refresh_token"], allow_redirects=False, **how)
    assert renewed["refresh_token"] != token["refresh_token"] and world.standard.is_good(renewed["access_token"])

    url, headers, body = client._client.prepare_token_revocation_request(found["revocation_endpoint"], renewed["refresh_token"])
    auth = HTTPBasicAuth(platform.client_id, platform.client_secret)
    answer = client.post(url, data=body, headers=headers, auth=auth, withhold_token=True)
    assert answer.status_code == 200, (answer.status_code, answer.text)
    assert not world.standard.is_good(renewed["access_token"]) and not world.standard.is_good(token["access_token"])
    try:
        client.refresh_token(found["token_endpoint"], refresh_token=renewed["refresh_token"], **how)
        raise AssertionError("a revoked refresh token was taken")
    except InvalidGrantError:
        pass


@test("requests-oauthlib: a public client ({})", "id in the body", "Basic with an empty password")
def public(world, way):
    found, platform = endpoints(world), world.standard.public
    moved = urllib.parse.urlsplit(platform.redirect_uri)._replace(netloc="127.0.0.1:49153").geturl()
    client = OAuth2Session(platform.client_id, redirect_uri=moved, scope=["read", "write"], pkce="S256")
    how = {"include_client_id": True} if way == "id in the body" else {}
    token = walk(world, client, **how)
    assert sorted(token["scope"]) == ["read", "write"], token
    renewed = client.refresh_token(found["token_endpoint"], refresh_token=token["refresh_token"], client_id=platform.client_id)
    assert world.standard.is_good(renewed["access_token"])


@test("requests-oauthlib ({}): client credentials", *WAYS)
def robot(world, way):
    platform = world.standard.robot
    client = OAuth2Session(client=BackendApplicationClient(client_id=platform.client_id))
    token = client.fetch_token(endpoints(world)["token_endpoint"], **credentials(way, platform))
    assert "refresh_token" not in token and world.standard.is_good(token["access_token"]), token


@test("requests-oauthlib hears what went wrong: {}", "denied", "another state", "a code twice")
def errors(world, what):
    found, platform = endpoints(world), world.standard.platform
    client = OAuth2Session(platform.client_id, redirect_uri=platform.redirect_uri, scope=["read"], pkce="S256")
    address, _ = client.authorization_url(found["authorization_endpoint"])
    person = world.person("standard")
    callback = person.deny(address) if what == "denied" else person.allow(address)
    if what == "another state":
        client._state = "another"
    how = {"authorization_response": callback, **credentials("client_secret_basic", platform)}
    expected = {"denied": AccessDeniedError, "another state": MismatchingStateError, "a code twice": InvalidGrantError}[what]
    try:
        client.fetch_token(found["token_endpoint"], **how)
        assert what == "a code twice", "no error"
        client.fetch_token(found["token_endpoint"], **how)
        raise AssertionError("no error")
    except expected:
        pass
