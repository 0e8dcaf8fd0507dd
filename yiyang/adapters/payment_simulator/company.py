"""What happens at the simulated company: somebody pays or refuses, money goes back, notices are sent about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib import error, request
from uuid import UUID

import orjson
from django.conf import settings
from django.core import signing as django_signing
from django.db import transaction
from django.utils.module_loading import import_string

from yiyang.adapters.payment_simulator import signing
from yiyang.adapters.payment_simulator.models import Charge, Delivery, Return
from yiyang.adapters.payment_simulator.provider import SALT, provider
from yiyang.adapters.payment_simulator.script import Script
from yiyang.foundation.errors import Refused, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.providers import Answer

Post = Callable[[Mapping[str, str], bytes], int]
"""Hands a notice over and answers the HTTP status."""


@dataclass(frozen=True)
class Slip:
    """What the payer is asked for."""

    organisation_id: UUID
    payment_id: UUID
    amount: Money


def read_slip(token: str) -> Slip:
    """The slip that `start` signed. Raises Unknown for anything else."""
    try:
        slip = django_signing.loads(token, salt=SALT)
    except django_signing.BadSignature:
        raise Unknown from None
    return Slip(UUID(slip["house"]), UUID(slip["payment"]), Money(slip["minor"], slip["currency"]))


def script() -> Script:
    """The script that the settings name; the good one by default."""
    found: Script = import_string(settings.PAYMENT_SIMULATOR_SCRIPT)
    return found


@transaction.atomic
def settle(slip: Slip, *, succeeds: bool, now: datetime) -> str:
    """The payer pays, or lets it fail. Paying twice is one payment. Plans the notices and answers the state."""
    charge, made = Charge.objects.get_or_create(
        id=slip.payment_id,
        defaults={
            "organisation_id": slip.organisation_id,
            "amount_minor": slip.amount.minor,
            "currency": slip.amount.currency,
            "state": "succeeded" if succeeds else "failed",
            "at": now,
        },
    )
    if made:
        _plan(charge, None, now)
    return charge.state


@transaction.atomic
def refund(payment_id: UUID, refund_id: UUID, amount: Money, now: datetime) -> Answer:
    """Send money back once per `refund_id`, never more than was paid."""
    charge = Charge.objects.select_for_update().filter(id=payment_id, state="succeeded").first()
    if charge is None:
        return Answer("failed")
    back = Return.objects.filter(id=refund_id).first()
    if back is None:
        gone = sum(Return.objects.filter(charge=charge).values_list("amount_minor", flat=True))
        if gone + amount.minor > charge.amount_minor or amount.currency != charge.currency:
            return Answer("failed")
        back = Return.objects.create(id=refund_id, charge=charge, amount_minor=amount.minor, at=now)
        _plan(charge, back, now)
    return Answer("succeeded", Money(back.amount_minor, charge.currency), back.at, f"sim-{back.id}")


def _plan(charge: Charge, back: Return | None, now: datetime) -> None:
    genuine = str(new_id())
    Delivery.objects.bulk_create(
        Delivery(
            charge=charge,
            refund=back,
            notification_id=genuine if planned.kind in ("genuine", "stale") else str(new_id()),
            kind=planned.kind,
            due_at=now + planned.after,
        )
        for planned in script().deliveries(str(back.id if back else charge.id))
    )


def deliver_due(now: datetime, post: Post | None = None) -> int:
    """Send every notice that is due, each in a transaction of its own; how many were sent."""
    hand_over = post or over_http
    with transaction.atomic():
        due = list(Delivery.objects.filter(sent_at=None, due_at__lte=now).order_by("due_at", "id")[:500])
        made = [(each.id, *_notice(each, now)) for each in due]
    for delivery_id, headers, body in made:
        status = hand_over(headers, body)
        with transaction.atomic():
            Delivery.objects.filter(id=delivery_id).update(sent_at=now, answered=status)
    return len(made)


def over_http(headers: Mapping[str, str], body: bytes) -> int:
    """Post a notice to this site's own door, as a real company would. 0 when nobody answers."""
    address = f"{settings.SITE_URL}/hooks/payments/simulator"
    asked = request.Request(address, body, {**headers, "Content-Type": "application/json"})  # noqa: S310 – our own site
    try:
        with request.urlopen(asked, timeout=5) as answer:  # noqa: S310
            return int(answer.status)
    except error.HTTPError as refused:
        return int(refused.code)
    except OSError:
        return 0


def straight_in(now: datetime) -> Post:
    """Hands notices to settlement without a network, as the door would: for the demo and for tests."""

    def post(headers: Mapping[str, str], body: bytes) -> int:
        try:
            settlement.receive(provider=provider.code, headers=headers, body=body, now=now)
        except Refused as refusal:
            return refusal.status
        return 200

    return post


def _notice(delivery: Delivery, now: datetime) -> tuple[dict[str, str], bytes]:
    charge, back = delivery.charge, delivery.refund
    said: dict[str, Any] = {
        "id": delivery.notification_id,
        "about": "refund" if back else "payment",
        "house": str(charge.organisation_id),
        "payment": str(charge.id),
        "refund": str(back.id) if back else None,
        "state": charge.state,
        "minor": back.amount_minor if back else charge.amount_minor,
        "currency": charge.currency,
        "at": (back.at if back else charge.at).isoformat(),
        "ref": f"sim-{back.id if back else charge.id}",
    }
    if delivery.kind in ("changed", "forged"):
        said["minor"] += 100
        said["state"] = "succeeded"
    body, nonce = orjson.dumps(said), str(delivery.id)
    at = now - timedelta(minutes=10) if delivery.kind == "stale" else now
    headers = signing.sign(body, nonce=nonce, at=at, secret="guessed" if delivery.kind == "forged" else None)
    if delivery.kind == "tampered":
        body = orjson.dumps({**said, "minor": said["minor"] - 1, "state": "succeeded"})
    return headers, body
