"""A nurse's day on her telephone: with and without a network, with one hand, in both languages."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Geolocation, Page, Route, expect

from tests.journeys.conftest import Reader, Site

pytestmark = pytest.mark.browser
PHONE = "/home-visit/phone/"
HOME: Geolocation = {"latitude": 30.9943, "longitude": 103.6419, "accuracy": 15}
HOUSES = {"en": "Community", "zh-hans": "社区"}
TELEPHONE = "Mozilla/5.0 (Linux; Android 11; Redmi Note 8) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
PATIENCE = 20_000
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Nurse = Callable[..., Reader]


@pytest.fixture
def nurse(rounds: Site, chromium: Browser) -> Iterator[Nurse]:
    """`nurse("zh-hans", 390)` – Chen Jing with a telephone that knows where it is."""
    opened: list[BrowserContext] = []

    def sit_down(language: str = "en", width: int = 390, *, place: bool = True) -> Reader:
        context = chromium.new_context(
            viewport={"width": width, "height": 780},
            reduced_motion="reduce",
            user_agent=TELEPHONE,
            has_touch=True,
            permissions=["geolocation"] if place else [],
            geolocation=HOME if place else None,
        )
        opened.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": rounds.address}])
        page = context.new_page()
        return Reader(rounds.address, context, page, f"rounds-{width}-{language}").sign_in("chen", HOUSES[language])

    yield sit_down
    for context in opened:
        context.close()


def the_day(screen: Reader) -> Page:
    """Open the day and wait until the telephone has kept it."""
    page = screen.open(PHONE)
    expect(page.locator("a.tile[data-go]").first).to_be_visible(timeout=PATIENCE)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def go_to(page: Page, place: int) -> None:
    page.locator("a.tile[data-go]").nth(place).click()
    expect(page.locator("article[data-visit]")).to_be_visible()


def waits(page: Page, state: str) -> None:
    expect(page.locator("#phone-status")).to_have_attribute("data-state", state, timeout=PATIENCE)


def step(page: Page, kind: str, state: str = "done") -> None:
    expect(page.locator(f"article [data-step={kind}]")).to_have_attribute("data-state", state, timeout=PATIENCE)


def next_step(page: Page, kind: str) -> None:
    """Press what lies at the thumb."""
    page.click(f"[data-next={kind}]")


def open_step(page: Page, kind: str) -> None:
    page.evaluate(f"document.querySelector('article [data-step={kind}]').open = true")


def save(page: Page, kind: str) -> None:
    page.locator(f"article form[data-entry={kind}] > button.primary").click()


def sign(page: Page) -> None:
    open_step(page, "signed")
    pad = page.locator("article canvas")
    pad.scroll_into_view_if_needed()
    frame = pad.bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 30, frame["y"] + 60)
    page.mouse.down()
    for place in range(8):
        page.mouse.move(frame["x"] + 40 + 25 * place, frame["y"] + 60 + (25 if place % 2 else -15))
    page.mouse.up()


def work(page: Page, note: str) -> None:
    """Everything between coming and going."""
    open_step(page, "checked")
    while page.locator("article .check-line[data-state=open]").count():
        left = page.locator("article .check-line[data-state=open]").count()
        page.locator("article .check-line[data-state=open] [data-done]").first.click()
        expect(page.locator("article .check-line[data-state=open]")).to_have_count(left - 1)
    step(page, "checked")
    open_step(page, "observed")
    page.fill("article [name='8480-6']", "132")
    page.fill("article [name='8462-4']", "78")
    page.fill("article [name='8867-4']", "72")
    save(page, "observed")
    expect(page.locator("article [data-slot=readings] li")).to_have_count(2)
    open_step(page, "used")
    page.fill("article [name=count]", "2")
    save(page, "used")
    expect(page.locator("article [data-slot=used] li")).to_have_count(1)
    open_step(page, "noted")
    page.fill("article textarea[name=text]", note)
    save(page, "noted")
    step(page, "noted")
    open_step(page, "photographed")
    page.set_input_files("article input[name=photo]", {"name": "wound.png", "mimeType": "image/png", "buffer": PNG})
    save(page, "photographed")
    step(page, "photographed")


@pytest.mark.parametrize(("language", "place"), [("en", 0), ("zh-hans", 1)])
def test_a_visit_without_a_network(nurse: Nurse, language: str, place: int) -> None:
    screen = nurse(language)
    page = the_day(screen)
    screen.look("day")
    go_to(page, place)
    screen.look("visit")
    next_step(page, "set_out")
    step(page, "set_out")
    waits(page, "sent")
    screen.context.set_offline(True)
    next_step(page, "arrived")
    step(page, "arrived")
    waits(page, "waits")
    screen.look("checklist")
    work(page, "Wound clean, edges closed. 伤口干净，边缘已愈合。")
    page.reload()  # the tab was closed on the way; nothing is lost
    step(page, "noted")
    expect(page.locator("article [data-slot=used] li")).to_have_count(1)
    screen.look("offline")
    sign(page)
    screen.look("signature")
    save(page, "signed")
    step(page, "signed")
    next_step(page, "departed")
    step(page, "departed")
    page.locator("article a[data-go]").click()
    expect(page.locator("a.tile[data-go]").first).to_be_visible()
    screen.look("day-offline")
    screen.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    waits(page, "sent")
    go_to(page, place)
    expect(page.locator("article [data-slot=closed]")).to_be_visible(timeout=PATIENCE)  # proven, signed, completed
    assert page.locator("[data-trouble]").count() == 0
    screen.look("complete")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_day_on_a_desk(nurse: Nurse, language: str) -> None:
    screen = nurse(language, 1280)
    page = the_day(screen)
    screen.look("day")
    go_to(page, 2)
    screen.look("visit")


def test_a_conflict_is_shown_and_nothing_overwritten(nurse: Nurse) -> None:
    one, other = nurse(), nurse()
    slow, quick = the_day(one), the_day(other)
    go_to(slow, 2)
    go_to(quick, 2)
    one.context.set_offline(True)
    next_step(slow, "set_out")
    step(slow, "set_out")
    next_step(quick, "set_out")
    step(quick, "set_out")
    waits(quick, "sent")
    one.context.set_offline(False)
    slow.evaluate("dispatchEvent(new Event('online'))")
    trouble = slow.locator("[data-trouble=conflict]")
    expect(trouble).to_be_visible(timeout=PATIENCE)
    waits(slow, "look")
    expect(trouble.locator("[data-slot=stands]")).not_to_be_empty()
    one.look("conflict")
    trouble.locator("[data-keep]").click()
    expect(trouble).to_have_count(0)
    waits(slow, "sent")


def test_a_refusal_stands_at_the_entry_and_keeps_what_was_typed(nurse: Nurse) -> None:
    screen = nurse()
    page = the_day(screen)
    go_to(page, 3)
    next_step(page, "set_out")
    step(page, "set_out")
    next_step(page, "arrived")
    step(page, "arrived")
    open_step(page, "observed")
    page.fill("article [name='8867-4']", "720")
    save(page, "observed")
    trouble = page.locator("[data-trouble=refused]")
    expect(trouble).to_contain_text("720", timeout=PATIENCE)
    screen.look("refused")
    page.reload()
    expect(trouble).to_contain_text("720", timeout=PATIENCE)
    page.on("dialog", lambda asked: asked.accept())
    trouble.locator("[data-away]").click()
    expect(trouble).to_have_count(0)


def test_a_call_for_help_goes_first_and_alone(nurse: Nurse) -> None:
    screen = nurse()
    page = the_day(screen)
    go_to(page, 4)
    screen.context.set_offline(True)
    next_step(page, "set_out")
    step(page, "set_out")
    page.click("#phone-thumb .alarm")
    expect(page.locator("#phone-thumb [data-slot=alarm]")).to_contain_text("telephone 110")
    screen.look("alarm-waits")
    sent: list[list[str]] = []

    def hear(route: Route) -> None:
        sent.append([entry["kind"] for entry in json.loads(route.request.post_data or "")["entries"]])
        route.continue_()

    screen.context.route("**/hand-in", hear)
    screen.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    waits(page, "sent")
    expect(page.locator("#phone-thumb [data-slot=alarm]")).to_contain_text("has arrived")
    assert set(sent[0]) == {"alarm"}
    assert ["set_out"] in [[kind for kind in each if kind == "set_out"] for each in sent[1:]]
    screen.look("alarm-arrived")


def test_two_tabs_are_one_telephone(nurse: Nurse) -> None:
    screen = nurse()
    page = the_day(screen)
    go_to(page, 5)
    second = screen.context.new_page()
    second.goto(page.url)
    expect(second.locator("article[data-visit]")).to_be_visible(timeout=PATIENCE)
    next_step(page, "set_out")
    step(second, "set_out")
    waits(second, "sent")
    waits(page, "sent")
    assert second.locator("[data-trouble]").count() == page.locator("[data-trouble]").count() == 0


def test_a_shared_computer_tells_nobody_anything_and_loses_nothing(nurse: Nurse, rounds: Site) -> None:
    screen = nurse()
    page = the_day(screen)
    go_to(page, 6)
    screen.context.route("**/hand-in", lambda route: route.abort())
    next_step(page, "set_out")
    step(page, "set_out")
    waits(page, "waits")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.click(".menu summary")
    page.click("[data-sign-out] button")
    assert "have not been sent" in asked[0]
    step(page, "set_out")  # still signed in
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("[data-sign-out] button")
    page.wait_for_url(f"{rounds.address}/")
    page.wait_for_function("indexedDB.databases().then((all) => all.some((each) => each.name === 'yiyang-visits'))")
    seen = page.evaluate(
        """async () => {
          const open = (name) => new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
          const read = (database, store) => new Promise((done) => { const asked = database.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => done(asked.result); });
          const told = async (name, store) => read(await open(name), store);
          const entries = await told("yiyang-visits", "entries");
          const caches_ = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((each) => each.url)));
          return { keys: (await told("yiyang-hands", "hands")).length, waiting: entries.length,
                   words: JSON.stringify(entries), kept: caches_.flat() };
        }"""
    )
    assert seen["keys"] == 0, "the key went with the account"
    assert seen["waiting"] >= 1, "what waits stays, locked"
    assert "set_out" not in seen["words"]
    assert all("/face/" in each or "/offline/" in each or each.endswith("/language") for each in seen["kept"])
    screen.context.set_offline(True)
    page.goto(f"{rounds.address}{PHONE}")  # the page that knows no reader
    expect(page.locator("[data-slot=nothing]")).to_contain_text("kept nothing", timeout=PATIENCE)
    assert "Wang" not in page.inner_text("body")
    screen.look("nobody")
    screen.context.set_offline(False)
    screen.context.unroute("**/hand-in")
    screen.sign_in("chen", HOUSES["en"])
    page = the_day(screen)
    waits(page, "sent")
    go_to(page, 6)
    step(page, "set_out")
    assert page.locator("[data-trouble]").count() == 0


def test_without_a_place_a_reason_is_asked_for(nurse: Nurse) -> None:
    screen = nurse(place=False)
    page = the_day(screen)
    go_to(page, 6)
    open_step(page, "arrived")
    save(page, "arrived")
    expect(page.locator("article form[data-entry=arrived] [role=alert]")).to_be_visible(timeout=PATIENCE)
    page.fill("article form[data-entry=arrived] [name=reason]", "No reception in the stairwell")
    screen.look("no-place")
    save(page, "arrived")
    step(page, "arrived")
    waits(page, "sent")


def test_the_same_steps_as_plain_forms(nurse: Nurse, chromium: Browser, rounds: Site) -> None:
    signed_in = nurse().context.cookies()
    context = chromium.new_context(viewport={"width": 390, "height": 780}, java_script_enabled=False)
    context.add_cookies(signed_in)  # type: ignore[arg-type]  # what it gives, it takes
    screen = Reader(rounds.address, context, context.new_page(), "rounds-390-plain")
    page = screen.open(PHONE)
    page.locator("a.tile").nth(4).click()
    arrived = page.locator("details[data-step=arrived]")
    if arrived.get_attribute("open") is None:
        arrived.locator("summary").first.click()
    page.fill("form[data-entry=arrived] [name=reason]", "No reception in the stairwell")
    page.click("form[data-entry=arrived] button.primary")
    lines = page.locator("details[data-step=checked]")
    if lines.get_attribute("open") is None:
        lines.locator("summary").first.click()
    page.locator(".check-line form button.primary").first.click()
    expect(page.locator(".check-line[data-state=done]")).to_have_count(1)
    context.close()
