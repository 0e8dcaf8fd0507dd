"""One visit as the one who writes it sees it: what stands in it, and what to be warned of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.care.records.actions import READ_WARNINGS, WRITE
from yiyang.care.records.models import KINDS, AllergyIntolerance, Component, Condition, Encounter, Observation, Record
from yiyang.care.records.selectors.timeline import Measured
from yiyang.care.records.services.finding import current
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people

LINES_MAX = 200  # of one kind in one visit


@dataclass(frozen=True)
class Line:
    """One record written in the visit."""

    kind: str
    record_id: UUID
    at: datetime
    code: str
    name: str
    text: str
    values: tuple[Measured, ...]
    author_id: UUID | None
    signed: bool


@dataclass(frozen=True)
class VisitCard:
    """An encounter with everything written in it, oldest first."""

    record_id: UUID
    person_id: UUID
    organisation_id: UUID
    order_id: UUID | None
    status: str
    starts_at: datetime
    signed_at: datetime | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Caution:
    """An allergy, or a condition that stands."""

    kind: str
    name: str
    severe: bool


def visit_card(viewer: Actor, encounter_id: UUID, now: datetime) -> VisitCard:
    """A visit for those who may write in it. Raises Unknown for everyone else; a query a kind, whatever is in it."""
    visit = current("Encounter", encounter_id)
    if not isinstance(visit, Encounter):
        raise Unknown
    access.require(viewer, WRITE, now=now, person_id=visit.person_id, organisation_id=visit.organisation_id)
    found = [record for kind, model in KINDS.items() if kind != "Encounter" for record in _within(model, visit)]
    parts = _parts([record.id for record in found if isinstance(record, Observation)])
    lines = sorted(
        (_line(record, parts.get(record.id, ())) for record in found), key=lambda line: (line.at, line.record_id)
    )
    return VisitCard(
        record_id=visit.record_id,
        person_id=visit.person_id,
        organisation_id=visit.organisation_id,
        order_id=visit.order_id,
        status=visit.status,
        starts_at=visit.effective_at,
        signed_at=visit.signed_at,
        lines=tuple(lines),
    )


def warnings_of(viewer: Actor, person_id: UUID, now: datetime) -> list[Caution]:
    """Active allergies first, then standing conditions of all the person's files, at most twenty of each.

    Raises Unknown out of reach.
    """
    access.require(viewer, READ_WARNINGS, now=now, person_id=person_id)
    files = people.files_of(viewer, person_id)
    standing = {"person_id__in": files, "superseded_at": None, "status": "active"}
    allergies = AllergyIntolerance.objects.filter(**standing).order_by("-criticality", "-effective_at")[:20]
    conditions = Condition.objects.filter(**standing).order_by("-effective_at")[:20]
    return [
        *(Caution("AllergyIntolerance", row.display, row.criticality == "high") for row in allergies),
        *(Caution("Condition", row.display, severe=False) for row in conditions),
    ]


def _within(model: type[Record], visit: Encounter) -> list[Record]:
    rows = model._default_manager.filter(
        encounter_id=visit.record_id, person_id=visit.person_id, superseded_at=None
    ).exclude(status="entered-in-error")
    return list(rows[:LINES_MAX])


def _parts(observations: list[UUID]) -> dict[UUID, tuple[Measured, ...]]:
    found: dict[UUID, tuple[Measured, ...]] = {}
    rows = Component.objects.filter(observation_id__in=observations).order_by("place_in_order") if observations else ()
    for row in rows:
        one = Measured(row.code, row.display, row.value, row.value_unit, row.value_text, row.value_comparator)
        found[row.observation_id] = (*found.get(row.observation_id, ()), one)
    return found


def _line(record: Record, parts: tuple[Measured, ...]) -> Line:
    own: tuple[Measured, ...] = ()
    if isinstance(record, Observation) and (record.value is not None or record.value_text):
        own = (
            Measured(
                record.code, record.display, record.value, record.value_unit, record.value_text, record.value_comparator
            ),
        )
    text = str(getattr(record, "text", "") or getattr(record, "dosage", "") or getattr(record, "conclusion", ""))
    return Line(
        kind=type(record).__name__,
        record_id=record.record_id,
        at=record.effective_at,
        code=record.code,
        name=record.display,
        text=text,
        values=(*own, *parts),
        author_id=record.author_id,
        signed=record.signed_at is not None,
    )
