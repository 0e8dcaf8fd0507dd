"""Every page, for everyone who has it, in both widths and languages: axe finds nothing, nothing is too wide."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Readers
from yiyang.config.demo import cast

pytestmark = pytest.mark.browser

GUIFANG = cast.key("guifang")
FIND, FILE = "/find?need=cardiology", f"/file/{GUIFANG}"
HOSPITAL = f"/houses/{cast.key('hospital')}"
COMPARE = f"/houses/compare?house={cast.key('hospital')}&house={cast.key('community')}"
PAGES: dict[tuple[str | None, str | None], list[str]] = {
    (None, None): [
        "/",
        "/houses",
        HOSPITAL,
        COMPARE,
        "/packages",
        FIND,
        "/find",
        "/find/how",
        "/trust",
        "/trust/check",
        "/account/login/",
        "/account/signup/",
    ],
    ("guifang", None): [
        "/",
        "/orders",
        "/week",
        "/packages",
        FILE,
        "/file/looks",
        "/family",
        "/inbox",
        "/cases/",
        "/security",
        FIND,
    ],
    ("limin", None): [
        "/",
        "/orders",
        "/week",
        FILE,
        f"{FILE}/looks",
        "/family",
        "/inbox",
        "/security",
        "/security/data",
        FIND,
    ],
    ("chen", "community"): ["/", "/reception", f"/reception/{GUIFANG}", "/cases/"],
    ("inspector", "bureau"): ["/", "/trust", "/inbox"],
    ("desk", "hospital"): ["/appointment/desk", "/reception", "/money", "/cases/", "/inbox"],
    ("zhao", "hospital"): ["/appointment/list", "/cases/"],
    ("manager", "hospital"): [
        "/",
        "/reception",
        "/cases/",
        "/money",
        "/course/house",
        "/house",
        "/house/services",
        "/house/services/new",
        "/house/schedules",
        "/house/schedules/new",
        "/house/leave",
        "/house/staff",
        "/house/staff/new",
        "/house/papers",
        "/house/profile",
        "/numbers",
        "/numbers/billed?period=week",
    ],
    ("reviewer", "office"): ["/entries", "/platform", "/trust", "/inbox"],
    ("operator", "office"): ["/platform", "/trust", "/cases/", "/inbox"],
}
HOUSES = {
    "hospital": {"en": "Dujiangyan", "zh-hans": "都江堰"},
    "office": {"en": "Qingcheng", "zh-hans": "青城"},
    "community": {"en": "Xingfu", "zh-hans": "幸福"},
    "bureau": {"en": "Bureau", "zh-hans": "监督处"},
}


LOOKS = [
    pytest.param(390, "zh-hans", id="telephone-chinese"),
    pytest.param(1280, "en", id="desk-english"),
    pytest.param(390, "en", id="telephone-english", marks=pytest.mark.long),
    pytest.param(1280, "zh-hans", id="desk-chinese", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("width", "language"), LOOKS)
@pytest.mark.parametrize("who", PAGES, ids=lambda who: who[0] or "anyone")
def test_every_page(reader: Readers, who: tuple[str | None, str | None], width: int, language: str) -> None:
    name, house = who
    screen = reader(name, HOUSES[house][language] if house else None, width=width, language=language)
    for address in PAGES[who]:
        screen.open(address)
        screen.look(address.strip("/").replace("/", "-").replace("?", "-").replace(str(GUIFANG), "guifang") or "home")


@pytest.mark.parametrize("theme", ["dark", "contrast"])
@pytest.mark.parametrize("large", ["", "yes"])
def test_every_component_in_every_theme(reader: Readers, theme: str, large: str) -> None:
    for width, language in ((1280, "en"), (390, "zh-hans")):
        screen = reader(width=width, language=language, theme=theme, large=large)
        screen.open("/components")
        screen.look(f"components-{theme}-{large or 'standard'}")


@pytest.mark.parametrize("address", ["/", "/find?need=cardiology", "/account/login/"])
def test_at_two_hundred_per_cent(reader: Readers, address: str) -> None:
    screen = reader(zoom=2)
    screen.open(address)
    screen.look(f"zoom-{address.strip('/').partition('?')[0].replace('/', '-') or 'home'}")


def test_an_elder_reads_eighteen_points_and_presses_sixty_pixels(reader: Readers) -> None:
    screen = reader("guifang", width=390, language="zh-hans")
    for address in ("/", "/orders", "/week", "/family", "/inbox", "/cases/", FILE, "/find?need=cardiology"):
        page = screen.open(address)
        small = page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((part) =>
                 [...part.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
                 && part.checkVisibility() && !part.closest(".unseen, .skip, .brand, option, script")
                 && parseFloat(getComputedStyle(part).fontSize) < 24).map((part) => part.outerHTML.slice(0, 120))"""
        )
        assert not small, f"{address}: {small}"
        narrow = page.evaluate(
            """() => [...document.querySelectorAll("main a, main button, main summary, main select, .thumb .btn")]
                 .filter((part) => part.checkVisibility() && part.getBoundingClientRect().height < 59.5
                   && !part.closest("p, h1, h2, h3"))
                 .map((part) => Math.round(part.getBoundingClientRect().height) + " " + part.outerHTML.slice(0, 120))"""
        )
        assert not narrow, f"{address}: {narrow}"
