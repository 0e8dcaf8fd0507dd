"""Rate finished work, and change one's mind within a week."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yiyang.foundation import clock
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.foundation.events import publish
from yiyang.foundation.identifiers import new_id
from yiyang.ground.access import services as access
from yiyang.ground.access.roles import roles_of
from yiyang.ground.people import selectors as people
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.orders.protocol import OrderRow, mode_of
from yiyang.lifecycle.orders.selectors.rows import load
from yiyang.lifecycle.orders.states import COMPLETED
from yiyang.lifecycle.ratings.actions import RATE
from yiyang.lifecycle.ratings.errors import AlreadyRated, NotProven, OutOfScale, OwnWork, TooLate, TooLong
from yiyang.lifecycle.ratings.events import ServiceRated
from yiyang.lifecycle.ratings.models import Rating, Voice
from yiyang.lifecycle.ratings.services.score import write_down
from yiyang.lifecycle.ratings.states import SHOWN

CHANGE_DAYS = 7
TEXT_MAX = 1_000


@transaction.atomic
def rate(*, by: Actor, now: datetime, order_id: UUID, quality: int, effect: int, text: str = "") -> UUID:
    """Rate the completed and proven work of an order, once; the id of the rating.

    `quality` of the service and its `effect` are whole stars, 1 … 5. The person or a relative who may book for them
    rates; whoever works for the house does not, whatever else they are. The same words again are the same rating.
    Raises OutOfScale, TooLong, NotProven, OwnWork, AlreadyRated.
    """
    _check(quality, effect, text)
    order = load(order_id)
    access.require(by, RATE, now=now, person_id=order.person_id)
    rater_id = _refuse_own_work(by, order, now)
    done = Rating.objects.filter(order_id=order_id).first()
    if done is not None:
        if (done.quality, done.effect, done.text, done.given_by_id) != (quality, effect, text, by.person_id):
            raise AlreadyRated
        return done.id
    if order.state != COMPLETED or not mode_of(order.mode).evidence(order).complete:
        raise NotProven
    rating_id = new_id()
    _, created = Rating.objects.get_or_create(
        order_id=order_id,
        defaults={
            "id": rating_id,
            "organisation_id": order.organisation_id,
            "person_id": order.person_id,
            "service_id": order.service_id,
            "given_by_id": rater_id,
            "quality": quality,
            "effect": effect,
            "text": text,
            "given_at": now,
            "entry_id": _record("rating.given", rating_id, order, by, now),
        },
    )
    if not created:
        raise AlreadyRated
    Voice.objects.create(
        id=rating_id,
        organisation_id=order.organisation_id,
        service_id=order.service_id,
        quality=quality,
        effect=effect,
        text=text,
        given_on=clock.day_of(now, settings.TIME_ZONE),
    )
    _tell(rating_id, order, now)
    return rating_id


@transaction.atomic
def change(*, by: Actor, now: datetime, order_id: UUID, quality: int, effect: int, text: str = "") -> None:
    """Say it differently, within seven days of the first time. A hidden rating stays hidden and cannot be changed.

    Raises Unknown without a rating, TooLate, OutOfScale, TooLong, OwnWork.
    """
    _check(quality, effect, text)
    order = load(order_id)
    access.require(by, RATE, now=now, person_id=order.person_id)
    _refuse_own_work(by, order, now)
    rating = Rating.objects.select_for_update().filter(order_id=order_id).first()
    if rating is None:
        raise Unknown
    shown = Voice.objects.filter(id=rating.id, state=SHOWN)
    if now >= rating.given_at + timedelta(days=CHANGE_DAYS) or not shown.exists():
        raise TooLate(days=CHANGE_DAYS)
    if (rating.quality, rating.effect, rating.text) == (quality, effect, text):
        return
    Rating.objects.filter(id=rating.id).update(quality=quality, effect=effect, text=text, changed_at=now)
    shown.update(quality=quality, effect=effect, text=text)
    _record("rating.changed", rating.id, order, by, now)
    _tell(rating.id, order, now)


def _check(quality: int, effect: int, text: str) -> None:
    for field, stars in (("quality", quality), ("effect", effect)):
        if type(stars) is not int or not 1 <= stars <= 5:
            raise OutOfScale(field=field)
    if len(text) > TEXT_MAX:
        raise TooLong(field="text", limit=TEXT_MAX)


def _refuse_own_work(by: Actor, order: OrderRow, now: datetime) -> UUID:
    """Who rates; the worker's own mother may not be rated for by the worker, nor by a colleague."""
    if by.person_id is None:
        raise Unknown
    if roles_of(by.person_id, order.organisation_id, now):
        raise OwnWork
    professional = people.practitioner_of(by.person_id)
    if professional and professional.id == offers.service_card(by, order.service_id).practitioner_id:
        raise OwnWork
    return by.person_id


def _record(kind: str, rating_id: UUID, order: OrderRow, by: Actor, now: datetime) -> UUID:
    return trust.record(
        kind,
        by=by,
        now=now,
        payload={"rating": str(rating_id), "order": str(order.id), "service": str(order.service_id)},
        organisation_id=order.organisation_id,
        subject_id=order.person_id,
    )


def _tell(rating_id: UUID, order: OrderRow, now: datetime) -> None:
    write_down(order.service_id, now)
    publish(
        ServiceRated(
            rating_id=rating_id,
            order_id=order.id,
            organisation_id=order.organisation_id,
            service_id=order.service_id,
            at=now,
        )
    )
