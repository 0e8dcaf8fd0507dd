"""A visit, from the first reading to the signature, and what is refused on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from conftest import Looking
from yiyang.care.records import errors, selectors
from yiyang.care.records import services as records
from yiyang.care.records.models import Component, Condition, Encounter, Note, Observation
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken, Refused, Unknown
from yiyang.foundation.quantities import Quantity
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import CARE, RECORDS, SEE, VITALS

pytestmark = pytest.mark.django_db
GUIFANG = cast.key("guifang")


@pytest.fixture
def provider(now: datetime) -> UUID:
    """The hospital has an open order of Guifang's, hence its doctor may write."""
    source = cast.key("an-order")
    access.relate(
        viewer_id=cast.key("hospital"),
        person_id=GUIFANG,
        kind="open-order",
        scopes=[SEE, VITALS, RECORDS, CARE],
        now=now,
        source_id=source,
    )
    return source


def visit(by: Actor, now: datetime) -> Encounter:
    return records.open_encounter(by=by, now=now, person_id=GUIFANG, order_id=cast.key("an-order"))


def test_dr_zhao_sees_guifang_and_signs_the_whole_visit(looking_as: Looking, now: datetime, provider: UUID) -> None:
    with looking_as("zhao", "hospital") as zhao:
        met = visit(zhao, now)
        common: dict[str, Any] = {"by": zhao, "now": now, "person_id": GUIFANG, "encounter_id": met.record_id}
        records.observe(
            **common,
            code="85354-9",
            display="Blood pressure",
            parts=[
                records.Part("8480-6", Quantity(Decimal("162"), "mm[Hg]")),
                records.Part("8462-4", Quantity(Decimal("95"), "mm[Hg]")),
            ],
        )
        records.diagnose(**common, code="I10", display="Essential hypertension")
        records.prescribe(
            **common,
            code="C08CA01",
            code_system="http://www.whocc.no/atc",
            display="Amlodipine",
            dosage="5 mg in the morning",
        )
        records.note(**common, text="Feels well. Measure every morning.")
        later = now + timedelta(minutes=12)
        signed = records.sign(by=zhao, now=later, kind="Encounter", record_id=met.record_id)
        assert signed.signed == 5
        closed = Encounter.objects.get(record_id=met.record_id)
        assert (closed.status, closed.effective_end_at, closed.signed_by_id) == ("finished", later, zhao.person_id)
        assert Note.objects.get(encounter_id=met.record_id).status == "final"
        with pytest.raises(errors.AlreadySigned):
            records.sign(by=zhao, now=later, kind="Encounter", record_id=met.record_id)
    with looking_as("limin") as limin:
        page = selectors.timeline(limin, GUIFANG, later)
        assert {event.kind for event in page.events} == {
            "Encounter",
            "Observation",
            "Condition",
            "MedicationRequest",
            "Note",
        }
        pressure = next(event for event in page.events if event.kind == "Observation")
        assert [(part.value, part.unit) for part in pressure.values] == [(162, "mm[Hg]"), (95, "mm[Hg]")]
        assert (pressure.author_name, pressure.place_name, pressure.signed) == ("赵文华", "都江堰医疗中心", True)
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        selectors.timeline(stranger, GUIFANG, later)


def test_an_order_has_one_encounter_however_often_it_is_opened(
    looking_as: Looking, now: datetime, provider: UUID
) -> None:
    with looking_as("zhao", "hospital") as zhao:
        assert visit(zhao, now).record_id == visit(zhao, now).record_id
        assert Encounter.objects.filter(order_id=provider).count() == 1


def test_a_correction_is_a_new_version_that_names_who_and_why(
    looking_as: Looking, now: datetime, provider: UUID
) -> None:
    with looking_as("zhao", "hospital") as zhao:
        weighed = records.observe(
            by=zhao, now=now, person_id=GUIFANG, code="29463-7", value=Quantity(Decimal("65.20"), "kg")
        )
        wish: dict[str, Any] = {
            "by": zhao, "now": now + timedelta(hours=1), "kind": "Observation", "record_id": weighed.record_id,
            "version": 1, "changes": {"value": Decimal("56.20")}, "reason": "Digits swapped",
        }  # fmt: skip
        with pytest.raises(errors.NotSigned):
            records.amend(**wish)
        records.sign(by=zhao, now=now, kind="Observation", record_id=weighed.record_id)
        with pytest.raises(errors.ReasonMissing):
            records.amend(**{**wish, "reason": " "})
        with pytest.raises(errors.NotPossible):
            records.amend(**{**wish, "changes": {"value": Decimal(5620)}})
        corrected = records.amend(**wish).record
        assert (corrected.version, corrected.status, corrected.corrected_by_name) == (2, "corrected", "赵文华")
        with pytest.raises(Overtaken):
            records.amend(**wish)
        versions = Observation.objects.filter(record_id=weighed.record_id).order_by("version")
        assert [(v.value, v.superseded_at is None) for v in versions] == [
            (Decimal("65.20"), False),
            (Decimal("56.20"), True),
        ]
        page = selectors.timeline(zhao, GUIFANG, now + timedelta(hours=2))
        assert [event.values[0].value for event in page.events] == [Decimal("56.20")]


def test_another_house_may_read_but_not_correct(looking_as: Looking, now: datetime, provider: UUID) -> None:
    with looking_as("zhao", "hospital") as zhao:
        found = records.diagnose(by=zhao, now=now, person_id=GUIFANG, code="I10", display="Essential hypertension")
        records.sign(by=zhao, now=now, kind="Condition", record_id=found.record_id)
    with looking_as("chen", "community") as chen:
        assert selectors.timeline(chen, GUIFANG, now).events[0].name == "Essential hypertension"
        with pytest.raises(errors.AnotherHouse):
            records.amend(
                by=chen, now=now, kind="Condition", record_id=found.record_id, version=1,
                changes={"display": "Hypertension"}, reason="Shorter",
            )  # fmt: skip
        # and with that check removed the database still does not let another house mark it superseded
        assert Condition.objects.filter(id=found.id).update(superseded_at=now) == 0


@pytest.mark.parametrize("change", [{"display": "nothing"}, {"signed_at": None}, {"status": "resolved"}])
def test_the_database_itself_lets_nobody_change_a_signed_record(
    looking_as: Looking, now: datetime, provider: UUID, change: dict[str, Any]
) -> None:
    with looking_as("zhao", "hospital") as zhao:
        found = records.diagnose(by=zhao, now=now, person_id=GUIFANG, code="I10", display="Essential hypertension")
        mine = Condition.objects.filter(id=found.id)
        assert mine.update(severity="24484000") == 1  # the control: until it is signed it may change
        records.sign(by=zhao, now=now, kind="Condition", record_id=found.record_id)
        with pytest.raises(DatabaseError, match="new version"), transaction.atomic():
            mine.update(**change)
        with pytest.raises(DatabaseError, match="not deleted"), transaction.atomic():
            mine.delete()


def test_a_relative_sees_everything_and_writes_nothing(looking_as: Looking, now: datetime) -> None:
    with looking_as("limin") as limin:
        with pytest.raises(Unknown):
            records.note(by=limin, now=now, person_id=GUIFANG, text="I was here")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Note.objects.create(
                record_id=cast.key("x"), organisation_id=cast.key("community"), person_id=GUIFANG,
                effective_at=now, received_at=now, recorded_at=now,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"value": Quantity(Decimal(720), "/min")}, errors.NotPossible),
        ({"value": Quantity(Decimal(72), "1/min")}, errors.WrongUnit),
        ({"value": None}, errors.WordsMissing),
        ({"value": " "}, errors.WordsMissing),
        ({"measured_at": timedelta(minutes=6)}, errors.InTheFuture),
        ({"encounter_id": cast.key("nothing")}, errors.NotThatVisit),
        ({}, None),
        ({"measured_at": timedelta(minutes=5)}, None),
        ({"value": Quantity(Decimal(300), "/min")}, None),
    ],
)
def test_a_pulse_is_taken_or_refused(
    looking_as: Looking, now: datetime, change: dict[str, Any], refusal: type[Refused] | None
) -> None:
    pulse = {"code": "8867-4", "value": Quantity(Decimal(72), "/min"), **change}
    if "measured_at" in pulse:
        pulse["measured_at"] = now + pulse["measured_at"]
    with looking_as("chen", "community") as chen:
        if refusal is None:
            records.observe(by=chen, now=now, person_id=GUIFANG, **pulse)
            return
        with pytest.raises(refusal):
            records.observe(by=chen, now=now, person_id=GUIFANG, **pulse)
        assert not Observation.objects.exists()


def test_a_known_allergy_stops_a_prescription_unless_somebody_writes_why(
    looking_as: Looking, now: datetime, provider: UUID
) -> None:
    penicillin: dict[str, Any] = {
        "code": "J01CE01",
        "code_system": "http://www.whocc.no/atc",
        "display": "Benzylpenicillin",
    }
    with looking_as("zhao", "hospital") as zhao:
        wish: dict[str, Any] = {"by": zhao, "now": now, "person_id": GUIFANG, "dosage": "once", **penicillin}
        records.warn_of(by=zhao, now=now, person_id=GUIFANG, criticality="high", **penicillin)
        with pytest.raises(errors.KnownAllergy):
            records.prescribe(**wish)
        given = records.prescribe(**wish, despite_allergy="Tested negative last week")
        assert given.residue["note"][0]["text"] == "Tested negative last week"


def test_a_carer_who_may_see_readings_sees_only_those(looking_as: Looking, now: datetime) -> None:
    access.relate(viewer_id=cast.key("stranger"), person_id=GUIFANG, kind="family", scopes=[VITALS], now=now)
    with looking_as("chen", "community") as chen:
        records.observe(by=chen, now=now, person_id=GUIFANG, code="8867-4", value=Quantity(Decimal(72), "/min"))
        records.note(by=chen, now=now, person_id=GUIFANG, text="private")
    with looking_as("stranger") as neighbour:
        page = selectors.timeline(neighbour, GUIFANG, now)
        assert [event.kind for event in page.events] == ["Observation"]


def test_yesterdays_reading_says_that_it_is_yesterdays(looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        records.observe(by=chen, now=now, person_id=GUIFANG, code="8867-4", value=Quantity(Decimal(72), "/min"))
        for hours, stale in ((24, False), (25, True)):
            event = selectors.timeline(chen, GUIFANG, now + timedelta(hours=hours)).events[0]
            assert (event.stale, event.age) == (stale, timedelta(hours=hours))


def test_pages_join_without_gap_or_repeat_and_ask_the_same_however_many(
    looking_as: Looking, now: datetime, django_assert_num_queries: Any
) -> None:
    with looking_as("chen", "community") as chen:
        for minute in range(7):
            for _ in range(2):  # two at the same instant: the id decides
                records.note(
                    by=chen, now=now, person_id=GUIFANG, text=f"{minute}", written_at=now - timedelta(minutes=minute)
                )
        found, before = [], ""
        while True:
            page = selectors.timeline(chen, GUIFANG, now, before=before, limit=3)
            found += [event.record_id for event in page.events]
            before = page.before
            if not before:
                break
        assert len(found) == len(set(found)) == 14
        assert found == [event.record_id for event in selectors.timeline(chen, GUIFANG, now).events]
        for limit in (1, 14):
            with django_assert_num_queries(7):
                selectors.timeline(chen, GUIFANG, now, limit=limit)


def test_components_stand_as_long_as_their_observation(looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        seen = records.observe(
            by=chen, now=now, person_id=GUIFANG, code="85354-9",
            parts=[records.Part("8480-6", Quantity(Decimal(131), "mm[Hg]"))],
        )  # fmt: skip
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Component.objects.filter(observation_id=seen.id).update(value=120)
    assert connection.in_atomic_block
