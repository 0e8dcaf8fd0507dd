"""Hear what a provider sends: first keep it, byte for byte and once; then, after the answer, understand it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access.context import acting_as
from yiyang.ground.places import selectors as places
from yiyang.lifecycle.settlement.errors import BadNotice
from yiyang.lifecycle.settlement.models import Notice, Payment
from yiyang.lifecycle.settlement.providers import Said, provider_of
from yiyang.lifecycle.settlement.services import jobs
from yiyang.lifecycle.settlement.services.conclude import conclude, conclude_failed
from yiyang.lifecycle.settlement.services.refunds import conclude_refund

_KEEP = """
    INSERT INTO settlement_notice (id, organisation_id, provider, notification_id, headers, body, received_at, repeats,
        outcome)
    VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s, 0, '')
    ON CONFLICT ON CONSTRAINT notice_once DO UPDATE SET repeats = settlement_notice.repeats + 1
    RETURNING id, repeats
"""


def receive(*, provider: str, headers: Mapping[str, str], body: bytes, now: datetime) -> UUID:
    """Keep a genuine notice once and let a job understand it; the id of the notice.

    Runs as the house the notice is for. Raises BadNotice for a wrong signature, an old one, or a house we do not
    know, and UnknownProvider.
    """
    said = provider_of(provider).verify_notification(headers, body, now=now)
    house = said.reference.organisation_id
    with acting_as(Actor.system(house), now), transaction.atomic():
        if not places.named([house]):
            raise BadNotice
        values: list[Any] = [provider, said.notification_id, orjson.dumps(dict(headers)).decode(), body, now]
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [new_id(), house, *values])
            notice_id, repeats = cursor.fetchone()
        if repeats == 0:
            jobs.process_notice(notice_id, house)
    found: UUID = notice_id
    return found


@transaction.atomic
def process(*, notice_id: UUID, now: datetime) -> str:
    """Do what a kept notice says, once; the outcome. Runs in the context of the house. Raises Unknown."""
    notice = Notice.objects.select_for_update().filter(id=notice_id).first()
    if notice is None:
        raise Unknown
    if notice.done_at is not None:
        return notice.outcome
    provider = provider_of(notice.provider)
    # It was fresh when it came; how long it then lay here says nothing about it.
    said = provider.verify_notification(notice.headers, bytes(notice.body), now=notice.received_at)
    outcome = _do(said, notice.organisation_id, now)
    Notice.objects.filter(id=notice_id).update(done_at=now, outcome=outcome)
    return outcome


def _do(said: Said, organisation_id: UUID, now: datetime) -> str:
    by = Actor.system(organisation_id)
    if said.about == "refund":
        if said.refund_id is None or said.state != "succeeded":
            return "ignored"
        return conclude_refund(
            refund_id=said.refund_id, amount=said.amount, at=said.at, provider_ref=said.provider_ref, now=now
        )
    payment_id = said.reference.payment_id
    if said.state == "failed":
        return conclude_failed(payment_id=payment_id, now=now)
    outcome = conclude(
        payment_id=payment_id, amount=said.amount, at=said.at, provider_ref=said.provider_ref, by=by, now=now
    )
    if outcome == "wrong-amount":
        Payment.objects.filter(id=payment_id).update(ask_at=now)
    return outcome
