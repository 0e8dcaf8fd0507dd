"""What a person chooses for themselves: channels, quiet hours, browsers that may wake them."""

from __future__ import annotations

from datetime import datetime, time
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.messages.channels import registered
from yiyang.ground.messages.errors import NoPushService, UnknownChannel
from yiyang.ground.messages.models import Preference, PushSubscription, QuietHours

BROWSERS_MAX = 10
ADDRESS_SIGNS_MAX = 500


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
def subscribe_browser(*, by: Actor, now: datetime, endpoint: str, p256dh: str, auth: str, device: str = "") -> None:
    """Let a browser be woken; the oldest of more than ten is forgotten.

    Our server will call the address: it must belong to a push service the site knows, or it could be led anywhere.
    Raises NoPushService.
    """
    person_id = _oneself(by)
    if not _of_push_service(endpoint) or not 80 <= len(p256dh) <= 120 or not 20 <= len(auth) <= 40:
        raise NoPushService(field="endpoint")
    PushSubscription.objects.update_or_create(
        person_id=person_id,
        endpoint=endpoint,
        defaults={"p256dh": p256dh, "auth": auth, "since": now, "device": device[:60]},
    )
    kept = PushSubscription.objects.filter(person_id=person_id).order_by("-since", "-id").values("id")[:BROWSERS_MAX]
    PushSubscription.objects.filter(person_id=person_id).exclude(
        id__in=list(kept.values_list("id", flat=True))
    ).delete()


@transaction.atomic
def unsubscribe_browser(*, by: Actor, endpoint: str = "", browser_id: UUID | None = None) -> None:
    """Forget a browser, named by its address or its id; forgetting it twice changes nothing."""
    named: dict[str, UUID | str] = {"id": browser_id} if browser_id else {"endpoint": endpoint}
    PushSubscription.objects.filter(person_id=_oneself(by), **named).delete()


def _of_push_service(endpoint: str) -> bool:
    try:
        asked = urlsplit(endpoint)
    except ValueError:
        return False
    host = asked.netloc  # with its port: the one known must be meant, and nobody's name or password before it
    known = any(host == each or (each.startswith("*.") and host.endswith(each[1:])) for each in settings.PUSH_HOSTS)
    scheme_fits = asked.scheme == "https" or host.partition(":")[0] in ("127.0.0.1", "localhost")
    return known and scheme_fits and len(endpoint) <= ADDRESS_SIGNS_MAX


def _oneself(by: Actor) -> UUID:
    if by.person_id is None:
        raise SignInNeeded
    return by.person_id
