"""Duties of trust on a screen: care moves, an emergency opens and closes, a request is decided, two files are joined."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Reader, Readers
from yiyang.config.demo import cast

pytestmark = pytest.mark.browser
GUIFANG = cast.key("guifang")
CARD = "13800998177"
LOOKS = [pytest.param(1280, "en", id="desk-english"), pytest.param(390, "zh-hans", id="telephone-chinese")]
HOSPITAL = {"en": "Dujiangyan", "zh-hans": "都江堰"}
COMMUNITY = {"en": "Xingfu", "zh-hans": "幸福"}
OFFICE = {"en": "Qingcheng", "zh-hans": "青城"}


def newcomer(desk: Reader, phone: str) -> str:
    """Open a file at the reception; the address of the caller's page."""
    page = desk.open("/reception")
    page.fill("[name=name]", "赵秀英")
    page.fill("[name=name_latin]", "Zhao Xiuying")
    page.fill("[name=birth_on]", "1950-06-15")
    page.fill("[name=phone]", phone)
    page.click("form[action='/reception/new'] button")
    page.wait_for_url("**/reception/*-*")
    return page.url


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_the_desk_joins_two_files_and_moves_the_care(reader: Readers, width: int, language: str) -> None:
    desk = reader("desk", HOSPITAL[language], width=width, language=language)
    newcomer(desk, CARD)
    caller = newcomer(desk, CARD)
    desk.look("trust-caller")
    page = desk.page
    page.click("a[href$='/duplicates']")
    page.wait_for_url("**/duplicates")
    desk.look("trust-duplicates")
    page.click("main a[href*='/join/'] >> nth=0")
    page.wait_for_url("**/join/*")
    desk.look("trust-side-by-side")
    page.fill("[name=reason]", "One card, seen at the desk. 同一张证件。")
    page.click("form[action*='/join/'] button")
    page.wait_for_url("**/duplicates")
    desk.look("trust-joined")
    page.click("main a[href*='/separate/'] >> nth=0")
    page.wait_for_url("**/separate/*")
    page.fill("[name=reason]", "They are twins. 是双胞胎。")
    page.click("form[action*='/separate/'] button")
    page.wait_for_url("**/duplicates")

    desk.open(caller)
    page.click("a[href^='/setting/']")
    page.wait_for_url("**/setting/*")
    page.select_option("[name=kind]", "hospital")
    page.select_option("[name=house]", str(cast.key("hospital")))
    page.click("form[action^='/setting/'] button.primary")
    page.wait_for_load_state()
    desk.look("trust-care-setting")
    assert page.locator("table tbody tr").count() == 1


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_a_nurse_opens_a_file_in_an_emergency_and_closes_it(reader: Readers, width: int, language: str) -> None:
    number = f"1380099{width:04d}"
    newcomer(reader("desk", HOSPITAL[language], language=language), number)
    nurse = reader("chen", COMMUNITY[language], width=width, language=language)
    page = nurse.open("/emergency")
    nurse.look("trust-emergency")
    page.fill("[name=number]", number)
    page.fill("[name=reason]", "Found unconscious in the park. 在公园昏倒。")
    page.click("form[action='/emergency'] button.alarm")
    page.wait_for_url("**/file/*")
    nurse.look("trust-file-open")
    nurse.open("/emergency")
    nurse.look("trust-emergency-open")
    page.click("form[action*='/close'] button")
    page.wait_for_load_state()
    assert page.locator("form[action*='/close']").count() == 0


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_the_office_writes_a_request_down_and_hands_out_the_copy(reader: Readers, width: int, language: str) -> None:
    number = f"1380098{width:04d}"
    newcomer(reader("desk", HOSPITAL[language], language=language), number)
    officer = reader("operator", OFFICE[language], width=width, language=language)
    page = officer.open("/requests")
    officer.look("trust-requests")
    page.fill("[name=number]", number)
    page.fill("[name=reason]", "She came with her card. 本人持身份证到场。")
    page.click("form[action='/requests'] button.primary")
    page.wait_for_url("**/requests/*")
    officer.look("trust-request")
    with page.expect_download() as downloading:
        page.click("button[value=export]")
    assert downloading.value.suggested_filename == "data.json"
    page.reload()
    officer.look("trust-request-done")


def test_the_person_reads_who_looked_and_why(reader: Readers) -> None:
    for width, language in ((1280, "en"), (390, "zh-hans")):
        guifang = reader("guifang", width=width, language=language)
        for address, shot in (("/file/looks", "trust-looks"), (f"/setting/{GUIFANG}", "trust-my-setting")):
            guifang.open(address)
            guifang.look(shot)
