"""What a person has been told, in their words; and, for a house, who was told of its matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.messages import kinds, quiet
from yiyang.ground.messages.channels import registered
from yiyang.ground.messages.models import Delivery, Notice, Preference, PushSubscription, QuietHours

PAGE = 50
BROWSERS_MAX = 10


@dataclass(frozen=True)
class Letter:
    """One notice in the reader's language. `link` is a path on this site, or empty."""

    id: UUID
    kind: str
    title: str
    body: str
    link: str
    at: datetime
    read_at: datetime | None
    urgent: bool
    person_id: UUID | None
    about_id: UUID | None


@dataclass(frozen=True)
class Told:
    """One line of "who was told?": channel `inbox` is the inbox itself."""

    recipient_id: UUID
    channel: str
    state: str
    at: datetime | None
    reason: str


@dataclass(frozen=True)
class Choice:
    """What a person chose for one channel."""

    channel: str
    routine: bool
    alarms: bool


@dataclass(frozen=True)
class Choices:
    """Every channel of this installation, and the quiet hours on the person's own clock."""

    channels: tuple[Choice, ...]
    quiet_begins: time
    quiet_ends: time


def inbox(viewer: Actor, *, before: datetime | None = None, zone: str | None = None, limit: int = PAGE) -> list[Letter]:
    """The viewer's newest notices, at most 50 a page; `before` is the `at` of the last one seen."""
    notices = Notice.objects.filter(recipient_id=_reader(viewer)).order_by("-at", "-id")
    if before is not None:
        notices = notices.filter(at__lt=before)
    language = get_language() or settings.LANGUAGE_CODE
    return [_letter(notice, language, zone or settings.TIME_ZONE) for notice in notices[: min(limit, PAGE)]]


def unread_count(viewer: Actor) -> int:
    """How many notices the viewer has not read."""
    return Notice.objects.filter(recipient_id=_reader(viewer), read_at=None).count()


def told(viewer: Actor, about_id: UUID) -> list[Told]:
    """Who was told of a matter of the viewer's house, through which channel, and whether it arrived."""
    rows = Delivery.objects.filter(organisation_id=viewer.organisation_id, about_id=about_id)
    return [
        Told(row.recipient_id, row.channel, row.state, row.settled_at, row.reason) for row in rows.order_by("id")[:500]
    ]


@dataclass(frozen=True)
class Browser:
    """One browser that may be woken."""

    id: UUID
    endpoint: str
    device: str
    since: datetime


def browsers(viewer: Actor) -> list[Browser]:
    """The viewer's own browsers that may be woken, the newest first; at most ten."""
    rows = PushSubscription.objects.filter(person_id=_reader(viewer)).order_by("-since", "-id")
    return [Browser(row.id, row.endpoint, row.device, row.since) for row in rows[:BROWSERS_MAX]]


def choices(viewer: Actor) -> Choices:
    """What the viewer chose, filled up with what holds for whoever chose nothing."""
    person_id = _reader(viewer)
    chosen = {one.channel: one for one in Preference.objects.filter(person_id=person_id)}
    hours = QuietHours.objects.filter(person_id=person_id).first()
    begins, ends = (hours.begins, hours.ends) if hours else quiet.USUAL
    found = [
        Choice(code, chosen[code].routine, chosen[code].alarms) if code in chosen else Choice(code, True, True)
        for code in registered()
    ]
    return Choices(tuple(found), begins, ends)


def _reader(viewer: Actor) -> UUID:
    if viewer.person_id is None:
        raise SignInNeeded
    return viewer.person_id


def _letter(notice: Notice, language: str, zone: str) -> Letter:
    title, body, link = kinds.of(notice.kind).words(notice.facts, language=language, zone=zone)
    return Letter(
        id=notice.id,
        kind=notice.kind,
        title=title,
        body=body,
        link=link,
        at=notice.at,
        read_at=notice.read_at,
        urgent=notice.urgency == "alarm",
        person_id=notice.person_id,
        about_id=notice.about_id,
    )
