"""The search: what somebody asked for, who fits, and why each stands where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.doors.web.attempts import in_words
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.map import Map, Place
from yiyang.face.components.offer import Offer
from yiyang.face.components.pagination import Pagination
from yiyang.face.components.stars import Stars
from yiyang.face.components.state import State
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Refused
from yiyang.foundation.money import Money
from yiyang.ground.places import selectors as places
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.capacity.ranking import SORTS, Found, Reason
from yiyang.lifecycle.offers import selectors as offers

PAGE = 20
DAYS = 14  # how many days a wished day opens
# What the search calls a wish, and the field of the form it was typed in.
FIELDS = {"time": "day", "price_max": "price", "score_min": "score", "gender": "gender", "near": "place", "to": "day"}


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    title: str
    fields: tuple[Field, ...]
    more: tuple[Field, ...]
    said: str
    offers: tuple[Offer, ...]
    state: Parts
    pages: Pagination
    map: Part = ""
    refused: bool = False


@dataclass(frozen=True)
class Asked:
    """What was typed, as typed."""

    q: str = ""
    need: str = ""
    place: str = ""
    day: str = ""
    price: str = ""
    score: str = ""
    gender: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, typed: QueryDict | Mapping[str, str]) -> Asked:
        page = typed.get("page", "1")
        names = ("q", "need", "place", "day", "price", "score", "gender", "sort")
        known = {name: str(typed.get(name, "")).strip()[:80] for name in names}
        return cls(**known, page=int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1)

    @property
    def query(self) -> dict[str, str]:
        return {name: value for name, value in self.__dict__.items() if value and name != "page"}


def search_page(viewer: Actor, asked: Asked, now: datetime, person_id: UUID | None) -> SearchPage:
    """Everyone who fits, in order; or, in words, which wish stands in the way."""
    hoods = places.neighbourhoods(viewer)
    sought = offers.needs_like(viewer, asked.q) if asked.q and not asked.need else []
    needs = [asked.need] if asked.need else [need.code for need in sought]
    refused: dict[str, str] = {}
    found: list[Found] = []
    state: Parts = ()
    if not needs:
        state = (_which_need(viewer, asked, now),)
    else:
        try:
            found = _find(viewer, asked, needs=needs, hoods=hoods, now=now, person_id=person_id)
        except (Refused, ValueError, InvalidOperation) as refusal:
            field = FIELDS.get(getattr(refusal, "field", None) or "", "day")
            refused[field] = in_words(refusal) if isinstance(refusal, Refused) else _("This is not a day or a sum.")
            state = (_refused(asked, refused[field], field),)
        else:
            state = () if found else (_nobody(),)
    return SearchPage(
        title=_("Find care"),
        fields=_fields(viewer, asked, hoods, refused),
        more=_more(asked, refused),
        said=ngettext("%(n)s fits", "%(n)s fit", len(found)) % {"n": len(found)} if found else "",
        offers=tuple(_offer(each) for each in found),
        state=state,
        pages=_pages(asked, len(found)),
        map=_map(found, asked, hoods),
        refused=bool(refused),
    )


def _find(
    viewer: Actor,
    asked: Asked,
    *,
    needs: list[str],
    hoods: list[places.Neighbourhood],
    now: datetime,
    person_id: UUID | None,
) -> list[Found]:
    near = _point(asked, hoods)
    zone = ZoneInfo(settings.TIME_ZONE)
    begin = datetime.combine(date.fromisoformat(asked.day), datetime.min.time(), zone) if asked.day else None
    wanted = asked.sort if asked.sort in SORTS else "score"
    return capacity.find(
        viewer,
        need=needs,
        now=now,
        person_id=person_id,
        near=near,
        from_=begin,
        to=begin + timedelta(days=DAYS) if begin else None,
        price_max=_fen(asked.price),
        score_min=_milli(asked.score),
        gender=asked.gender or None,
        sort="score" if wanted == "distance" and near is None else wanted,
        page=asked.page,
        limit=PAGE,
    )


def _fen(typed: str) -> Money | None:
    """A sum typed in yuan; raises InvalidOperation (a ValueError's cousin) for what is none."""
    return Money(int(Decimal(typed) * 100)) if typed else None


def _milli(typed: str) -> int | None:
    return int(Decimal(typed) * 1000) if typed else None


def _point(asked: Asked, hoods: list[places.Neighbourhood]) -> tuple[float, float] | None:
    """The middle of the chosen area; a typed name is understood as well."""
    typed = asked.place.casefold()
    if not typed:
        return None
    for hood in hoods:
        if typed == str(hood.id) or typed in hood.name.casefold() or typed in hood.name_en.casefold():
            return hood.point
    return None


def _fields(
    viewer: Actor, asked: Asked, hoods: list[places.Neighbourhood], refused: dict[str, str]
) -> tuple[Field, ...]:
    catalogue = offers.needs(viewer)
    chosen = next((words.named(need) for need in catalogue if need.code == asked.need), asked.q)
    around = (Choice("", _("anywhere")), *(Choice(str(hood.id), words.named(hood)) for hood in hoods))
    place = next((str(hood.id) for hood in hoods if hood.point == _point(asked, hoods)), "")
    return (
        Field(
            name="q",
            label=_("What do you need?"),
            kind="search",
            value=chosen,
            icon="search",
            list_of=tuple(words.named(need) for need in catalogue),
        ),
        Field(
            name="place",
            label=_("Near where?"),
            kind="select",
            choices=around,
            value=place,
            refused=refused.get("place", ""),
        ),
        Field(name="day", label=_("From which day?"), kind="date", value=asked.day, refused=refused.get("day", "")),
    )


def _more(asked: Asked, refused: dict[str, str]) -> tuple[Field, ...]:
    scores = (Choice("", _("any score")), Choice("4", _("4 and more")), Choice("4.5", _("4.5 and more")))
    genders = (Choice("", _("does not matter")), Choice("female", _("a woman")), Choice("male", _("a man")))
    sorts = (
        Choice("score", _("best rated")),
        Choice("soonest", _("soonest")),
        Choice("price", _("lowest price")),
        Choice("distance", _("nearest")),
    )
    return (
        Field(
            name="price",
            label=_("At most, in yuan"),
            value=asked.price,
            inputmode="decimal",
            refused=refused.get("price", ""),
        ),
        Field(
            name="score",
            label=_("Score"),
            kind="select",
            choices=scores,
            value=asked.score,
            refused=refused.get("score", ""),
        ),
        Field(
            name="gender",
            label=_("By whom?"),
            kind="select",
            choices=genders,
            value=asked.gender,
            refused=refused.get("gender", ""),
        ),
        Field(name="sort", label=_("Order"), kind="select", choices=sorts, value=asked.sort or "score"),
    )


def _map(found: list[Found], asked: Asked, hoods: list[places.Neighbourhood]) -> Part:
    """Where the houses of the list lie, and how far from where the reader looks; nothing when none is on the map."""
    english = not words.chinese()
    points = places.on_the_map(each.organisation_id for each in found) if found else {}
    here = [Place(words.named(hood), *hood.point, kind="here") for hood in hoods if str(hood.id) == asked.place]
    houses: dict[UUID, Place] = {}
    for each in found:
        if each.organisation_id in points:
            name = each.organisation_en if english else each.organisation
            houses.setdefault(each.organisation_id, Place(name, *points[each.organisation_id]))
    return Map(title=_("On the map"), places=(*here, *houses.values()), level=2) if houses else ""


def _which_need(viewer: Actor, asked: Asked, now: datetime) -> State:
    ways = tuple(
        Button(label=words.named(need), href=f"{reverse('find')}?need={need.code}")
        for need in offers.needs(viewer, offered_at=now)[:12]
    )
    if asked.q:
        return State(
            kind="empty",
            icon="search",
            title=_("Nobody offers anything under this word yet"),
            text=_("Try another word, or choose one of these."),
            deeds=ways,
        )
    return State(
        kind="empty",
        icon="search",
        title=_("What do you need?"),
        text=_("Type it above, or choose one of these."),
        deeds=ways,
    )


def _refused(asked: Asked, said: str, field: str) -> State:
    kept = {name: value for name, value in asked.query.items() if name != field}
    query = QueryDict(mutable=True)
    query.update(kept)
    return State(
        kind="refused",
        title=_("No one fits all of this"),
        text=said,
        deeds=(Button(label=_("Search without it"), href=f"{reverse('find')}?{query.urlencode()}", icon="search"),),
    )


def _nobody() -> State:
    return State(
        kind="empty",
        icon="search",
        title=_("Nobody offers this here yet"),
        text=_("Try another place, or ask at a community centre."),
    )


def _offer(found: Found) -> Offer:
    quote = found.quote
    english = not words.chinese()
    worker = found.practitioner_en if english else found.practitioner
    house = found.organisation_en if english else found.organisation
    name = (quote.service.name_en or quote.service.name) if english else quote.service.name
    title = found.title_en if english else found.title
    way = _way(found.distance_metres) if found.distance_metres is not None else ""
    return Offer(
        rank=found.rank,
        name=worker or name,
        href=reverse("provider", args=[found.service_id]),
        line=" · ".join(each for each in (title, name if worker else "", house) if each),
        way=way,
        stars=Stars(score_milli=found.score_milli, count=found.score_count),
        price=found.price,
        price_note=quote.rule_name_en if english else quote.rule_name,
        free=words.moment(found.first_free.starts_at) if found.first_free else "",
        reasons=tuple(reason_words(reason) for reason in found.reasons),
        newcomer=found.newcomer,
        by_choice=not found.numbered,
    )


def _way(metres: int) -> str:
    """How far, and how long it takes by bus, or on foot when that is quicker."""
    walk, bus = places.minutes_over(metres, "walk"), places.minutes_over(metres, "bus")
    said = _("%(far)s, %(n)s minutes on foot") if walk <= bus else _("%(far)s, %(n)s minutes by bus")
    return said % {"far": words.distance(metres), "n": min(walk, bus)}


def reason_words(reason: Reason) -> str:
    """A reason for a rank in the reader's words, instants and sums included."""
    facts = {
        name: words.moment(fact)
        if isinstance(fact, datetime)
        else words.money(fact)
        if isinstance(fact, Money)
        else fact
        for name, fact in reason.facts.items()
    }
    return _(reason.sentence) % facts


def _pages(asked: Asked, count: int) -> Pagination:
    query = QueryDict(mutable=True)
    query.update(asked.query)

    def at(page: int) -> str:
        query["page"] = str(page)
        return f"{reverse('find')}?{query.urlencode()}"

    return Pagination(
        newer=at(asked.page - 1) if asked.page > 1 else "",
        older=at(asked.page + 1) if count == PAGE else "",
        newer_word=_("Before these"),
        older_word=_("More"),
    )
