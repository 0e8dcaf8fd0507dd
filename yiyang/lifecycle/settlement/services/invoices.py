"""Numbered invoices: a copy of the bill when it is asked for, and a correcting one for what was credited since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection, transaction

from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.settlement.actions import INVOICE
from yiyang.lifecycle.settlement.errors import NothingDue, NotNow
from yiyang.lifecycle.settlement.models import Bill, Invoice, Line
from yiyang.lifecycle.settlement.services import bills
from yiyang.lifecycle.settlement.states import NAMES

_ADD = """
    INSERT INTO settlement_invoice (id, organisation_id, person_id, bill_id, corrects_id, year, number, total_minor,
        currency, lines, request_key, issued_at, issued_by_id, entry_id)
    VALUES (%s, %s, %s, %s, %s, %s, 0, %s, %s, %s::jsonb, %s, %s, %s, %s)
"""


@transaction.atomic
def issue_invoice(*, by: Actor, now: datetime, order_id: UUID) -> UUID:
    """The invoice of an order whose work has ended, numbered without gaps within the house and the year.

    Asked again, the answer is the same invoice; what was credited since then comes as a correcting invoice with the
    next number, whose id is then the answer. Raises NothingDue without a bill, NotNow while the work is ahead.
    """
    order = load(order_id)
    access.require(by, INVOICE, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    standing = bills.lock(order_id)
    if standing is None:
        raise NothingDue
    if standing.bill.closed_at is None:
        raise NotNow(state=NAMES[standing.bill.state])
    issued = list(Invoice.objects.filter(bill=standing.bill).order_by("issued_at", "id"))
    told = {line["id"] for each in issued for line in each.lines}
    fresh = [line for line in standing.lines if str(line.id) not in told]
    if not fresh:
        return issued[-1].id
    return _issue(standing.bill, fresh, issued, by=by, now=now)


def _issue(bill: Bill, lines: Sequence[Line], before: Sequence[Invoice], *, by: Actor, now: datetime) -> UUID:
    invoice_id, year = new_id(), clock.day_of(now, settings.TIME_ZONE).year
    total = sum(line.amount_minor for line in lines)
    entry_id = trust.record(
        "invoice.issued",
        by=by,
        now=now,
        payload={"invoice": str(invoice_id), "order": str(bill.order_id), "minor": total, "currency": bill.currency},
        organisation_id=bill.organisation_id,
        subject_id=bill.person_id,
    )
    whose = [bill.organisation_id, bill.person_id, bill.id, before[0].id if before else None]
    copied = orjson.dumps([_copy(line) for line in lines]).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [
                invoice_id,
                *whose,
                year,
                total,
                bill.currency,
                copied,
                f"invoice:{len(before)}",
                now,
                by.person_id,
                entry_id,
            ],
        )
    return invoice_id


def _copy(line: Line) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "code": line.code,
        "name": line.name,
        "name_en": line.name_en,
        "amount_minor": line.amount_minor,
        "credits": str(line.credits_id) if line.credits_id else None,
    }
