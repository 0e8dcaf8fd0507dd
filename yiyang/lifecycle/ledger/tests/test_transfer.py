"""Money moves once per key, in one currency, between two different accounts, and nothing undoes a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.ground.access.context import acting_as
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.ledger.errors import KeyReused, Overdrawn

HOSPITAL, GUIFANG = cast.key("hospital"), cast.key("guifang")
PAYER = ledger.account(GUIFANG, "payer")
REVENUE = ledger.account(HOSPITAL, "revenue")
CAUSE = new_id()
rolled_back = pytest.mark.django_db


def asked(now: datetime, **changes: Any) -> dict[str, Any]:
    return {
        "debit": PAYER,
        "credit": REVENUE,
        "amount": Money(5_000),
        "kind": "charge",
        "cause_id": CAUSE,
        "organisation_id": HOSPITAL,
        "person_id": GUIFANG,
        "now": now,
        "key": "charge-1",
        **changes,
    }


@rolled_back
def test_a_transfer_has_two_sides(now: datetime, looking_as: Looking) -> None:
    with looking_as("desk", "hospital"):
        assert ledger.transfer(**asked(now)) is not None
        assert ledger.balance(REVENUE).posted == Money(5_000)
        assert ledger.balance(PAYER).posted == Money(-5_000)
    with looking_as("guifang"):
        assert ledger.balance(PAYER).posted == Money(-5_000)
    with looking_as("stranger"):
        assert ledger.balance(PAYER).posted == Money(0)


@rolled_back
def test_the_same_key_moves_money_once_and_other_contents_are_refused(now: datetime, looking_as: Looking) -> None:
    with looking_as("desk", "hospital"):
        first = ledger.transfer(**asked(now))
        assert ledger.transfer(**asked(now)) == first
        assert ledger.balance(REVENUE).posted == Money(5_000)
        for change in (
            {"amount": Money(5_001)},
            {"kind": "refund"},
            {"cause_id": new_id()},
            {"person_id": None},
            {"debit": REVENUE, "credit": PAYER},
        ):
            with pytest.raises(KeyReused):
                ledger.transfer(**asked(now, **change))
        with pytest.raises(KeyReused):
            ledger.reserve(**asked(now))


@rolled_back
def test_zero_makes_no_transfer_and_less_than_zero_is_a_fault(now: datetime, looking_as: Looking) -> None:
    with looking_as("desk", "hospital"):
        assert ledger.transfer(**asked(now, amount=Money(0))) is None
        assert ledger.verify().transfers == 0
        with pytest.raises(ValueError, match="negative"):
            ledger.transfer(**asked(now, amount=Money(-1)))
        with pytest.raises(ValueError, match="differ"):
            ledger.transfer(**asked(now, credit=PAYER))


@rolled_back
def test_one_account_has_one_currency(now: datetime, looking_as: Looking) -> None:
    with looking_as("desk", "hospital"):
        ledger.transfer(**asked(now))
        with pytest.raises(IntegrityError, match="currency"), transaction.atomic():
            ledger.transfer(**asked(now, amount=Money(1, "USD"), key="charge-2"))


@rolled_back
def test_an_account_that_was_never_opened_is_refused(now: datetime, looking_as: Looking) -> None:
    with (
        looking_as("desk", "hospital"),
        pytest.raises(IntegrityError, match="currency"),
        transaction.atomic(),
    ):
        ledger.transfer(**asked(now, credit=UUID(int=REVENUE.int)))


@rolled_back
def test_a_purse_gives_no_more_than_was_put_in(now: datetime, looking_as: Looking) -> None:
    purse = ledger.account(GUIFANG, "purse", no_overdraw=True)
    with looking_as("desk", "hospital"):
        with pytest.raises(Overdrawn):
            ledger.transfer(**asked(now, debit=purse, key="a"))
        ledger.transfer(**asked(now, debit=REVENUE, credit=purse, key="b"))
        ledger.reserve(**asked(now, debit=purse, amount=Money(4_000), key="c"))
        with pytest.raises(Overdrawn):
            ledger.transfer(**asked(now, debit=purse, amount=Money(1_001), key="d"))
        ledger.transfer(**asked(now, debit=purse, amount=Money(1_000), key="e"))
    with looking_as("guifang"):
        assert ledger.balance(purse) == (Money(4_000), Money(-4_000))


@rolled_back
def test_a_journal_is_written_whole(now: datetime, looking_as: Looking) -> None:
    lines = [
        ledger.Entry(PAYER, REVENUE, Money(300), "charge", CAUSE, "j1"),
        ledger.Entry(PAYER, ledger.account(HOSPITAL, "drugs"), Money(200), "charge", CAUSE, "j2"),
        ledger.Entry(PAYER, REVENUE, Money(0), "charge", CAUSE, "j3"),
    ]
    rest: dict[str, Any] = {
        "journal_id": new_id(),
        "organisation_id": HOSPITAL,
        "person_id": GUIFANG,
        "now": now,
    }
    with looking_as("desk", "hospital"):
        ids = ledger.journal(lines, **rest)
        assert len(ids) == 2
        assert ledger.journal(lines, **rest) == ids
        assert ledger.balance(PAYER).posted == Money(-500)


@rolled_back
def test_another_house_can_neither_write_nor_see(now: datetime, looking_as: Looking) -> None:
    with looking_as("chen", "community"):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ledger.transfer(**asked(now, person_id=cast.key("stranger")))
        assert ledger.balance(REVENUE).posted == Money(0)


@pytest.mark.parametrize("alias", ["default", "worker", "owner"])
@pytest.mark.parametrize("table", ["ledger_transfer", "ledger_account"])
def test_no_row_ever_changes(committed: str, now: datetime, alias: str, table: str) -> None:
    _plant(now)
    for deed in (f"UPDATE {table} SET kind = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises((IntegrityError, ProgrammingError), match=r"never changed|permission denied"):
            _do(alias, deed)


@pytest.mark.unsound_ledger
def test_control_without_the_trigger_the_owner_rewrites_history_and_verify_names_it(
    committed: str, now: datetime
) -> None:
    _plant(now)
    assert ledger.snapshot(now=now) == 2
    _do("owner", "ALTER TABLE ledger_transfer DISABLE TRIGGER transfer_never_changes")
    _do("owner", "UPDATE ledger_transfer SET amount_minor = amount_minor + 1")
    assert set(ledger.verify(using="worker").faults) == {("snapshot", PAYER), ("snapshot", REVENUE)}


@pytest.mark.parametrize("table", ["ledger_running", "ledger_snapshot"])
def test_running_sums_and_snapshots_are_kept_by_the_ledger_alone(committed: str, now: datetime, table: str) -> None:
    _plant(now)
    columns = {"ledger_running": "account_id", "ledger_snapshot": "position, at, id, account_id"}[table]
    values = {"ledger_running": "%(a)s", "ledger_snapshot": "9, now(), gen_random_uuid(), %(a)s"}[table]
    with (
        acting_as(cast.actor("manager", "hospital"), now),
        pytest.raises(ProgrammingError, match="ledger alone"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO {table} ({columns}, owner_id, debits_minor, credits_minor, pending_debits_minor,"
            f" pending_credits_minor) VALUES ({values}, %(o)s, 0, 1000000, 0, 0)",
            {"a": REVENUE, "o": HOSPITAL},
        )


def _plant(now: datetime) -> None:
    with acting_as(cast.actor("desk", "hospital"), now), transaction.atomic():
        ledger.transfer(**asked(now))


def _do(alias: str, statement: str) -> None:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)
