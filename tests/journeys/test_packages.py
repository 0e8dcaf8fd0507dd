"""A daughter buys her mother three check-ups in one package, pays, books one of them, and the till returns money."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Readers
from tests.journeys.test_booking import care_for_mother, until_text

pytestmark = pytest.mark.browser


def test_three_visits_in_one_package(reader: Readers) -> None:
    daughter = reader("limin")
    page = daughter.page
    care_for_mother(daughter)
    daughter.open("/packages")
    daughter.look("packages")
    page.click("main .card:has-text('Three heart check-ups') a")
    expect(page.locator(".price")).to_contain_text("¥ 120.00")
    daughter.look("package")
    page.click("button[form=buy]")
    daughter.look("package-bill")
    page.locator("main form button.primary").first.click()
    page.locator("main form button.primary").first.click()
    until_text(page, "Receipt")
    page.click("a:has-text('Back to the order')")
    until_text(page, "3 of 3 left")
    daughter.look("package-paid")
    address = page.url
    page.click("a:has-text('Book: Cardiology')")
    daughter.look("number-with-package")
    page.locator(".slot:not(.gone)").first.click()
    page.locator("main form button.primary").first.click()
    expect(page.locator("main")).to_contain_text("Put it in my calendar")
    daughter.open("/orders")
    daughter.look("orders-with-package")
    expect(page.locator("main")).to_contain_text("2 of 3 uses left")

    mother = reader("guifang", width=390, language="zh-hans")
    mother.open("/packages")
    mother.look("packages")
    expect(mother.page.locator("main")).to_contain_text("还剩 2 次")
    mother.open(address)
    mother.look("package")

    order = re.search(r"/course/([0-9a-f-]{36})", address)
    assert order
    desk = reader("desk", "Dujiangyan")
    desk.open(f"/orders/{order[1]}/refund")
    desk.look("refund")
    desk.page.fill("[name=amount]", "20")
    desk.page.fill("[name=reason]", "One visit was shorter")
    desk.page.locator("main form button.primary").click()
    desk.look("refunded")
    desk.open("/money")
    desk.look("money")
