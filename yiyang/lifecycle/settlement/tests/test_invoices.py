"""Invoice numbers have no gaps, whoever asks at the same time, and a credit afterwards gets an invoice of its own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

from yiyang.foundation.errors import Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.errors import NotNow
from yiyang.lifecycle.settlement.models import Invoice, Numbering
from yiyang.lifecycle.settlement.selectors import number_of
from yiyang.lifecycle.settlement.tests.factories import (
    DESK,
    HOSPITAL,
    LIMIN,
    MANAGER,
    STRANGER,
    ZHAO,
    eyes,
    placed,
    service,
)
from yiyang.lifecycle.settlement.tests.factories import plain_mode as plain_mode

pytestmark = pytest.mark.usefixtures("plain_mode")


def done(service_id: UUID, now: datetime) -> UUID:
    with eyes(LIMIN, now):
        order = placed(service_id, LIMIN, now)
    with eyes(ZHAO, now):
        orders.start(order_id=order.id, by=ZHAO, now=now)
        orders.complete(order_id=order.id, by=ZHAO, now=now)
    return order.id


def postpaid() -> UUID:
    with transaction.atomic(using="owner"):
        return service("owner", terms="postpaid")


def numbers(now: datetime) -> list[int]:
    with eyes(MANAGER, now):
        return sorted(Invoice.objects.values_list("number", flat=True))


def test_an_invoice_is_issued_once_and_corrected_by_the_next(committed: str, now: datetime) -> None:
    order_id = done(postpaid(), now)
    with eyes(LIMIN, now):
        first = settlement.issue_invoice(by=LIMIN, now=now, order_id=order_id)
        assert settlement.issue_invoice(by=LIMIN, now=now, order_id=order_id) == first
    with eyes(STRANGER, now), pytest.raises(Unknown):
        settlement.issue_invoice(by=STRANGER, now=now, order_id=order_id)
    with eyes(DESK, now):
        settlement.take(by=DESK, now=now, order_id=order_id, request_key="t")
        settlement.refund(by=DESK, now=now, order_id=order_id, amount=Money(700), reason="x", request_key="r")
        second = settlement.issue_invoice(by=DESK, now=now, order_id=order_id)
        assert settlement.issue_invoice(by=DESK, now=now, order_id=order_id) == second
        rows = list(Invoice.objects.order_by("number"))
        assert [(number_of(row), row.total_minor, row.corrects_id) for row in rows] == [
            ("2026-000001", 5_000, None),
            ("2026-000002", -700, first),
        ]
    with pytest.raises((IntegrityError, ProgrammingError), match=r"never changed|permission denied"), eyes(DESK, now):
        Invoice.objects.update(total_minor=1)
    with pytest.raises(ProgrammingError, match="with their invoices"), eyes(MANAGER, now):
        Numbering.objects.update(last=7)


def test_no_invoice_while_the_work_is_ahead(committed: str, now: datetime) -> None:
    service_id = postpaid()
    with eyes(LIMIN, now):
        order = placed(service_id, LIMIN, now)
        with pytest.raises(NotNow):
            settlement.issue_invoice(by=LIMIN, now=now, order_id=order.id)


def test_a_failed_transaction_takes_no_number_along(committed: str, now: datetime) -> None:
    service_id = postpaid()
    order_ids = [done(service_id, now) for _ in range(2)]
    with eyes(DESK, now):
        settlement.issue_invoice(by=DESK, now=now, order_id=order_ids[0])
        transaction.set_rollback(True)
    with eyes(DESK, now):
        settlement.issue_invoice(by=DESK, now=now, order_id=order_ids[1])
    assert numbers(now) == [1]


def test_many_at_once_have_no_gap(committed: str, now: datetime) -> None:
    """Every third one fails at the last moment; the others are numbered 1, 2, 3 … all the same."""
    service_id = postpaid()
    order_ids = [done(service_id, now) for _ in range(12)]
    together = threading.Barrier(4)

    def issue(number: int) -> None:
        if number < 4:
            together.wait(20)
        try:
            with eyes(DESK, now):
                settlement.issue_invoice(by=DESK, now=now, order_id=order_ids[number])
                if number % 3 == 0:
                    raise InterruptedError
        except InterruptedError:
            pass
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(issue, range(12)))
    assert numbers(now) == list(range(1, 9))


def test_control_numbers_from_a_sequence_have_gaps(committed: str, now: datetime) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("CREATE SEQUENCE gappy")
        cursor.execute(
            """CREATE OR REPLACE FUNCTION settlement_number_invoice() RETURNS trigger LANGUAGE plpgsql
            SECURITY DEFINER AS $$ BEGIN NEW.number := nextval('gappy'); RETURN NEW; END $$"""
        )
    with pytest.raises(AssertionError):
        test_a_failed_transaction_takes_no_number_along(committed, now)


def test_the_database_gives_the_number_whatever_is_asked(committed: str, now: datetime) -> None:
    order_id = done(postpaid(), now)
    with eyes(DESK, now):
        settlement.issue_invoice(by=DESK, now=now, order_id=order_id)
        row = Invoice.objects.get()
        row.id, row.number, row.request_key = new_id(), 77, "again"
        row.save(force_insert=True)
    assert numbers(now) == [1, 2]
    with eyes(MANAGER, now):
        assert Numbering.objects.get(organisation_id=HOSPITAL).last == 2
