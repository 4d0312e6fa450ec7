"""Proof keys at the standard tenant: SECURITY 2 rows 40 to 48, and 1B."""

from person import query
from suite import test
from surfaces.standard import challenge_of, new_verifier
from wire import is_error

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def refused(world, platform=None, **changes):
    """The error of a request that is sent back."""
    answer = world.person("standard").open(world.standard.address(platform, **changes))
    return query(answer.headers["Location"])["error"]


@test("row 48: the RFC's own example")
def vector(world):
    vendor = world.standard
    assert challenge_of(VERIFIER) == CHALLENGE
    code = vendor.code(vendor.public, code_challenge=CHALLENGE, code_challenge_method="S256")
    assert vendor.exchange(code, vendor.public, code_verifier=VERIFIER).status_code == 200


@test("row 40: verifiers of 43 and 128 characters work, others are refused")
def verifiers(world):
    vendor = world.standard
    for verifier in ("a" * 43, "~" * 128, "A-._~0" * 10):
        code = vendor.code(code_challenge=challenge_of(verifier), code_challenge_method="S256")
        assert vendor.exchange(code, code_verifier=verifier).status_code == 200, verifier
    for verifier in ("a" * 42, "a" * 129, "a" * 42 + "+", "a" * 43 + "=", "ä" * 43, "a" * 43 + " ", "a" * 43 + "\x00"):
        code = vendor.code(code_challenge=challenge_of(verifier), code_challenge_method="S256")
        answer = vendor.exchange(code, code_verifier=verifier)
        assert answer.status_code == 400 and answer.json()["error"] in ("invalid_request", "invalid_grant"), answer.text


@test("row 41: a challenge that is no base64url of 43 to 128 characters is refused")
def challenges(world):
    for challenge in ("x" * 42, "x" * 129, "x" * 42 + "=", "x" * 42 + "+", "x" * 42 + "/", "x" * 42 + "ä", " " * 43, CHALLENGE + "="):
        assert refused(world, code_challenge=challenge, code_challenge_method="S256") == "invalid_request", challenge


@test("rows 42, 43 and 1B row 28: plain, an unknown method and no method")
def methods(world):
    for method in ("plain", "s256", "S512", "none", None):
        for platform in (world.standard.platform, world.standard.public):
            told = refused(world, platform, code_challenge=CHALLENGE, code_challenge_method=method)
            assert told == "invalid_request", (method, told)
    assert refused(world, code_challenge_method="S256") == "invalid_request"


@test("row 44 and 1B row 25: a public client without a challenge, and one that was registered to need it")
def needed(world):
    vendor = world.standard
    for platform in (vendor.public, vendor.register("--require-pkce")):
        answer = world.person("standard").open(vendor.address(platform))
        told = query(answer.headers["Location"])
        assert told["error"] == "invalid_request" and "code challenge required" in told["error_description"], told


@test("row 45: a verifier that is missing or wrong, of a public and of a confidential client")
def wrong(world):
    vendor = world.standard
    for platform in (vendor.platform, vendor.public):
        verifier, challenge = new_verifier()
        code = vendor.code(platform, code_challenge=challenge, code_challenge_method="S256")
        for other in (None, new_verifier()[0], challenge, verifier[:-1], verifier + "A", verifier.swapcase()):
            is_error(vendor.exchange(code, platform, code_verifier=other), 400, "invalid_grant")
        assert vendor.exchange(code, platform, code_verifier=verifier).status_code == 200


@test("row 46 and 1B rows 25, 26: a verifier where no challenge was sent")
def downgrade(world):
    vendor = world.standard
    code = vendor.code()
    for verifier in (VERIFIER, new_verifier()[0]):
        is_error(vendor.exchange(code, code_verifier=verifier), 400, "invalid_grant")
    assert vendor.exchange(code).status_code == 200


@test("row 47: the metadata names S256 and nothing else")
def metadata(world):
    document = world.wire.get(world.standard.base + "/.well-known/oauth-authorization-server").json()
    assert document["code_challenge_methods_supported"] == ["S256"], document
