"""Put one's name under a record. From then on it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.care.records.actions import SIGN
from yiyang.care.records.errors import AlreadySigned, AnotherHouse
from yiyang.care.records.events import RecordSigned
from yiyang.care.records.fhir import digest, resource_of
from yiyang.care.records.models import KINDS, Component, Encounter, Observation, Record
from yiyang.care.records.services.finding import current
from yiyang.care.records.states import SIGNED
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Overtaken
from yiyang.foundation.events import publish
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust


@dataclass(frozen=True)
class Signature:
    """What was signed: the trust log's entry and how many records it covers."""

    entry_id: UUID
    signed: int


@transaction.atomic
def sign(*, by: Actor, now: datetime, kind: str, record_id: UUID) -> Signature:
    """Sign a record; for an Encounter, finish it and sign everything the house wrote in it.

    The trust log commits to the content of each (SHA-256 of its canonical FHIR form). Raises Unknown for a record out
    of reach, AnotherHouse, AlreadySigned, Overtaken. Publishes RecordSigned for the record asked for.
    """
    record = current(kind, record_id)
    access.require(by, SIGN, now=now, person_id=record.person_id, organisation_id=record.organisation_id)
    if record.organisation_id != by.organisation_id:
        raise AnotherHouse(field="record")
    if record.signed_at is not None:
        raise AlreadySigned(field="record")
    together = [record, *(_within(record) if isinstance(record, Encounter) else ())]
    for each in together:
        _sign_one(each, by, now)
    entry_id = trust.record(
        "record.signed",
        by=by,
        now=now,
        organisation_id=record.organisation_id,
        subject_id=record.person_id,
        payload={"records": [_commitment(each) for each in together]},
    )
    publish(
        RecordSigned(
            kind, record_id, record.version, record.person_id, record.organisation_id,
            by.person_id, record.order_id, entry_id, now,
        )
    )  # fmt: skip
    return Signature(entry_id, len(together))


def _within(encounter: Encounter) -> list[Record]:
    """Every unsigned record the house wrote in this encounter: one query a kind."""
    found: list[Record] = []
    for name, model in KINDS.items():
        if name != "Encounter":
            found += model._default_manager.filter(
                encounter_id=encounter.record_id,
                person_id=encounter.person_id,
                organisation_id=encounter.organisation_id,
                signed_at=None,
                superseded_at=None,
            )
    return found


def _sign_one(record: Record, by: Actor, now: datetime) -> None:
    kind = type(record).__name__
    record.signed_at, record.signed_by_id = now, by.person_id
    if record.status == "preliminary" and kind in SIGNED:
        record.status = SIGNED[kind]
    if isinstance(record, Encounter) and record.status in ("arrived", "triaged", "in-progress", "onleave"):
        record.status = "finished"
        record.effective_end_at = max(now, record.effective_at)
    signed = (
        type(record)
        ._default_manager.filter(id=record.id, signed_at=None, superseded_at=None)
        .update(
            signed_at=now,
            signed_by_id=by.person_id,
            status=record.status,
            effective_end_at=record.effective_end_at,
        )
    )
    if signed != 1:
        raise Overtaken


def _commitment(record: Record) -> dict[str, str | int]:
    parts = (
        Component.objects.filter(observation_id=record.id)
        if isinstance(record, Observation)
        else Component.objects.none()
    )
    resource = resource_of(record, parts.order_by("place_in_order"))
    return {
        "kind": type(record).__name__,
        "id": str(record.record_id),
        "version": record.version,
        "digest": digest(resource).hex(),
    }
