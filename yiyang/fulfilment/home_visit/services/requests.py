"""A doctor orders medical work at home, and takes the order back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yiyang.care.records import services as records
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Unknown
from yiyang.foundation.identifiers import new_id
from yiyang.fulfilment.home_visit.actions import ORDER
from yiyang.fulfilment.home_visit.errors import NoLicence, NotOnTheList
from yiyang.fulfilment.home_visit.models import CareRequest, Item
from yiyang.fulfilment.home_visit.selectors.catalogue import item_in_force, province_of
from yiyang.fulfilment.home_visit.services.tell import ordered as tell_ordered
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people
from yiyang.ground.people import services as professionals
from yiyang.ground.trust import services as trust

DAYS_MAX = 90
VISITS_MAX = 60

_INSERT = """
    INSERT INTO home_visit_carerequest (id, organisation_id, person_id, item_code, item_name, item_name_en, instruction,
        reason, ordered_by_id, ordered_by_name, encounter_id, ordered_at, valid_until, visits_max, visits_taken,
        revoked_reason, request_key)
    VALUES (%(id)s, %(house)s, %(person)s, %(code)s, %(name)s, %(name_en)s, %(instruction)s, %(reason)s, %(by)s,
        %(by_name)s, %(encounter)s, %(now)s, %(until)s, %(visits)s, 0, '', %(key)s)
    ON CONFLICT ON CONSTRAINT care_request_once DO NOTHING
"""


@transaction.atomic
def order_care(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    item_code: str,
    instruction: str,
    reason: str,
    visits: int,
    days: int,
    request_key: str,
    encounter_id: UUID | None = None,
) -> CareRequest:
    """Order an item of the list for a person: what to do, why, how often, until when (FHIR ServiceRequest).

    It stands in the person's file as the doctor's signed note, and in the trust log. The same key returns the same
    order. Only a doctor whose licence counts; raises Unknown, NotOnTheList, NoLicence, Invalid.
    """
    access.require(by, ORDER, now=now, person_id=person_id, organisation_id=by.organisation_id)
    if by.organisation_id is None or by.person_id is None:
        raise Unknown
    if standing := CareRequest.objects.filter(ordered_by_id=by.person_id, request_key=request_key).first():
        return standing
    item = _orderable(by.organisation_id, item_code)
    _check(instruction, reason, visits, days)
    doctor = people.practitioner_of(by.person_id)
    if doctor is None or not professionals.may_practise(doctor.id, now):
        raise NoLicence(field="item_code")
    request_id = new_id()
    values: dict[str, Any] = {
        "id": request_id,
        "house": by.organisation_id,
        "person": person_id,
        "code": item.code,
        "name": item.name,
        "name_en": item.name_en,
        "instruction": instruction.strip(),
        "reason": reason.strip(),
        "by": by.person_id,
        "by_name": doctor.name,
        "encounter": encounter_id,
        "now": now,
        "until": now + timedelta(days=days),
        "visits": visits,
        "key": request_key,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
    request = CareRequest.objects.get(ordered_by_id=by.person_id, request_key=request_key)
    if request.id == request_id:
        _write_down(request, by, now)
        tell_ordered(request, now)
    return request


@transaction.atomic
def revoke(*, by: Actor, now: datetime, request_id: UUID, reason: str) -> None:
    """Take an order back: no further visit can be booked on it; those booked stay. Twice is once. Raises Unknown."""
    request = CareRequest.objects.filter(id=request_id).first()
    if request is None:
        raise Unknown
    access.require(by, ORDER, now=now, person_id=request.person_id, organisation_id=request.organisation_id)
    if by.organisation_id != request.organisation_id:
        raise Unknown
    if not reason.strip():
        raise Invalid(field="reason", reason="–")
    changed = CareRequest.objects.filter(id=request_id, revoked_at=None).update(
        revoked_at=now, revoked_reason=reason.strip()[:200]
    )
    if changed:
        trust.record(
            "care-request.revoked",
            by=by,
            now=now,
            organisation_id=request.organisation_id,
            subject_id=request.person_id,
            payload={"request": str(request_id)},
        )


def _orderable(organisation_id: UUID, item_code: str) -> Item:
    item = item_in_force(province_of(organisation_id), item_code)
    if item is None or not item.allowed:
        raise NotOnTheList(field="item_code")
    return item


def _check(instruction: str, reason: str, visits: int, days: int) -> None:
    wrong = {
        "instruction": not instruction.strip() or len(instruction) > 2_000,
        "reason": not reason.strip() or len(reason) > 200,
        "visits": not 1 <= visits <= VISITS_MAX,
        "days": not 1 <= days <= DAYS_MAX,
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise Invalid(field=field, reason="–")


def _write_down(request: CareRequest, by: Actor, now: datetime) -> None:
    """The order as a note of the doctor's: in the open visit it is signed with it, else at once."""
    note = records.note(
        by=by,
        now=now,
        person_id=request.person_id,
        title=request.item_name,
        text=f"{request.item_name} × {request.visits_max}。{request.instruction}（{request.reason}）",
        encounter_id=request.encounter_id,
    )
    if request.encounter_id is None:
        records.sign(by=by, now=now, kind="Note", record_id=note.record_id)
    entry_id = trust.record(
        "care-request.ordered",
        by=by,
        now=now,
        organisation_id=request.organisation_id,
        subject_id=request.person_id,
        payload={"request": str(request.id), "item": request.item_code, "visits": request.visits_max},
    )
    CareRequest.objects.filter(id=request.id).update(entry_id=entry_id)
