"""The frame of every page of this site: who is looking, for whom, and the ways they have."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yiyang.face.components.bar import Bar, Language, Tab
from yiyang.face.components.flash import Flash
from yiyang.face.frame import Frame, Theme

OTHER = {"zh-hans": Language("en", "English"), "en": Language("zh-hans", "中文")}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame around the page that is being drawn."""
    return {"frame": frame_of(request)}


def frame_of(request: HttpRequest) -> Frame:
    theme = request.COOKIES.get("theme", "")
    large = request.COOKIES.get("large") == "yes"
    return Frame(
        bar=_bar(request),
        portal="elder" if large else "public",
        theme=cast("Theme", theme if theme in ("light", "dark", "contrast") else ""),
        large=large,
        here=request.get_full_path(),
        flashes=tuple(_flash(each) for each in messages.get_messages(request)),
        appearance_href=reverse("appearance"),
        foot=((_("Components"), reverse("components")),),
    )


def _flash(message: Any) -> Flash:
    return Flash(text=str(message), tone="bad" if "error" in message.tags else "done")


def _bar(request: HttpRequest) -> Bar:
    return Bar(
        tabs=(Tab(_("Find care"), "/", current=request.path == "/", icon="search"),),
        language=OTHER.get(get_language() or "en", OTHER["en"]),
        language_href=reverse("language"),
        here=request.get_full_path(),
        sign_in=reverse("account_login"),
    )
