"""The day itself: check in, call the next, see, finish, or note that nobody came."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yiyang.care.records import services as records
from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Overtaken, Unknown
from yiyang.foundation.events import publish
from yiyang.fulfilment.appointment.actions import RECEIVE, SEE_PATIENTS
from yiyang.fulfilment.appointment.errors import NobodyWaiting, NotToday, TooEarly
from yiyang.fulfilment.appointment.events import PatientArrived, PatientCalled
from yiyang.fulfilment.appointment.models import Booking
from yiyang.fulfilment.appointment.states import ARRIVED, BOOKED, OPEN
from yiyang.ground.access import services as access
from yiyang.ground.access.actions import Action
from yiyang.lifecycle.orders import services as orders

NO_SHOW = "no-show"


@transaction.atomic
def check_in(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """Somebody has come: the booking is `arrived` and the doctor's list shows it. Twice is once.

    Raises Unknown, NotToday, and Overtaken when the booking is not, or no longer, booked.
    """
    booking = _booking(order_id, by, now, RECEIVE)
    if booking.state == ARRIVED:
        return
    zone = booking.organisation.zone
    if day_of(booking.starts_at, zone) != day_of(now, zone):
        raise NotToday
    came = Booking.objects.filter(order_id=order_id, state=BOOKED).update(state=ARRIVED, checked_in_at=now)
    if came != 1:
        raise Overtaken
    publish(
        PatientArrived(
            order_id=order_id, organisation_id=booking.organisation_id, person_id=booking.person_id, at=now, by=by
        )
    )


@transaction.atomic
def call_next(*, by: Actor, now: datetime, session_id: UUID) -> UUID:
    """Call the lowest waiting number of a session; returns its order. Raises NobodyWaiting, NotAllowed."""
    access.require(by, SEE_PATIENTS, now=now, organisation_id=by.organisation_id)
    assert by.organisation_id is not None
    waiting = Booking.objects.filter(
        organisation_id=by.organisation_id, slot__session_id=session_id, state=ARRIVED, called_at=None, seen_at=None
    )
    # Two doctors of one session never call the same number: what one has locked, the other skips.
    called = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("number").first()
    if called is None:
        raise NobodyWaiting
    Booking.objects.filter(order_id=called.order_id).update(called_at=now)
    publish(
        PatientCalled(
            order_id=called.order_id,
            organisation_id=by.organisation_id,
            person_id=called.person_id,
            session_id=session_id,
            number=called.number,
            at=now,
            by=by,
        )
    )
    return called.order_id


@transaction.atomic
def see(*, by: Actor, now: datetime, order_id: UUID) -> UUID:
    """The visit begins: the order starts and its encounter opens; returns the encounter. Twice is once."""
    booking = _booking(order_id, by, now, SEE_PATIENTS)
    if booking.encounter_id is not None:
        return booking.encounter_id
    orders.start(order_id=order_id, by=by, now=now)
    encounter = records.open_encounter(by=by, now=now, person_id=booking.person_id, order_id=order_id)
    Booking.objects.filter(order_id=order_id).update(encounter_id=encounter.record_id)
    return encounter.record_id


@transaction.atomic
def finish(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """The visit is over: the encounter ends and the order is completed. Twice is once. Raises NotNow."""
    booking = _booking(order_id, by, now, SEE_PATIENTS)
    if booking.encounter_id is not None and booking.state in OPEN:
        records.move_encounter(by=by, now=now, encounter_id=booking.encounter_id, to="finished")
    orders.complete(order_id=order_id, by=by, now=now)


@transaction.atomic
def note_no_show(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """Nobody came by the hour: the order fails as `no-show`. Twice is once. Raises TooEarly, NotNow."""
    booking = _booking(order_id, by, now, RECEIVE)
    if now < booking.starts_at:
        raise TooEarly
    orders.fail(order_id=order_id, by=by, now=now, reason=NO_SHOW)


def _booking(order_id: UUID, by: Actor, now: datetime, action: Action) -> Booking:
    booking = Booking.objects.select_related("organisation").filter(order_id=order_id).first()
    if booking is None:
        raise Unknown
    access.require(by, action, now=now, person_id=booking.person_id, organisation_id=booking.organisation_id)
    return booking
