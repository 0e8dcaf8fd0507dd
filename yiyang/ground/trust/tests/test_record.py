"""An entry belongs to its deed, says nothing in plain words, and cannot be changed by anyone."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.actors import ANONYMOUS, SYSTEM
from yiyang.foundation.money import Money
from yiyang.foundation.quantities import Quantity
from yiyang.ground.access.context import acting_as
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.errors import UnknownEntry
from yiyang.ground.trust.models import Entry, Payload, Pending

GUIFANG = cast.key("guifang")


def booked(now: datetime, who: str = "limin", house: str | None = None) -> UUID:
    return trust.record(
        "order.placed",
        by=cast.actor(who, house),
        now=now,
        payload={"order": cast.key("order"), "amount": Money(5000), "dose": Quantity(Decimal("1.5"), "mg"), "at": now},
        subject_id=GUIFANG,
        organisation_id=cast.key("hospital"),
    )


@pytest.mark.django_db
def test_a_deed_is_one_statement_and_its_receipt_waits_for_the_seal(looking_as: Looking, now: datetime) -> None:
    with looking_as("limin") as limin:
        with CaptureQueriesContext(connection) as sent:
            entry_id = booked(now)
        assert len(sent) == 1
        receipt = trust.receipt(limin, entry_id)
    assert (receipt.state, receipt.index, receipt.proof_text) == ("pending", None, None)
    assert receipt.payload["amount"] == {"minor": 5000, "currency": "CNY"}
    assert receipt.payload["dose"] == {"value": "1.5", "unit": "mg"}
    assert str(GUIFANG) not in receipt.leaf
    assert json.loads(receipt.leaf)["kind"] == "order.placed"


@pytest.mark.django_db
def test_who_may_have_a_receipt(looking_as: Looking, now: datetime) -> None:
    with looking_as("limin"):
        entry_id = booked(now)
    for who, house in (("guifang", None), ("limin", None), ("desk", "hospital"), ("chen", "community")):
        with looking_as(who, house) as viewer:
            assert trust.receipt(viewer, entry_id).entry_id == entry_id
    for viewer in (cast.actor("stranger"), cast.actor("desk"), cast.actor("operator", "office"), ANONYMOUS):
        with looking_as(viewer), pytest.raises(UnknownEntry):
            trust.receipt(viewer, entry_id)


@pytest.mark.django_db
def test_two_entries_about_one_person_cannot_be_told_to_be(looking_as: Looking, now: datetime) -> None:
    with looking_as("limin"):
        booked(now)
        booked(now)
    references = [bytes(entry.subject_ref) for entry in Entry.objects.all()]
    assert len(set(references)) == 2


@pytest.mark.django_db
def test_the_platform_itself_may_record_and_a_nobody_may_not(looking_as: Looking, now: datetime) -> None:
    with looking_as(SYSTEM):
        assert trust.record("price.changed", by=SYSTEM, now=now, payload={})
    with looking_as(ANONYMOUS), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        trust.record("price.changed", by=ANONYMOUS, now=now, payload={})


@pytest.mark.django_db
def test_what_has_no_plain_form_or_no_name_is_refused(looking_as: Looking, now: datetime) -> None:
    with looking_as("limin") as limin:
        with pytest.raises(TypeError, match="float"):
            trust.record("order.placed", by=limin, now=now, payload={"amount": 1.5})
        for kind in ("Order", "order", "order placed", "order." + "x" * 60):
            with pytest.raises(ValueError, match="kind"):
                trust.record(kind, by=limin, now=now, payload={})
        assert trust.record("order.placed", by=limin, now=now, payload={"large": 2**60, "list": [True, None, "是"]})


def test_an_entry_is_there_exactly_if_its_deed_is(committed: str, now: datetime) -> None:
    with acting_as(cast.actor("limin"), now):
        with pytest.raises(ZeroDivisionError):
            _booked_and_failed(now)
        with transaction.atomic():
            assert not Entry.objects.exists()
            booked(now)
        with transaction.atomic():
            assert Entry.objects.count() == Pending.objects.count() == Payload.objects.count() == 1


@transaction.atomic
def _booked_and_failed(now: datetime) -> None:
    booked(now)
    raise ZeroDivisionError


CHANGES = [
    "UPDATE trust_{0} SET {1} = {1}",
    "DELETE FROM trust_{0}",
    "TRUNCATE trust_{0} CASCADE",
]
COLUMNS = {
    "entry": "kind",
    "sealed": "index",
    "subtree": "level",
    "checkpoint": "note",
    "erasure": "part",
    "payload": "body",
}


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_nobody_changes_history_not_even_the_owner(committed: str, now: datetime, table: str) -> None:
    with acting_as(cast.actor("limin"), now), transaction.atomic():
        booked(now)
    trust.seal(now)
    for alias in ("owner", "worker", "default"):
        for change in CHANGES:
            statement = change.format(table, COLUMNS[table])
            with pytest.raises(ProgrammingError, match=r"append-only|permission denied|never changes|erasure"):
                _refused(alias, statement)
    with connections["read"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trust_entry")
        assert cursor.fetchone() == (1,)


def _refused(alias: str, statement: str) -> None:
    with acting_as(cast.actor("limin")), transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)
        if cursor.rowcount == 0:  # a policy hid every row: also a refusal
            raise ProgrammingError("permission denied")


def test_control_without_the_trigger_the_owner_rewrites_history(committed: str, now: datetime) -> None:
    with acting_as(cast.actor("limin"), now), transaction.atomic():
        booked(now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE trust_entry DISABLE TRIGGER refuse")
        cursor.execute("UPDATE trust_entry SET kind = 'order.forged'")
        assert cursor.rowcount == 1
