"""A balance is a snapshot and its tail, and no transfer in flight falls between the two."""

from __future__ import annotations

import threading
from datetime import datetime

import psycopg
import pytest
from django.db import connections, transaction

from yiyang.config.demo import cast
from yiyang.foundation.money import Money
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.ledger.tests.test_transfer import PAYER, REVENUE, asked


def _move(now: datetime, key: str, fen: int) -> None:
    with acting_as(cast.actor("desk", "hospital"), now), transaction.atomic():
        ledger.transfer(**asked(now, key=key, amount=Money(fen)))


def _balance() -> Money:
    with acting_as(cast.actor("manager", "hospital")), transaction.atomic():
        return ledger.balance(REVENUE).posted


def test_a_balance_is_the_same_with_and_without_snapshots(committed: str, now: datetime) -> None:
    _move(now, "a", 100)
    assert ledger.snapshot(now=now) == 2
    assert ledger.snapshot(now=now) == 0
    assert _balance() == Money(100)
    _move(now, "b", 11)
    assert _balance() == Money(111)
    assert ledger.snapshot(now=now) == 2
    assert _balance() == Money(111)
    with transaction.atomic(using="worker"):
        assert ledger.balance(PAYER, using="worker").posted == Money(-111)


def _in_flight() -> psycopg.Connection[tuple[object, ...]]:
    """A transfer that has drawn its position and not yet committed, from a connection of its own."""
    parameters = connections["worker"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    other = psycopg.connect(**parameters)
    other.execute(
        """INSERT INTO ledger_transfer (id, phase, debit_id, credit_id, amount_minor, released_minor,
        currency, kind, cause_id, journal_id, key, organisation_id, person_id, at)
        SELECT gen_random_uuid(), phase, debit_id, credit_id, 7, 0, currency, kind, cause_id, journal_id,
        'late', organisation_id, person_id, at FROM ledger_transfer LIMIT 1"""
    )
    return other


def test_a_transfer_in_flight_is_waited_for(committed: str, now: datetime) -> None:
    _move(now, "a", 100)
    late = _in_flight()
    taking = threading.Thread(target=_snapshot_in_thread, args=(now,))
    taking.start()
    taking.join(0.3)
    assert taking.is_alive()
    late.commit()
    late.close()
    taking.join(20)
    _move(now, "b", 1)
    assert _balance() == Money(108)
    assert ledger.verify(using="worker").sound


@pytest.mark.unsound_ledger
def test_control_without_waiting_the_late_transfer_is_lost(committed: str, now: datetime) -> None:
    _move(now, "a", 100)
    late = _in_flight()
    _move(now, "b", 1)
    with transaction.atomic(using="worker"), connections["worker"].cursor() as cursor:
        cursor.execute("SELECT ledger_snapshot_upto((SELECT max(position) FROM ledger_transfer), %s)", [now])
    late.commit()
    late.close()
    assert _balance() == Money(101)
    assert not ledger.verify(using="worker").sound


def _snapshot_in_thread(now: datetime) -> None:
    try:
        ledger.snapshot(now=now)
    finally:
        connections["worker"].close()
