"""Ask nothing more of a bill: waive what is still due, or give it up as lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.settlement import accounts
from yiyang.lifecycle.settlement.actions import FORGIVE
from yiyang.lifecycle.settlement.errors import NothingDue, NotNow
from yiyang.lifecycle.settlement.services import bills
from yiyang.lifecycle.settlement.states import DUE, NAMES, WRITTEN_OFF


@transaction.atomic
def waive(*, by: Actor, now: datetime, order_id: UUID, reason: str) -> None:
    """Ask nothing more for an order: what is still due is credited. Repeating it changes nothing.

    Raises NothingDue without a bill, NotNow when it was written off, Invalid without a reason.
    """
    standing = _asked(by, now, order_id, reason)
    if standing.bill.state == WRITTEN_OFF:
        raise NotNow(state=NAMES[WRITTEN_OFF])
    if standing.bill.state != DUE:
        return
    due = standing.outstanding
    standing = bills.credit(standing, due, bills.Reason("waived", new_id(), now))
    bills.save(standing.bill)
    _record("bill.waived", standing, due, by, now)


@transaction.atomic
def write_off(*, by: Actor, now: datetime, order_id: UUID, reason: str) -> None:
    """Give up what is still due after the work has ended: a loss of the house. Repeating it changes nothing.

    Raises NothingDue without a bill, NotNow while the work is ahead or when nothing is due.
    """
    standing = _asked(by, now, order_id, reason)
    bill = standing.bill
    if bill.state == WRITTEN_OFF:
        return
    if bill.state != DUE or bill.closed_at is None:
        raise NotNow(state=NAMES[bill.state])
    lost = standing.outstanding
    ledger.transfer(
        debit=accounts.written_off(bill.organisation_id, bill.currency),
        credit=accounts.payer(bill.person_id, bill.currency),
        amount=lost,
        kind="write-off",
        cause_id=bill.order_id,
        organisation_id=bill.organisation_id,
        person_id=bill.person_id,
        now=now,
        key=f"write-off:{bill.id}",
        journal_id=bill.id,
    )
    bill.written_off_minor = lost.minor
    bills.save(bill, ended_as=WRITTEN_OFF)
    _record("bill.written-off", standing, lost, by, now)


def _asked(by: Actor, now: datetime, order_id: UUID, reason: str) -> bills.Standing:
    order = load(order_id)
    access.require(by, FORGIVE, now=now, person_id=order.person_id, organisation_id=order.organisation_id)
    if not reason.strip():
        raise Invalid(field="reason", reason=gettext("say why"))
    standing = bills.lock(order_id)
    if standing is None:
        raise NothingDue
    return standing


def _record(kind: str, standing: bills.Standing, amount: Money, by: Actor, now: datetime) -> None:
    bill = standing.bill
    trust.record(
        kind,
        by=by,
        now=now,
        payload={"bill": str(bill.id), "order": str(bill.order_id), "minor": amount.minor, "currency": bill.currency},
        organisation_id=bill.organisation_id,
        subject_id=bill.person_id,
    )
