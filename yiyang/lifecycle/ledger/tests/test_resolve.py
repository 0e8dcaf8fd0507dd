"""A reserved amount is posted or voided once, and never for more than was reserved."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import Looking
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.ledger.errors import AlreadyResolved, MoreThanPending, PendingUnknown
from yiyang.lifecycle.ledger.tests.test_transfer import PAYER, REVENUE, asked

pytestmark = pytest.mark.django_db


def reserved(now: datetime, key: str = "r") -> UUID:
    pending = ledger.reserve(**asked(now, key=key))
    assert pending is not None
    return pending


def test_reserve_then_post_a_part_and_release_the_rest(now: datetime, looking_as: Looking) -> None:
    with looking_as("desk", "hospital"):
        pending = reserved(now)
        assert ledger.balance(REVENUE) == (Money(0), Money(5_000))
        with pytest.raises(MoreThanPending):
            ledger.post(pending, now=now, amount=Money(5_001))
        done = ledger.post(pending, now=now, amount=Money(1_200))
        assert ledger.post(pending, now=now + timedelta(hours=1), amount=Money(1_200)) == done
        for again in (lambda: ledger.void(pending, now=now), lambda: ledger.post(pending, now=now)):
            with pytest.raises(AlreadyResolved):
                again()
        assert ledger.balance(REVENUE) == (Money(1_200), Money(0))
        assert ledger.balance(PAYER) == (Money(-1_200), Money(0))


def test_void_moves_nothing(now: datetime, looking_as: Looking) -> None:
    with looking_as("desk", "hospital"):
        pending = reserved(now)
        assert ledger.void(pending, now=now) == ledger.void(pending, now=now)
        with pytest.raises(AlreadyResolved):
            ledger.post(pending, now=now)
        assert ledger.balance(REVENUE) == (Money(0), Money(0))


def test_only_a_pending_transfer_can_be_resolved(now: datetime, looking_as: Looking) -> None:
    with looking_as("desk", "hospital"):
        single = ledger.transfer(**asked(now, key="s"))
        assert single
        done = ledger.post(reserved(now), now=now)
        for nothing in (single, done, new_id()):
            with pytest.raises(PendingUnknown):
                ledger.void(nothing, now=now)
        hers = reserved(now, "r2")
    with looking_as("stranger"), pytest.raises(PendingUnknown):
        ledger.post(hers, now=now)


def test_the_database_itself_refuses_a_second_or_unlike_resolution(now: datetime, looking_as: Looking) -> None:
    copy = """INSERT INTO ledger_transfer (id, phase, debit_id, credit_id, amount_minor, released_minor,
        currency, kind, cause_id, journal_id, pending_id, key, organisation_id, person_id, at)
        SELECT gen_random_uuid(), %s, debit_id, credit_id, amount_minor + %s, amount_minor + %s, currency,
        kind, cause_id, journal_id, id, gen_random_uuid()::text, organisation_id, person_id, at
        FROM ledger_transfer WHERE id = %s"""
    with looking_as("desk", "hospital"), connection.cursor() as cursor:
        pending = reserved(now)
        for phase, more, released in (("post", 1, 0), ("post", 0, 1), ("void", -1, 0), ("single", 0, 0)):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(copy, [phase, more, released, pending])
        cursor.execute(copy, ["post", -1, 0, pending])
        with pytest.raises(IntegrityError, match="resolved_once"), transaction.atomic():
            cursor.execute(copy, ["void", 0, 0, pending])
