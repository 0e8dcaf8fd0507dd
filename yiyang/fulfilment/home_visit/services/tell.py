"""Who is told what about a visit: the person and the relative who booked it, the worker, the family after an escort."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from yiyang.foundation.errors import gettext_noop
from yiyang.fulfilment.home_visit.events import VisitEnded, WorkerChanged
from yiyang.fulfilment.home_visit.models import CareRequest, Visit
from yiyang.fulfilment.home_visit.states import CODE
from yiyang.ground.access.actions import SEE
from yiyang.ground.access.selectors import related_to
from yiyang.ground.messages import kinds
from yiyang.ground.messages import services as messages
from yiyang.lifecycle.orders.events import OrderAccepted, OrderAmended, OrderCancelled, OrderEvent

_BODY = gettext_noop("%(service)s, %(starts_at)s, %(who)s from %(house)s")


def _kind(what: str, title: str, link: str = "/home-visit/%(order)s") -> kinds.Kind:
    return kinds.declare(f"home_visit.{what}", title=title, body=_BODY, link=link)


BOOKED = _kind("booked", gettext_noop("Somebody comes to you"))
MOVED = _kind("moved", gettext_noop("Your visit was moved"))
CHANGED = _kind("changed", gettext_noop("Somebody else comes to you"))
SEARCHING = _kind("searching", gettext_noop("Your worker cannot come: we are looking for somebody else"))
CANCELLED = _kind("cancelled", gettext_noop("Your visit was cancelled"))
LAPSED = _kind("lapsed", gettext_noop("Not paid in time: the visit was given back"))
REMINDED = _kind("reminded", gettext_noop("Somebody comes to you soon"))
SENT = _kind("sent", gettext_noop("You have a visit"), link="/home-visit/rounds")
TAKEN = _kind("taken", gettext_noop("A visit of yours does not take place"), link="/home-visit/rounds")
ENDED = kinds.declare(
    "home_visit.ended",
    title=gettext_noop("Back home: %(service)s"),
    body=gettext_noop("%(note)s"),
    link="/home-visit/%(order)s",
)
ORDERED = kinds.declare(
    "home_visit.ordered",
    title=gettext_noop("Your doctor ordered care at home"),
    body=gettext_noop("%(item)s, up to %(visits)s visits. Choose who comes and when."),
    link="/home-visit/requests/%(person)s",
)


def accepted(event: OrderAccepted) -> None:
    visit = _tell(BOOKED, event)
    _tell_worker(SENT, visit, event.at)


def amended(event: OrderAmended) -> None:
    visit = _tell(MOVED, event)
    _tell_worker(SENT, visit, event.at)


def cancelled(event: OrderCancelled) -> None:
    visit = _tell(LAPSED if event.reason == "unpaid" else CANCELLED, event)
    _tell_worker(TAKEN, visit, event.at)


def changed(event: WorkerChanged) -> None:
    """The person hears who comes instead; the worker who goes hears that they do."""
    visit = _visit(event.order_id)
    if visit is not None:
        order = visit.order
        kind = CHANGED if visit.practitioner_id else SEARCHING
        say(kind, visit, concerned(order.person_id, order.placed_by_id, order.channel), event.at)
        _tell_worker(SENT, visit, event.at)


def ended(event: VisitEnded) -> None:
    """After an escort the family reads what the escort wrote (R77)."""
    visit = _visit(event.order_id)
    if visit is None or event.kind != "escort" or not event.note:
        return
    family = related_to(event.person_id, "family", SEE, event.at)
    order = visit.order
    to = [*concerned(order.person_id, order.placed_by_id, order.channel), *family]
    messages.notify(
        to=list(dict.fromkeys(to)),
        kind=ENDED.code,
        facts={**_facts(visit), "note": event.note[:500]},
        now=event.at,
        about_id=visit.order_id,
        person_id=visit.person_id,
    )


def ordered(request: CareRequest, now: datetime) -> None:
    """The person and the family hear that the doctor ordered something they can now book."""
    family = related_to(request.person_id, "family", SEE, now)
    messages.notify(
        to=[request.person_id, *family],
        kind=ORDERED.code,
        facts={
            "item": request.item_name,
            "item_en": request.item_name_en,
            "visits": str(request.visits_max),
            "person": str(request.person_id),
        },
        now=now,
        about_id=request.id,
        person_id=request.person_id,
    )


def say(kind: kinds.Kind, visit: Visit, to: list[UUID], now: datetime) -> None:
    """Tell these people, once for each hour and worker the visit has had."""
    messages.notify(
        to=to,
        kind=kind.code,
        facts=_facts(visit),
        now=now,
        about_id=uuid5(visit.order_id, f"{visit.starts_at.isoformat()} {visit.practitioner_id}"),
        person_id=visit.person_id,
        organisation_id=visit.organisation_id,
    )


def concerned(person_id: UUID, placed_by_id: UUID | None, channel: str) -> list[UUID]:
    """The person, and the relative who booked it."""
    relative = [placed_by_id] if channel == "relative" and placed_by_id is not None else []
    return [person_id, *relative]


def _facts(visit: Visit) -> dict[str, str]:
    service, house, worker = visit.order.service, visit.organisation, visit.practitioner
    return {
        "order": str(visit.order_id),
        "service": service.name,
        "service_en": service.name_en or service.name,
        "house": house.name,
        "house_en": house.name_en or house.name,
        "who": worker.name if worker else "–",
        "who_en": (worker.name_en or worker.name) if worker else "–",
        "starts_at": visit.starts_at.isoformat(),
    }


def _tell(kind: kinds.Kind, event: OrderEvent) -> Visit | None:
    if event.mode != CODE:
        return None
    visit = _visit(event.order_id)
    to = [each for each in concerned(event.person_id, event.placed_by_id, event.channel) if each != event.by.person_id]
    if visit is not None and to:
        say(kind, visit, to, event.at)
    return visit


def _tell_worker(kind: kinds.Kind, visit: Visit | None, now: datetime) -> None:
    if visit is not None and visit.practitioner is not None:
        say(kind, visit, [visit.practitioner.person_id], now)


def _visit(order_id: UUID) -> Visit | None:
    rows = Visit.objects.select_related("order__service", "organisation", "practitioner")
    return rows.filter(order_id=order_id).first()
