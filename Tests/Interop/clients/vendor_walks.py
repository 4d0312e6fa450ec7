"""Other people's clients at the vendors, as far as these speak OAuth's own forms."""

from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session

from person import query
from suite import test


@test("Xurrent by Authlib ({})", "client_secret_post", "client_secret_basic")
def xurrent_authlib(world, method):
    vendor = world.xurrent
    platform = vendor.register()
    client = AuthlibSession(
        platform.client_id, platform.client_secret, redirect_uri=platform.redirect_uri, token_endpoint_auth_method=method)
    address, state = client.create_authorization_url(vendor.url("/authorize"))
    callback = world.person("xurrent").allow(address)
    token = client.fetch_token(vendor.url("/token"), authorization_response=callback, state=state)
    assert token["token_type"] == "bearer" and token["expires_in"] == 3600, token
    assert client.get(vendor.url("/v1/me")).json()["primary_email"] == "admin@first.example"
    renewed = client.refresh_token(vendor.url("/token"), refresh_token=token["refresh_token"])
    assert renewed["refresh_token"] != token["refresh_token"]
    assert client.get(vendor.url("/v1/me")).status_code == 200


@test("Xurrent by requests-oauthlib")
def xurrent_requests_oauthlib(world):
    vendor = world.xurrent
    platform = vendor.register()
    client = OAuth2Session(platform.client_id, redirect_uri=platform.redirect_uri)
    address, _ = client.authorization_url(vendor.url("/oauth/authorize"))
    callback = world.person("xurrent").allow(address)
    how = {"include_client_id": True, "client_secret": platform.client_secret}
    token = client.fetch_token(vendor.url("/oauth/token"), authorization_response=callback, **how)
    assert client.get(vendor.url("/v1/me")).json()["primary_email"] == "admin@first.example"
    how = {"client_id": platform.client_id, "client_secret": platform.client_secret}
    client.refresh_token(vendor.url("/oauth/token"), refresh_token=token["refresh_token"], **how)
    assert client.get(vendor.url("/v1/me")).status_code == 200


@test("Xurrent's client credentials by {}", "Authlib", "requests-oauthlib")
def xurrent_robot(world, library):
    vendor, platform = world.xurrent, world.xurrent.robot
    if library == "Authlib":
        client = AuthlibSession(platform.client_id, platform.client_secret, token_endpoint_auth_method="client_secret_post")
        token = client.fetch_token(vendor.url("/token"), grant_type="client_credentials")
    else:
        client = OAuth2Session(client=BackendApplicationClient(client_id=platform.client_id))
        token = client.fetch_token(vendor.url("/token"), include_client_id=True, client_secret=platform.client_secret)
    assert "refresh_token" not in token, token
    assert client.get(vendor.url("/v1/me")).json()["primary_email"] == "admin@first.example"


@test("Xeno as OmniAuth's strategy does it, by requests-oauthlib")
def xeno(world):
    vendor, platform = world.xeno, world.xeno.platform
    client = OAuth2Session(platform.client_id, redirect_uri=platform.redirect_uri, scope=["contacts", "conversations"])
    # It sends response_type=code, redirect_uri and state, then grant_type and redirect_uri.
    address, state = client.authorization_url(vendor.url("/oauth/authorize"))
    callback = world.person("xeno").allow(address)
    assert query(callback)["state"] == state, callback
    token = client.fetch_token(
        vendor.url("/oauth/token"), authorization_response=callback, include_client_id=True, client_secret=platform.client_secret)
    assert token["scope"] == ["contacts", "conversations"], token
    me = client.get(vendor.url("/api/me")).json()
    assert me["email"] == "admin@first.example" and me["team"]["name"] == "First Account", me


@test("Xeno by Authlib, in Basic")
def xeno_authlib(world):
    vendor, platform = world.xeno, world.xeno.platform
    client = AuthlibSession(platform.client_id, platform.client_secret, redirect_uri=platform.redirect_uri, scope="faqs")
    address, state = client.create_authorization_url(vendor.url("/oauth/authorize"))
    token = client.fetch_token(
        vendor.url("/oauth/token"), authorization_response=world.person("xeno").allow(address), state=state)
    assert sorted(token) == ["access_token", "scope"] and token["scope"] == "faqs", token


@test("Xoxoday in forms, by requests-oauthlib")
def xoxoday(world):
    vendor, platform = world.xoxoday, world.xoxoday.register()
    client = OAuth2Session(platform.client_id, redirect_uri=platform.redirect_uri, scope="user_session")
    address, _ = client.authorization_url(vendor.url("/chef/v1/oauth/authorize"))
    callback = world.person("xoxoday").allow(address)
    how = {"include_client_id": True, "client_secret": platform.client_secret}
    token = client.fetch_token(vendor.url("/chef/v1/oauth/token/company"), authorization_response=callback, **how)
    assert token["expires_in"] == 2592000 and token["email"] == "admin@first.example", token
    answer = client.get(vendor.url("/chef/v1/oauth/token"))
    assert answer.status_code == 200 and answer.json()["access_token"] == token["access_token"], answer.text
    how = {"client_id": platform.client_id, "client_secret": platform.client_secret}
    renewed = client.refresh_token(vendor.url("/chef/v1/oauth/token/company"), refresh_token=token["refresh_token"], **how)
    assert renewed["refresh_token"] != token["refresh_token"], renewed
