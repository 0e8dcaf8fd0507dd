"""What a caller typed about a visit, understood; and what could never be done, refused before anything is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from yiyang.fulfilment.home_visit.errors import (
    AssessmentNeeded,
    NoHourChosen,
    NotOnTheList,
    OrderNeeded,
    PurposeNeeded,
    SoldAsDomestic,
)
from yiyang.fulfilment.home_visit.models import Assessment, Item, Series
from yiyang.fulfilment.home_visit.selectors.catalogue import Terms, terms_of
from yiyang.fulfilment.home_visit.states import CODE, ESCORT, MEDICAL
from yiyang.lifecycle.orders import selectors as orders
from yiyang.lifecycle.orders.protocol import Wish

AHEAD_MAX = timedelta(days=190)
HOME_HELP = "home-help"  # the category of places under which household help is sold
_UUIDS = ("practitioner_id", "backup_id", "request_id", "hospital_order_id", "series_id")
_WORDS = {"address": 200, "purpose": 200}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """When, by whom if somebody was chosen, on whose order, where to and what for."""

    starts_at: datetime
    practitioner_id: UUID | None = None
    backup_id: UUID | None = None
    request_id: UUID | None = None
    hospital_order_id: UUID | None = None
    series_id: UUID | None = None
    address: str = ""
    purpose: str = ""


def choice_of(detail: Mapping[str, Any], now: datetime) -> Choice:
    """Read a wish's detail. Raises NoHourChosen for a start that is none, past or half a year away, or for nonsense."""
    given = {key: value for key, value in dict(detail).items() if value not in (None, "")}
    if not set(given) <= {"starts_at", *_UUIDS, *_WORDS} or "starts_at" not in given:
        raise NoHourChosen(field="starts_at")
    try:
        starts_at = datetime.fromisoformat(str(given["starts_at"]))
        ids = {name: UUID(str(given[name])) for name in _UUIDS if name in given}
    except ValueError:
        raise NoHourChosen(field="starts_at") from None
    if starts_at.tzinfo is None or not now < starts_at <= now + AHEAD_MAX:
        raise NoHourChosen(field="starts_at")
    words = {name: str(given.get(name, "")).strip()[:limit] for name, limit in _WORDS.items()}
    chosen: dict[str, Any] = {**ids, **words}
    return Choice(starts_at=starts_at, **chosen)


def terms_for(service_id: UUID) -> tuple[Terms, Item]:
    """The terms of a service with the item in force. Raises NotOnTheList and SoldAsDomestic (R41)."""
    terms = terms_of(service_id)
    if terms is None or terms.item is None or not terms.item.allowed:
        raise NotOnTheList(field="service")
    if terms.item.kind == MEDICAL and terms.category == HOME_HELP:
        raise SoldAsDomestic(field="service")
    return terms, terms.item


def check(choice: Choice, terms: Terms, item: Item, wish: Wish) -> None:
    """Refuse a visit without the assessment, the doctor's order or the purpose that its item needs.

    What the wish points at must be the person's own: a foreign key would not ask whose it is.
    """
    person_id = wish.person_id
    if item.needs_order and choice.request_id is None:
        raise OrderNeeded(field="request_id")
    if item.kind == ESCORT and choice.hospital_order_id is None and not choice.purpose:
        raise PurposeNeeded(field="purpose")
    if choice.hospital_order_id is not None:
        leads_to = orders.order_of(wish.by, choice.hospital_order_id, wish.now)
        if leads_to.person_id != person_id or not leads_to.open or leads_to.mode == CODE:
            raise PurposeNeeded(field="hospital_order_id")
    if choice.series_id is not None and not Series.objects.filter(id=choice.series_id, person_id=person_id).exists():
        raise NoHourChosen(field="series_id")
    if item.needs_assessment and not assessed(person_id, terms.organisation_id, choice.starts_at):
        raise AssessmentNeeded(field="service")


def assessed(person_id: UUID, organisation_id: UUID, at: datetime) -> bool:
    """Whether a house has assessed the home, found it fit, and the assessment still holds at `at`."""
    latest = (
        Assessment.objects.filter(person_id=person_id, organisation_id=organisation_id).order_by("-assessed_at").first()
    )
    return latest is not None and latest.fit and latest.valid_until > at
