"""Where is and was this person cared for?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access
from yiyang.ground.people.actions import MOVE, SEE
from yiyang.ground.people.models import CareSetting, Person
from yiyang.ground.people.selectors.files import files_of, kept_file


@dataclass(frozen=True)
class SettingLine:
    """One stretch of care; `until` is None while it lasts."""

    id: UUID
    kind: str
    responsible_id: UUID | None
    responsible_name: str
    responsible_name_en: str
    since: datetime
    until: datetime | None
    moved_by_id: UUID | None
    written_by_id: UUID | None  # the house for which they acted
    recorded_at: datetime


def settings_of(viewer: Actor, person_id: UUID, now: datetime) -> list[SettingLine]:
    """The whole history of care settings, newest first. Raises Unknown for a stranger."""
    access.require(viewer, SEE, now=now, person_id=kept_file(person_id))
    rows = CareSetting.objects.filter(person_id__in=files_of(viewer, person_id)).select_related("responsible")
    lines = [
        SettingLine(
            id=row.id,
            kind=row.kind,
            responsible_id=row.responsible_id,
            responsible_name=row.responsible.name if row.responsible else "",
            responsible_name_en=row.responsible.name_en if row.responsible else "",
            since=row.during.lower,
            until=row.during.upper,
            moved_by_id=row.moved_by_id,
            written_by_id=row.organisation_id,
            recorded_at=row.recorded_at,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.since, reverse=True)


def may_move(viewer: Actor, person_id: UUID, now: datetime) -> bool:
    """Whether the viewer may move this person to another care setting."""
    person = Person.objects.filter(id=kept_file(person_id), erased_at=None).first()
    if person is None:
        return False
    grant = access.may(viewer, MOVE, now=now, person_id=person.id, organisation_id=person.organisation_id)
    return grant is not None
