"""What keeps the pages from being framed, scripted or kept."""

import urllib.parse

from visit import test


@test("no page can be framed, not even by the partner", tolerates=("frame-ancestors", "X-Frame-Options", "Refused to display"))
def framing(visit):
    client = visit.tenant["platform"]["client_id"]
    target = f"{visit.tenant['base_url']}/oauth/open-api/{client}?state=s"
    # The partner's own policy would refuse a frame first: the framing page is served by the test in its name.
    visit.page.route(
        visit.installation.partner + "/frame",
        lambda route: route.fulfill(content_type="text/html", body=f'<!doctype html><iframe src="{target}"></iframe>'),
    )
    visit.page.goto(visit.installation.partner + "/frame")
    visit.page.wait_for_timeout(1000)
    frames = [frame for frame in visit.page.frames if frame != visit.page.main_frame]
    assert len(frames) == 1, frames
    assert frames[0].locator("form").count() == 0, "the page was shown in a frame"
    assert frames[0].url.startswith("chrome-error:"), frames[0].url


@test("pages carry a strict policy, are not kept, and tell the next site nothing")
def headers(visit):
    seen = {}
    visit.page.on("response", lambda answer: seen.update({urllib.parse.urlsplit(answer.url).path: answer}))
    visit.to_consent()
    consent = seen[f"/t/xref/oauth/open-api/{visit.tenant['platform']['client_id']}"]
    sent = consent.all_headers()
    policy = sent["content-security-policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", f"form-action 'self' {visit.installation.partner}"):
        assert part in policy, policy
    assert "unsafe" not in policy, policy
    assert sent["x-frame-options"] == "DENY" and sent["referrer-policy"] == "no-referrer" and sent["cache-control"] == "no-store", sent
    assert visit.page.locator("script").count() == 0
    cookies = {cookie["name"]: cookie for cookie in visit.context.cookies()}
    assert cookies["symbolon_session"]["httpOnly"] and cookies["symbolon_session"]["sameSite"] == "Lax", cookies


@test("the checks of this suite find what they look for")
def self_check(visit):
    def serve(route):
        body = """<!doctype html><title>x</title><h1 style="width: 900px">wide</h1><img src="/x.png"><img src="http://127.0.0.1:1/y.png">"""
        route.fulfill(content_type="text/html", headers={"Content-Security-Policy": "img-src *; default-src 'none'"}, body=body)

    address = visit.installation.partner + "/"
    visit.page.set_viewport_size({"width": 360, "height": 740})
    visit.page.route(address + "check", serve)
    visit.page.goto(address + "check")
    visit.page.wait_for_timeout(300)
    heard = " ".join(visit.complaints)
    assert "a request left for http://127.0.0.1:1/y.png" in heard, heard
    assert "style" in heard and "Content Security Policy" in heard, heard
    visit.complaints.clear()
    for check in (visit.has_no_axe_violations, visit.has_no_sideways_scroll):
        try:
            if check == visit.has_no_sideways_scroll:
                visit.page.evaluate("() => { document.querySelector('h1').style.width = '900px' }")
            check()
        except AssertionError:
            continue
        raise AssertionError(f"{check.__name__} sees nothing")
    visit.complaints.clear()
