"""What an 84-year-old does most, in as few presses as promised; everything read aloud, undone, and done by telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Readers
from tests.journeys.test_booking import press_to
from yiyang.config.demo import cast

pytestmark = pytest.mark.browser
STEPS_MAX = 4  # R98: no task of an elder takes more
GUIFANG = cast.key("guifang")
MINE = ["/", "/orders", "/week", "/family", "/inbox", "/cases/", f"/file/{GUIFANG}", "/find?need=geriatrics"]


@dataclass
class Presses:
    """Counts what a finger does; typing would count too, and there is none."""

    page: Page
    count: int = 0

    def press(self, what: Locator) -> None:
        what.first.click()
        self.page.wait_for_load_state()
        self.count += 1
        assert self.count <= STEPS_MAX, f"step {self.count} at {self.page.url}"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_five_commonest_tasks_take_at_most_four_presses(reader: Readers, language: str) -> None:
    chinese = language == "zh-hans"
    screen = reader("guifang", width=390, language=language)
    page = screen.page

    def start() -> Presses:
        screen.open("/")
        return Presses(page)

    today = start()  # 1. see today: it is where one begins
    expect(page.locator("main .card").first).to_be_visible()
    assert today.count == 0

    again = start()  # 2. the same doctor again
    again.press(page.locator("a.tile:has-text('赵文华')" if chinese else "a.tile:has-text('Dr Zhao Wenhua again')"))
    expect(page.locator(".slot input:checked")).to_have_count(1)  # the soonest number is chosen already
    again.press(page.locator("main form#choose button.primary"))
    assert re.search(r"/appointment/[0-9a-f-]{36}$", page.url), page.url
    screen.look("booked-again")

    message = start()  # 4. read a message
    message.press(page.locator("a.tile[href='/inbox']"))
    expect(page.locator("h1")).to_be_visible()

    cancel = start()  # 3. cancel
    cancel.press(page.locator("main .card a.btn.primary"))
    cancel.press(page.locator("a[href$='/cancel']"))
    screen.look("cancel")
    cancel.press(page.locator("main form.confirm button.primary"))
    expect(page.locator(".flash .btn")).to_be_visible()
    screen.look("cancelled-with-a-way-back")

    call = start()  # 5. call for help
    call.press(page.locator(".thumb .btn.alarm"))
    expect(page.locator("a[href='tel:120']")).to_be_visible()
    page.locator("main form.deed button").first.click()  # it was a mistake
    assert [each.count for each in (today, again, cancel, message, call)] <= [STEPS_MAX] * 5


def test_what_was_cancelled_by_mistake_comes_back_with_one_press(reader: Readers) -> None:
    screen = reader("guifang", width=390, language="zh-hans", script=False)
    page = screen.page
    page.locator("a.tile:has-text('赵文华')").first.click()
    page.locator("main form#choose button.primary").click()
    page.locator("a[href$='/cancel']").click()
    page.locator("main form.confirm button.primary").click()
    screen.open("/orders")  # the way back stands on every page, for a quarter of an hour
    page.locator(".flash .btn").click()
    expect(page.locator("main")).to_contain_text("老年医学复诊")
    expect(page.locator(".flash .btn")).to_contain_text("退回这个号")
    page.locator(".flash .btn").click()


@pytest.mark.parametrize("theme", ["", "dark", "contrast"])
def test_everything_an_elder_reads_has_a_contrast_of_seven_to_one(reader: Readers, theme: str) -> None:
    screen = reader("guifang", width=390, language="zh-hans", theme=theme)
    for address in MINE:
        page = screen.open(address)
        options = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
        found = Axe().run(page, options=options).response
        weak = [
            node["html"][:120] + node["failureSummary"][:200] for each in found["violations"] for node in each["nodes"]
        ]
        assert not weak, f"{address}: {weak[:3]}"
        assert found["passes"], f"{address}: nothing was measured"


def test_control_a_weak_contrast_is_found(reader: Readers) -> None:
    page = reader("guifang", width=390).page
    page.evaluate("document.querySelector('h1').style.setProperty('color', '#8a8a8a')")
    options = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
    assert Axe().run(page, options=options).response["violations"]


def test_the_page_is_read_aloud_where_there_is_a_voice_and_the_button_hides_where_there_is_none(
    reader: Readers,
) -> None:
    screen = reader("guifang", width=390, language="zh-hans")
    screen.context.add_init_script(
        """window.said = [];
           Object.defineProperty(window, "speechSynthesis", { value: {
             speaking: false, cancel() {}, speak(words) { window.said.push([words.text, words.lang]); } } });
           window.SpeechSynthesisUtterance = function (text) { this.text = text; };"""
    )
    page = screen.open("/")
    page.locator("[data-aloud]").click()
    said, language = page.evaluate("window.said[0]")
    assert "桂芳" in said
    assert language == "zh-CN"
    assert "紧急呼叫" not in said  # what is to be pressed is not read with what is to be known
    mute = reader("guifang", width=390, language="zh-hans")
    mute.context.add_init_script('Object.defineProperty(window, "speechSynthesis", { value: undefined });')
    expect(mute.open("/").locator("[data-aloud]")).to_be_hidden()


def test_an_elder_with_a_keyboard_comes_everywhere(reader: Readers) -> None:
    screen = reader("guifang", width=1280, language="en")
    page = screen.open("/orders")
    press_to(page, ".home-way a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{screen.site}/")
    press_to(page, "a.tile[href='/inbox']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox")
    press_to(page, ".thumb .btn.alarm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")
    page.locator("main form.deed button").first.click()


@pytest.mark.parametrize("who", ["guifang", "limin"])
def test_homes_at_two_hundred_per_cent(reader: Readers, who: str) -> None:
    screen = reader(who, zoom=2)
    for address in ("/", "/week", "/family"):
        screen.open(address)
        screen.look(f"zoom-{address.strip('/') or 'home'}")


def test_the_desk_does_it_all_for_somebody_on_the_telephone(reader: Readers) -> None:
    desk = reader("chen", "Xingfu")
    page = desk.open(f"/reception/{GUIFANG}")
    desk.look("caller")
    expect(page.locator("main")).to_contain_text("They need help now")
    page.locator("form[action$='/help'] button").click()
    expect(page.locator(".flash")).to_contain_text("Their house has been asked")
    elder = reader("guifang", width=390)
    elder.page.click(".thumb .btn.alarm")  # the same call, not a second one
    elder.page.locator("main form.deed button").first.click()


def test_paper_carries_no_navigation_and_no_colour(reader: Readers) -> None:
    screen = reader("guifang", width=390, language="zh-hans", theme="dark")
    page = screen.open("/week")
    page.emulate_media(media="print")
    for hidden in (".bar", ".foot", ".thumb", "[data-print]"):
        expect(page.locator(hidden).first).to_be_hidden()
    ink, ground = page.evaluate(
        "[getComputedStyle(document.querySelector('h1')).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert (ink, ground) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


def test_charts_and_maps_come_alive_and_stay_readable_without_script(reader: Readers) -> None:
    lively = reader(width=1280).open("/components")
    lively.locator("#chart").scroll_into_view_if_needed()
    expect(lively.locator("#chart .chart.alive").first).to_be_visible(timeout=20_000)
    expect(lively.locator("#chart .chart-live svg").first).to_be_visible()
    plain = reader(width=390, script=False, language="zh-hans").open("/components")
    expect(plain.locator("#chart .chart-narrow svg").first).to_be_visible()
    expect(plain.locator("#chart .chart-wide svg").first).to_be_hidden()
    plain.locator("#chart summary").first.click()
    expect(plain.locator("#chart table").first).to_be_visible()
    expect(plain.locator("#map .map-drawn").first).to_be_visible()
