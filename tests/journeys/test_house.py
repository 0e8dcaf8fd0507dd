"""A manager's day in the browser: a service from draft to people, its price, its week, a leave, and its numbers."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Readers

pytestmark = pytest.mark.browser

LOOKS = [pytest.param(1280, "en", id="desk-english"), pytest.param(390, "zh-hans", id="telephone-chinese")]
WORDS = {
    "en": {
        "house": "Dujiangyan", "office": "Qingcheng", "draft": "Save the draft", "publish": "Publish",
        "rule": "Save the rule", "week": "Save and make sessions", "look": "Look what is sold", "close": "Close this time",
        "back": "Take the leave back", "doubt": "has the same priority", "pays": "¥ 64.00", "norms": "Publish the norms",
        "found": "Hypertension, first visit", "price": "Prices", "rest": "Let it rest",
    },
    "zh-hans": {
        "house": "都江堰", "office": "青城", "draft": "保存草稿", "publish": "发布", "rule": "保存规则",
        "week": "保存并生成场次", "look": "看看已取走多少号", "close": "停诊", "back": "撤回休假", "doubt": "优先级", "pays": "¥ 64.00",
        "norms": "发布规范", "found": "高血压初诊", "price": "价格", "rest": "暂停",
    },
}  # fmt: skip


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_a_service_from_draft_to_people(reader: Readers, width: int, language: str) -> None:
    say = WORDS[language]
    screen = reader("manager", say["house"], width=width, language=language)
    page = screen.open("/house/services/new")
    name = f"高血压初诊 {width}"
    for field, typed in {
        "name": name, "name_en": f"Hypertension, first visit {width}", "price": "80", "duration_minutes": "20",
    }.items():  # fmt: skip
        page.fill(f"[name={field}]", typed)
    page.select_option("[name=need]", "cardiology")
    page.click(f"main .form button:has-text('{say['draft']}')")
    page.wait_for_url("**/house/services/*-*")
    screen.look("service-draft")
    page.click(f"main .deed button:has-text('{say['publish']}')")
    page.wait_for_selector(f"text={say['rest']}")
    screen.look("service-published")
    service = page.url.rsplit("/", 1)[-1]

    page = screen.open(f"/house/services/{service}/prices")
    _rule(page, "八十岁以上", "Over eighty", "80", "80", say["rule"])
    screen.look("prices")
    _rule(page, "九十岁以上", "Over ninety", "90", "70", say["rule"])
    assert say["doubt"] in page.inner_text("main")
    screen.look("prices-doubt")
    page = screen.open(f"/house/services/{service}/prices?ask=yes&on=2026-12-01&age=84")
    assert say["pays"] in page.inner_text("main")
    screen.look("prices-asked")

    page = screen.open("/house/schedules/new")
    page.select_option("[name=service_id]", service)
    page.fill("[name=begins_1]", "15:00" if width == 390 else "09:00")
    page.click(f"main .form button:has-text('{say['week']}')")
    page.wait_for_url("**/house/schedules/*-*")
    screen.look("week")
    page = screen.open("/find?need=cardiology")
    assert say["found"] in page.inner_text("main")
    screen.open(f"/houses/{_hospital()}")
    screen.look("organisation")


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_a_leave_is_looked_at_closed_and_taken_back(reader: Readers, width: int, language: str) -> None:
    say = WORDS[language]
    screen = reader("manager", say["house"], width=width, language=language)
    page = screen.open("/house/leave")
    page.fill("[name=last_day]", page.input_value("[name=first_day]"))
    page.click(f"main .form button:has-text('{say['look']}')")
    page.wait_for_selector("#sold")
    screen.look("leave-sold")
    page.click(f"#sold button:has-text('{say['close']}')")
    page.wait_for_url("**/house/schedules")
    screen.look("schedules-closed")
    page.click("main td a[href*='/back']")
    page.click(f"main .confirm button:has-text('{say['back']}')")
    page.wait_for_url("**/house/schedules")
    assert not page.query_selector("main td a[href*='/back']")


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_the_operator_publishes_norms_and_the_house_accepts_them(reader: Readers, width: int, language: str) -> None:
    say = WORDS[language]
    office = reader("operator", say["office"], width=width, language=language)
    page = office.open("/platform")
    page.select_option("[name=kind]", "hospital")
    page.fill("[name=text]", f"不得收取未公示的费用。{width}")
    page.fill("[name=text_en]", f"Nobody charges what is not published. {width}")
    page.click(f"main .form button:has-text('{say['norms']}')")
    page.wait_for_load_state()
    office.look("platform-norms")
    house = reader("manager", say["house"], width=width, language=language)
    page = house.open("/house/papers")
    house.look("papers-norms")
    page.click("main .card button[value=norms]")
    page.wait_for_load_state()
    assert not page.query_selector("main button[value=norms]")
    house.open("/house")
    house.look("house-today")


def _rule(page: object, name: str, name_en: str, age: str, share: str, save: str) -> None:
    given = {"name": name, "name_en": name_en, "age_from": age, "share": share}
    for field, typed in given.items():
        page.fill(f"main .form [name={field}]", typed)  # type: ignore[attr-defined]
    page.click(f"main .form button:has-text('{save}')")  # type: ignore[attr-defined]
    page.wait_for_load_state()  # type: ignore[attr-defined]


def _hospital() -> str:
    from yiyang.config.demo import cast

    return str(cast.key("hospital"))
