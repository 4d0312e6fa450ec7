"""A real server of django-oauth-toolkit in a database of its own: registers two applications, lets a person allow both, prints what came.

`django_server.py HOST DATABASE USER` prints JSON: for each application its id, its secret and the tokens.
"""

import base64
import hashlib
import json
import secrets
import sys
import urllib.parse

import django
from django.conf import settings

HOST, DATABASE, USER = sys.argv[1:4]
CALLBACK = "https://partner.example/callback"

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": DATABASE, "USER": USER, "HOST": HOST}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"],
    OAUTH2_PROVIDER={"SCOPES": {"read": "Read", "write": "Write"}, "ACCESS_TOKEN_EXPIRE_SECONDS": 36000},
    ROOT_URLCONF=__name__,
    SECRET_KEY=secrets.token_hex(32),
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    USE_TZ=True,
)
django.setup()

# pylint: disable=wrong-import-position
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402

urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]


def tokens_of(browser, application, secret):
    """The whole walk of RFC 6749 with PKCE."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    request = {
        "client_id": application.client_id, "response_type": "code", "redirect_uri": CALLBACK, "scope": "read write", "state": "s",
        "code_challenge": challenge, "code_challenge_method": "S256",
    }
    answer = browser.post("/o/authorize/", {**request, "allow": "Authorize"})
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(answer["Location"]).query)["code"][0]
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "client_id": application.client_id,
        "client_secret": secret, "code_verifier": verifier,
    }
    answer = browser.post("/o/token/", form)
    assert answer.status_code == 200, answer.content
    return answer.json()


def main():
    call_command("migrate", verbosity=0)
    person = get_user_model().objects.create_user("ada", "ada@old.example", "a password of the old server")
    browser = Client()
    browser.force_login(person)
    made = {"owner_id": person.pk, "applications": []}
    for name, hashes in (("Hashed", True), ("Plain", False)):
        secret = secrets.token_urlsafe(40)
        application = Application.objects.create(
            name=name, client_type="confidential", authorization_grant_type="authorization-code", redirect_uris=CALLBACK,
            client_secret=secret, hash_client_secret=hashes, skip_authorization=False,
        )
        first = tokens_of(browser, application, secret)
        # As partners live: refreshed before, so that there is something used up as well.
        renewal = {
            "grant_type": "refresh_token", "refresh_token": first["refresh_token"], "client_id": application.client_id,
            "client_secret": secret,
        }
        answer = browser.post("/o/token/", renewal)
        assert answer.status_code == 200, answer.content
        made["applications"].append({"client_id": application.client_id, "secret": secret, "old": first, "tokens": answer.json()})
    print(json.dumps(made))


main()
