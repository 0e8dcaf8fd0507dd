"""Houses for everybody: who is open here and why in this order, one house from its live facts, a few side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.doors.web.house.profile import day_names
from yiyang.doors.web.house.services import named, terms_words
from yiyang.doors.web.search import reason_words
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face import words
from yiyang.face.components import Component, Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chip import Chip
from yiyang.face.components.choices import Choices
from yiyang.face.components.facts import Facts
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.flash import Flash
from yiyang.face.components.form import Form
from yiyang.face.components.map import Map, Place
from yiyang.face.components.stars import Stars
from yiyang.face.components.state import State
from yiyang.face.components.table import Column, Row, Table
from yiyang.face.components.why import Why
from yiyang.foundation.actors import Actor
from yiyang.ground.places import selectors as places
from yiyang.ground.places.errors import NotOpen
from yiyang.ground.places.reference import ON_SITE, OWNERS
from yiyang.ground.places.services import require_open
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.offers import selectors as offers

AHEAD = timedelta(days=60)


def directory_page(viewer: Actor, now: datetime, area: UUID | None, kind: str, said: str = "") -> Sheet:
    """Open houses of an area and kind, in the published order with its reasons, and the choice whom to compare."""
    ids = places.open_houses(viewer, now, area_id=area, kind=kind)
    ranked = capacity.houses_ranked(viewer, ids, now)
    standing = places.positions(viewer, ids, now)
    cards = tuple(_card(standing[each.organisation_id], each) for each in ranked)
    nothing = State(
        kind="empty",
        title=_("No house is open there"),
        text=_("Choose a larger area or another kind. Houses without valid papers are not shown."),
    )
    sections = [Section(parts=(_filter(viewer, area, kind),))]
    if said:
        sections.append(Section(parts=(Flash(text=said, tone="bad"),)))
    many = ngettext("%(n)s house is open", "%(n)s houses are open", len(ranked)) % {"n": len(ranked)}
    sections.append(Section(title=many, parts=cards or (nothing,), layout="grid" if cards else "stack"))
    if len(ranked) > 1:
        sections.append(Section(title=_("Side by side"), parts=(_compare(ranked, standing),)))
    return Sheet(
        title=_("Homes, hospitals and helpers"),
        lead=_("First who has a free number, then the score, then who is sooner. Nobody can buy a place in it."),
        sections=tuple(sections),
    )


def organisation_page(viewer: Actor, organisation_id: UUID, now: datetime) -> Sheet:
    """One house, generated from its live facts. Raises Unknown for a draft and a closed house."""
    at = places.position_of(viewer, organisation_id, now)
    (standing,) = capacity.houses_ranked(viewer, [organisation_id], now)
    closed = _closed(organisation_id, now)
    about = at.about if words.chinese() else at.about_en
    picture = at.picture if words.chinese() else at.picture_en
    texts: Parts = tuple(each for each in (about, picture) if each)
    services = _services(viewer, organisation_id, now)
    head = (Facts(pairs=_facts(at)), Stars(score_milli=standing.score_milli, count=standing.score_count))
    sections = [*([Section(parts=texts)] if texts else []), Section(parts=head, layout="halves")]
    sections.append(Section(title=_("Services, prices, and the next free place"), parts=(services,), id="services"))
    sections.append(Section(title=_("Open"), parts=(_hours(viewer, organisation_id),)))
    sections.append(Section(title=_("Licences in force"), parts=(_papers(at),)))
    if at.point is not None:
        sections.append(Section(parts=(_map(at, at.point),)))
    return Sheet(
        title=words.named(at),
        chip=_open(closed),
        lead=_(", ").join(named(each[1:]) for each in at.kinds),
        back=(reverse("houses"), _("All houses")),
        said=(Flash(text=closed, tone="bad"),) if closed else (),
        sections=tuple(sections),
    )


def compare_page(viewer: Actor, ids: Sequence[UUID], now: datetime) -> Sheet:
    """Two to four open houses side by side. Raises NotComparable."""
    wanted = places.comparable(viewer, ids, now)
    at = places.positions(viewer, wanted, now)
    standing = {each.organisation_id: each for each in capacity.houses_ranked(viewer, wanted, now)}
    columns = (Column(_("What")), *(Column(words.named(at[each])) for each in wanted))
    lines: list[tuple[str, list[Part]]] = [
        (_("Kind"), [_(", ").join(named(kind[1:]) for kind in at[each].kinds) for each in wanted]),
        (_("Where"), [named(at[each].area) or "–" for each in wanted]),
        (_("Whose it is"), [_owner(at[each]) for each in wanted]),
        (_("Levels of need"), [_levels(at[each]) for each in wanted]),
        (_("Beds"), [_beds(at[each]) for each in wanted]),
        (_("Medical care in the house"), [_on_site(at[each]) for each in wanted]),
        (_("Services on offer"), [str(standing[each].services) for each in wanted]),
        (_("Lowest price"), [_lowest(standing[each]) for each in wanted]),
        (_("Next free place"), [_soonest(standing[each]) for each in wanted]),
        (_("Score"), [_stars(standing[each]) for each in wanted]),
        (_("Licences in force"), [str(len(at[each].papers)) for each in wanted]),
        (_("Page"), [_onward(at[each]) for each in wanted]),
    ]
    table = Table(
        caption=_("Side by side"), columns=columns, rows=tuple(Row((label, *cells)) for label, cells in lines)
    )
    return Sheet(
        title=_("Side by side"),
        lead=_("Only houses with valid papers can be compared. The price for you stands on each service's page."),
        back=(reverse("houses"), _("All houses")),
        sections=(Section(parts=(table,)),),
    )


def _card(at: places.Position, standing: capacity.HouseStanding) -> Component:
    line = _(" · ").join(each for each in (_(", ").join(named(kind[1:]) for kind in at.kinds), named(at.area)) if each)
    reasons = tuple(reason_words(reason) for reason in standing.reasons)
    return Card(
        title=words.named(at),
        over=_("No %(rank)s · %(line)s") % {"rank": standing.rank, "line": line},
        href=reverse("organisation", args=[at.organisation_id]),
        parts=(
            Stars(score_milli=standing.score_milli, count=standing.score_count),
            Facts(pairs=((_("Next free place"), _soonest(standing)), (_("Lowest price"), _lowest(standing)))),
            Why(text=_("Why this place:"), reasons=reasons),
        ),
    )


def _filter(viewer: Actor, area: UUID | None, kind: str) -> Form:
    found = places.areas_to_choose(viewer)
    areas = [Choice("", _("everywhere")), *(Choice(str(key), named((zh, en))) for key, zh, en in found)]
    sorts = places.kinds_on_offer(viewer)
    kinds = [Choice("", _("every kind")), *(Choice(code, named((zh, en))) for code, zh, en in sorts)]
    return Form(
        action=reverse("houses"),
        ask=True,
        fields=(
            Field(name="area", label=_("Where"), kind="select", choices=tuple(areas), value=str(area or "")),
            Field(name="kind", label=_("Kind of house"), kind="select", choices=tuple(kinds), value=kind),
        ),
        button=Button(label=_("Show"), kind="primary", icon="search"),
    )


def _compare(ranked: Sequence[capacity.HouseStanding], at: dict[UUID, places.Position]) -> Form:
    choices = tuple(Choice(str(each.organisation_id), words.named(at[each.organisation_id])) for each in ranked)
    return Form(
        action=reverse("compare"),
        ask=True,
        fields=(Choices(name="house", label=_("Choose two to four houses"), choices=choices),),
        button=Button(label=_("Compare"), icon="building-2"),
    )


def compare_address(ids: Sequence[UUID]) -> str:
    """The address that sets these houses side by side."""
    return f"{reverse('compare')}?{urlencode([('house', str(each)) for each in ids])}"


def _facts(at: places.Position) -> tuple[tuple[str, Part], ...]:
    address = at.address if words.chinese() else at.address_en
    pairs: list[tuple[str, Part]] = [
        (_("Where"), _(", ").join(each for each in (named(at.area), address) if each) or "–"),
        (_("Telephone of the house"), at.phone or "–"),
        (_("Whose it is"), _owner(at)),
        (_("Levels of need"), _levels(at)),
        (_("Beds"), _beds(at)),
        (_("Medical care in the house"), _on_site(at)),
    ]
    return tuple(pairs)


def _services(viewer: Actor, organisation_id: UUID, now: datetime) -> Table:
    free: dict[UUID, datetime] = {}
    for each in capacity.sessions_of(viewer, organisation_id, now=now, until=now + AHEAD, limit=500):
        if each.next_free_at is not None and each.next_free_at < free.get(each.service_id, now + AHEAD):
            free[each.service_id] = each.next_free_at
    rows = tuple(
        Row(
            (
                words.named(card),
                (card.practitioner if words.chinese() else card.practitioner_en) or "–",
                words.money(card.list_price),
                terms_words()[card.terms],
                words.moment(free[card.id]) if card.id in free else _("none at present"),
                Stars(score_milli=card.score_milli, count=card.score_count),
            ),
            href=reverse("provider", args=[card.id]),
        )
        for card in offers.services_of(viewer, organisation_id)
    )
    columns = (
        Column(_("Service")), Column(_("Given by")), Column(_("Price"), "number"), Column(_("When it is paid")),
        Column(_("Next free place")), Column(_("Score")),
    )  # fmt: skip
    return Table(caption=_("Services"), columns=columns, rows=rows, empty=_("Nothing is on offer at present."))


def _hours(viewer: Actor, organisation_id: UUID) -> Part:
    names = day_names()
    found: dict[int, list[str]] = {}
    for day, opens, closes in places.opening_hours(viewer, organisation_id):
        found.setdefault(day, []).append(f"{opens:%H:%M}–{closes:%H:%M}")
    if not found:
        return _("By arrangement.")
    return Facts(
        pairs=tuple((names[day], _(", ").join(found[day]) if day in found else _("closed that day")) for day in names)
    )


def _map(at: places.Position, point: tuple[float, float]) -> Map:
    address = at.address if words.chinese() else at.address_en
    here = Place(words.named(at), point[0], point[1], line=address)
    return Map(title=_("Where it is"), places=(here,), level=2)


def _papers(at: places.Position) -> Table:
    rows = tuple(
        Row(
            (
                words.named(paper),
                paper.number or "–",
                paper.issuer or "–",
                words.full_day(paper.expires_on - timedelta(days=1)) if paper.expires_on else _("does not end"),
            )
        )
        for paper in at.papers
    )
    columns = (Column(_("Licence")), Column(_("Its number")), Column(_("Issued by")), Column(_("Valid until")))
    empty = _("No checked licence is in force.")
    return Table(caption=_("Licences in force"), columns=columns, rows=rows, empty=empty)


def _open(closed: str) -> Chip:
    if closed:
        return Chip(word=_("takes no bookings now"), tone="bad")
    return Chip(word=_("open for bookings"), tone="ok")


def _closed(organisation_id: UUID, now: datetime) -> str:
    """Why no booking is taken now, empty when they are."""
    try:
        require_open(organisation_id, now)
    except NotOpen as refused:
        return refused.in_words(_(refused.sentence))
    return ""


def _owner(at: places.Position) -> str:
    return named(OWNERS[at.ownership]) if at.ownership else "–"


def _levels(at: places.Position) -> str:
    return "–" if at.levels is None else f"{at.levels[0]} – {at.levels[1]}"


def _beds(at: places.Position) -> str:
    if at.beds_shown is None:
        return "–"
    return _("%(beds)s (approved: %(approved)s)") % {"beds": at.beds_shown, "approved": at.beds_approved}


def _on_site(at: places.Position) -> str:
    return _(", ").join(named(ON_SITE[each]) for each in at.on_site if each in ON_SITE) or "–"


def _lowest(standing: capacity.HouseStanding) -> str:
    return words.money(standing.lowest) if standing.lowest is not None else "–"


def _soonest(standing: capacity.HouseStanding) -> str:
    return words.moment(standing.first_free_at) if standing.first_free_at else _("none at present")


def _stars(standing: capacity.HouseStanding) -> Stars:
    return Stars(score_milli=standing.score_milli, count=standing.score_count)


def _onward(at: places.Position) -> Button:
    href = reverse("organisation", args=[at.organisation_id])
    return Button(label=_("See the house"), href=href, note=words.named(at))
