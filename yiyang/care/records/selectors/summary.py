"""What everyone who treats a person must know at a glance: allergies, conditions, medicines, the newest readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection

from yiyang.care.records.actions import READ_VITALS, READ_WARNINGS
from yiyang.care.records.vitals import FRESH_FOR, VITALS
from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people

SHOWN_MAX = 100


@dataclass(frozen=True)
class Standing:
    """One allergy, condition or medicine that stands."""

    record_id: UUID
    name: str
    code: str
    status: str
    severity: str  # criticality of an allergy, dosage of a medicine
    since: datetime
    precision: str


@dataclass(frozen=True)
class Summary:
    """The standing warnings, newest first; `complete` is False when there are more than SHOWN_MAX of a kind."""

    allergies: tuple[Standing, ...]
    conditions: tuple[Standing, ...]
    medicines: tuple[Standing, ...]
    complete: bool


@dataclass(frozen=True)
class Reading:
    """The newest reading of one kind and how old it is; `stale` says that it must not be shown as now."""

    code: str
    name: str
    value: Decimal
    unit: str
    measured_at: datetime
    received_at: datetime
    age: timedelta
    stale: bool
    signed: bool


_STANDING = """
    (SELECT 'allergy', record_id, display, code, status, criticality, effective_at, effective_precision
       FROM records_allergyintolerance WHERE person_id = ANY(%(files)s) AND superseded_at IS NULL
        AND status NOT IN ('inactive', 'resolved') AND verification NOT IN ('refuted', 'entered-in-error')
      ORDER BY criticality = 'high' DESC, effective_at DESC LIMIT %(most)s)
    UNION ALL
    (SELECT 'condition', record_id, display, code, status, severity, effective_at, effective_precision
       FROM records_condition WHERE person_id = ANY(%(files)s) AND superseded_at IS NULL
        AND status IN ('', 'active', 'recurrence', 'relapse') AND verification NOT IN ('refuted', 'entered-in-error')
      ORDER BY effective_at DESC LIMIT %(most)s)
    UNION ALL
    (SELECT 'medicine', record_id, display, code, status, dosage, effective_at, effective_precision
       FROM records_medicationrequest WHERE person_id = ANY(%(files)s) AND superseded_at IS NULL
        AND status IN ('active', 'on-hold')
      ORDER BY effective_at DESC LIMIT %(most)s)
"""
# The newest of each code: one index probe a code, in observations and in their components.
_NEWEST = """
    SELECT DISTINCT ON (code) code, value, unit, at, received_at, signed FROM (
        SELECT c.code, o.value, o.value_unit AS unit, o.effective_at AS at, o.received_at,
               o.signed_at IS NOT NULL AS signed
          FROM unnest(%(codes)s::text[]) c(code), unnest(%(files)s::uuid[]) f(id), LATERAL (
            SELECT * FROM records_observation o WHERE o.person_id = f.id AND o.code = c.code AND o.superseded_at IS NULL
               AND o.value IS NOT NULL AND o.status NOT IN ('entered-in-error', 'cancelled')
             ORDER BY o.effective_at DESC, o.id LIMIT 1) o
        UNION ALL
        SELECT c.code, p.value, p.value_unit, p.effective_at, p.received_at, p.signed
          FROM unnest(%(codes)s::text[]) c(code), unnest(%(files)s::uuid[]) f(id), LATERAL (
            SELECT p.value, p.value_unit, p.effective_at, o.received_at, o.signed_at IS NOT NULL AS signed
              FROM records_component p JOIN records_observation o ON o.id = p.observation_id
             WHERE p.person_id = f.id AND p.code = c.code AND o.superseded_at IS NULL AND p.value IS NOT NULL
               AND o.status NOT IN ('entered-in-error', 'cancelled')
             ORDER BY p.effective_at DESC, p.id LIMIT 1) p
    ) found ORDER BY code, at DESC
"""


def summary(viewer: Actor, person_id: UUID, now: datetime) -> Summary:
    """Allergies (grave ones first), active conditions and medicines of a person. Raises Unknown out of reach."""
    access.require(viewer, READ_WARNINGS, now=now, person_id=person_id)
    files = people.files_of(viewer, person_id)
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"files": files, "most": SHOWN_MAX + 1})
        rows = cursor.fetchall()
    by_kind = {
        kind: [Standing(*row[1:]) for row in rows if row[0] == kind] for kind in ("allergy", "condition", "medicine")
    }
    shown = {kind: tuple(lines[:SHOWN_MAX]) for kind, lines in by_kind.items()}
    complete = all(len(lines) <= SHOWN_MAX for lines in by_kind.values())
    return Summary(shown["allergy"], shown["condition"], shown["medicine"], complete)


def latest_readings(viewer: Actor, person_id: UUID, now: datetime) -> list[Reading]:
    """The newest reading of every known kind (vitals.VITALS), each with its age. Raises Unknown out of reach."""
    access.require(viewer, READ_VITALS, now=now, person_id=person_id)
    files = people.files_of(viewer, person_id)
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"files": files, "codes": list(VITALS)})
        rows = cursor.fetchall()
    found = []
    for code, value, unit, at, received_at, signed in rows:
        age = max(now - at, timedelta(0))
        fresh_for = VITALS[code].fresh_for if code in VITALS else FRESH_FOR
        found.append(Reading(code, VITALS[code].name, value, unit, at, received_at, age, age > fresh_for, signed))
    return found
