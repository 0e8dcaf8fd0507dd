"""Move a person between care settings with one unbroken file and history (R01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken, Unknown
from yiyang.foundation.events import publish
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.people.actions import MOVE
from yiyang.ground.people.errors import FutureWithoutPlan, MoveTooEarly, SameSetting
from yiyang.ground.people.events import SettingChanged
from yiyang.ground.people.models import CareSetting, Person
from yiyang.ground.people.models.setting import SETTINGS
from yiyang.ground.people.selectors.files import kept_file
from yiyang.ground.places import selectors as places
from yiyang.ground.trust import services as trust

_OPEN = """
    INSERT INTO people_caresetting
        (id, person_id, organisation_id, responsible_id, kind, during, plan_id, moved_by_id, recorded_at)
    VALUES (%s, %s, %s, %s, %s, tstzrange(%s, NULL), %s, %s, %s)
    ON CONFLICT ON CONSTRAINT setting_one_at_a_time DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class Setting:
    """The stretch of care that begins."""

    person_id: UUID
    kind: str
    responsible_id: UUID | None
    start: datetime
    plan_id: UUID | None


@transaction.atomic
def move_setting(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    kind: str,
    responsible_id: UUID | None,
    from_at: datetime | None = None,
    plan_id: UUID | None = None,
) -> UUID:
    """Let the person be cared for as `kind` by the responsible house from `from_at` (default now) on.

    The present setting ends at that very instant, so that there is neither gap nor overlap; the first one just
    begins. The same move again returns the standing setting. Raises FutureWithoutPlan, MoveTooEarly (before the
    present one began), SameSetting, Overtaken when somebody moved the person meanwhile.
    """
    person_id = kept_file(person_id)
    person = Person.objects.filter(id=person_id, erased_at=None).first()
    if person is None:
        raise Unknown
    access.require(by, MOVE, now=now, person_id=person_id, organisation_id=person.organisation_id)
    start = from_at or now
    if kind not in SETTINGS:
        raise Invalid(field="kind", reason=", ".join(SETTINGS))
    if start > now and plan_id is None:
        raise FutureWithoutPlan(field="from_at")
    if responsible_id is not None and not places.named([responsible_id]):
        raise Unknown
    last = CareSetting.objects.filter(person_id=person_id, during__upper_inf=True).first()
    if last is not None:
        if (last.kind, last.responsible_id, last.during.lower) == (kind, responsible_id, start):
            return last.id
        _close(last, kind, responsible_id, start)
    return _open(by, now, Setting(person_id, kind, responsible_id, start, plan_id))


def _close(last: CareSetting, kind: str, responsible_id: UUID | None, start: datetime) -> None:
    if (last.kind, last.responsible_id) == (kind, responsible_id):
        raise SameSetting(field="kind")
    if start <= last.during.lower:
        raise MoveTooEarly(field="from_at")
    closed = CareSetting.objects.filter(id=last.id, during=last.during).update(
        during=DateTimeTZRange(last.during.lower, start)
    )
    if closed != 1:
        raise Overtaken


def _open(by: Actor, now: datetime, new: Setting) -> UUID:
    setting_id = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            [
                setting_id,
                new.person_id,
                by.organisation_id,
                new.responsible_id,
                new.kind,
                new.start,
                new.plan_id,
                by.person_id,
                now,
            ],
        )
        if cursor.fetchone() is None:
            raise Overtaken
    trust.record(
        "setting.changed",
        by=by,
        now=now,
        subject_id=new.person_id,
        payload={
            "setting": str(setting_id),
            "kind": new.kind,
            "responsible": str(new.responsible_id or ""),
            "from": new.start.isoformat(),
        },
    )
    publish(SettingChanged(new.person_id, new.kind, new.responsible_id, new.start, now))
    return setting_id
