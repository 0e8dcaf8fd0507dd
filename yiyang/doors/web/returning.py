"""Money that goes back, and the money of a house: the pages of those who keep its till."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yiyang.doors.web.attempts import Attempt
from yiyang.doors.web.bills import bill_chip, provider_word
from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.deed import Deed
from yiyang.face.components.facts import Facts
from yiyang.face.components.field import Field
from yiyang.face.components.pagination import Pagination
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, SignInNeeded
from yiyang.foundation.money import Money
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.settlement import actions
from yiyang.lifecycle.settlement import selectors as settlement

YUAN_MAX = 10**9


@dataclass(frozen=True, kw_only=True)
class RefundPage:
    title: str
    line: str
    confirm: Confirm


@dataclass(frozen=True, kw_only=True)
class MoneyPage:
    title: str
    month: str
    sums: Facts
    ways: Table
    waiting: Table
    bills: Table
    pages: Pagination


def yuan(typed: str) -> Money:
    """A sum typed in yuan with at most two decimals. Raises Invalid at `amount`."""
    try:
        sum_ = Decimal(typed.strip().replace(",", "").removeprefix("¥").strip())
    except InvalidOperation:
        raise Invalid(field="amount", reason=_("write a sum in yuan, like 12.50")) from None
    if not sum_.is_finite() or abs(sum_) > YUAN_MAX or sum_ * 100 != (sum_ * 100).to_integral_value():
        raise Invalid(field="amount", reason=_("write a sum in yuan, like 12.50"))
    return Money(int(sum_ * 100))


def refund_page(viewer: Actor, order_id: UUID, now: datetime, tried: Attempt, typed: dict[str, str]) -> RefundPage:
    """How much can go back and why it should. Raises Unknown for whoever keeps no till here."""
    card = orders.order_card(viewer, order_id, now)
    bill = settlement.statement_of(viewer, order_id, now)
    access.require(viewer, actions.REFUND, now=now, person_id=bill.person_id, organisation_id=bill.organisation_id)
    most = words.money(bill.returnable)
    return RefundPage(
        title=_("Return money"),
        line=" · ".join(each for each in (card.title, card.where, card.code) if each),
        confirm=Confirm(
            question=_("How much goes back?"),
            happens=_("At most %(most)s. It goes back the way it came; above %(alone)s a second person must agree.")
            % {"most": most, "alone": words.money(Money(settlement.ALONE_MINOR_MAX))},
            action=reverse("refund", args=[order_id]),
            yes=Button(label=_("Return it"), kind="primary", icon="undo-2"),
            no=Button(label=_("Back to the bill"), href=reverse("bill", args=[order_id])),
            hidden=(("request_key", typed.get("request_key") or uuid4().hex),),
            fields=(
                Field(
                    name="amount",
                    label=_("Sum in yuan"),
                    inputmode="decimal",
                    required=True,
                    value=typed.get("amount") or f"{bill.returnable.minor // 100}.{bill.returnable.minor % 100:02d}",
                    refused=tried.at("amount") or tried.elsewhere("amount", "reason"),
                ),
                Field(
                    name="reason",
                    label=_("Why?"),
                    required=True,
                    value=typed.get("reason", ""),
                    refused=tried.at("reason"),
                ),
            ),
        ),
    )


def money_page(viewer: Actor, now: datetime, month: str) -> MoneyPage:
    """The money of the acting house in a month. Raises SignInNeeded outside a house, NotAllowed but for its till."""
    house = viewer.organisation_id
    if house is None:
        raise SignInNeeded
    first = _first_of(month, now)
    after = _next(first)
    begin, end = _instant(first), _instant(after)
    money = settlement.house_money(viewer, house, now, from_=begin, to=end)
    return MoneyPage(
        title=_("Money"),
        month=words.month(first),
        sums=Facts(
            pairs=(
                (_("Earned by work that ended in this month"), words.money(money.earned)),
                (_("Paid in advance for work still ahead, today"), words.money(money.ahead)),
                (_("Still to be paid by people who pay afterwards, today"), words.money(money.due)),
            )
        ),
        ways=_ways(money),
        waiting=_waiting(viewer, house, now),
        bills=_bills(settlement.house_bills(viewer, house, now, from_=begin, to=end)),
        pages=Pagination(
            newer=f"?month={after:%Y-%m}" if end <= now else "",
            older=f"?month={_before(first):%Y-%m}",
            newer_word=_("The month after"),
            older_word=_("The month before"),
        ),
    )


def _first_of(typed: str, now: datetime) -> date:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        return timezone.localtime(now).date().replace(day=1)


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _instant(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo(settings.TIME_ZONE))


def _ways(money: settlement.HouseMoney) -> Table:
    columns = (
        Column(_("How")), Column(_("Payments"), "number"), Column(_("Came in"), "number"),
        Column(_("Went back"), "number"), Column(_("Owed to the house"), "number"),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                provider_word(way.provider),
                str(way.payments),
                words.money(way.came_in),
                words.money(-way.went_back),
                words.money(way.net),
            )
        )
        for way in money.ways
    )
    return Table(
        caption=_("What came in, by which way"), columns=columns, rows=rows, empty=_("Nothing came in this month.")
    )


def _waiting(viewer: Actor, house: UUID, now: datetime) -> Table:
    columns = (
        Column(_("Order")), Column(_("Asked")), Column(_("Why")), Column(_("Amount"), "number"),
        Column(_("Agree"), "deed"),
    )  # fmt: skip
    decides = access.may(viewer, actions.APPROVE, now=now, organisation_id=house) is not None
    rows = tuple(
        Row(
            (
                each.code,
                words.full_moment(each.asked_at),
                each.reason,
                words.money(each.amount),
                _decide(each) if decides and each.asked_by_id != viewer.person_id else _("waits for somebody else"),
            ),
            href=reverse("bill", args=[each.order_id]),
        )
        for each in settlement.refunds_waiting(viewer, house, now)
    )
    return Table(caption=_("Returns that wait for a second person"), columns=columns, rows=rows, empty=_("None waits."))


def _decide(each: settlement.WaitingRefund) -> Part:
    here = reverse("refund_decision", args=[each.id])
    yes = Button(label=_("Return it"), kind="primary", name="deed", value="approve", note=each.code)
    no = Button(label=_("Do not return it"), kind="quiet", name="deed", value="decline", note=each.code)
    return Deed(action=here, button=yes, fields=(no,))


def _bills(bills: list[settlement.BillRow]) -> Table:
    columns = (Column(_("Order")), Column(_("When")), Column(_("What")), Column(_("State")), Column(_("Sum"), "number"))
    rows = tuple(
        Row(
            (
                each.code,
                words.full_moment(each.opened_at),
                words.named(each),
                bill_chip(each.state),
                words.money(each.total),
            ),
            href=reverse("bill", args=[each.order_id]),
        )
        for each in bills
    )
    return Table(caption=_("Bills of this month"), columns=columns, rows=rows, empty=_("No bill was opened."))
