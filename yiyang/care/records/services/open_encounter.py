"""A person and care meet."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.care.records.actions import WRITE
from yiyang.care.records.events import EncounterOpened
from yiyang.care.records.models import Encounter
from yiyang.care.records.services.finding import current
from yiyang.care.records.services.writing import add
from yiyang.care.records.states import ENCOUNTER_CLASSES, NEXT
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid, Overtaken
from yiyang.foundation.events import publish
from yiyang.foundation.moves import sources
from yiyang.ground.access import services as access


@transaction.atomic
def open_encounter(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    order_id: UUID | None = None,
    class_code: str = "AMB",
    code: str = "",
    code_system: str = "",
    display: str = "",
    starts_at: datetime | None = None,
) -> Encounter:
    """The encounter of an order, opened once: asking again for the same order returns the same one.

    `class_code` is an HL7 v3 ActCode (AMB visit, HH at home, VR remote, IMP stay). Raises Unknown for a person out of
    reach, Invalid, InTheFuture. Publishes EncounterOpened.
    """
    access.require(by, WRITE, now=now, person_id=person_id)
    if order_id is not None:
        standing = _of_order(order_id)
        if standing is not None:
            return standing
    if class_code not in ENCOUNTER_CLASSES:
        raise Invalid(field="class_code", reason=", ".join(ENCOUNTER_CLASSES))
    encounter = add(
        Encounter,
        by=by,
        now=now,
        person_id=person_id,
        encounter_id=None,
        effective_at=starts_at,
        content={
            "order_id": order_id,
            "status": "in-progress",
            "class_code": class_code,
            "code_system": code_system,
            "code": code,
            "display": display,
        },
    )
    publish(EncounterOpened(encounter.record_id, order_id, person_id, encounter.organisation_id, now))
    return encounter


@transaction.atomic
def move_encounter(*, by: Actor, now: datetime, encounter_id: UUID, to: str) -> None:
    """Take an unsigned encounter to its next status (states.NEXT); `finished` closes its period at `now`."""
    encounter = current("Encounter", encounter_id)
    access.require(by, WRITE, now=now, person_id=encounter.person_id, organisation_id=encounter.organisation_id)
    if encounter.status == to:
        return
    ends = {"effective_end_at": max(now, encounter.effective_at)} if to in ("finished", "cancelled") else {}
    moved = Encounter.objects.filter(id=encounter.id, signed_at=None, status__in=sources(NEXT, to)).update(
        status=to, **ends
    )
    if moved != 1:
        raise Overtaken


def _of_order(order_id: UUID) -> Encounter | None:
    return (
        Encounter.objects.filter(order_id=order_id, superseded_at=None)
        .exclude(status__in=("cancelled", "entered-in-error"))
        .first()
    )
