"""Clock, moves, quantities, refusals and events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from yiyang.foundation import clock, errors, events, moves
from yiyang.foundation.quantities import Quantity


def test_a_day_is_the_day_of_the_person_not_of_the_server() -> None:
    late = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)
    assert str(clock.day_of(late, "Asia/Shanghai")) == "2026-03-01"
    assert str(clock.day_of(late, "Europe/Berlin")) == "2026-02-28"


def test_the_clock_stands_still_only_inside_and_only_for_aware_instants() -> None:
    fixed = datetime(2030, 1, 1, tzinfo=UTC)
    with clock.frozen(fixed):
        assert clock.now() == fixed
    assert clock.now() != fixed
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2030, 1, 1)):
        raise AssertionError("never reached")


def test_moves_read_a_literal_table() -> None:
    table = {"open": ("shut",), "shut": ("open",), "gone": ()}
    assert moves.allowed(table, "open", "shut")
    assert not moves.allowed(table, "gone", "open")
    assert moves.sources(table, "open") == ("shut",)
    with pytest.raises(KeyError):
        moves.allowed(table, "open", "ajar")


def test_a_quantity_needs_a_unit_and_a_finite_value() -> None:
    assert str(Quantity(Decimal("7.10"), "mmol/L")) == "7.10 mmol/L"
    with pytest.raises(ValueError, match="finite"):
        Quantity(Decimal("NaN"), "mmol/L")
    with pytest.raises(ValueError, match="UCUM"):
        Quantity(Decimal(1), "")


def test_a_refusal_names_its_field_and_speaks_in_any_language() -> None:
    refusal = errors.Invalid(field="birth_on", reason="not a day")
    assert str(refusal) == "birth_on: not a day"
    assert refusal.in_words("%(field)s 有误：%(reason)s") == "birth_on 有误：not a day"
    assert (refusal.code, refusal.status) == ("invalid", 422)
    assert issubclass(errors.Overtaken, errors.Conflict)


def test_a_subscriber_hears_once_and_its_exception_reaches_the_publisher() -> None:
    @dataclass(frozen=True)
    class DoorOpened:
        by: str

    heard: list[str] = []

    def hear(event: DoorOpened) -> None:
        heard.append(event.by)
        if event.by == "storm":
            raise RuntimeError("blown open")

    events.subscribe(DoorOpened, hear)
    events.subscribe(DoorOpened, hear)
    events.publish(DoorOpened("guest"))
    assert heard == ["guest"]
    assert events.subscriptions()[DoorOpened] == (hear,)
    with pytest.raises(RuntimeError, match="blown"):
        events.publish(DoorOpened("storm"))
