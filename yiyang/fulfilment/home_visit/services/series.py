"""Visits that come back: booked all or none, every clashing date named; one or all of them cancelled or moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused, Unknown
from yiyang.fulfilment.home_visit.errors import (
    NoHourChosen,
    NotMovable,
    SeriesClashes,
    SeriesIsPaidAfter,
    SeriesTooLong,
)
from yiyang.fulfilment.home_visit.models import Series, Visit
from yiyang.fulfilment.home_visit.services.cancel import cancel
from yiyang.fulfilment.home_visit.services.move import move
from yiyang.fulfilment.home_visit.services.regular import choose_regular
from yiyang.fulfilment.home_visit.states import BOOKED, PENDING
from yiyang.ground.access import services as access
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.orders import services as orders
from yiyang.lifecycle.orders.actions import CANCEL, PLACE
from yiyang.lifecycle.orders.protocol import OrderRow

VISITS_MAX = 26


@dataclass(frozen=True, kw_only=True)
class SeriesWish:
    """What is the same for every visit of a series; `detail` as for one visit, without its start."""

    service_id: UUID
    person_id: UUID
    detail: Mapping[str, Any]
    channel: str = "web"
    caller: str = ""
    pay_with: str = "money"
    based_on_id: UUID | None = None


def dates_from(first: datetime, every_days: int, visits: int) -> list[datetime]:
    """The starts of a series: so many visits, every so many days, at the same instant of the day. Raises Refused."""
    if not 1 <= every_days <= 31 or visits < 1:
        raise NoHourChosen(field="every_days")
    if visits > VISITS_MAX:
        raise SeriesTooLong(field="visits", limit=VISITS_MAX)
    return [first + timedelta(days=every_days * turn) for turn in range(visits)]


@transaction.atomic
def book_series(
    *,
    by: Actor,
    now: datetime,
    wish: SeriesWish,
    starts: Sequence[datetime],
    request_key: str,
    regular: tuple[UUID, UUID | None] | None = None,
) -> tuple[UUID | None, list[OrderRow]]:
    """Place one order for every start, or none at all; the series (None for one visit) and its orders by date.

    `regular` are the worker and the backup who from now on are proposed first; they are kept with the booking.

    Every date is tried before anything is decided, so SeriesClashes names all that cannot be kept (R76). The same key
    with the same dates returns the same orders. Raises SeriesTooLong, NoHourChosen, and what every date alone would
    raise when the reason is not the date: no doctor's order, no assessment, not on the list.
    """
    access.require(by, PLACE, now=now, person_id=wish.person_id)
    in_order = sorted(set(starts))
    if not in_order:
        raise NoHourChosen(field="starts_at")
    if len(in_order) > VISITS_MAX:
        raise SeriesTooLong(field="visits", limit=VISITS_MAX)
    service = offers.service_card(by, wish.service_id)
    if regular is not None:
        house = service.organisation_id
        who = {"practitioner_id": regular[0], "backup_id": regular[1]}
        choose_regular(by=by, now=now, person_id=wish.person_id, organisation_id=house, **who)  # type: ignore[arg-type]
    if len(in_order) == 1:
        return None, [_place(by, now, wish, None, in_order[0], request_key)]
    if service.terms == "prepaid" and wish.pay_with == "money":
        raise SeriesIsPaidAfter(field="visits")
    series, _made = Series.objects.get_or_create(
        person_id=wish.person_id,
        booked_by_id=by.person_id,
        request_key=request_key,
        defaults={
            "organisation_id": service.organisation_id,
            "service_id": wish.service_id,
            "booked_at": now,
        },
    )
    placed: list[OrderRow] = []
    clashes: dict[datetime, Refused] = {}
    for start in in_order:
        try:
            with transaction.atomic():
                placed.append(_place(by, now, wish, series.id, start, request_key))
        except Refused as refusal:
            if not _is_about_the_date(refusal):
                raise
            clashes[start] = refusal
    if clashes:
        raise _clash(clashes)
    return series.id, placed


DATES = ("cannot-go", "nobody-free", "same-hour-at-home", "no-hour-chosen", "order-used-up", "assessment-needed")


def _clash(clashes: Mapping[datetime, Refused]) -> SeriesClashes:
    """The dates that cannot be kept, each with its own reason in the reader's words."""
    said = (f"{words.moment(start)} – {why.in_words(_(why.sentence))}" for start, why in sorted(clashes.items()))
    return SeriesClashes(field="starts_at", dates=" ".join(said))


def _is_about_the_date(refusal: Refused) -> bool:
    """Whether another date might do; otherwise the whole series is refused for its one reason."""
    return refusal.code in DATES


def _place(
    by: Actor, now: datetime, wish: SeriesWish, series_id: UUID | None, start: datetime, request_key: str
) -> OrderRow:
    together = {"series_id": str(series_id)} if series_id else {}
    return orders.place(
        by=by,
        now=now,
        service_id=wish.service_id,
        person_id=wish.person_id,
        detail={**wish.detail, "starts_at": start.isoformat(), **together},
        request_key=f"{request_key[:50]}:{start:%Y%m%dT%H%M}",
        based_on_id=wish.based_on_id,
        channel=wish.channel,
        caller=wish.caller,
        pay_with=wish.pay_with,
    )


@transaction.atomic
def cancel_series(*, by: Actor, now: datetime, series_id: UUID, reason: str) -> int:
    """Take back every visit of a series that nobody has set out to; answers how many. Twice is once."""
    series = _series(series_id)
    access.require(by, CANCEL, now=now, person_id=series.person_id, organisation_id=series.organisation_id)
    ahead = _ahead(series, now)
    for visit in ahead:
        cancel(by=by, now=now, order_id=visit.order_id, reason=reason)
    return len(ahead)


@transaction.atomic
def move_series(*, by: Actor, now: datetime, series_id: UUID, shift: timedelta, request_key: str) -> int:
    """Move every visit ahead by the same stretch of time, or none; answers how many.

    The later ones move first when the shift is forwards, so that a series does not stand in its own way. Raises
    SeriesClashes naming every date that cannot be kept, NotMovable when nothing is ahead.
    """
    series = _series(series_id)
    access.require(by, PLACE, now=now, person_id=series.person_id)
    ahead = _ahead(series, now)
    if not ahead:
        raise NotMovable
    clashes: dict[datetime, Refused] = {}
    for visit in sorted(ahead, key=lambda each: each.starts_at, reverse=shift > timedelta(0)):
        start = visit.starts_at + shift
        try:
            with transaction.atomic():
                key = f"{request_key[:50]}:{start:%Y%m%dT%H%M}"
                move(by=by, now=now, order_id=visit.order_id, starts_at=start, request_key=key)
        except Refused as refusal:
            if not _is_about_the_date(refusal):
                raise
            clashes[start] = refusal
    if clashes:
        raise _clash(clashes)
    return len(ahead)


def _series(series_id: UUID) -> Series:
    series = Series.objects.filter(id=series_id).first()
    if series is None:
        raise Unknown
    return series


def _ahead(series: Series, now: datetime) -> list[Visit]:
    rows = Visit.objects.filter(series=series, state__in=(PENDING, BOOKED), starts_at__gt=now)
    return list(rows.order_by("starts_at"))
