"""One SSO token, or one hand-off code, many redemptions at once (SECURITY 1A rows 17, 20)."""

from races.parallel import at_once, statuses
from suite import test
from wire import bearer


@test("64 redemptions of one SSO token at once: one person is signed in (1A rows 17, 20)")
def redemptions(world):
    vendor = world.xoxoday
    token = vendor.tokens()["access_token"]
    for _ in range(3):
        sso_token = vendor.sso_token(token)
        call = {"method": "GET", "url": f"{vendor.base}/chef/v1/oauth/redirect/stores/{sso_token}", "headers": {"Accept": "text/html"}}
        replies = at_once([call] * 64)
        assert statuses(replies) == {302: 1, 404: 63}, statuses(replies)
        assert sum("Set-Cookie" in reply.headers for reply in replies) == 1


@test("64 redemptions of one hand-off code at once: one answer")
def handoffs(world):
    vendor = world.xoxoday
    token = vendor.tokens()["access_token"]
    code = vendor.handoff_code(vendor.sso_token(token))
    call = vendor.json_call("/chef/v1/oauth/sso/handoff", {"handoff_code": code}, **bearer(world.admin_key))
    replies = at_once([call] * 64)
    assert statuses(replies) == {200: 1, 400: 63}, statuses(replies)


@test("32 SSO tokens for one new person at once: one user, one membership")
def provisioning(world):
    vendor = world.xoxoday
    token = vendor.tokens()["access_token"]
    call = vendor.json_call("/chef/v1/oauth/sso/stores/company", {"user_input": "Newest@First.example"}, **bearer(token))
    replies = at_once([call] * 32)
    assert statuses(replies) == {200: 32}, statuses(replies)
    people = [user for user in world.run("user", "list", "--tenant", "xoxoday") if user["email"].lower() == "newest@first.example"]
    assert len(people) == 1, people
    came = {vendor.handoff(vendor.handoff_code(reply.json()["data"]["ssoToken"])).json()["user"]["id"] for reply in replies[:4]}
    assert len(came) == 1, came
