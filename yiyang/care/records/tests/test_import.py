"""Taking in FHIR files: what becomes of each resource, what a second run does, and who may see it afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from conftest import Looking
from yiyang.care.records import fhir, selectors
from yiyang.care.records import services as records
from yiyang.care.records.errors import ImportUnderWay
from yiyang.care.records.imports.report import Report
from yiyang.care.records.models import Component, Encounter, Kept, MedicationRequest, Observation, Source
from yiyang.care.records.tests.factories import (
    Resource,
    bundle,
    care_team,
    claim,
    encounter,
    lines,
    organisation,
    patient,
    practitioner,
    pressure,
    pulse,
    write,
)
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access.context import acting_as
from yiyang.ground.access.errors import NotAllowed
from yiyang.ground.people import selectors as people
from yiyang.ground.places.models import Organisation

pytestmark = pytest.mark.usefixtures("committed")
HOSPITAL = Actor.system(cast.key("hospital"))


@pytest.fixture
def take(tmp_path: Path, now: datetime) -> Any:
    """`take(resource, …)` imports these in one Bundle; a Path is imported as it is."""

    def run(*what: Resource | Path, by: Actor = HOSPITAL, **how: Any) -> Report:
        paths = [one for one in what if isinstance(one, Path)]
        loose = [one for one in what if not isinstance(one, Path)]
        if loose:
            paths.append(write(tmp_path, "given.json", bundle(*loose)))
        return records.import_fhir(paths, by=by, now=now, **how)

    return run


@pytest.fixture
def everything() -> Iterator[None]:
    """Look past every policy, as the worker does."""
    with transaction.atomic(using="worker"):
        yield


def person_of(original: str = "guifang") -> UUID:
    with transaction.atomic(using="worker"):
        found = Source.objects.using("worker").get(type="Patient", original=original).person_id
    assert found is not None
    return found


def test_an_imported_patient_is_usable_at_once(take: Any, now: datetime, looking_as: Looking) -> None:
    report = take(patient(), practitioner(), organisation(), encounter(), pulse(), pressure(), claim())
    assert dict(report.created) == {
        "Patient": 1, "Practitioner": 1, "Organization": 1, "Encounter": 1, "Observation": 2,
    }  # fmt: skip
    assert (dict(report.kept), report.refused, report.dangling_total) == ({"Claim": 1}, [], 0)
    guifang = person_of()
    with looking_as("zhao", "hospital") as zhao, transaction.atomic():
        page = selectors.timeline(zhao, guifang, now)
        assert {event.kind for event in page.events} == {"Encounter", "Observation", "Other"}
        assert people.person_card(zhao, guifang, now).name == "王桂芳"
        reading = next(event for event in page.events if event.code == "8867-4")
        assert (reading.values[0].value, reading.values[0].unit, reading.source) == (72, "/min", "given.json#4")
        note = records.note(by=zhao, now=now, person_id=guifang, text="Read the old file.")
        assert note.author_name == "赵文华"
    with looking_as("desk", "hospital") as desk, transaction.atomic():
        assert people.search(desk, "桂芳", now)[0].id == guifang
    for who, house in (("stranger", None), ("chen", "community"), ("limin", None)):
        with looking_as(who, house) as stranger, transaction.atomic(), pytest.raises(Unknown):
            selectors.timeline(stranger, guifang, now)
    with transaction.atomic():
        assert Organisation.objects.get(name="幸福路诊所").state == "draft"


def test_her_care_team_sees_her_while_it_lasts(take: Any, now: datetime) -> None:
    given = [patient(), practitioner(), organisation(), pulse()]
    assert dict(take(patient(), care_team(house="nowhere")).kept) == {"CareTeam": 1}
    over = care_team(period={"start": "2020-01-01", "end": "2021-01-01"})
    assert dict(take(*given, over).updated) == {"CareTeam": 1}
    with transaction.atomic(using="worker"):
        clinic = Source.objects.using("worker").get(type="Organization").record_id
    doctor = Actor.system(clinic)  # the draft, once somebody answers for it
    with acting_as(doctor, now), transaction.atomic():
        assert not Observation.objects.exists()
    assert dict(take(care_team()).updated) == {"CareTeam": 1}
    with acting_as(doctor, now), transaction.atomic():
        assert Observation.objects.count() == 1
        (member,) = people.care_team(doctor, person_of(), now)
        assert (member.house_id, member.professional) == (clinic, "赵文华")


def test_a_second_run_changes_nothing_and_says_so(take: Any, tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", bundle(patient(), pressure(), claim()))
    first = take(path)
    path.write_text(json.dumps(json.loads(path.read_text()), indent=3, sort_keys=True))  # the same, said otherwise
    second = take(path)
    assert first.created.total() + first.kept.total() == second.unchanged.total() == 3
    assert (second.created, second.kept, second.updated, second.refused) == ({}, {}, {}, [])


def test_what_changed_becomes_a_new_version(take: Any) -> None:
    take(patient(), pulse(value=72), claim())
    report = take(patient(gender="other"), pulse(value=74), claim(status="cancelled"))
    assert dict(report.updated) == {"Patient": 1, "Observation": 1, "Claim": 1}
    with transaction.atomic(using="worker"):
        versions = Observation.objects.using("worker").order_by("version")
        assert [(one.version, one.value, one.superseded_at is None) for one in versions] == [
            (1, 72, False),
            (2, 74, True),
        ]
        assert Kept.objects.using("worker").filter(type="Claim").count() == 2
    assert take(patient(gender="other"), pulse(value=74), claim(status="cancelled")).unchanged.total() == 3


def test_a_sender_who_contradicts_himself_is_taken_once(take: Any, tmp_path: Path) -> None:
    early = write(tmp_path, "1.json", bundle(patient(), pulse(value=72)))
    late = write(tmp_path, "2.json", bundle(pulse(value=74)))
    assert take(early, late).updated.total() == 1
    assert take(early, late).unchanged.total() == 3, "the same two files again are nothing new"
    assert take(early).unchanged.total() == 2
    assert take(write(tmp_path, "3.json", bundle(pulse(value=76)))).updated.total() == 1
    assert take(late).updated.total() == 1, "but a later return to an earlier reading is a change"


def test_a_correction_made_here_outlives_a_second_run(take: Any, now: datetime, looking_as: Looking) -> None:
    take(patient(), pulse())
    with looking_as("zhao", "hospital") as zhao, transaction.atomic():
        standing = Observation.objects.get()
        records.amend(
            by=zhao, now=now, kind="Observation", record_id=standing.record_id, version=1,
            changes={"value": Decimal(62)}, reason="Misread",
        )  # fmt: skip
    assert take(patient(), pulse()).unchanged.total() == 2
    assert take(pulse(value=73)).updated.total() == 1
    with transaction.atomic(using="worker"):
        standing = Observation.objects.using("worker").get(superseded_at=None)
        assert (standing.version, standing.value) == (3, 73)


@pytest.mark.parametrize("order", list(permutations(range(3)))[::2])
def test_references_resolve_across_files_in_any_order(take: Any, tmp_path: Path, order: tuple[int, ...]) -> None:
    said_by = {"reference": "Practitioner?identifier=http://example.org/licence|110000", "display": "Dr Zhao"}
    files = [
        bundle(practitioner(), patient()),
        bundle(encounter(participant=[{"individual": said_by}])),
        lines(pulse(encounter={"reference": "Encounter/visit"}, performer=[said_by])),
    ]
    names = {place: f"{rank}.{'ndjson' if place == 2 else 'json'}" for rank, place in enumerate(order)}
    for place, content in enumerate(files):
        write(tmp_path, names[place], content)
    report = take(tmp_path)
    assert (report.refused, report.dangling) == ([], [])
    with transaction.atomic(using="worker"):
        seen, met = Observation.objects.using("worker").get(), Encounter.objects.using("worker").get()
        doctor = Source.objects.using("worker").get(type="Practitioner")
        assert (seen.encounter_id, seen.author_id, met.author_id) == (met.record_id, doctor.record_id, doctor.record_id)


def test_urns_and_absolute_addresses_resolve_too(take: Any, tmp_path: Path) -> None:
    base = "https://clinic.example.org/fhir"
    loose = {**patient(), "id": "1"}
    seen = pulse(subject={"reference": f"{base}/Patient/1"})
    served = {
        "resourceType": "Bundle", "type": "searchset",
        "entry": [
            {"fullUrl": f"{base}/Patient/1", "resource": loose},
            {"fullUrl": f"{base}/Observation/pulse", "resource": seen},
        ],
    }  # fmt: skip
    urn = "urn:uuid:0b2e0c9a-6d0e-4c0a-9a55-59697961e791"
    sent = {
        "resourceType": "Bundle", "type": "transaction",
        "entry": [
            {"fullUrl": urn, "resource": {key: found for key, found in patient().items() if key != "id"}},
            {"resource": pulse("by-urn", subject={"reference": urn})},
        ],
    }  # fmt: skip
    apart = bundle(pulse("elsewhere", subject={"reference": urn}))
    files = [write(tmp_path, name, one) for name, one in (("a", apart), ("b", served), ("c", sent))]
    report = take(*files)
    assert dict(report.created) == {"Patient": 2, "Observation": 3}
    assert report.dangling == []


def test_a_medicine_named_by_reference_is_called_by_its_name(take: Any, tmp_path: Path) -> None:
    drug = {"coding": [{"system": "http://www.whocc.no/atc", "code": "C08CA01", "display": "Amlodipine"}]}
    medication = {"resourceType": "Medication", "id": "m", "code": drug}
    wish = {
        "resourceType": "MedicationRequest", "status": "active", "intent": "order",
        "subject": {"reference": "Patient/guifang"},
    }  # fmt: skip
    by_reference = wish | {"id": "r", "medicationReference": {"reference": "Medication/m"}}
    contained = wish | {
        "id": "c", "medicationReference": {"reference": "#in"}, "contained": [medication | {"id": "in"}],
    }  # fmt: skip
    unknown = wish | {"id": "u", "medicationReference": {"reference": "Medication/none", "display": "Aspirin"}}
    take(patient(), medication)
    take(contained, by_reference, unknown)
    with transaction.atomic(using="worker"):
        rows = MedicationRequest.objects.using("worker").order_by("display", "code")
        assert [(row.display, row.code) for row in rows] == [
            ("Amlodipine", "C08CA01"), ("Amlodipine", "C08CA01"), ("Aspirin", ""),
        ]  # fmt: skip
        assert [fhir.resource_of(row) for row in rows if not row.code] == [unknown]


def test_what_refers_to_nothing_is_kept_and_said(take: Any) -> None:
    nobody = pulse("nobody", of="ghost")
    report = take(patient(), nobody, pulse(encounter={"reference": "Encounter/none"}))
    assert (dict(report.created), dict(report.kept)) == ({"Patient": 1, "Observation": 1}, {"Observation": 1})
    assert [found.reference for found in report.dangling] == ["Patient/ghost", "Encounter/none"]
    again = take(patient(), nobody, patient("ghost"))
    assert dict(again.updated) == {"Observation": 1}, "the person has come, so the reading takes its place"
    assert (again.dangling_total, take(nobody).unchanged.total()) == (0, 1)


@pytest.mark.parametrize("all_or_nothing", [False, True])
def test_a_fault_costs_its_resource_or_everything(take: Any, tmp_path: Path, all_or_nothing: bool) -> None:
    write(tmp_path, "1.json", bundle(patient(), pulse()))
    write(tmp_path, "2.json", bundle(pulse("wrong", value="72"), pulse("right")))
    write(tmp_path, "3.json", b'{"resourceType": "Bundle", "type": "batch", "entry": [')
    report = take(tmp_path, all_or_nothing=all_or_nothing)
    told = [(fault.file.rsplit("/", 1)[-1], fault.entry, fault.field) for fault in report.refused]
    assert told == [("2.json", 0, "Observation.valueQuantity.value"), ("3.json", None, "file")]
    assert report.created == ({} if all_or_nothing else {"Patient": 1, "Observation": 2})
    with transaction.atomic(using="worker"):
        assert Source.objects.using("worker").count() == (0 if all_or_nothing else 3)
    if all_or_nothing:
        (tmp_path / "2.json").unlink()
        (tmp_path / "3.json").unlink()
        assert take(tmp_path, all_or_nothing=True).created.total() == 2


CONDITION = {
    "resourceType": "Condition",
    "id": "pain",
    "subject": {"reference": "Patient/guifang"},
    "onsetDateTime": "2026-05-04T09:00:00Z",
}
WRONG = {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "bad"}
WRONG_NUMBER = {"system": "urn:oid:2.16.156.10011.1.3", "value": "510181194203081235"}


@pytest.mark.parametrize(
    ("resource", "field"),
    [
        (pulse(effectiveDateTime="2026-11-21T10:06:00+08:00"), "Observation.effectiveDateTime"),
        (pulse(effectiveDateTime="2031"), "Observation.effectiveDateTime"),
        (patient("x", birthDate="2027-01-01"), "Patient.birthDate"),
        (patient("x", birthDate="1842-01-01"), "Patient.birthDate"),
        (patient("x", identifier=[WRONG_NUMBER]), "Patient.identifier"),
        (pulse(note=[{"text": "a\x00b"}]), "Observation"),
        (pulse(value=10**400), "Observation.valueQuantity.value"),
        ({**CONDITION, "clinicalStatus": {"coding": [WRONG]}}, "Condition.clinicalStatus.coding.code"),
        ({**CONDITION, "abatementDateTime": "2026-05-04T08:00:00Z"}, "Condition.abatementDateTime"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_field(take: Any, resource: Resource, field: str) -> None:
    report = take(patient(), resource)
    assert [(fault.entry, fault.field) for fault in report.refused] == [(1, field)], report.refused
    assert report.created == {"Patient": 1}


def test_now_is_not_the_future(take: Any) -> None:
    just = pulse(effectiveDateTime="2026-11-21T10:05:00+08:00")
    assert take(patient(), just, pulse("day", effectiveDateTime="2026-11-21")).created["Observation"] == 2


def test_two_houses_take_in_the_same_file_without_touching_each_other(
    take: Any, now: datetime, looking_as: Looking
) -> None:
    community = Actor.system(cast.key("community"))
    take(patient(), pulse(value=72))
    assert take(patient(), pulse(value=90), by=community).created.total() == 2
    with looking_as("zhao", "hospital"), transaction.atomic():
        assert [one.value for one in Observation.objects.all()] == [72]
    with looking_as("chen", "community"), transaction.atomic():
        assert [one.value for one in Observation.objects.all()] == [90]


def test_one_id_cannot_become_another_person(take: Any) -> None:
    take(patient(name=[{"text": "王桂芳"}]))
    other = patient(name=[{"text": "张三"}], birthDate="1950-01-01")
    assert take(other).refused[0].field == "Patient.id"
    assert take(other, system="clinic-b").created == {"Patient": 1}


def test_a_conditional_create_finds_who_is_already_here(take: Any, tmp_path: Path) -> None:
    take(practitioner(), patient())
    once = "identifier=http://example.org/licence|110000"
    again = bundle(
        practitioner("zhao-elsewhere"),
        kind="batch",
        request={"method": "POST", "url": "Practitioner", "ifNoneExist": once},
    )
    seen = lines(pulse(performer=[{"reference": "Practitioner/zhao-elsewhere"}]))
    report = take(write(tmp_path, "a.json", again), write(tmp_path, "b.ndjson", seen))
    assert (dict(report.unchanged), report.dangling_total) == ({"Practitioner": 1}, 0)
    with transaction.atomic(using="worker"):
        doctor = Source.objects.using("worker").get(type="Practitioner")
        assert Observation.objects.using("worker").get().author_id == doctor.record_id


def test_a_resource_comes_out_as_it_came_in(take: Any, everything: None) -> None:
    odd = pressure(extension=[{"url": "http://example.org/x", "valueDecimal": 1.10}], note=[{"text": "坐位"}])
    given = [encounter(), pulse(value=72.50), odd]
    take(patient(), *given)
    for resource in given:
        model = Encounter if resource["resourceType"] == "Encounter" else Observation
        source = Source.objects.using("worker").get(original=resource["id"])
        row = model.objects.using("worker").get(record_id=source.record_id)
        parts = Component.objects.using("worker").filter(observation_id=row.id).order_by("place_in_order")
        assert json.loads(fhir.encode(fhir.resource_of(row, parts))) == resource


def test_only_who_may_imports_and_one_at_a_time(take: Any, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        take(patient(), by=cast.actor("desk", "hospital"))
    lock = int.from_bytes(cast.key("hospital").bytes[:7])
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
        with pytest.raises(ImportUnderWay):
            take(patient())
        cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
    assert take(patient(), by=cast.actor("manager", "hospital")).created.total() == 1


def test_afterwards_services_are_back_behind_the_policies(take: Any, now: datetime) -> None:
    take(patient())
    assert connections["default"] is not connections["worker"]
    with acting_as(cast.actor("stranger"), now + timedelta(minutes=1)), transaction.atomic():
        assert not Source.objects.exists()
