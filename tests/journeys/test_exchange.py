"""Looking everywhere, bringing a list, adding a picture, and a calendar of one's own, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.conftest import Readers
from yiyang.care.records.tests.test_attachments import picture
from yiyang.config.demo import cast
from yiyang.lifecycle.exchange.tests.factories import as_csv
from yiyang.lifecycle.exchange.tests.test_take import BAD

pytestmark = pytest.mark.browser
GUIFANG = cast.key("guifang")


def test_the_box_answers_while_one_types_and_by_keyboard(reader: Readers) -> None:
    limin = reader("limin")
    page = limin.open("/orders")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "everywhere"
    page.keyboard.type("wgf")
    page.wait_for_selector(".bar .search-found a")
    limin.look("search-typing")
    page.keyboard.press("ArrowDown")
    assert "/file/" in page.evaluate("document.activeElement.href")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "everywhere"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search")
    assert "wgf" not in page.url
    limin.look("search-found")


@pytest.mark.parametrize(("width", "language"), [(390, "zh-hans"), (1280, "en")])
def test_the_desk_brings_its_list_without_javascript(
    reader: Readers, tmp_path: Path, width: int, language: str
) -> None:
    house = "都江堰" if language == "zh-hans" else "Dujiangyan"
    file = tmp_path / "elders.csv"
    file.write_bytes(as_csv(BAD, "gb18030"))
    desk = reader("desk", house, width=width, language=language, script=False)
    desk.open("/lists")
    page = desk.page
    page.set_input_files("input[type=file]", file)
    page.click("form:has(input[type=file]) button.primary")
    page.wait_for_selector("table")
    page.click("form.deed button.primary")
    page.wait_for_load_state()
    watched = reader("desk", house, width=width, language=language)
    watched.open("/lists")
    watched.look("lists")
    watched.open(page.url)
    watched.look("list-run")


@pytest.mark.parametrize(("who", "width", "language"), [("limin", 1280, "en"), ("guifang", 390, "zh-hans")])
def test_a_picture_is_added_and_a_calendar_made(
    reader: Readers, tmp_path: Path, who: str, width: int, language: str
) -> None:
    photo = tmp_path / "heel.jpg"
    photo.write_bytes(picture())
    family = reader(who, width=width, language=language)
    page = family.open(f"/file/{GUIFANG}/papers")
    page.fill(".attachments input[name=title]", "Heel")
    page.set_input_files(".attachments input[type=file]", photo)
    page.click(".attachments .btn.primary")
    page.wait_for_selector(".attachments img")
    family.look("papers")
    family.open("/security/calendar")
    page.click("form.deed button")
    page.wait_for_selector("code")
    family.look("calendar")
