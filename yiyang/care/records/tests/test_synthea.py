"""Patients nobody here wrote: 80 of Synthea's, and HL7's examples; every resource is accounted for."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connections, transaction

from yiyang.care.records import fhir, selectors
from yiyang.care.records import services as records
from yiyang.care.records.imports.report import Report
from yiyang.care.records.models import KINDS, Component, Kept, Source
from yiyang.care.records.tests.factories import EXAMPLES, SHARED, SYNTHEA
from yiyang.config.demo import cast
from yiyang.foundation.actors import Actor

HOSPITAL = Actor.system(cast.key("hospital"))
needs_synthea = pytest.mark.skipif(not SYNTHEA.exists(), reason="Synthea's patients are not here (YIYANG_SHARED)")
needs_examples = pytest.mark.skipif(not EXAMPLES.exists(), reason="HL7's examples are not here (YIYANG_SHARED)")


def accounted(report: Report) -> Counter[str]:
    return report.created + report.kept + report.unchanged + report.updated


def few(folder: Path, patients: int) -> tuple[Path, Counter[str]]:
    """The smallest patients and the two files about who and where, unpacked, with their counts by type."""
    counts: Counter[str] = Counter()
    with tarfile.open(SYNTHEA) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        members.sort(key=lambda member: ("/0-" not in member.name, member.size))
        for member in members[: patients + 2]:
            file = archive.extractfile(member)
            assert file is not None
            body = file.read()
            (folder / Path(member.name).name).write_bytes(body)
            counts += Counter(entry["resource"]["resourceType"] for entry in json.loads(body)["entry"])
    return folder, counts


@needs_synthea
def test_a_few_patients_are_taken_in_whole(committed: str, tmp_path: Path, now: datetime) -> None:
    folder, expected = few(tmp_path, 6)
    first = records.import_fhir([folder], by=HOSPITAL, now=now)
    assert (accounted(first), first.refused, first.dangling_total) == (expected, [], 0)
    second = records.import_fhir([folder], by=HOSPITAL, now=now)
    assert second.unchanged == expected
    assert second.created + second.kept + second.updated == Counter()
    everything_comes_back(folder)
    with transaction.atomic(using="worker"):
        person_id = Source.objects.using("worker").filter(type="Patient").values_list("record_id", flat=True)[0]
    herself = Actor.person(person_id)
    from yiyang.ground.access.context import acting_as

    with acting_as(herself, now), transaction.atomic():
        page = selectors.timeline(herself, person_id, now, limit=200)
        assert all(event.source and event.at <= now for event in page.events)
        assert all(event.author_name for event in page.events if event.kind == "Observation")


def everything_comes_back(folder: Path) -> None:
    """Each row and each kept body, rendered, equals what stands in the file it names."""
    decode = msgspec.json.Decoder(float_hook=Decimal).decode
    given: dict[tuple[str, int], Any] = {}
    for path in folder.iterdir():
        name = f"{folder.name}/{path.name}"
        for place, entry in enumerate(decode(path.read_bytes())["entry"]):
            given[name, place] = entry["resource"]
    with transaction.atomic(using="worker"):
        sources = {source.id: given.pop((source.file, source.entry)) for source in Source.objects.using("worker").all()}
        assert not given, "every resource has a source"
        parts: dict[Any, list[Component]] = {}
        for part in Component.objects.using("worker").order_by("place_in_order"):
            parts.setdefault(part.observation_id, []).append(part)
        for model in KINDS.values():
            for row in model._default_manager.using("worker").all():
                rendered = fhir.resource_of(row, parts.get(row.id, ()))
                assert decode(fhir.encode(rendered)) == sources.pop(row.id)
        for kept in Kept.objects.using("worker").all():
            import zlib

            assert decode(zlib.decompress(kept.body)) == sources.pop(kept.id)
        assert not sources, "every source has a row"


@needs_examples
def test_hl7s_examples_are_created_kept_or_refused_with_a_reason(committed: str, now: datetime) -> None:
    report = records.import_fhir([EXAMPLES], by=HOSPITAL, now=now)
    assert report.files == 572
    assert all(fault.field and fault.reason for fault in report.refused)
    # Thirteen entries are requests to read or delete; one questionnaire lacks what R4 requires.
    requests = [fault for fault in report.refused if fault.field.endswith("request.method")]
    assert [fault.field for fault in report.refused if fault not in requests] == [
        "Questionnaire.item[0].item[0].linkId"
    ]
    assert len(requests) == 13
    again = records.import_fhir([EXAMPLES], by=HOSPITAL, now=now)
    assert again.unchanged.total() == accounted(report).total()
    assert again.resources == report.resources


@pytest.mark.long
@needs_synthea
def test_all_eighty_agree_with_the_published_counts(committed: str, now: datetime) -> None:
    expected = json.loads((SHARED / "synthea-80-expected.json").read_text())
    first = records.import_fhir([SYNTHEA], by=HOSPITAL, now=now)
    assert (dict(accounted(first)), first.files) == (expected["by_type"], expected["files"])
    assert (first.refused, first.dangling_total) == ([], 0)
    second = records.import_fhir([SYNTHEA], by=HOSPITAL, now=now)
    assert dict(second.unchanged) == expected["by_type"]
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_observation")
        assert cursor.fetchone() == (expected["by_type"]["Observation"],)
