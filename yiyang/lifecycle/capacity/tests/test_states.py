"""Every pair of states: what the tables allow is what the verbs do."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import Looking
from yiyang.config.demo import cast
from yiyang.foundation.errors import Refused
from yiyang.foundation.moves import allowed
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity import states
from yiyang.lifecycle.capacity.models import Slot, SlotClaim
from yiyang.lifecycle.capacity.tests.factories import session

pytestmark = pytest.mark.django_db
GUIFANG = cast.key("guifang")


@pytest.fixture
def claim(looking_as: Looking, now: datetime) -> tuple[UUID, UUID, UUID]:
    """(order, its slot, another slot of the session) for a held number."""
    with looking_as("manager", "hospital"):
        session_id = session(now)
    with looking_as("guifang"):
        held = capacity.hold(
            session_id=session_id, person_id=GUIFANG, order_id=uuid4(), until=now + timedelta(hours=1), now=now
        )
    other = Slot.objects.filter(session_id=session_id, number=2).values_list("id", flat=True)[0]
    return held.order_id, held.slot_id, other


def put(order: UUID, slot: UUID, state: str, now: datetime) -> None:
    """Set a claim and its slot into a state, past the verbs."""
    until = now + timedelta(hours=1)
    fitting = {"held": ("held", until), "kept": ("taken", None)}.get(state, ("free", None))
    SlotClaim.objects.filter(order_id=order).update(state=state, held_until=until if state == "held" else None)
    Slot.objects.filter(id=slot).update(state=fitting[0], held_until=fitting[1])


@pytest.mark.parametrize("old", states.CLAIM_STATES)
@pytest.mark.parametrize("new", ["kept", "released", "moved"])
def test_a_claim_moves_as_its_table_says(
    looking_as: Looking, claim: tuple[UUID, UUID, UUID], now: datetime, old: str, new: str
) -> None:
    order, slot, other = claim
    with looking_as("guifang"):
        put(order, slot, old, now)
        try:
            if new == "kept":
                capacity.keep(order, now)
            elif new == "released":
                capacity.release(order, now)
            else:
                capacity.move(order, other, now)
        except Refused:
            pass
        found = SlotClaim.objects.filter(order_id=order, slot_id=slot).values_list("state", flat=True)[0]
    assert found == (new if allowed(states.CLAIM, old, new) else old)


@pytest.mark.parametrize("old", states.SLOT_STATES)
def test_a_slot_can_be_claimed_only_from_states_that_lead_there(looking_as: Looking, now: datetime, old: str) -> None:
    with looking_as("manager", "hospital"):
        session_id = session(now, numbers=1)
    with looking_as("guifang"):
        until = now + timedelta(hours=1) if old == "held" else None
        Slot.objects.filter(session_id=session_id).update(state=old, held_until=until)
        wish = {"session_id": session_id, "person_id": GUIFANG, "order_id": uuid4()}
        at = now + timedelta(hours=1)  # a hold has just lapsed
        if "taken" in states.SLOT[old]:
            assert capacity.hold(**wish, until=None, now=at).state == "kept"
        else:
            with pytest.raises(Refused):
                capacity.hold(**wish, until=None, now=at)


@pytest.mark.parametrize("table", ["capacity_slot", "capacity_slotclaim", "capacity_session"])
def test_the_database_knows_no_other_state(
    looking_as: Looking, claim: tuple[UUID, UUID, UUID], now: datetime, table: str
) -> None:
    with (
        looking_as("manager", "hospital"),
        pytest.raises(IntegrityError, match="_state"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET state = 'lost'")
