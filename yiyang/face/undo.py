"""The way back: for some minutes the last thing a reader did can be taken back by one press, on whatever page they are.

An undo is no second mechanism. It is an ordinary form to an ordinary page, which asks access and refuses as always;
only where that form leads is kept, in the reader's session.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict

from django.http import HttpRequest
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components.button import Button
from yiyang.face.components.deed import Deed
from yiyang.face.components.flash import Flash

KEPT = "undo"  # the session's name for it
MINUTES = 15


class Way(TypedDict):
    """What the session keeps: plain values only."""

    text: str
    label: str
    action: str
    hidden: list[tuple[str, str]]
    until: str


def offer(
    request: HttpRequest,
    now: datetime,
    *,
    text: str,
    action: str,
    hidden: tuple[tuple[str, str], ...] = (),
    label: str = "",
) -> None:
    """Say what was done, and keep the form that takes it back for MINUTES; it replaces the one before."""
    until = (now + timedelta(minutes=MINUTES)).isoformat()
    request.session[KEPT] = Way(text=text, label=label, action=action, hidden=list(hidden), until=until)


def forget(request: HttpRequest) -> None:
    """What was done can no longer be taken back this way, or has been."""
    request.session.pop(KEPT, None)


def offered(request: HttpRequest, now: datetime) -> Flash | None:
    """The way back that still stands, if there is one."""
    way: Way | None = request.session.get(KEPT) if hasattr(request, "session") else None
    if way is None:
        return None
    until = datetime.fromisoformat(way["until"])
    if until <= now:
        return None
    button = Button(label=way["label"] or _("Undo"), icon="undo-2")
    hint = _("Until %(hour)s you can take it back.") % {"hour": words.hour(until)}
    hidden = tuple((name, value) for name, value in way["hidden"])
    return Flash(text=way["text"], hint=hint, undo=Deed(action=way["action"], button=button, hidden=hidden))
