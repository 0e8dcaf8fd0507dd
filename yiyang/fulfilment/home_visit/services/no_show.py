"""Nobody was at home, or nobody came: both are said by whoever waited, and the money follows the cause."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.home_visit.actions import VISIT
from yiyang.fulfilment.home_visit.errors import NotYet
from yiyang.fulfilment.home_visit.models import Visit
from yiyang.fulfilment.home_visit.states import ARRIVED, BOOKED, LEFT, ON_THE_WAY
from yiyang.fulfilment.home_visit.words import STATES
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.actions import CANCEL
from yiyang.lifecycle.orders.errors import NotNow
from yiyang.lifecycle.orders.services import BY_THE_HOUSE

PATIENCE = timedelta(minutes=15)  # how long a worker waits at the door, and a person at the window, twice as long
NO_SHOW = "no-show"


@transaction.atomic
def note_not_at_home(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """The worker stood before a closed door for a quarter of an hour: the order fails as `no-show`. Twice is once."""
    visit = _visit(order_id)
    access.require(by, VISIT, now=now, person_id=visit.person_id, organisation_id=visit.organisation_id)
    if now < visit.starts_at + PATIENCE:
        raise NotYet
    if visit.state not in (BOOKED, ON_THE_WAY, "noshow"):
        raise NotNow(state=STATES[visit.state])
    orders.fail(order_id=order_id, by=by, now=now, reason=NO_SHOW)


@transaction.atomic
def note_nobody_came(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """The person waited half an hour for nobody: the house is the cause, and everything paid goes back. Twice is once.

    The person, a relative who may book, or the desk says it. Raises NotYet, NotNow once somebody has arrived.
    """
    visit = _visit(order_id)
    access.require(by, CANCEL, now=now, person_id=visit.person_id, organisation_id=visit.organisation_id)
    if visit.state == "cancelled":
        return
    if now < visit.starts_at + 2 * PATIENCE:
        raise NotYet
    if visit.state not in (BOOKED, ON_THE_WAY):
        raise NotNow(state=STATES[visit.state])
    orders.cancel(order_id=order_id, by=Actor.system(visit.organisation_id), now=now, reason=BY_THE_HOUSE)


@transaction.atomic
def break_off(*, by: Actor, now: datetime, order_id: UUID, reason: str) -> None:
    """A visit that began could not be done, or can never be proven: the order fails and costs nothing."""
    visit = _visit(order_id)
    access.require(by, VISIT, now=now, person_id=visit.person_id, organisation_id=visit.organisation_id)
    if visit.state not in (ARRIVED, LEFT, "broken-off"):
        raise NotNow(state=STATES[visit.state])
    orders.fail(order_id=order_id, by=by, now=now, reason=reason)


def _visit(order_id: UUID) -> Visit:
    visit = Visit.objects.filter(order_id=order_id).first()
    if visit is None:
        raise Unknown
    return visit
