"""News on this device: which browsers may be woken, and the switch for each."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.deed import Deed
from yiyang.face.components.state import State
from yiyang.foundation.actors import Actor
from yiyang.ground.messages import selectors as messages
from yiyang.ground.messages import vapid
from yiyang.ground.messages.channels import registered

SYSTEMS = ("Android", "iPhone", "iPad", "HarmonyOS", "Windows", "Mac OS", "Linux")
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


@dataclass(frozen=True, kw_only=True)
class DevicesPage:
    """`key` is what the browser asks the push service with; empty where this site sends no push."""

    title: str
    key: str
    refused: str
    devices: Parts
    empty: State
    endpoints: tuple[str, ...]


def devices_page(viewer: Actor, refused: str = "") -> DevicesPage:
    """Raises SignInNeeded."""
    found = messages.browsers(viewer)
    return DevicesPage(
        title=_("News on this device"),
        key=vapid.public_key() if "push" in registered() else "",
        refused=refused,
        devices=tuple(_card(each) for each in found),
        empty=State(
            kind="empty", icon="bell", title=_("No device is woken"), text=_("News waits for you in the inbox.")
        ),
        endpoints=tuple(each.endpoint for each in found),
    )


def _card(browser: messages.Browser) -> Card:
    off = Button(label=_("Switch off"), icon="x", name="browser", value=str(browser.id))
    since = _("Since %(day)s") % {"day": words.full_day(browser.since)}
    title = browser.device or _("A browser")
    return Card(title=title, level=2, parts=(since,), deeds=(Deed(action=reverse("devices_off"), button=off),))


def device_of(agent: str) -> str:
    """`Chrome, Android` out of what a browser says of itself: enough for its owner, too little to track anybody."""
    system = next((each for each in SYSTEMS if each in agent), "")
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    return ", ".join(part for part in (browser, system) if part)
