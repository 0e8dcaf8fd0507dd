"""The inbox: what the reader was told, the newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.deed import Deed
from yiyang.face.components.notice import Notice
from yiyang.face.components.pagination import Pagination
from yiyang.face.components.state import State
from yiyang.foundation.actors import Actor
from yiyang.ground.messages import selectors as messages
from yiyang.ground.messages.selectors.inbox import PAGE


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    title: str
    notices: Parts
    empty: State
    all_read: Part
    pages: Pagination


def inbox_page(viewer: Actor, now: datetime, before: str = "") -> InboxPage:
    """Fifty notices; raises SignInNeeded."""
    letters = messages.inbox(viewer, before=_instant(before))
    unread = messages.unread_count(viewer)
    here = reverse("inbox")
    older = f"{here}?before={letters[-1].at.isoformat().replace('+', '%2B')}" if len(letters) == PAGE else ""
    return InboxPage(
        title=_("Inbox"),
        notices=tuple(replace(notice(letter, now), level=2) for letter in letters),
        empty=State(
            kind="empty", icon="bell", title=_("No message yet"), text=_("What happens to your orders is told here.")
        ),
        all_read=Deed(action=reverse("inbox_read"), button=Button(label=_("I have read all of them"), icon="check"))
        if unread
        else "",
        pages=Pagination(newer=here if before else "", older=older),
    )


def notice(letter: messages.Letter, now: datetime) -> Notice:
    """One letter as a component."""
    return Notice(
        title=letter.title,
        text=letter.body,
        when=words.ago(letter.at, now),
        href=letter.link,
        unread=letter.read_at is None,
        alarm=letter.urgent,
    )


def _instant(typed: str) -> datetime | None:
    try:
        return parse_datetime(typed) if typed else None
    except ValueError:
        return None
