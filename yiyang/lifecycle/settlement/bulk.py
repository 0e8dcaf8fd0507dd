"""Many bills of orders long since placed, for generated towns: paid at the desk, or cancelled before they were paid.

The same rows the verbs write: a bill with its line, the reserved charge and how it ended, the payment and its entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from yiyang.ground.access.postgres.copying import Row, copy_all
from yiyang.ground.messages import bulk as messages
from yiyang.ground.trust import bulk as trust
from yiyang.ground.trust.bulk import Deed
from yiyang.lifecycle.ledger import bulk as ledger
from yiyang.lifecycle.ledger.services import AccountId
from yiyang.lifecycle.settlement import accounts
from yiyang.lifecycle.settlement.models import Bill, Line, Payment
from yiyang.lifecycle.settlement.states import DUE, PAID, SUCCEEDED, WAIVED


@dataclass(frozen=True, slots=True)
class Settled:
    """An order (its row) and how its money went.

    `paid_at` None: it was cancelled before anybody paid. `ended_at` None: the work is still ahead.
    """

    order: Row
    code: str
    name: str
    name_en: str
    paid_at: datetime | None
    ended_at: datetime | None
    taken_by_id: UUID | None


@dataclass
class _Pages:
    """The rows of one batch, by table."""

    bills: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    transfers: list[Row] = field(default_factory=list)
    accounts: set[AccountId] = field(default_factory=set)
    deeds: list[Deed] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)


def write(
    settled: Sequence[Settled],
    *,
    new_id: Callable[[datetime], UUID],
    salt: Callable[[int], bytes],
    using: str = "worker",
) -> int:
    """Bill orders that cost something, in the caller's transaction; answers how many. The ledger stays at zero."""
    pages = _Pages()
    for one in settled:
        if one.order["price_minor"]:
            _bill(pages, one, new_id)
    copy_all(using, (Bill, pages.bills))
    ledger.write(pages.transfers, pages.accounts, using=using)
    copy_all(using, (Line, pages.lines), (Payment, pages.payments))
    trust.record(pages.deeds, salt, using=using)
    messages.write(notices=pages.notices, using=using)
    return len(pages.bills)


def write_summaries(settled: Sequence[Settled], *, new_id: Callable[[datetime], UUID], using: str = "worker") -> int:
    """Bills alone, closed and paid, for years whose books were closed elsewhere: no line, no transfer behind them."""
    rows = (_head(one, new_id(one.order["placed_at"])) for one in settled if one.order["price_minor"] and one.paid_at)
    return copy_all(using, (Bill, rows))


def _head(one: Settled, bill_id: UUID) -> dict[str, Any]:
    order, paid = one.order, one.order["price_minor"] if one.paid_at else 0
    waived = one.paid_at is None and one.ended_at is not None
    return {
        "id": bill_id,
        "organisation_id": order["organisation_id"],
        "person_id": order["person_id"],
        "order_id": order["id"],
        "service_id": order["service_id"],
        "terms": order["terms"],
        "state": WAIVED if waived else PAID if paid else DUE,
        "currency": "CNY",
        "total_minor": 0 if waived else order["price_minor"],
        "paid_minor": paid,
        "pay_until": order.get("pay_until"),
        "opened_at": order["placed_at"],
        "closed_at": one.ended_at,
    }


def _bill(pages: _Pages, one: Settled, new_id: Callable[[datetime], UUID]) -> None:
    order, at = one.order, one.order["placed_at"]
    whose = {"organisation_id": order["organisation_id"], "person_id": order["person_id"]}
    bill_id, charge_id, line_id = new_id(at), new_id(at), new_id(at)
    payer = accounts.payer(order["person_id"], "CNY")
    income = accounts.revenue(order["organisation_id"], one.code, "CNY")
    moved = {**whose, "currency": "CNY", "cause_id": order["id"], "journal_id": bill_id}
    charge = {**moved, "debit_id": payer, "credit_id": income, "amount_minor": order["price_minor"], "kind": "charge"}
    line = {
        **whose,
        "bill_id": bill_id,
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "cause_id": order["id"],
        **{name: order[name] for name in ("price_rule_id", "price_rule", "price_rule_en") if order.get(name)},
    }
    pages.bills.append(_head(one, bill_id))
    pages.accounts |= {payer, income}
    key = f"charge:{bill_id}:{one.code}:{order['id']}"
    pages.transfers.append({**charge, "id": charge_id, "phase": "pending", "key": key, "at": at})
    amount = order["price_minor"]
    pages.lines.append({**line, "id": line_id, "amount_minor": amount, "transfer_id": charge_id, "at": at})
    if one.ended_at:
        pages.transfers.append(
            {
                **charge,
                "id": new_id(one.ended_at),
                "phase": "post" if one.paid_at else "void",
                "released_minor": amount,
                "pending_id": charge_id,
                "key": f"resolve:{charge_id}",
                "at": one.ended_at,
            }
        )
        if not one.paid_at:
            credit = {**line, "credits_id": line_id, "code": "cancelled", "amount_minor": -amount}
            pages.lines.append({**credit, "id": new_id(one.ended_at), "at": one.ended_at})
    if one.paid_at:
        _payment(pages, one, moved, payer, one.paid_at, new_id)


def _payment(
    pages: _Pages,
    one: Settled,
    moved: dict[str, Any],
    payer: AccountId,
    at: datetime,
    new_id: Callable[[datetime], UUID],
) -> None:
    """The money at the desk: the till's transfer, the payment, the entry that says so, the notice to the payer."""
    order, house, person = one.order, moved["organisation_id"], moved["person_id"]
    till, payment_id, entry_id = accounts.money_of(accounts.DESK, house, "CNY"), new_id(at), new_id(at)
    amount = order["price_minor"]
    pages.accounts.add(till)
    pages.transfers.append(
        {
            **moved,
            "id": new_id(at),
            "debit_id": till,
            "credit_id": payer,
            "amount_minor": amount,
            "kind": "payment",
            "phase": "single",
            "key": f"payment:{payment_id}",
            "at": at,
        }
    )
    payload = {"payment": str(payment_id), "order": str(order["id"]), "minor": amount, "currency": "CNY"}
    payload |= {"provider": accounts.DESK, "applied": True}
    pages.deeds.append(Deed(entry_id, "payment.received", at, payload, one.taken_by_id, house, person))
    pages.payments.append(
        {
            "id": payment_id,
            "organisation_id": house,
            "person_id": person,
            "bill_id": moved["journal_id"],
            "provider": accounts.DESK,
            "amount_minor": amount,
            "currency": "CNY",
            "state": SUCCEEDED,
            "applied": True,
            "request_key": "town",
            "started_by_id": one.taken_by_id,
            "started_at": at,
            "ended_at": at,
            "provider_at": at,
            "entry_id": entry_id,
        }
    )
    told = {"recipient_id": person, "person_id": person, "organisation_id": house, "about_id": payment_id}
    facts = Jsonb({"amount_fen": str(amount)})
    pages.notices.append({**told, "id": new_id(at), "kind": "settlement.paid", "facts": facts, "at": at})
