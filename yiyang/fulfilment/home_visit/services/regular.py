"""Choose the regular worker and who comes otherwise (R76)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.fulfilment.home_visit.errors import NobodySuch
from yiyang.fulfilment.home_visit.models import Regular
from yiyang.ground.access import services as access
from yiyang.ground.people import selectors as people
from yiyang.lifecycle.orders.actions import PLACE


@transaction.atomic
def choose_regular(
    *,
    by: Actor,
    now: datetime,
    person_id: UUID,
    organisation_id: UUID,
    practitioner_id: UUID,
    backup_id: UUID | None = None,
) -> None:
    """From now on this worker is proposed first, and that one second. Choosing again changes it.

    Whoever may book for the person may choose. Raises Unknown for a stranger, NobodySuch for somebody who does not work
    there, or the same person twice.
    """
    access.require(by, PLACE, now=now, person_id=person_id)
    there = {each.practitioner_id for each in people.professionals_at(by, organisation_id, now)}
    if practitioner_id not in there:
        raise NobodySuch(field="practitioner_id")
    if backup_id is not None and (backup_id not in there or backup_id == practitioner_id):
        raise NobodySuch(field="backup_id")
    Regular.objects.update_or_create(
        person_id=person_id,
        organisation_id=organisation_id,
        defaults={
            "practitioner_id": practitioner_id,
            "backup_id": backup_id,
            "chosen_by_id": by.person_id,
            "chosen_at": now,
        },
    )
