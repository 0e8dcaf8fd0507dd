"""What a phone keeps of this room: the files of the page and the page itself, without a reader."""

from __future__ import annotations

from yiyang.face import shell
from yiyang.foundation.errors import gettext_noop

FILES = ("app", "background", "clock", "kit", "pictures", "place", "sender", "store", "visit")


def offer() -> None:
    """Called once, when the site starts."""
    page = shell.Offline(
        name="home_visit_phone",
        template="home_visit/phone/offline.html",
        prefix="/home-visit/phone/",
        title=gettext_noop("My visits of today"),
        background="home_visit/phone/background.js",
    )
    shell.keep(*(f"home_visit/phone/{name}.js" for name in FILES), page=page)
