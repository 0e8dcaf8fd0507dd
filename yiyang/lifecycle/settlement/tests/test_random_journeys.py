"""Random journeys of hold, pay, cancel, refund and notify, with a payment company that behaves as badly as it can.

The oracle never asks settlement: it knows what was commanded, what the orders became, and what the company's own books
say, and works out with fractions what each house must have earned and each payer must have got back, to the fen.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import hypothesis
import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiyang.adapters.payment_simulator import company, signing
from yiyang.adapters.payment_simulator.models import Charge, Return
from yiyang.adapters.payment_simulator.script import GOOD, Script
from yiyang.foundation.errors import Refused
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.offers.models import CancellationTerm
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.models import Order, OrderMove
from yiyang.lifecycle.orders.protocol import OrderRow
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.models import Payment
from yiyang.lifecycle.settlement.services import conclude, notices
from yiyang.lifecycle.settlement.services.pay import Started
from yiyang.lifecycle.settlement.tests.factories import (
    DESK,
    GUIFANG,
    HOSPITAL,
    LIMIN,
    SYSTEM,
    ZHAO,
    PlainMode,
    door,
    extra,
    eyes,
    placed,
    service,
    slip_of,
)
from yiyang.lifecycle.settlement.tests.factories import plain_mode as plain_mode

pytestmark = pytest.mark.usefixtures("plain_mode")
RULE = {48: 10_000, 24: 3_333, 0: 1_500}  # hours before → basis points returned


@dataclass
class Told:
    """What was commanded about one order and acknowledged."""

    order: OrderRow
    started: list[Started] = field(default_factory=list)
    refunded: int = 0  # while the work was ahead or at hand: a share is worked out from what was left then
    refunded_later: int = 0
    ended: str = ""  # cancelled, no-show, failed, completed
    ended_at: datetime | None = None
    reason: str = ""
    extra: int = 0  # billed on top when the work was done


class Town:
    """A few orders of one service, a clock that only goes forward, and a payment company."""

    def __init__(self, now: datetime, price: int, terms: str, mode: PlainMode | None = None) -> None:
        self.mode = mode
        with transaction.atomic(using="owner"):
            self.service_id = service("owner", list_price_minor=price, terms=terms)
            CancellationTerm.objects.using("owner").bulk_create(
                CancellationTerm(
                    organisation_id=HOSPITAL,
                    service_id=self.service_id,
                    hours_before=hours,
                    returned_basis_points=share,
                )
                for hours, share in RULE.items()
            )
        self.now, self.price, self.told = now, price, []  # type: ignore[var-annotated]
        self.seen: dict[int, str] = {}

    def place(self) -> None:
        with eyes(LIMIN, self.now):
            self.told.append(Told(placed(self.service_id, LIMIN, self.now)))

    def pay(self, told: Told) -> None:
        with suppress(Refused), eyes(LIMIN, self.now):
            key = str(new_id())
            started = settlement.pay(
                by=LIMIN, now=self.now, order_id=told.order.id, provider="simulator", request_key=key
            )
            told.started.append(started)

    def settle(self, told: Told, succeeds: bool) -> None:
        if told.started:
            company.settle(slip_of(told.started[-1]), succeeds=succeeds, now=self.now)

    def end(self, told: Told, verb: str, reason: str) -> None:
        with suppress(Refused), eyes(ZHAO, self.now):
            if verb == "complete":
                orders.start(order_id=told.order.id, by=ZHAO, now=self.now)
                if self.mode and reason.isdigit():
                    self.mode.extra[told.order.id] = [extra(int(reason), self.now)]
                orders.complete(order_id=told.order.id, by=ZHAO, now=self.now)
                told.extra = int(reason) if reason.isdigit() else 0
            else:
                getattr(orders, verb)(order_id=told.order.id, by=ZHAO, now=self.now, reason=reason)
            told.ended, told.ended_at, told.reason = verb, self.now, reason

    def refund(self, told: Told, fen: int) -> None:
        with suppress(Refused), eyes(DESK, self.now):
            settlement.refund(
                by=DESK, now=self.now, order_id=told.order.id, amount=Money(fen), reason="x", request_key=str(new_id())
            )
            if told.ended:
                told.refunded_later += fen
            else:
                told.refunded += fen

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def deliver(self) -> None:
        company.deliver_due(self.now, door(self.now))

    def work(self) -> None:
        settlement.chase(self.now)

    def sweep(self) -> None:
        orders.expire_due(self.now)

    def quieten(self) -> None:
        """Let everything that is on its way arrive."""
        for _ in range(14):
            self.wait(180)
            self.deliver()
            self.work()
            self.sweep()

    def history_stands(self) -> None:
        """No transfer row that was ever seen looks different now."""
        with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
            cursor.execute("SELECT position, md5(t::text) FROM ledger_transfer t")
            rows = dict(cursor.fetchall())
        assert all(rows.get(position) == digest for position, digest in self.seen.items())
        self.seen = rows


def earned(told: Told, price: int, accepted: bool) -> int:
    """What the house keeps of an agreed order, worked out with fractions."""
    if not accepted:
        return 0
    rest = price - told.refunded
    if told.ended in ("", "complete"):
        return rest + told.extra - told.refunded_later
    share = 10_000
    if told.ended == "cancel" or told.reason == "no-show":
        assert told.ended_at is not None
        left = told.order.starts_at - told.ended_at  # type: ignore[operator]
        share = next((part for hours, part in sorted(RULE.items(), reverse=True) if left >= timedelta(hours=hours)), 0)
    back = Fraction(rest * share, 10_000)
    return rest - int(back + Fraction(1, 2)) - told.refunded_later


def check(town: Town) -> None:
    """The books of the company, of the ledger and of the oracle agree, order by order, to the fen."""
    for told in town.told:
        _check_one(told, town.price)
    found = ledger.verify(using="worker")
    assert found.sound, found


def _check_one(told: Told, price: int) -> None:
    order_id = told.order.id
    with eyes(SYSTEM, told.order.placed_at):
        order = Order.objects.get(id=order_id)
        accepted = OrderMove.objects.filter(order_id=order_id, to_state="accepted").exists()
        ours = list(Payment.objects.filter(bill__order_id=order_id))
        charges = list(Charge.objects.filter(id__in=[one.id for one in told.started], state="succeeded"))
        came = sum(charge.amount_minor for charge in charges)
        went = sum(Return.objects.filter(charge__in=charges).values_list("amount_minor", flat=True))
    mine = earned(told, price, accepted)
    prepaid = order.terms == "prepaid"
    if prepaid:
        assert accepted == (came > 0 and accepted)  # nobody is accepted without money
    kept = came - went
    if hypothesis.currently_in_test_context():
        hypothesis.event(
            f"{order.terms} {order.state}: came {came > 0}, went {went > 0}, asked back {told.refunded + told.refunded_later > 0}"
        )
    if prepaid and not accepted:
        assert kept == 0
    elif prepaid or came >= price or kept:
        # What came on top may not have been paid yet.
        assert kept in (mine, mine - told.extra), (order.state, order.terms, came, went, mine)
    assert {one.id for one in ours if one.state == "succeeded"} == {charge.id for charge in charges}
    closed = order.state in ("completed", "cancelled", "failed", "rejected")
    sums = by_kind(order_id)
    assert sums.get("clearing:simulator", 0) == -kept
    income = sums.get("revenue:visit", 0) + sums.get("revenue:drugs", 0)
    assert income == (mine if closed and (accepted or not prepaid) else 0)
    assert sums.get("payer", 0) == kept - (mine if closed else 0)


def by_kind(order_id: UUID) -> dict[str, int]:
    """Credits less debits of what really moved because of one order, by kind of account, summed row by row."""
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute(
            """SELECT a.kind, sum(CASE WHEN t.credit_id = a.id THEN t.amount_minor ELSE -t.amount_minor END)::bigint
            FROM ledger_transfer t JOIN ledger_account a ON a.id IN (t.debit_id, t.credit_id)
            WHERE t.cause_id = %s AND t.phase IN ('single', 'post') GROUP BY a.kind""",
            [order_id],
        )
        return dict(cursor.fetchall())


which = st.integers(0, 2)
ENDS = ["cancel", "complete", "complete-777", "fail-no-show", "fail-ill"]
STEP = st.one_of(
    st.tuples(st.just("pay"), which),
    st.tuples(st.just("settle"), which, st.sampled_from([True, True, True, False])),
    st.tuples(st.just("pay-settle"), which),
    *[st.tuples(st.just("end"), which, st.sampled_from(ENDS))] * 3,
    *[st.tuples(st.just("refund"), which, st.integers(1, 1_500))] * 2,
    st.tuples(st.just("wait"), st.sampled_from([1, 2, 4, 10, 20, 1_500, 2_000])),
    st.tuples(st.just("deliver")),
    st.tuples(st.just("work")),
    st.tuples(st.just("sweep")),
)
SCRIPT = st.builds(
    Script,
    seed=st.integers(0, 10_000),
    drop=st.sampled_from([0, 30, 100]),
    repeat=st.sampled_from([0, 60]),
    delay=st.sampled_from([0, 60]),
    forge=st.sampled_from([0, 60]),
    tamper=st.sampled_from([0, 60]),
    stale=st.sampled_from([0, 60]),
    change=st.sampled_from([0, 60]),
)


# How each of the three orders begins, so that most journeys have money in them.
BEGINNING = st.lists(st.sampled_from(["paid", "paid", "paid", "started", "nothing"]), min_size=3, max_size=3)


def begin(town: Town, beginning: list[str]) -> None:
    for how in beginning:
        town.place()
        if how != "nothing":
            town.pay(town.told[-1])
        if how == "paid":
            town.settle(town.told[-1], True)
    town.deliver()
    town.work()


def walk(town: Town, beginning: list[str], steps: list[tuple]) -> None:  # type: ignore[type-arg]
    begin(town, beginning)
    for name, *rest in steps:
        told = town.told[rest[0]] if rest and name != "wait" else None
        if name in ("pay", "pay-settle"):
            town.pay(told)
        if name in ("settle", "pay-settle"):
            town.settle(told, rest[1] if len(rest) > 1 else True)
        if name == "end":
            verb, _, reason = rest[1].partition("-")
            town.end(told, verb, reason or "provider-no")
        if name == "refund":
            town.refund(told, rest[1])
        if name == "wait":
            town.wait(rest[0])
        if name in ("deliver", "work", "sweep"):
            getattr(town, name)()
        town.history_stands()
    town.quieten()
    town.history_stands()
    check(town)


def journeys(examples: int, monkeypatch: pytest.MonkeyPatch, now: datetime, mode: PlainMode) -> None:
    @given(
        beginning=BEGINNING,
        steps=st.lists(STEP, min_size=6, max_size=16),
        script=SCRIPT,
        price=st.integers(1, 9_999),
        terms=TERMS,
    )
    @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def run(beginning: list[str], steps: list, script: Script, price: int, terms: str) -> None:  # type: ignore[type-arg]
        monkeypatch.setattr(company, "script", lambda: script)
        walk(Town(now, price, terms, mode), beginning, steps)

    run()


TERMS = st.sampled_from(["prepaid", "prepaid", "postpaid"])


def test_money_agrees_after_random_journeys(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch, plain_mode: PlainMode
) -> None:
    journeys(15, monkeypatch, now, plain_mode)


@pytest.mark.long
def test_money_agrees_after_many_random_journeys(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch, plain_mode: PlainMode
) -> None:
    journeys(500, monkeypatch, now, plain_mode)


def paid_town(now: datetime, script: Script, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(company, "script", lambda: script)
    town = Town(now, 5_000, "prepaid")
    town.place()
    town.pay(town.told[0])
    town.settle(town.told[0], True)
    return town


def test_control_a_repeated_notice_without_its_guards_moves_money_twice(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, transfer = conclude.conclude, ledger.transfer

    def forgetful(**heard):  # type: ignore[no-untyped-def]
        Payment.objects.filter(id=heard["payment_id"]).update(state="started", applied=False)
        return real(**heard)

    def keyless(**asked):  # type: ignore[no-untyped-def]
        return transfer(**{**asked, "key": str(new_id())})

    town = paid_town(now, Script(repeat=100), monkeypatch)
    town.deliver()
    town.work()
    check(town)
    monkeypatch.setattr(notices, "conclude", forgetful)
    monkeypatch.setattr(conclude.ledger, "transfer", keyless)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE settlement_notice SET done_at = NULL")
    town.work()
    with pytest.raises(AssertionError):
        check(town)


def test_control_without_the_signature_anybody_pays_with_paper(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company, "script", lambda: GOOD)
    town = Town(now, 5_000, "prepaid")
    town.place()
    town.pay(town.told[0])
    started = town.told[0].started[0]
    charge = Charge(
        id=started.id, organisation_id=HOSPITAL, amount_minor=5_000, currency="CNY", state="succeeded", at=now
    )
    headers, body = company._notice(
        company.Delivery(charge=charge, notification_id="paper", kind="genuine", due_at=now), now
    )
    headers[signing.SIGNATURE] = "0" * 64
    assert door(now)(headers, body) == 401
    town.work()
    check(town)
    monkeypatch.setattr(signing, "check", lambda *_, **__: None)
    assert door(now)(headers, body) == 200
    town.work()
    with pytest.raises(AssertionError):
        check(town)


def test_control_without_asking_a_lost_notice_loses_the_payment(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = Script(drop=100)
    town = paid_town(now, lost, monkeypatch)
    town.wait(2)
    town.deliver()
    with pytest.raises(AssertionError):
        check(town)
    town.work()
    check(town)


def test_control_without_the_automatic_return_late_money_is_kept(
    committed: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = paid_town(now, GOOD, monkeypatch)
    town.wait(16)
    town.sweep()
    town.deliver()
    monkeypatch.setattr(conclude, "return_unasked", lambda *_, **__: None)
    town.work()
    with pytest.raises(AssertionError):
        check(town)


def test_without_a_wish_nobody_is_asked_for_money(committed: str, now: datetime) -> None:
    town = Town(now, 5_000, "prepaid")
    town.place()
    town.quieten()
    check(town)
    with eyes(GUIFANG, now):
        assert settlement.statement_of(GUIFANG, town.told[0].order.id, now).state == "waived"
