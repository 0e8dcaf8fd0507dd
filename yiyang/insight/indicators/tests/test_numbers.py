"""Every number is defined in two languages, equals the ledger to the fen, and shows only what the reader may see."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from conftest import Looking
from tests.house import source
from yiyang.config.demo import cast
from yiyang.foundation.actors import ANONYMOUS
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.access.context import acting_as
from yiyang.ground.people.models import PractitionerLicence
from yiyang.insight.indicators import selectors as indicators
from yiyang.insight.indicators.errors import NoSuchIndicator, NoSuchPeriod
from yiyang.insight.indicators.models import SOURCES, Indicator
from yiyang.insight.indicators.periods import UNITS, before, containing, series, unit_of
from yiyang.insight.indicators.reading import Sums
from yiyang.insight.indicators.selectors.numbers import value_of
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.tests.factories import session
from yiyang.lifecycle.ledger import services as ledger
from yiyang.lifecycle.offers import services as offers
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.settlement import accounts
from yiyang.lifecycle.settlement import services as settlement
from yiyang.lifecycle.settlement.tests.factories import (
    DESK,
    GUIFANG,
    HOSPITAL,
    MANAGER,
    ZHAO,
    PlainMode,
    extra,
    eyes,
    placed,
    plain_mode,
    service,
)

__all__ = ["plain_mode"]
TODAY = date(2026, 11, 21)


def now_of(found: list[indicators.Figure]) -> dict[str, Fraction | None]:
    return {each.code: each.now.value for each in found}


@pytest.mark.django_db
def test_a_figure_without_a_definition_is_refused() -> None:
    for missing in ("name", "name_en", "definition", "definition_en"):
        words = {"name": "数", "name_en": "n", "definition": "数什么", "definition_en": "what", missing: ""}
        made = Indicator(code="x", rank=1, source="orders", kind="placed", aggregate="count", unit="number", **words)
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            made.save(force_insert=True)
    rows = list(Indicator.objects.all())
    assert len(rows) >= 18
    for row in rows:
        assert len(row.definition) > 15, row.code
        assert len(row.definition_en) > 30, row.code
        assert "来源" in row.definition, row.code
        assert "Source:" in row.definition_en, row.code
        assert not re.search(r"[A-Za-z]{3,}", row.definition), row.code
        assert not re.search(r"[\u4e00-\u9fff]", row.definition_en), row.code


def test_control_the_definition_is_the_databases_to_refuse(committed: str) -> None:
    """As owner, whom no policy stops: the CHECK alone must refuse."""
    with pytest.raises(IntegrityError, match="indicator_defined"):
        Indicator.objects.using("owner").create(
            code="x", rank=1, source="orders", kind="placed", aggregate="count", unit="number", name="数", name_en="n",
            definition="", definition_en="what",
        )  # fmt: skip


@pytest.mark.django_db
def test_every_view_runs_with_the_readers_eyes_and_has_one_shape() -> None:
    with connection.cursor() as cursor:
        for room in SOURCES:
            cursor.execute("SELECT reloptions FROM pg_class WHERE relname = %s AND relkind = 'v'", [f"{room}_figure"])
            assert cursor.fetchone() == (["security_invoker=true"],), room
            cursor.execute(f"SELECT * FROM {room}_figure LIMIT 0")
            assert [column[0] for column in cursor.description] == [
                "organisation_id", "kind", "at", "amount", "parts", "about_id", "label", "person_id", "practitioner_id",
            ], room  # fmt: skip


def test_this_room_reads_views_and_no_table() -> None:
    for path in (source.PACKAGE / "insight").rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for line, text in source.strings(path):
            for table in re.findall(r"\b(?:FROM|JOIN)\s+([a-z_{}]+)", text):
                assert table.endswith("_figure"), (path, line, table)


def test_the_money_equals_the_ledger_to_the_fen(committed: str, now: datetime, plain_mode: PlainMode) -> None:
    """Three visits: done with drugs on top, cancelled late for a share, and one that lies ahead; all at the desk."""
    with eyes(MANAGER, now):
        heart = service(terms="postpaid", list_price_minor=3_333)
        offers.publish_cancellation(by=MANAGER, now=now, service_id=heart, shares={240: 10_000, 24: 3_333})
    with eyes(GUIFANG, now):
        done, gone, ahead = (placed(heart, GUIFANG, now) for _ in range(3))
    plain_mode.extra[done.id] = [extra(1_999, now)]
    with eyes(DESK, now):
        settlement.take(by=DESK, now=now, order_id=gone.id, request_key=str(uuid4()))
    later = now + timedelta(hours=1)
    with eyes(ZHAO, later):
        orders.start(by=ZHAO, order_id=done.id, now=later)
        orders.complete(by=ZHAO, order_id=done.id, now=later)
    with eyes(GUIFANG, later):
        orders.cancel(by=GUIFANG, order_id=gone.id, now=later, reason="better again")
    with eyes(MANAGER, later):
        said = now_of(indicators.figures(MANAGER, later, "month", TODAY))
        earned = _posted(HOSPITAL, "revenue:")
        reserved = _pending(HOSPITAL, "revenue:")
        till = ledger.balance(ledger.account(HOSPITAL, "till")).posted.minor
        assert said["billed"] == earned + reserved
        assert said["received"] - said["refunded"] == -till  # type: ignore[operator]
        assert said["received"] == 3_333
        assert said["unpaid"] == 3_333 + 1_999
        assert (said["orders-placed"], said["orders-completed"], said["orders-cancelled"]) == (3, 1, 1)
        assert (said["people-served"], said["unpaid-bills"], said["no-shows"]) == (1, 1, 0)
        by_day = indicators.figure_of(MANAGER, "billed", later, "day", TODAY)
        assert sum(point.value or 0 for point in by_day.points) == said["billed"]
        behind = indicators.rows_of(MANAGER, "orders-placed", later, "day", TODAY)
        assert {row.about_id for row in behind} == {done.id, gone.id, ahead.id}
    with eyes(GUIFANG, later):
        mine = now_of(indicators.figures(GUIFANG, later, "month", TODAY))
        assert (mine["orders-placed"], mine["billed"]) == (3, said["billed"])
        assert "people-served" not in mine


def _posted(owner: UUID, kind: str) -> int:
    return _sum(owner, kind, "posted")


def _pending(owner: UUID, kind: str) -> int:
    return _sum(owner, kind, "pending")


def _sum(owner: UUID, kind: str, which: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_account WHERE owner_id = %s AND kind LIKE %s", [owner, f"{kind}%"])
        kinds = [row[0] for row in cursor.fetchall()]
    return sum(getattr(ledger.balance(ledger.account(owner, each)), which).minor for each in kinds)


@pytest.mark.django_db
def test_nobody_sees_another_houses_numbers(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        session(now, hours_ahead=1)
        assert now_of(indicators.figures(manager, now, "day", TODAY))["session-fill"] == 0
    with looking_as("chen", "community") as chen:
        codes = now_of(indicators.figures(chen, now, "day", TODAY))
        assert codes["session-fill"] is None
        assert "billed" not in codes
        with pytest.raises(NoSuchIndicator):
            indicators.figure_of(chen, "billed", now, "day", TODAY)
        with pytest.raises(NoSuchIndicator):
            indicators.rows_of(chen, "nothing", now, "day", TODAY)
    with looking_as("stranger") as stranger:
        assert not any(indicators.figures(stranger, now, "day", TODAY)[0].now.value or 0 for _ in range(1))
    with looking_as(ANONYMOUS), pytest.raises(SignInNeeded):
        indicators.figures(ANONYMOUS, now, "day", TODAY)


def test_control_a_view_with_its_owners_eyes_would_tell_the_stranger(
    committed: str, now: datetime, plain_mode: PlainMode
) -> None:
    with eyes(MANAGER, now):
        heart = service(terms="postpaid")
    with eyes(GUIFANG, now):
        placed(heart, GUIFANG, now)
    stranger = cast.actor("stranger")

    def seen() -> int:
        with acting_as(stranger, now), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM orders_figure")
            return int(cursor.fetchone()[0])

    assert seen() == 0
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER VIEW orders_figure SET (security_invoker = false)")
        cursor.execute("ALTER TABLE orders_order NO FORCE ROW LEVEL SECURITY")
    assert seen() == 1


@pytest.mark.django_db
def test_fill_and_waiting_come_from_the_sessions(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital"):
        sitting = session(now, numbers=4, hours_ahead=2)
    with looking_as("guifang"):
        capacity.hold(session_id=sitting, person_id=cast.key("guifang"), order_id=uuid4(), until=None, now=now)
    with looking_as("manager", "hospital") as manager:
        said = now_of(indicators.figures(manager, now, "day", TODAY))
        assert said["session-fill"] == Fraction(1, 4)
        assert said["waiting-days"] == Fraction(2 * 3600 + 600, 86_400)  # the second number, ten minutes later
        PractitionerLicence.objects.filter(practitioner_id=cast.key("practitioner-zhao")).update(
            expires_on=TODAY + timedelta(days=30)
        )
        assert now_of(indicators.figures(manager, now, "day", TODAY))["licences-ending"] == 1
        PractitionerLicence.objects.filter(practitioner_id=cast.key("practitioner-zhao")).update(
            expires_on=TODAY + timedelta(days=31)
        )
        assert now_of(indicators.figures(manager, now, "day", TODAY))["licences-ending"] == 0
    with looking_as("zhao", "hospital") as zhao:
        own = {each.code: each for each in indicators.figures(zhao, now, "day", TODAY)}
        assert own["session-fill"].own
        assert own["session-fill"].now.value == Fraction(1, 4)


@pytest.mark.django_db
def test_one_statement_per_room_however_many_numbers(looking_as: Looking, now: datetime) -> None:
    with looking_as("manager", "hospital") as manager:
        with CaptureQueriesContext(connection) as asked:
            found = indicators.figures(manager, now, "month", TODAY)
        assert len(found) >= 18
        assert sum("_figure" in each["sql"] for each in asked.captured_queries) == len(SOURCES)


@given(some.dates(date(2000, 2, 1), date(2100, 1, 1)), some.sampled_from(UNITS))
def test_stretches_follow_each_other_without_gap_or_overlap(day: date, unit: str) -> None:
    known = unit_of(unit)
    found = series(day, known, 6)
    assert all(left.until == right.first for left, right in pairwise(found))
    assert found[-1].first <= day < found[-1].until
    assert containing(found[-1].until - timedelta(days=1), known) == found[-1]
    assert before(found[-1], known) == found[-2]


def test_a_period_that_is_none_is_refused() -> None:
    with pytest.raises(NoSuchPeriod) as refused:
        unit_of("year")
    assert refused.value.field == "period"


@pytest.mark.parametrize(
    ("aggregate", "summed", "value"),
    [
        ("count", Sums(3, 9, 9, 2), 3), ("sum", Sums(3, -9, 3, 2), -9), ("distinct", Sums(3, 9, 3, 2), 2),
        ("mean", Sums(2, 9, 2, 0), Fraction(9, 2)), ("ratio", Sums(2, 1, 4, 0), Fraction(1, 4)),
        ("mean", Sums(0, 0, 0, 0), None), ("ratio", Sums(0, 0, 0, 0), None), ("count", Sums(0, 0, 0, 0), 0),
    ],
)  # fmt: skip
def test_a_mean_of_nothing_is_no_number(aggregate: str, summed: Sums, value: Fraction | None) -> None:
    assert value_of(aggregate, summed) == value
    assert accounts.DESK == "desk"
