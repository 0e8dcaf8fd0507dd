"""What a person chooses for themselves: channels, quiet hours, browsers that may wake them."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.messages.channels import registered
from yiyang.ground.messages.errors import UnknownChannel
from yiyang.ground.messages.models import Preference, PushSubscription, QuietHours

BROWSERS_MAX = 10


@transaction.atomic
def choose_channel(*, by: Actor, channel: str, routine: bool, alarms: bool) -> None:
    """Whether `channel` may be used for routine notices and for alarms. The inbox itself cannot be switched off."""
    if channel not in registered():
        raise UnknownChannel(field="channel", channel=channel)
    Preference.objects.update_or_create(
        person_id=_oneself(by), channel=channel, defaults={"routine": routine, "alarms": alarms}
    )


@transaction.atomic
def choose_quiet_hours(*, by: Actor, begins: time, ends: time) -> None:
    """Hold routine notices back between these times on one's own clock; equal times mean never. Alarms come anyway."""
    QuietHours.objects.update_or_create(person_id=_oneself(by), defaults={"begins": begins, "ends": ends})


@transaction.atomic
def subscribe_browser(*, by: Actor, now: datetime, endpoint: str, p256dh: str, auth: str) -> None:
    """Let a browser be woken; the oldest of more than ten is forgotten."""
    person_id = _oneself(by)
    PushSubscription.objects.update_or_create(
        person_id=person_id, endpoint=endpoint, defaults={"p256dh": p256dh, "auth": auth, "since": now}
    )
    kept = PushSubscription.objects.filter(person_id=person_id).order_by("-since", "-id").values("id")[:BROWSERS_MAX]
    PushSubscription.objects.filter(person_id=person_id).exclude(
        id__in=list(kept.values_list("id", flat=True))
    ).delete()


@transaction.atomic
def unsubscribe_browser(*, by: Actor, endpoint: str) -> None:
    """Forget a browser; forgetting it twice changes nothing."""
    PushSubscription.objects.filter(person_id=_oneself(by), endpoint=endpoint).delete()


def _oneself(by: Actor) -> UUID:
    if by.person_id is None:
        raise SignInNeeded
    return by.person_id
