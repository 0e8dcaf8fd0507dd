"""What a person can take along, what staff see at a glance, and what is left after an erasure."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connections, transaction

from conftest import Looking
from yiyang.care.records import selectors
from yiyang.care.records import services as records
from yiyang.care.records.models import KINDS, Alias, Component, Kept, Source
from yiyang.care.records.tests.factories import Resource, bundle, claim, encounter, patient, pressure, pulse, write
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.quantities import Quantity

GUIFANG = cast.key("guifang")
HOSPITAL = Actor.system(cast.key("hospital"))


@pytest.mark.django_db
def test_guifang_takes_her_records_along(looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        records.note(by=chen, now=now, person_id=GUIFANG, text="Fell on the stairs <twice>.\nNo fracture.")
        part = records.Part("8480-6", Quantity(Decimal("131.0"), "mm[Hg]"))
        records.observe(by=chen, now=now, person_id=GUIFANG, code="85354-9", parts=[part])
    with looking_as("guifang") as guifang:
        taken = selectors.export_person(guifang, GUIFANG, now)
        kinds = [entry["resource"]["resourceType"] for entry in taken["entry"]]
        assert kinds == ["Patient", "Observation", "Composition"]
        note = taken["entry"][2]["resource"]
        assert "Fell on the stairs &lt;twice&gt;.<br/>No fracture." in note["section"][0]["text"]["div"]
        assert note["author"] == [{"reference": f"Practitioner/{cast.key('chen')}", "display": "陈静"}]
        lines = list(selectors.export_lines(guifang, GUIFANG, now))
        assert b'"value":131.0' in lines[1]
    with looking_as("stranger") as stranger, pytest.raises(Unknown):
        selectors.export_person(stranger, GUIFANG, now)


@pytest.mark.django_db
def test_the_desk_sees_warnings_and_a_carer_fresh_readings(looking_as: Looking, now: datetime) -> None:
    with looking_as("chen", "community") as chen:
        common = {"by": chen, "now": now, "person_id": GUIFANG}
        records.warn_of(**common, display="Pollen", category="environment")
        records.warn_of(**common, display="Penicillin", criticality="high", since=now - timedelta(days=900))
        for hours, value in ((30, 80), (2, 72)):
            at = now - timedelta(hours=hours)
            records.observe(**common, code="8867-4", value=Quantity(Decimal(value), "/min"), measured_at=at)
        part = records.Part("8480-6", Quantity(Decimal(131), "mm[Hg]"))
        records.observe(**common, code="85354-9", parts=[part], measured_at=now - timedelta(hours=30))
        seen = selectors.summary(chen, GUIFANG, now)
        assert [line.name for line in seen.allergies] == ["Penicillin", "Pollen"], "the grave one first"
        found = {one.code: (one.value, one.stale) for one in selectors.latest_readings(chen, GUIFANG, now)}
        assert found == {"8867-4": (72, False), "8480-6": (131, True)}
    with looking_as("stranger") as stranger:
        for ask in (selectors.summary, selectors.latest_readings):
            with pytest.raises(Unknown):
                ask(stranger, GUIFANG, now)


def canonical(resource: Resource) -> str:
    return json.dumps(resource, sort_keys=True)


def test_what_came_in_goes_out_unchanged(committed: str, tmp_path: Path, now: datetime, looking_as: Looking) -> None:
    given = [patient(), encounter(), pulse(value=72.50), pressure(), claim()]
    records.import_fhir([write(tmp_path, "a.json", bundle(*given))], by=HOSPITAL, now=now)
    with transaction.atomic(using="worker"):
        person_id = Source.objects.using("worker").get(type="Patient").record_id
    with looking_as(Actor.person(person_id)), transaction.atomic():
        lines = list(selectors.export_lines(Actor.person(person_id), person_id, now))
    assert sorted(canonical(json.loads(line)) for line in lines) == sorted(map(canonical, given))


def test_an_erasure_leaves_a_mark_and_nothing_else(
    committed: str, tmp_path: Path, now: datetime, looking_as: Looking
) -> None:
    path = write(tmp_path, "a.json", bundle(patient(), encounter(), pressure(), claim()))
    records.import_fhir([path], by=HOSPITAL, now=now)
    with transaction.atomic(using="worker"):
        person_id = Source.objects.using("worker").get(type="Patient").record_id
    herself = Actor.person(person_id)
    with looking_as("stranger") as stranger, transaction.atomic(), pytest.raises(Unknown):
        records.erase_person(by=stranger, now=now, person_id=person_id)
    with looking_as(herself), transaction.atomic():
        assert records.erase_person(by=herself, now=now, person_id=person_id) > 5
        assert records.erase_person(by=herself, now=now, person_id=person_id) == 0
    with transaction.atomic(using="worker"):
        for model in (*KINDS.values(), Component, Kept, Alias):
            assert not model._default_manager.using("worker").exists()
        (mark,) = Source.objects.using("worker").all()
        assert (mark.record_id, mark.file, mark.original, bytes(mark.digest)) == (person_id, "", "", b"")
    again = records.import_fhir([path], by=HOSPITAL, now=now)
    assert (again.created, again.kept) == ({}, {})
    assert {fault.entry: "erased" in fault.reason for fault in again.refused} == {0: True, 1: True, 2: True, 3: True}
    assert connections["default"] is not connections["worker"]
