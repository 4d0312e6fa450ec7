"""Authlib's two clients, over requests and over httpx, walk every flow of the standard tenant."""

import urllib.parse

from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc6749 import MismatchingStateException

from clients.discovery import endpoints
from person import query
from suite import test
from surfaces.surface import Platform

SESSIONS = {"requests": OAuth2Session, "httpx": OAuth2Client}
WAYS = ("requests, client_secret_basic", "requests, client_secret_post", "httpx, client_secret_basic", "httpx, client_secret_post")


def session(way, platform, **options):
    """A client as its makers' documentation sets it up."""
    transport, method = way.split(", ")
    options = {
        "scope": "read write", "redirect_uri": platform.redirect_uri, "token_endpoint_auth_method": method,
        "revocation_endpoint_auth_method": method, "code_challenge_method": "S256", **options,
    }
    return SESSIONS[transport](platform.client_id, platform.client_secret, **options)


def walk(world, client):
    """Authorization code with a code challenge; state and issuer are checked as a client should."""
    found = endpoints(world)
    verifier = generate_token(48)
    address, state = client.create_authorization_url(found["authorization_endpoint"], code_verifier=verifier)
    callback = world.person("standard").allow(address)
    assert callback.startswith(client.redirect_uri + "?"), callback
    parameters = query(callback)
    assert parameters["state"] == state and parameters["iss"] == found["issuer"], parameters
    try:
        client.fetch_token(found["token_endpoint"], authorization_response=callback, code_verifier=verifier, state="another")
        raise AssertionError("another state was taken")
    except MismatchingStateException:
        pass
    return client.fetch_token(found["token_endpoint"], authorization_response=callback, code_verifier=verifier, state=state)


def introspect(client, found, token):
    """What the server says of a token, to this client."""
    answer = client.introspect_token(found["introspection_endpoint"], token=token, token_type_hint="access_token")
    assert answer.status_code == 200, (answer.status_code, answer.text)
    return answer.json()


@test("Authlib ({}): code with PKCE, introspection, refresh, revocation", *WAYS)
def confidential(world, way):
    found, platform = endpoints(world), world.standard.platform
    client = session(way, platform)
    token = walk(world, client)
    assert token["token_type"] == "Bearer" and token["expires_in"] == 3600 and token["scope"] == "read write", token
    told = introspect(client, found, token["access_token"])
    assert told["active"] is True and told["client_id"] == platform.client_id and told["scope"] == "read write", told
    assert told["iss"] == found["issuer"] and token["expires_at"] - told["exp"] <= 2, (told, token)

    renewed = client.refresh_token(found["token_endpoint"], refresh_token=token["refresh_token"])
    assert renewed["access_token"] != token["access_token"] and renewed["refresh_token"] != token["refresh_token"]
    assert introspect(client, found, renewed["access_token"])["active"] is True

    answer = client.revoke_token(found["revocation_endpoint"], token=renewed["refresh_token"], token_type_hint="refresh_token")
    assert answer.status_code == 200, (answer.status_code, answer.text)
    for ended in (token, renewed):
        assert introspect(client, found, ended["access_token"]) == {"active": False}
    try:
        client.refresh_token(found["token_endpoint"], refresh_token=renewed["refresh_token"])
        raise AssertionError("a revoked refresh token was taken")
    except OAuthError as error:
        assert error.error == "invalid_grant", error


@test("Authlib ({}): a public client on another loopback port than the registered one", "requests, none", "httpx, none")
def public(world, way):
    found, registered = endpoints(world), world.standard.public
    parts = urllib.parse.urlsplit(registered.redirect_uri)
    moved = parts._replace(netloc="127.0.0.1:49152").geturl()
    assert moved != registered.redirect_uri
    client = session(way, Platform("", registered.client_id, None, moved, ()))
    token = walk(world, client)
    renewed = client.refresh_token(found["token_endpoint"], refresh_token=token["refresh_token"])
    assert renewed["refresh_token"] != token["refresh_token"] and world.standard.is_good(renewed["access_token"])
    answer = client.revoke_token(found["revocation_endpoint"], token=renewed["access_token"], token_type_hint="access_token")
    assert answer.status_code == 200 and not world.standard.is_good(renewed["access_token"]), answer.text


@test("Authlib ({}): client credentials", *WAYS)
def robot(world, way):
    found = endpoints(world)
    client = session(way, world.standard.robot)
    token = client.fetch_token(found["token_endpoint"], grant_type="client_credentials")
    assert token["scope"] == "read write" and "refresh_token" not in token, token
    told = introspect(client, found, token["access_token"])
    assert told["active"] is True and told["sub"].startswith("account:"), told
    assert client.revoke_token(found["revocation_endpoint"], token=token["access_token"]).status_code == 200
    assert introspect(client, found, token["access_token"]) == {"active": False}


@test("Authlib hears what went wrong: {}", "wrong verifier", "wrong secret")
def errors(world, what):
    found, platform = endpoints(world), world.standard.platform
    client = session("requests, client_secret_basic", platform)
    verifier = generate_token(48)
    address, state = client.create_authorization_url(found["authorization_endpoint"], code_verifier=verifier)
    callback = world.person("standard").allow(address)
    if what == "wrong verifier":
        verifier = generate_token(48)
    else:
        client.client_secret = "0" * 64
    try:
        client.fetch_token(found["token_endpoint"], authorization_response=callback, code_verifier=verifier, state=state)
        raise AssertionError("no error")
    except OAuthError as error:
        assert error.error == {"wrong verifier": "invalid_grant", "wrong secret": "invalid_client"}[what], error


@test("Authlib ({}): a resource server introspects at every vendor's tenant", *WAYS)
def resource_server(world, way):
    transport, method = way.split(", ")
    options = {"token_endpoint_auth_method": method, "revocation_endpoint_auth_method": method}
    for vendor in (world.standard, world.xref, world.xoxoday, world.xurrent, world.xeno):
        made = world.run(
            "resource-server", "create", "--tenant", vendor.slug, "--name", "API", "--audience", "https://api.example")
        world.minted.add(made["client_secret"])
        client = SESSIONS[transport](made["id"], made["client_secret"], **options)
        found = {"introspection_endpoint": vendor.base + "/oauth/introspect"}
        told = introspect(client, found, vendor.tokens()["access_token"])
        assert told["active"] is True and told["aud"] == "https://api.example" and told["client_id"] == vendor.platform.client_id, told
        assert introspect(client, found, "none") == {"active": False}
        stranger = SESSIONS[transport](made["id"], "x" + made["client_secret"][1:], **options)
        answer = stranger.introspect_token(found["introspection_endpoint"], token="none")
        assert answer.status_code == 401 and "active" not in answer.text, (answer.status_code, answer.text)
        world.run("resource-server", "delete", made["id"], "--tenant", vendor.slug, "--yes")
