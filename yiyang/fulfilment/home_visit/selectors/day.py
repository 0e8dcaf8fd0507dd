"""A worker's day as plain data: everything a device needs to hold while there is no network."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from yiyang.care.records import selectors as records
from yiyang.care.records.vitals import BLOOD_PRESSURE, VITALS
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.home_visit.actions import ASSIGN, SEE_DAY
from yiyang.fulfilment.home_visit.models import Entry, Visit
from yiyang.fulfilment.home_visit.selectors.catalogue import as_data, consumables_of
from yiyang.fulfilment.home_visit.services import proof
from yiyang.fulfilment.home_visit.states import CANCELLED, OPEN, PENDING
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people

ZONE = "Asia/Shanghai"
VISITS_MAX = 40  # in one day of one worker


def day_of(viewer: Actor, worker_id: UUID, day: date, now: datetime) -> dict[str, Any]:
    """What a worker (a person id) has to hold for a day, in the viewer's house; plain JSON-able data.

    Visits stand in their order with person, place, the item with its checklist, the doctor's instruction, what
    to beware of, and what was already handed in (`entries`: key, kind, outcome). The worker sees their own, the desk
    and the manager everybody's; otherwise Unknown. Allergies and conditions come only where the viewer may see them.
    """
    access.require(viewer, SEE_DAY, now=now, organisation_id=viewer.organisation_id)
    worker = people.practitioner_of(worker_id)
    if (
        viewer.organisation_id is None
        or worker is None
        or (viewer.person_id != worker_id and not _may_see_others(viewer, now))
    ):
        raise Unknown
    begin = datetime.combine(day, time.min, ZoneInfo(ZONE))
    visits = list(
        Visit.objects.filter(
            organisation_id=viewer.organisation_id,
            practitioner=worker,
            starts_at__gte=begin,
            starts_at__lt=begin + timedelta(days=1),
        )
        .exclude(state__in=(PENDING, CANCELLED))
        .select_related("item", "request", "order__service", "person")
        .order_by("starts_at", "order_id")[:VISITS_MAX]
    )
    entries = _entries(visits)
    assert viewer.organisation_id is not None
    return {
        "date": day.isoformat(),
        "zone": ZONE,
        "made_at": now.isoformat(),
        "worker": {"id": str(worker_id), "name": worker.name, "name_en": worker.name_en or worker.name},
        "organisation": str(viewer.organisation_id),
        "vitals": _vitals(),
        "consumables": [
            {
                "code": each.code,
                "name": each.name,
                "name_en": each.name_en or each.name,
                "price_minor": each.price_minor,
            }
            for each in consumables_of(viewer, viewer.organisation_id)
        ],
        "visits": [_visit(viewer, visit, entries.get(visit.order_id, []), now) for visit in visits],
    }


def _may_see_others(viewer: Actor, now: datetime) -> bool:
    return access.may(viewer, ASSIGN, now=now, organisation_id=viewer.organisation_id) is not None


def _entries(visits: list[Visit]) -> dict[UUID, list[Entry]]:
    found: dict[UUID, list[Entry]] = {}
    rows = Entry.objects.filter(visit__in=[visit.order_id for visit in visits]).exclude(kind="position")
    for entry in rows.order_by("seq", "at", "key"):
        found.setdefault(entry.visit_id, []).append(entry)
    return found


def _visit(viewer: Actor, visit: Visit, entries: list[Entry], now: datetime) -> dict[str, Any]:
    accepted = [entry for entry in entries if entry.outcome == "accepted"]
    person = visit.person
    return {
        "id": str(visit.order_id),
        "code": visit.order.code,
        "service": visit.order.service.name,
        "service_en": visit.order.service.name_en or visit.order.service.name,
        "state": visit.state,
        "open": visit.state in OPEN,
        "starts_at": visit.starts_at.isoformat(),
        "ends_at": visit.ends_at.isoformat(),
        "way_minutes": visit.way_minutes,
        "person": {
            "id": str(person.id),
            "name": person.name,
            "name_latin": person.name_latin,
            "sex": person.sex,
            "age": people.age_on(person.birth_on, now.astimezone(ZoneInfo(ZONE)).date()),
        },
        "address": visit.address,
        "point": [float(visit.latitude), float(visit.longitude)] if visit.latitude and visit.longitude else None,
        "near_metres": proof.NEAR_METRES,
        "item": as_data(visit.item),
        "instruction": visit.request.instruction if visit.request else "",
        "ordered_by": visit.request.ordered_by_name if visit.request else "",
        "purpose": visit.purpose,
        "cautions": _cautions(viewer, visit, now) if visit.state in OPEN else [],
        "exceptions": visit.exceptions,
        "missing": [mark for mark, there in proof.marks(visit, accepted).items() if not there],
        "entries": [
            {
                "key": str(entry.key),
                "kind": entry.kind,
                "seq": entry.seq,
                "at": entry.at.isoformat(),
                "outcome": entry.outcome,
                "data": entry.data,
                "stands": entry.stands,
            }
            for entry in entries
        ],
    }


def _cautions(viewer: Actor, visit: Visit, now: datetime) -> list[dict[str, Any]]:
    try:
        found = records.warnings_of(viewer, visit.person_id, now)
    except Unknown:
        return []
    return [{"kind": each.kind, "name": each.name, "severe": each.severe} for each in found]


def _vitals() -> list[dict[str, Any]]:
    known = [
        {"code": each.code, "label": each.label, "unit": each.unit, "low": float(each.low), "high": float(each.high)}
        for each in VITALS.values()
    ]
    return [{"code": BLOOD_PRESSURE, "label": "Blood pressure", "parts": ["8480-6", "8462-4"]}, *known]
