"""A visit at home, screen by screen: the family books, the desk sends, the doctor orders, the list is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.conftest import Reader, a_site
from yiyang.config.demo import cast

pytestmark = pytest.mark.browser
QINGHE = {"en": "Qinghe", "zh-hans": "清和"}
HOSPITAL = {"en": "Dujiangyan Medical", "zh-hans": "都江堰医疗"}
OFFICE = {"en": "Office", "zh-hans": "平台"}
Sit = Callable[..., Reader]


@pytest.fixture(scope="module")
def company(template_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running Yiyang with a company that nurses at home."""
    with a_site("tests.journeys.at_home", template_database, django_db_blocker, tmp_path_factory) as running:
        yield running.address


@pytest.fixture
def sit(company: str, chromium: Browser) -> Iterator[Sit]:
    """`sit("limin", None, "en", 1280)` – somebody at a screen of the company's site."""
    opened: list[BrowserContext] = []

    def sit_down(who: str, house: str | None, language: str, width: int, *, script: bool = True) -> Reader:
        context = chromium.new_context(
            viewport={"width": width, "height": 860}, reduced_motion="reduce", java_script_enabled=script
        )
        opened.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": company}])
        found = Reader(company, context, context.new_page(), f"at-home-{who}-{width}-{language}")
        return found.sign_in(who, house)

    yield sit_down
    for context in opened:
        context.close()


both = pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 390)])


@both
def test_a_daughter_books_what_the_doctor_ordered(sit: Sit, language: str, width: int) -> None:
    limin = sit("limin", None, language, width)
    limin.open(f"/home-visit/requests/{cast.key('guifang')}")
    page = limin.look("requests")
    page.click("a.btn.primary[href*='/home-visit/choose/']")
    page.wait_for_load_state()
    limin.look("hours")
    free = page.locator("input[name=at]:not([disabled])")
    (free.first if language == "en" else free.last).check(force=True)  # not the hour the other language took
    page.select_option("[name=every]", "3")
    page.fill("[name=visits]", "2")
    page.click("#hours button.primary")
    page.wait_for_load_state()
    limin.look("who")
    page.locator(f"input[value='{cast.key('practitioner-chen')}']").first.check(force=True)
    page.click("#book button.primary")
    page.wait_for_load_state()
    limin.look("booked")
    assert "/home-visit/" in page.url
    page.click("a[href*='/home-visit/series/']")
    page.wait_for_load_state()
    limin.look("series")
    page.go_back()
    page.click("a[href$='/move']")
    page.wait_for_load_state()
    limin.look("move")


@both
def test_the_company_sends_and_says_what_it_does(sit: Sit, language: str, width: int) -> None:
    desk = sit("desk", QINGHE[language], language, width)
    for address, shot in (("/home-visit/board", "board"),):
        desk.open(address)
        desk.look(shot)
    manager = sit("manager", QINGHE[language], language, width)
    manager.open("/home-visit/offered")
    manager.look("offered")
    manager.open("/home-visit/lists?province=51")
    page = manager.look("list")
    page.click("a[href$='/51/hn37']")
    page.wait_for_load_state()
    manager.look("item")
    chen = sit("chen", QINGHE[language], language, width)
    chen.open("/home-visit/rounds")
    chen.look("rounds")


@both
def test_the_doctor_and_the_operator(sit: Sit, language: str, width: int) -> None:
    zhao = sit("zhao", HOSPITAL[language], language, width)
    page = zhao.open(f"/file/{cast.key('guifang')}")
    page.click("a[href*='/home-visit/order/']")
    page.wait_for_load_state()
    zhao.look("order")
    operator = sit("operator", OFFICE[language], language, width)
    operator.open("/home-visit/lists/51/hn37")
    operator.look("change")
    limin = sit("limin", None, language, width)
    limin.open(f"/home-visit/assessments/{cast.key('guifang')}")
    limin.look("assessments")
