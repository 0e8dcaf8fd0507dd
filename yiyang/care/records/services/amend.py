"""Correct a signed record: the next version, with the name of who corrected it and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yiyang.care.records.actions import AMEND
from yiyang.care.records.errors import AnotherHouse, NotSigned, ReasonMissing
from yiyang.care.records.events import RecordAmended
from yiyang.care.records.fhir import ELEMENTS, digest, resource_of, resource_type
from yiyang.care.records.models import Component, Observation, Record
from yiyang.care.records.services.finding import current
from yiyang.care.records.services.observe import possible
from yiyang.care.records.services.writing import name_of, not_in_the_future
from yiyang.care.records.states import CORRECTED, STATUSES
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken
from yiyang.foundation.events import publish
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.quantities import Quantity
from yiyang.ground.access import services as access
from yiyang.ground.trust import services as trust

# What a correction may touch; person, house, author and instants of receipt are facts about the past.
CORRECTABLE = frozenset(
    {
        "status", "code_system", "code", "display", "effective_at", "effective_end_at", "value", "value_unit",
        "value_text", "value_code", "title", "text", "conclusion", "dosage", "verification", "severity", "criticality",
        "category",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Amendment:
    """The version that now stands and the trust log's entry about it."""

    record: Record
    entry_id: UUID


@transaction.atomic
def amend(
    *,
    by: Actor,
    now: datetime,
    kind: str,
    record_id: UUID,
    version: int,
    changes: Mapping[str, Any],
    reason: str,
) -> Amendment:
    """Let the next version stand in place of `version`, which the caller has seen; the old one stays readable.

    Only the house that signed may correct. `changes` maps columns (CORRECTABLE) to new values. Raises Unknown,
    AnotherHouse, NotSigned, ReasonMissing, Invalid, InTheFuture, and Overtaken when `version` no longer stands.
    """
    standing = current(kind, record_id)
    access.require(by, AMEND, now=now, person_id=standing.person_id)
    if standing.organisation_id != by.organisation_id:
        raise AnotherHouse(field="record")
    if standing.signed_at is None:
        raise NotSigned(field="record")
    if not reason.strip():
        raise ReasonMissing(field="reason")
    _check(standing, changes, now)
    if standing.version != version or not _supersede(standing, now):
        raise Overtaken
    corrected = _write(standing, by, now, changes, reason.strip())
    entry_id = trust.record(
        "record.amended",
        by=by,
        now=now,
        organisation_id=corrected.organisation_id,
        subject_id=corrected.person_id,
        payload={
            "kind": kind,
            "id": str(record_id),
            "version": corrected.version,
            "digest": digest(resource_of(corrected, _parts(corrected))).hex(),
        },
    )
    publish(
        RecordAmended(
            kind, record_id, corrected.version, corrected.person_id, corrected.organisation_id,
            by.person_id, entry_id, now,
        )
    )  # fmt: skip
    return Amendment(corrected, entry_id)


def _check(standing: Record, changes: Mapping[str, Any], now: datetime) -> None:
    columns = {field.attname for field in type(standing)._meta.concrete_fields}
    for name in changes:
        if name not in CORRECTABLE or name not in columns:
            raise Invalid(field=name, reason="this cannot be corrected")
    if changes.get("effective_at"):
        not_in_the_future(changes["effective_at"], now, "effective_at")
    kind = type(standing).__name__
    if "status" in changes and changes["status"] not in STATUSES[kind]:
        raise Invalid(field="status", reason=", ".join(STATUSES[kind]))
    if isinstance(standing, Observation) and changes.get("value") is not None:
        possible(
            changes.get("code", standing.code),
            Quantity(changes["value"], changes.get("value_unit", standing.value_unit)),
        )


def _supersede(standing: Record, now: datetime) -> bool:
    return type(standing)._default_manager.filter(id=standing.id, superseded_at=None).update(superseded_at=now) == 1


def _write(standing: Record, by: Actor, now: datetime, changes: Mapping[str, Any], reason: str) -> Record:
    model, kind = type(standing), type(standing).__name__
    columns = {field.attname: getattr(standing, field.attname) for field in model._meta.concrete_fields}
    columns |= {
        "id": new_id(),
        "version": standing.version + 1,
        "status": CORRECTED.get(kind, standing.status),
        "recorded_at": now,
        "received_at": now,
        "signed_at": now,
        "signed_by_id": by.person_id,
        "corrected_by_id": by.person_id,
        "corrected_by_name": name_of(by.person_id),
        "correction_reason": reason,
    }
    columns |= changes
    columns["residue"] = _residue(standing, columns)
    corrected = model._default_manager.create(**columns)
    for part in _parts(standing):
        part.id, part.observation_id, part._state.adding = new_id(), corrected.id, True
        part.save(force_insert=True)
    return corrected


def _residue(standing: Record, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The old residue without the elements whose words the correction replaces."""
    before = vars(standing)
    replaced = {name for name, _, write, _ in ELEMENTS[resource_type(standing)] if write(before) != write(columns)}
    return {name: found for name, found in standing.residue.items() if name not in replaced}


def _parts(record: Record) -> list[Component]:
    if not isinstance(record, Observation):
        return []
    return list(Component.objects.filter(observation_id=record.id).order_by("place_in_order"))
