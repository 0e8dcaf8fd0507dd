"""Promise: through 200 random disconnections, double sends and reorderings every entry arrives once, and none is lost.

A nurse works on in a real browser while the road between her telephone and the house fails in every way it can: before
the house hears, after it has written but before she is told, twice over, long after it was given up, with the page
reloaded on the way or no network at all. The seed decides; it is said when the promise is broken.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Geolocation, Page, Request, Route, expect

from tests.journeys.conftest import Reader, Site, rounds

__all__ = ["rounds"]
pytestmark = pytest.mark.browser
PHONE = "/home-visit/phone/"
HOME: Geolocation = {"latitude": 30.9943, "longitude": 103.6419, "accuracy": 15}
SEED = int(os.environ.get("YIYANG_OFFLINE_SEED", "20261121"))
PATIENCE = 60_000


@dataclass
class Road:
    """The way between telephone and house. `forgetful` is the control: every sending gets new keys."""

    dice: random.Random
    forgetful: bool = False
    bad: bool = True
    cuts: int = 0
    told: list[str] = field(default_factory=list)
    late: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    def carry(self, route: Route, request: Request) -> None:
        """One sending: lost, doubled, kept for later, or let through."""
        body = request.post_data or ""
        names: dict[str, str] = {}
        if self.forgetful:
            body, names = forget_keys(body)
        fate = self.dice.choice(("before", "after", "late", "double", "through")) if self.bad else "through"
        self.told.append(fate)
        if fate in ("before", "late"):
            if fate == "late":
                self.late.append((request.url, request.headers, body))
            self.cut(route)
            return
        answer = route.fetch(post_data=body)
        if fate == "double":
            answer = route.fetch(post_data=body)
        if fate == "after":
            self.cut(route)
            return
        text = answer.text()
        for new, old in names.items():
            text = text.replace(new, old)
        route.fulfill(status=answer.status, content_type="application/json", body=text)

    def cut(self, route: Route) -> None:
        self.cuts += 1
        route.abort("connectionreset")

    def deliver_late(self, context: BrowserContext) -> None:
        """What was given up long ago arrives after all, in any order."""
        self.dice.shuffle(self.late)
        while self.late:
            url, headers, body = self.late.pop()
            wanted: dict[str, str] = {
                name: headers[name] for name in ("x-csrftoken", "content-type") if name in headers
            }
            context.request.post(url, headers=wanted, data=body)


def forget_keys(body: str) -> tuple[str, dict[str, str]]:
    """The same sending as a telephone would make it that gives its entries no lasting key."""
    told: dict[str, Any] = json.loads(body)
    names: dict[str, str] = {}
    for entry in told["entries"]:
        names[new := str(uuid4())] = entry["key"]
        entry["key"] = new
    return json.dumps(told), names


@contextmanager
def a_telephone(browser: Browser, site: Site) -> Iterator[Reader]:
    context = browser.new_context(
        viewport={"width": 390, "height": 780}, permissions=["geolocation"], geolocation=HOME, reduced_motion="reduce"
    )
    context.add_cookies([{"name": "django_language", "value": "en", "url": site.address}])
    try:
        yield Reader(site.address, context, context.new_page(), "offline").sign_in("chen", "Community")
    finally:
        context.close()


def visits_of(page: Page) -> list[str]:
    return [str(tile.get_attribute("href")).rpartition("/")[2] for tile in page.locator("a.tile").all()]


def nudge(page: Page) -> None:
    """The network seems to be back: the telephone tries at once."""
    page.evaluate("dispatchEvent(new Event('online'))")


def note(page: Page, text: str) -> None:
    """Write a note as a nurse does; when the box is empty again, the telephone says that it has kept it."""
    box = page.locator("article[data-visit] textarea[name=text]")
    page.evaluate("document.querySelector('article [data-step=noted]').open = true")
    box.fill(text)
    page.locator("article[data-visit] form[data-entry=noted] button.primary").click()
    expect(box).to_have_value("")


def arrive(page: Page, visit: str) -> None:
    page.goto(page.url.partition(PHONE)[0] + PHONE + visit)
    expect(page.locator("article[data-visit]")).to_be_visible(timeout=PATIENCE)
    page.click("[data-next=set_out]")
    page.click("[data-next=arrived]")
    expect(page.locator("article [data-step=arrived]")).to_have_attribute("data-state", "done", timeout=PATIENCE)


def work_through(telephone: Reader, road: Road, visit: str, cuts: int) -> list[str]:
    """Write notes until the road has been cut often enough; answers what was written, in order."""
    page, context = telephone.page, telephone.context
    written: list[str] = []
    context.route("**/hand-in", road.carry)
    while road.cuts < cuts:
        text = f"Entry {len(written) + 1} of this visit."
        note(page, text)
        written.append(text)
        match road.dice.randrange(9):
            case 0:
                road.deliver_late(context)
            case 1:
                page.reload()
                expect(page.locator("article[data-visit]")).to_be_visible(timeout=PATIENCE)
            case 2:
                context.set_offline(True)
                road.cuts += 1
                page.reload()  # no network at all: the page comes from the telephone
                expect(page.locator("article[data-visit]")).to_be_visible(timeout=PATIENCE)
                note(page, text := f"Entry {len(written) + 1} of this visit.")
                written.append(text)
                context.set_offline(False)
        for _ in range(3):
            nudge(page)
            page.wait_for_timeout(road.dice.randrange(20, 90))  # the hurry of a real thumb, not a wait for something
    road.bad = False
    nudge(page)
    expect(page.locator("#phone-status")).to_have_attribute("data-state", "sent", timeout=PATIENCE)
    expect(page.locator("#phone-status")).to_have_attribute("data-waiting", "0")
    road.deliver_late(context)
    return written


def in_the_house(site: Site, visit: str) -> tuple[list[str], bool]:
    """What the database holds of the visit's notes in the telephone's order; whether they also arrived in that order."""
    asked = connections["owner"].get_connection_params()
    parameters = {key: value for key, value in asked.items() if key in ("host", "port", "user", "password")}
    with psycopg.connect(**parameters, dbname=site.database) as owner:
        rows = owner.execute(
            "SELECT data->>'text', seq, received_at FROM home_visit_entry WHERE visit_id = %s AND kind = 'noted'"
            " ORDER BY seq, received_at",
            [visit],
        ).fetchall()
    arrivals = [row[2] for row in rows]
    return [str(row[0]) for row in rows], arrivals == sorted(arrivals)


SIZES = [pytest.param(25, id="25"), pytest.param(200, id="200", marks=pytest.mark.long)]


@pytest.mark.parametrize("cuts", SIZES)
def test_every_entry_arrives_once_and_none_is_lost(rounds: Site, chromium: Browser, cuts: int) -> None:
    road = Road(random.Random(SEED + cuts))
    with a_telephone(chromium, rounds) as telephone:
        page = telephone.open(PHONE)
        expect(page.locator("a.tile[data-go]").first).to_be_visible(timeout=PATIENCE)
        visit = visits_of(page)[-1 if cuts < 100 else -2]
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        arrive(page, visit)
        written = work_through(telephone, road, visit, cuts)
        assert page.locator("[data-trouble]").count() == 0
    found, in_order = in_the_house(rounds, visit)
    assert found == written, f"seed {SEED + cuts}, after {road.cuts} cuts: {road.told}"
    assert in_order, f"seed {SEED + cuts}: something arrived before what came first"
    assert {"before", "after", "late", "double"} <= set(road.told)


def test_control_without_a_lasting_key_entries_come_twice(rounds: Site, chromium: Browser) -> None:
    road = Road(random.Random(SEED), forgetful=True)
    with a_telephone(chromium, rounds) as telephone:
        page = telephone.open(PHONE)
        expect(page.locator("a.tile[data-go]").first).to_be_visible(timeout=PATIENCE)
        visit = visits_of(page)[-3]
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        arrive(page, visit)
        expect(page.locator("#phone-status")).to_have_attribute("data-state", "sent", timeout=PATIENCE)
        written = work_through(telephone, road, visit, 12)
    found, _ = in_the_house(rounds, visit)
    assert set(found) == set(written)
    assert len(found) > len(written), f"seed {SEED}: without a lasting key an entry should have come twice"
