"""The visits of a house, of a worker and of a person; one query a list, whatever its length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from yiyang.face import words
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.fulfilment.home_visit.actions import SEE_ASSESSMENT, SEE_DAY
from yiyang.fulfilment.home_visit.models import Assessment, CareRequest, Regular, Undertaking, Visit
from yiyang.fulfilment.home_visit.states import CANCELLED, PENDING
from yiyang.ground.access import services as access
from yiyang.lifecycle.orders.actions import SEE

ROWS_MAX = 500


@dataclass(frozen=True, kw_only=True)
class Line:
    """One visit in a list."""

    order_id: UUID
    code: str
    starts_at: datetime
    ends_at: datetime
    state: str
    person_id: UUID
    person: str
    service: str
    practitioner_id: UUID | None
    practitioner: str
    address: str
    kind: str
    way_minutes: int


def visits_at(
    viewer: Actor,
    organisation_id: UUID,
    now: datetime,
    *,
    starts_from: datetime,
    starts_to: datetime,
    worker_id: UUID | None = None,
) -> list[Line]:
    """A house's visits in [starts_from, starts_to), by hour, at most 500; `worker_id` (a person) narrows them.

    The viewer works there; otherwise NotAllowed.
    """
    access.require(viewer, SEE_DAY, now=now, organisation_id=organisation_id)
    rows = Visit.objects.filter(organisation_id=organisation_id, starts_at__gte=starts_from, starts_at__lt=starts_to)
    if worker_id is not None:
        rows = rows.filter(practitioner__person_id=worker_id)
    return _lines(rows.exclude(state__in=(PENDING, CANCELLED)))


def waiting_at(viewer: Actor, organisation_id: UUID, now: datetime) -> list[Line]:
    """Booked visits ahead that nobody goes to yet, the soonest first; at most 500."""
    access.require(viewer, SEE_DAY, now=now, organisation_id=organisation_id)
    rows = Visit.objects.filter(organisation_id=organisation_id, practitioner=None, state="booked", starts_at__gt=now)
    return _lines(rows)


def visit_of(viewer: Actor, order_id: UUID, now: datetime) -> Visit:
    """One visit the viewer may see, with its item, worker, house and service. Raises Unknown."""
    rows = Visit.objects.select_related(
        "item", "practitioner", "backup", "organisation", "order__service", "request", "series"
    )
    visit = rows.filter(order_id=order_id).first()
    if visit is None:
        raise Unknown
    access.require(viewer, SEE, now=now, person_id=visit.person_id, organisation_id=visit.organisation_id)
    return visit


def series_of(viewer: Actor, series_id: UUID, now: datetime) -> list[Line]:
    """Every visit of a series in its order. Raises Unknown."""
    rows = Visit.objects.filter(series_id=series_id)
    first = rows.first()
    if first is None:
        raise Unknown
    access.require(viewer, SEE, now=now, person_id=first.person_id, organisation_id=first.organisation_id)
    return _lines(rows)


def requests_of(viewer: Actor, person_id: UUID, now: datetime) -> list[CareRequest]:
    """What doctors ordered for a person at home, the newest first, at most 50. Raises Unknown."""
    access.require(viewer, SEE, now=now, person_id=person_id)
    return list(CareRequest.objects.filter(person_id=person_id).order_by("-ordered_at")[:50])


def visits_among(order_ids: list[UUID]) -> set[UUID]:
    """Those of these orders that are visits at home."""
    return set(Visit.objects.filter(order_id__in=order_ids).values_list("order_id", flat=True))


def standing(request: CareRequest, now: datetime) -> bool:
    """Whether a visit can still be booked on a doctor's order."""
    return request.revoked_at is None and request.valid_until > now and request.visits_taken < request.visits_max


def assessments_of(viewer: Actor, person_id: UUID, now: datetime) -> list[Assessment]:
    """How a person's home was assessed, the newest first, at most 50. Raises Unknown; is logged."""
    access.require(viewer, SEE_ASSESSMENT, now=now, person_id=person_id, organisation_id=viewer.organisation_id)
    rows = Assessment.objects.filter(person_id=person_id).select_related("organisation")
    return list(rows.order_by("-assessed_at")[:50])


def regular_of(viewer: Actor, person_id: UUID, organisation_id: UUID) -> Regular | None:
    """Whom a person wants from a house, as far as the viewer may see it."""
    rows = Regular.objects.filter(person_id=person_id, organisation_id=organisation_id)
    return rows.select_related("practitioner", "backup").first()


def services_for(item_codes: Iterable[str]) -> dict[str, list[Undertaking]]:
    """Which live services do these items at home, by item; public."""
    found: dict[str, list[Undertaking]] = {}
    rows = Undertaking.objects.filter(
        item_code__in=set(item_codes), service__state="active", organisation__state="live"
    ).select_related("service", "organisation")
    for row in rows.order_by("service__list_price_minor", "service_id"):
        found.setdefault(row.item_code, []).append(row)
    return found


def _lines(rows: QuerySet[Visit]) -> list[Line]:
    found = rows.select_related("order__service", "practitioner", "person").order_by("starts_at", "order_id")
    return [_line(row) for row in found[:ROWS_MAX]]


def _line(row: Visit) -> Line:
    return Line(
        order_id=row.order_id,
        code=row.order.code,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=row.state,
        person_id=row.person_id,
        person=words.named(row.person),
        service=words.named(row.order.service),
        practitioner_id=row.practitioner_id,
        practitioner=words.named(row.practitioner) if row.practitioner else "",
        address=row.address,
        kind=row.kind,
        way_minutes=row.way_minutes,
    )
