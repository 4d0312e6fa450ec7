"""The reference: read in a browser without a key, on a phone too, and made of nothing from elsewhere."""

import json
import urllib.request

from playwright.sync_api import expect
from topics.pages import documents, is_sound
from visit import NARROW, test


def open_reference(visit, where):
    """Opens the reference of the management API or of the tenant, and gives its document."""
    base = visit.installation.management if where == "management" else visit.base
    visit.page.goto(base + "/reference")
    with urllib.request.urlopen(base + "/openapi.json", timeout=30) as answer:
        return json.load(answer)


for place in ("management", "tenant"):

    @test(f"the reference of the {place} has every operation, and its contents lead to each", tenant="standard")
    def whole(visit, place=place):
        seen = documents(visit)
        document = open_reference(visit, place)
        is_sound(visit, seen[-1])
        operations = {
            operation["operationId"]: (method.upper(), path)
            for path, methods in document["paths"].items() for method, operation in methods.items()
        }
        assert len(operations) >= 6, operations
        articles = visit.page.locator("article.operation .route").evaluate_all("(all) => all.map((e) => [e.closest('article').id, e.innerText])")
        assert {name: tuple(text.split()) for name, text in articles} == operations, articles
        links = visit.page.locator("nav a").evaluate_all("(all) => all.map((e) => e.getAttribute('href').slice(1))")
        ids = visit.page.locator("[id]").evaluate_all("(all) => all.map((e) => e.id)")
        assert set(links) <= set(ids) and set(operations) <= set(links), set(links) - set(ids)
        last = links[-2]
        visit.page.locator(f"nav a[href='#{last}']").click()
        expect(visit.page.locator(f"#{last}")).to_be_in_viewport()

    for scheme in ("light", "dark"):

        @test(f"axe finds nothing on the reference of the {place}, {scheme}", tenant="standard", color_scheme=scheme)
        def accessible(visit, place=place):
            open_reference(visit, place)
            visit.has_no_axe_violations()

    @test(f"nothing on the reference of the {place} scrolls sideways on 320 px", tenant="standard", **NARROW)
    def narrow(visit, place=place):
        open_reference(visit, place)
        for summary in visit.page.locator("summary").all()[:20]:
            summary.click()
        visit.has_no_sideways_scroll()

    @test(f"the reference of the {place} can be read without scripts", tenant="standard", java_script_enabled=False)
    def without_script(visit, place=place):
        base = visit.installation.management if place == "management" else visit.base
        visit.page.goto(base + "/reference")
        expect(visit.page.locator("article.operation").first).to_be_visible()
        visit.page.locator("summary").first.click()
        expect(visit.page.locator("details dl").first).to_be_visible()
