"""Carry notices through the channels their readers chose: plan, claim, send, and write the receipt.

Runs in the worker. Which rows are due is found as worker; what is in them is read through the reader's own eyes.
Sending happens outside every transaction, so a message may go out twice when the worker dies in between, never not.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access.context import acting_as
from yiyang.ground.messages import kinds, quiet
from yiyang.ground.messages.channels import Channel, Handed, Message, NotDelivered, PushAddress, Reach, registered
from yiyang.ground.messages.models import Delivery, Notice, Preference, PushSubscription, QuietHours
from yiyang.ground.people.selectors.reach import reach_of

log = logging.getLogger("yiyang.messages")
BATCH = 100
LEASE = timedelta(minutes=2)
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))  # then given up
_UNPLANNED = """
SELECT id, recipient_id FROM notices_notice WHERE planned_at IS NULL AND (%(ids)s::uuid[] IS NULL OR id = ANY(%(ids)s))
ORDER BY at LIMIT %(most)s FOR UPDATE SKIP LOCKED
"""
_CLAIM = """
UPDATE notices_delivery d SET state = 'sending', attempts = attempts + 1, due_at = %(lease)s
WHERE d.id IN (
    SELECT id FROM notices_delivery
    WHERE state IN ('waiting', 'sending') AND due_at <= %(now)s
      AND (%(ids)s::uuid[] IS NULL OR notice_id = ANY(%(ids)s))
    ORDER BY due_at LIMIT %(most)s FOR UPDATE SKIP LOCKED)
RETURNING d.id, d.notice_id, d.recipient_id, d.channel, d.attempts
"""
_BURY = """
UPDATE notices_delivery SET state = 'failed', settled_at = %s, reason = 'sender-died'
WHERE state = 'sending' AND due_at <= %s AND attempts > %s
"""
_SETTLE = """
UPDATE notices_delivery SET state = %s, due_at = %s, settled_at = %s, reason = %s, reference = %s
WHERE id = %s AND state = 'sending' AND attempts = %s
"""


@dataclass(frozen=True)
class _Claimed:
    id: UUID
    notice_id: UUID
    recipient_id: UUID
    channel: str
    attempts: int


@dataclass(frozen=True)
class _Outcome:
    state: str
    due_at: datetime
    settled_at: datetime | None
    reason: str = ""
    reference: str = ""


def deliver(notice_ids: Sequence[UUID] | None, now: datetime) -> int:
    """Plan and send what is due of these notices; answers how many deliveries were tried. Twice changes nothing."""
    _plan(notice_ids, now)
    claimed = _claim(notice_ids, now)
    with ExitStack() as turns:  # one that fails unforeseen holds up no other, and is raised in the end
        for one in reversed(claimed):
            turns.callback(_send, one, now)
    return len(claimed)


def deliver_due(now: datetime) -> int:
    """Everything that is due: retries, what quiet hours held back, and what a lost job left behind."""
    return deliver(None, now)


def _plan(notice_ids: Sequence[UUID] | None, now: datetime) -> None:
    """Write down through which channels, and not before when, each new notice goes."""
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_UNPLANNED, {"ids": None if notice_ids is None else list(notice_ids), "most": BATCH})
        found: list[tuple[UUID, UUID]] = cursor.fetchall()
        planned: list[Delivery] = []
        for notice_id, recipient_id in found:
            with acting_as(Actor.person(recipient_id), now), transaction.atomic():
                planned += _deliveries(Notice.objects.get(id=notice_id), now)
        Delivery.objects.using("worker").bulk_create(planned, ignore_conflicts=True)
        cursor.execute(
            "UPDATE notices_notice SET planned_at = %s WHERE id = ANY(%s)", [now, [notice_id for notice_id, _ in found]]
        )


def _deliveries(notice: Notice, now: datetime) -> list[Delivery]:
    reach = _reach(notice.recipient_id)
    alarm = notice.urgency == "alarm"
    unwanted = {
        chosen.channel
        for chosen in Preference.objects.filter(person_id=notice.recipient_id)
        if not (chosen.alarms if alarm else chosen.routine)
    }
    hours = QuietHours.objects.filter(person_id=notice.recipient_id).first()
    begins, ends = (hours.begins, hours.ends) if hours else quiet.USUAL
    due_at = now if alarm else quiet.next_loud(now, begins, ends, reach.zone)
    inbox = _delivery(notice, "inbox", notice.at, state="delivered", settled_at=notice.at)
    wanted = [channel for channel in registered().values() if channel.code not in unwanted and channel.reaches(reach)]
    return [inbox, *(_delivery(notice, channel.code, due_at) for channel in wanted)]


def _delivery(
    notice: Notice, channel: str, due_at: datetime, state: str = "waiting", settled_at: datetime | None = None
) -> Delivery:
    return Delivery(
        id=new_id(),
        notice_id=notice.id,
        recipient_id=notice.recipient_id,
        organisation_id=notice.organisation_id,
        about_id=notice.about_id,
        channel=channel,
        due_at=due_at,
        state=state,
        settled_at=settled_at,
    )


def _claim(notice_ids: Sequence[UUID] | None, now: datetime) -> list[_Claimed]:
    """Take what is due, so that no other worker sends it; a worker that dies loses its claim after two minutes."""
    ids = None if notice_ids is None else list(notice_ids)
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_BURY, [now, now, len(BACKOFF)])
        cursor.execute(_CLAIM, {"now": now, "lease": now + LEASE, "ids": ids, "most": BATCH})
        return [_Claimed(*row) for row in cursor.fetchall()]


def _send(claimed: _Claimed, now: datetime) -> None:
    channel: Channel | None = registered().get(claimed.channel)
    try:
        if channel is None:
            raise NotDelivered("no-such-channel", final=True)
        with acting_as(Actor.person(claimed.recipient_id), now), transaction.atomic():
            reach = _reach(claimed.recipient_id)
            message = _message(Notice.objects.get(id=claimed.notice_id), reach)
        reference = channel.send(reach, message)
    except NotDelivered as failure:
        _forget_browsers(claimed.recipient_id, failure.gone, now)
        log.warning("delivery %s through %s: %s", claimed.id, claimed.channel, failure.reason)
        _settle(claimed, _after(failure, claimed.attempts, now))
    else:
        if isinstance(reference, Handed):
            _forget_browsers(claimed.recipient_id, reference.gone, now)
        _settle(claimed, _Outcome("delivered", now, now, reference=reference[:80]))


def _after(failure: NotDelivered, attempts: int, now: datetime) -> _Outcome:
    if failure.final or attempts > len(BACKOFF):
        return _Outcome("failed", now, now, failure.reason)
    return _Outcome("waiting", now + BACKOFF[attempts - 1], None, failure.reason)


def _settle(claimed: _Claimed, outcome: _Outcome) -> None:
    """Write the receipt, unless the claim lapsed and another worker has taken over: then its word counts."""
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(_SETTLE, [*astuple(outcome), claimed.id, claimed.attempts])


def _message(notice: Notice, reach: Reach) -> Message:
    title, body, link = kinds.of(notice.kind).words(notice.facts, language=reach.language, zone=reach.zone)
    full = f"{settings.SITE_URL.rstrip('/')}{link}" if link else ""
    return Message(notice.id, notice.kind, title, body, full, urgent=notice.urgency == "alarm")


def _reach(person_id: UUID) -> Reach:
    known = reach_of(person_id)
    browsers = PushSubscription.objects.filter(person_id=person_id)
    push = tuple(PushAddress(one.endpoint, one.p256dh, one.auth) for one in browsers)
    return Reach(person_id, known.language, known.zone, known.email, known.phone, push)


def _forget_browsers(person_id: UUID, endpoints: Sequence[str], now: datetime) -> None:
    if endpoints:
        with acting_as(Actor.person(person_id), now), transaction.atomic():
            PushSubscription.objects.filter(person_id=person_id, endpoint__in=endpoints).delete()
