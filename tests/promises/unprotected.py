"""The failing control of the rush: the same site, but a number is looked at first and taken afterwards."""

from __future__ import annotations

from yiyang.config.asgi import application as protected  # sets Django up

# isort: split
import time
from datetime import datetime
from typing import Any
from uuid import UUID

from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.errors import NumberTaken
from yiyang.lifecycle.capacity.models import Slot, SlotClaim

application = protected


def look_then_take(
    *, slot_id: UUID, person_id: UUID, order_id: UUID, until: datetime | None, now: datetime, **_: Any
) -> Any:
    slot = Slot.objects.get(id=slot_id)
    if slot.state != "free":
        raise NumberTaken
    time.sleep(0.05)  # what a person needs to press the button, much shortened
    Slot.objects.filter(id=slot_id).update(state="held", held_until=until, turn=slot.turn + 1)
    claim = SlotClaim.objects.create(
        organisation_id=slot.organisation_id,
        person_id=person_id,
        slot=slot,
        order_id=order_id,
        turn=slot.turn + 1,
        number=slot.number,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state="held",
        held_until=until,
        claimed_at=now,
        changed_at=now,
    )
    return capacity.claim_of(claim.order_id)


capacity.hold = look_then_take
