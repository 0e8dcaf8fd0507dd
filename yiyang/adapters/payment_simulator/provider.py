"""A payment company in a box: it keeps the payment protocol and behaves as its script says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings
from django.core import signing as django_signing
from django.db import transaction
from django.urls import reverse

from yiyang.adapters.payment_simulator import signing
from yiyang.adapters.payment_simulator.models import Charge, Return
from yiyang.foundation.money import Money
from yiyang.lifecycle.settlement.errors import BadNotice
from yiyang.lifecycle.settlement.providers import Answer, Reference, Said, StatementLine

SALT = "payment-simulator"


class Simulator:
    """The provider; what the payer does there is in `company`."""

    code = "simulator"
    name = "演示支付"
    name_en = "Demo payment"

    def start(self, reference: Reference, amount: Money, *, until: datetime | None, now: datetime) -> str:
        slip = {
            "house": str(reference.organisation_id),
            "payment": str(reference.payment_id),
            "minor": amount.minor,
            "currency": amount.currency,
        }
        return reverse("payment-simulator", args=[django_signing.dumps(slip, salt=SALT)])

    def verify_notification(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Said:
        signing.check(headers, body, now=now)
        try:
            return _read(orjson.loads(body))
        except (KeyError, TypeError, ValueError):
            raise BadNotice from None

    def query(self, reference: Reference, *, now: datetime) -> Answer:
        with transaction.atomic():
            charge = Charge.objects.filter(id=reference.payment_id).first()
        if charge is None:
            return Answer("unknown")
        if charge.state == "failed":
            return Answer("failed")
        return Answer("succeeded", Money(charge.amount_minor, charge.currency), charge.at, f"sim-{charge.id}")

    def refund(self, reference: Reference, refund_id: UUID, amount: Money, *, now: datetime) -> Answer:
        from yiyang.adapters.payment_simulator import company  # the company sends notices through this module

        return company.refund(reference.payment_id, refund_id, amount, now)

    def statement(self, day: date, *, now: datetime) -> Sequence[StatementLine]:
        begin = datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)
        span = {"at__gte": begin, "at__lt": begin + timedelta(days=1)}
        with transaction.atomic():
            charges = list(Charge.objects.filter(state="succeeded", **span))
            returns = list(Return.objects.select_related("charge").filter(**span))
        lines = [_line(charge, None, charge.amount_minor, charge.at) for charge in charges]
        lines += [_line(back.charge, back.id, back.amount_minor, back.at) for back in returns]
        return sorted(lines, key=lambda line: line.at)


def _line(charge: Charge, refund_id: UUID | None, minor: int, at: datetime) -> StatementLine:
    reference = Reference(charge.organisation_id, charge.id)
    about = "refund" if refund_id else "payment"
    amount = Money(minor, charge.currency)
    return StatementLine(about, reference, refund_id, amount, at, f"sim-{refund_id or charge.id}")  # type: ignore[arg-type]


def _read(said: dict[str, Any]) -> Said:
    if said["about"] not in ("payment", "refund") or said["state"] not in ("succeeded", "failed"):
        raise ValueError(said["about"])
    return Said(
        notification_id=str(said["id"]),
        reference=Reference(UUID(said["house"]), UUID(said["payment"])),
        about=said["about"],
        state=said["state"],
        amount=Money(said["minor"], said["currency"]),
        at=datetime.fromisoformat(said["at"]),
        provider_ref=str(said["ref"]),
        refund_id=UUID(said["refund"]) if said.get("refund") else None,
    )


provider = Simulator()
