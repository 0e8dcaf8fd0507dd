"""Claim a worker's time for a wish, and give it back: what `open` and `close` of the mode do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext

from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.home_visit.errors import (
    AddressNeeded,
    CannotGo,
    NobodyFree,
    NobodySuch,
    OrderUsedUp,
    SameHour,
)
from yiyang.fulfilment.home_visit.models import Item, Regular
from yiyang.fulfilment.home_visit.selectors.catalogue import Terms
from yiyang.fulfilment.home_visit.selectors.crew import Member, Wanting, crew_for
from yiyang.fulfilment.home_visit.services import choice as choosing
from yiyang.fulfilment.home_visit.services.choice import Choice
from yiyang.fulfilment.home_visit.states import ESCORT
from yiyang.fulfilment.home_visit.words import hindered
from yiyang.lifecycle.capacity import services as capacity
from yiyang.lifecycle.capacity.errors import InThePast, Occupied
from yiyang.lifecycle.orders.protocol import Opening, Wish

_HOME = "SELECT address, latitude, longitude FROM people_person WHERE id = %s"
_INSERT = """
    INSERT INTO home_visit_visit (order_id, organisation_id, person_id, item_id, kind, practitioner_id, backup_id,
        chosen, request_id, series_id, hospital_order_id, purpose, starts_at, ends_at, address, latitude, longitude,
        way_minutes, travel_fee_minor, state, held_until, exceptions, signed_by, signed_as)
    VALUES (%(order)s, %(house)s, %(person)s, %(item)s, %(kind)s, %(worker)s, %(backup)s, %(chosen)s, %(request)s,
        %(series)s, %(hospital_order)s, %(purpose)s, %(starts_at)s, %(ends_at)s, %(address)s, %(lat)s, %(lon)s, %(way)s,
        %(fee)s, %(state)s, %(until)s, '{}', '', '')
    ON CONFLICT ON CONSTRAINT visit_one_at_a_time DO NOTHING
"""
_LAPSE = """
    UPDATE home_visit_visit SET state = 'cancelled', held_until = NULL, closed_at = %(now)s
     WHERE person_id = %(person)s AND state = 'pending' AND held_until <= %(now)s
    RETURNING request_id
"""
_TAKE_TURN = """
    UPDATE home_visit_carerequest SET visits_taken = visits_taken + 1
     WHERE id = %(request)s AND person_id = %(person)s AND item_code = %(item)s AND revoked_at IS NULL
       AND ordered_at <= %(now)s AND valid_until > %(starts_at)s AND visits_taken < visits_max
"""
_CLOSE = """
    UPDATE home_visit_visit SET held_until = NULL, closed_at = %(now)s,
           state = CASE WHEN %(state)s <> '' THEN %(state)s WHEN arrived_at IS NULL THEN 'noshow' ELSE 'broken-off' END
     WHERE order_id = %(order)s AND closed_at IS NULL
    RETURNING request_id, state
"""
_GIVE_TURN_BACK = "UPDATE home_visit_carerequest SET visits_taken = visits_taken - 1 WHERE id = %s AND visits_taken > 0"


def book(wish: Wish) -> Opening:
    """Take a worker's time and keep the visit. Raises what `choice.check` refuses, AddressNeeded, CannotGo, NobodyFree,
    SameHour and OrderUsedUp.
    """
    choice = choosing.choice_of(wish.detail, wish.now)
    terms, item = choosing.terms_for(wish.service_id)
    choosing.check(choice, terms, item, wish)
    ends_at = choice.starts_at + timedelta(minutes=terms.minutes)
    home = home_of(wish.person_id, choice.address)
    wanting = wanting_of(wish, choice, terms, item, ends_at, home)
    member = pick(wanting, choice.practitioner_id)
    _take_turn(wish, choice, item)
    way = member.ranked.candidate.way_before
    occupy(member, wish.organisation_id, choice.starts_at, ends_at, way, wish.order_id, wish.now, wish.until)
    with far_apart(member):
        _keep(wish, choice, terms, item, member, ends_at, home)
    return Opening(choice.starts_at, ends_at)


def wanting_of(
    wish: Wish, choice: Choice, terms: Terms, item: Item, ends_at: datetime, home: tuple[str, Any, Any]
) -> Wanting:
    """The visit as the crew is asked about it."""
    return Wanting(
        organisation_id=wish.organisation_id,
        person_id=wish.person_id,
        item=item,
        starts_at=choice.starts_at,
        ends_at=ends_at,
        place=point(home),
        now=wish.now,
    )


def pick(wanting: Wanting, practitioner_id: UUID | None) -> Member:
    """The worker who was chosen, or the first who can go. Raises NobodySuch, CannotGo with the reason, NobodyFree."""
    crew = crew_for(wanting)
    if practitioner_id is None:
        first = next((member for member in crew if member.able), None)
        if first is None:
            raise NobodyFree(field="starts_at")
        return first
    chosen = next((member for member in crew if member.practitioner_id == practitioner_id), None)
    if chosen is None:
        raise NobodySuch(field="practitioner_id")
    if not chosen.able:
        raise CannotGo(field="practitioner_id", name=chosen.name, why=hindered(chosen.ranked.candidate.hindrance))
    return chosen


def occupy(
    member: Member,
    organisation_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    way_minutes: int,
    order_id: UUID,
    now: datetime,
    until: datetime | None,
) -> None:
    """Claim the worker from setting out until the end of the visit. Raises CannotGo when somebody was quicker."""
    try:
        capacity.occupy(
            resources=[("practitioner", member.practitioner_id)],
            organisation_id=organisation_id,
            starts_at=starts_at - timedelta(minutes=way_minutes),
            ends_at=ends_at,
            cause_id=order_id,
            now=now,
            until=until,
        )
    except (Occupied, InThePast):
        raise CannotGo(field="practitioner_id", name=member.name, why=hindered("busy")) from None


@contextmanager
def far_apart(member: Member) -> Iterator[None]:
    """The trigger `visit_travel` says no: a visit before or after was booked meanwhile, too far away. As CannotGo."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) == "visit_travel":
            raise CannotGo(field="practitioner_id", name=member.name, why=hindered("way")) from None
        raise


def home_of(person_id: UUID, typed: str) -> tuple[str, Any, Any]:
    """Where to come: what was typed, or the address on file with its point on the map. Raises AddressNeeded."""
    with connection.cursor() as cursor:
        cursor.execute(_HOME, [person_id])
        row = cursor.fetchone()
    if row is None:
        raise Unknown
    address, latitude, longitude = row
    if typed and typed != address:
        return typed, None, None
    if not address and latitude is None:
        raise AddressNeeded(field="address")
    return address or gettext("as on the map"), latitude, longitude


def point(home: tuple[str, Any, Any]) -> tuple[float, float] | None:
    return (float(home[1]), float(home[2])) if home[1] is not None and home[2] is not None else None


def close_visit(order_id: UUID, state: str, now: datetime) -> None:
    """End a visit as `state`, or as it failed where that is empty; a closed one stays as it is.

    What was not used goes back: the worker's time, and the turn of the doctor's order.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, {"order": order_id, "state": state, "now": now})
        closed = cursor.fetchone()
        if closed is None or closed[1] not in ("cancelled", "noshow"):
            return
        if closed[0] is not None:
            cursor.execute(_GIVE_TURN_BACK, [closed[0]])
    capacity.vacate(order_id)


def _take_turn(wish: Wish, choice: Choice, item: Item) -> None:
    if choice.request_id is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE_TURN,
            {
                "request": choice.request_id,
                "person": wish.person_id,
                "item": item.code,
                "now": wish.now,
                "starts_at": choice.starts_at,
            },
        )
        if cursor.rowcount != 1:
            raise OrderUsedUp(field="request_id")


def _keep(
    wish: Wish,
    choice: Choice,
    terms: Terms,
    item: Item,
    member: Member,
    ends_at: datetime,
    home: tuple[str, Any, Any],
) -> None:
    regular = Regular.objects.filter(person_id=wish.person_id, organisation_id=wish.organisation_id).first()
    backup = choice.backup_id or (regular.backup_id if regular else None)
    with connection.cursor() as cursor:
        cursor.execute(_LAPSE, {"person": wish.person_id, "now": wish.now})
        for (request_id,) in cursor.fetchall():
            cursor.execute(_GIVE_TURN_BACK, [request_id])
        cursor.execute(
            _INSERT,
            {
                "order": wish.order_id,
                "house": wish.organisation_id,
                "person": wish.person_id,
                "item": item.id,
                "kind": item.kind,
                "worker": member.practitioner_id,
                "backup": backup if backup != member.practitioner_id else None,
                "chosen": choice.practitioner_id is not None,
                "request": choice.request_id,
                "series": choice.series_id,
                "hospital_order": choice.hospital_order_id if item.kind == ESCORT else None,
                "purpose": choice.purpose,
                "starts_at": choice.starts_at,
                "ends_at": ends_at,
                "address": home[0],
                "lat": home[1],
                "lon": home[2],
                "way": member.ranked.candidate.way_before,
                "fee": terms.travel_fee_minor,
                "state": "pending" if wish.until else "booked",
                "until": wish.until,
            },
        )
        if cursor.rowcount != 1:
            raise SameHour(field="starts_at")
