"""A nurse's day on her telephone: with and without a network, with one hand, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Reader, Site

pytestmark = pytest.mark.browser
PHONE = "/home-visit/phone/"
HOME = {"latitude": 30.9943, "longitude": 103.6419, "accuracy": 15}
HOUSES = {"en": "Community", "zh-hans": "社区"}
TELEPHONE = "Mozilla/5.0 (Linux; Android 11; Redmi Note 8) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


@pytest.fixture
def nurse(rounds: Site, chromium: Browser) -> Iterator[object]:
    opened = []

    def sit_down(language: str = "en", width: int = 390, *, script: bool = True, place: bool = True) -> Reader:
        context = chromium.new_context(
            viewport={"width": width, "height": 780}, java_script_enabled=script, reduced_motion="reduce",
            user_agent=TELEPHONE, has_touch=True, permissions=["geolocation"] if place else [],
            geolocation=HOME if place else None,
        )  # fmt: skip
        opened.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": rounds.address}])
        page = context.new_page()
        found = Reader(rounds.address, context, page, f"rounds-{width}-{language}")
        return found.sign_in("chen", HOUSES[language])

    yield sit_down
    for context in opened:
        context.close()


def waiting(page: Page, state: str) -> None:
    expect(page.locator("#phone-status")).to_have_attribute("data-state", state, timeout=20_000)


def test_look(nurse) -> None:  # type: ignore[no-untyped-def]
    screen = nurse()
    page = screen.open(PHONE)
    page.on("console", lambda said: print("CONSOLE", said.text))
    page.on("pageerror", lambda said: print("ERROR", said))
    page.wait_for_timeout(3000)
    screen.page.screenshot(path="/tmp/p1.png", full_page=True)
    page.locator("a.tile").first.click()
    page.wait_for_timeout(1500)
    screen.page.screenshot(path="/tmp/p2.png")
    page.click("[data-next]")
    page.wait_for_timeout(3000)
    page.click("[data-next]")
    page.wait_for_timeout(3000)
    screen.page.screenshot(path="/tmp/p3.png", full_page=True)
    screen.context.set_offline(True)
    page.reload()
    page.wait_for_timeout(6000)
    screen.page.screenshot(path="/tmp/p4.png", full_page=True)
