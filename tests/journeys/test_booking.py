"""A daughter in another city books her mother a number, pays, her mother is seen, and the receipt proves itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Reader, Readers

pytestmark = pytest.mark.browser
PATIENCE = 15_000  # milliseconds; the payment company and the sequencer answer within seconds


def care_for_mother(screen: Reader) -> None:
    screen.page.click("button.btn:has-text('Look after Guifang')")
    expect(screen.page.locator(".for-whom")).to_contain_text("Wang Guifang")


def find_a_number(screen: Reader) -> None:
    screen.open("/find")
    screen.page.fill("main [name=q]", "cardiology")
    screen.page.click("main .search button")
    screen.look("found")
    screen.page.click(".offer a:has-text('Dr Zhao')")
    screen.look("provider")


def until_text(page: Page, text: str) -> None:
    """Reload until the page says it: what follows happens in the worker."""
    for _ in range(30):
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text(text).first).to_be_visible()


def test_the_whole_way(reader: Readers) -> None:
    daughter = reader("limin")
    daughter.look("home")
    care_for_mother(daughter)
    find_a_number(daughter)
    page = daughter.page
    expect(page.locator(".price")).to_contain_text("¥ 40.00")  # over eighty: a fifth less
    page.locator(".slot:not(.gone)").first.click()
    page.click("button[form=choice]")
    daughter.look("pay")
    page.locator("main form button.primary").first.click()
    daughter.look("company")
    page.locator("main form button.primary").first.click()
    order = re.search(r"/appointment/([0-9a-f-]+)", page.url)
    assert order
    until_text(page, "Put it in my calendar")
    daughter.look("booked")
    daughter.open(f"/orders/{order[1]}/bill")
    daughter.look("bill")
    page.click("a:has-text('Receipt')")
    until_text(page, "Written down and sealed")
    page.locator("summary:has-text('Show the proof')").click()
    proof = page.locator(".receipt pre").inner_text()
    daughter.look("receipt")

    mother = reader("guifang", width=390, language="zh-hans")
    mother.look("home-with-a-visit")
    expect(mother.page.locator("main .card").first).to_contain_text("心内科专家门诊")

    desk = reader("desk", "Dujiangyan")
    desk.page.click("form[action*=check-in] button")
    desk.look("checked-in")
    doctor = reader("zhao", "Dujiangyan")
    doctor.look("list")
    doctor.page.locator("form[action*=see] button").first.click()
    write_and_sign(doctor)

    daughter.open(f"/orders/{order[1]}/rate")
    page.locator("label:has([name=quality][value='5'])").click()
    page.locator("label:has([name=effect][value='4'])").click()
    page.fill("textarea", "Listened, explained, no hurry.")
    daughter.look("rating")
    page.click("main form button.primary")
    expect(page.locator(".flash")).to_contain_text("Thank you")

    anyone = reader()
    anyone.open("/trust/check")
    anyone.page.fill("textarea", proof)
    anyone.page.click("main button.primary")
    expect(anyone.page.locator(".state.done")).to_contain_text("this entry stands in the log")
    anyone.look("proof-holds")
    anyone.page.fill("textarea", proof.replace("index ", "index 1"))
    anyone.page.click("main button.primary")
    expect(anyone.page.locator(".said")).to_contain_text("does not hold")

    mother.open("/file/looks")
    expect(mother.page.locator("main")).to_contain_text("赵文华")
    mother.look("who-looked")


def write_and_sign(doctor: Reader) -> None:
    page = doctor.page
    page.fill("textarea[name=text]", "Pressure well controlled. Same dose for three months.")
    page.click("button[value=note]")
    page.fill("[name='8480-6']", "132")
    page.fill("[name='8462-4']", "78")
    page.fill("[name='8867-4']", "720")
    page.click("button[value=readings]")
    expect(page.locator(".field.refused")).to_contain_text("720")  # at its own field, with what was typed
    expect(page.locator("[name='8480-6']")).to_have_value("132")
    doctor.look("refused")
    page.fill("[name='8867-4']", "72")
    page.click("button[value=readings]")
    page.fill("[name=display]", "I10 Essential hypertension")
    page.click("button[value=diagnosis]")
    doctor.look("written")
    page.click("button[value=sign]")
    expect(page.locator(".person")).to_contain_text("signed")
    doctor.look("signed")


def test_without_javascript(reader: Readers) -> None:
    daughter = reader("limin", script=False, width=390)
    care_for_mother(daughter)
    daughter.open("/find")
    daughter.page.fill("main [name=q]", "cardiology")
    daughter.page.click("main .search button")
    daughter.page.click(".offer a:has-text('Dr Zhao')")
    daughter.page.locator(".slot:not(.gone)").last.click()
    daughter.page.click("button[form=choice]")
    assert "/pay" in daughter.page.url
    daughter.open("/inbox")
    expect(daughter.page.locator("[data-aloud]")).to_have_count(0)


def test_by_keyboard_alone(reader: Readers) -> None:
    screen = reader("limin")
    page = screen.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    screen.open("/find?need=cardiology")
    press_to(page, ".offer h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/provider/**")
    press_to(page, ".slot input")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".slot input:checked")).to_have_count(1)
    press_to(page, "button[form=choice]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/appointment/**")


def press_to(page: Page, wanted: str) -> None:
    """Press Tab until something that is wanted has the focus, and the focus can be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} cannot be reached by Tab")


def test_a_message_arrives_while_one_reads(reader: Readers) -> None:
    nurse = reader("chen", "Xingfu")
    nurse.open("/inbox")
    before = nurse.page.locator(".notice").count()
    nurse.page.wait_for_timeout(500)  # the stream opens
    elder = reader("guifang", width=390, language="zh-hans")
    elder.page.click(".thumb .btn.alarm")
    elder.look("help-called")
    expect(nurse.page.locator(".notice")).to_have_count(before + 1, timeout=PATIENCE)
    nurse.look("alarm")
    elder.page.click("button:has-text('按错了')")
    expect(elder.page.locator("main")).to_contain_text("误按")
