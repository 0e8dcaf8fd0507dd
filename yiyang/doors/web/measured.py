"""Readings in words: how it is, how it moves, and the number last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from yiyang.care.records import selectors as records
from yiyang.care.records.actions import READ, READ_VITALS
from yiyang.care.records.vitals import BLOOD_PRESSURE, VITALS
from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.chip import Chip
from yiyang.face.components.reading import Reading
from yiyang.foundation.actors import Actor
from yiyang.ground.access import services as access

SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
SHOWN = (BLOOD_PRESSURE, "8867-4", "15074-8", "29463-7")
LOOKED = 60  # readings looked through for the lines on a home
NOTICEABLE = 0.05  # a change of less than a twentieth is "about the same"


def readings_of(viewer: Actor, person_id: UUID, now: datetime) -> Parts:
    """The newest readings of a person, each with its course; nothing for whoever may not see them."""
    if all(access.may(viewer, action, now=now, person_id=person_id) is None for action in (READ, READ_VITALS)):
        return ()
    events = records.timeline(viewer, person_id, now, kinds=("Observation",), limit=LOOKED).events
    found = []
    for code in SHOWN:
        course = [event for event in events if event.code == code and _number(event) is not None]
        if course:
            found.append(_reading(code, course, now))
    return tuple(found)


def _reading(code: str, course: list[records.Event], now: datetime) -> Reading:
    newest = course[0]
    values = tuple(value for event in reversed(course) if (value := _number(event)) is not None)
    title = _("Blood pressure") if code == BLOOD_PRESSURE else _(VITALS[code].label)
    said = _("%(value)s, %(when)s") % {"value": _written(newest), "when": words.ago(newest.at, now)}
    if len(values) > 1:
        said = _("%(value)s; %(change)s") % {"value": said, "change": _change(values)}
    chip = (
        Chip(word=_("older than usual"), tone="warn", icon="clock")
        if newest.stale
        else Chip(word=_("fresh"), tone="ok")
    )
    return Reading(title=title, said=said, chip=chip, values=values[-14:])


def _number(event: records.Event) -> float | None:
    """The number that makes the line: the upper pressure, or the only value."""
    for value in event.values:
        if value.value is not None and (value.code in (SYSTOLIC, event.code)):
            return float(value.value)
    return None


def _written(event: records.Event) -> str:
    by_code = {value.code: value for value in event.values if value.value is not None}
    if SYSTOLIC in by_code and DIASTOLIC in by_code:
        return f"{by_code[SYSTOLIC].value:.0f}/{by_code[DIASTOLIC].value:.0f} mmHg"
    value = next(iter(by_code.values()))
    unit = {"/min": _("per minute"), "mm[Hg]": "mmHg", "Cel": "°C"}.get(value.unit, value.unit)
    return f"{value.value.normalize():f} {unit}" if value.value is not None else ""


def _change(values: tuple[float, ...]) -> str:
    """The newest against the middle of the ones before it."""
    before = sorted(values[:-1])[len(values[:-1]) // 2]
    if abs(values[-1] - before) <= abs(before) * NOTICEABLE:
        return _("about the same as before")
    return _("higher than before") if values[-1] > before else _("lower than before")
