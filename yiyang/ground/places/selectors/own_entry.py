"""What has my house shown, what is still asked, and where does its application stand? And who accepted the norms?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.places.actions import KEEP_RULES, RUN
from yiyang.ground.places.models import Application, Norms, NormsAcceptance, Organisation, Paper
from yiyang.ground.places.reference import PAPERS
from yiyang.ground.places.selectors.entry import EntryCard, PaperLine, norms_to_accept, paper_lines, state_of_paper

SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """One paper the house has shown. `state`: unverified, expired, expiring or valid."""

    id: UUID
    kind: str
    name: str
    name_en: str
    number: str
    expires_on: date | None
    beds: int | None
    state: str


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """The house's own side of the entry: the check-list, everything shown, the open application and the norms."""

    organisation_id: UUID
    state: str
    kinds: tuple[str, ...]
    lines: tuple[PaperLine, ...]
    shown: tuple[ShownPaper, ...]
    application: EntryCard | None
    norms: tuple[Norms, ...]
    today: date


@dataclass(frozen=True, slots=True)
class NormsLine:
    """One version of the norms and how many houses have accepted it; `newest` is the one to accept now."""

    id: UUID
    kind: str
    kind_en: str
    version: int
    in_force_at: datetime
    newest: bool
    both_languages: bool
    accepted: tuple[tuple[str, str, datetime], ...]  # house in Chinese, in English, when


def own_entry(viewer: Actor, now: datetime) -> OwnEntry:
    """The entry of the house the viewer manages; raises what access raises."""
    access.require(viewer, RUN, now=now, organisation_id=viewer.organisation_id)
    if viewer.organisation_id is None:
        raise Unknown
    house = house_named(viewer, viewer.organisation_id)
    today = day_of(now, house.zone)
    newest = Application.objects.filter(organisation=house).order_by("-opened_at", "-id").first()
    kinds = sorted({*house.kinds, *(newest.kinds if newest and newest.state in ("draft", "submitted") else ())})
    lines = tuple(paper_lines(house, kinds, today))
    return OwnEntry(
        organisation_id=house.id,
        state=house.state,
        kinds=tuple(kinds),
        lines=lines,
        shown=tuple(
            ShownPaper(
                row.id,
                row.kind,
                *PAPERS.get(row.kind, (row.kind, row.kind, False))[:2],
                row.number,
                row.expires_on,
                row.beds,
                state_of_paper(row, today),
            )
            for row in Paper.objects.filter(organisation=house).order_by("kind", "-expires_on", "id")[:SHOWN_MAX]
        ),
        application=EntryCard(
            application_id=newest.id,
            organisation_id=house.id,
            name=house.name,
            name_en=house.name_en,
            kinds=tuple(newest.kinds),
            state=newest.state,
            submitted_at=newest.submitted_at,
            reason=newest.reason,
            papers=lines,
        )
        if newest
        else None,
        norms=tuple(norms_to_accept(house.id, kinds, now)),
        today=today,
    )


def norms_kept(viewer: Actor, now: datetime) -> list[NormsLine]:
    """Every version of the norms of the office the viewer runs, newest first, with who accepted it; three queries."""
    access.require(viewer, KEEP_RULES, now=now, organisation_id=viewer.organisation_id)
    office = viewer.organisation_id
    if office is None:
        raise Unknown
    rows = list(
        Norms.objects.filter(organisation_id=office).select_related("kind").order_by("kind_id", "-version")[:SHOWN_MAX]
    )
    accepted: dict[UUID, list[tuple[str, str, datetime]]] = {}
    said = NormsAcceptance.objects.filter(registrar_id=office).select_related("organisation")
    for one in said.order_by("accepted_at", "id")[:2_000]:
        house = one.organisation
        accepted.setdefault(one.norms_id, []).append((house.name, house.name_en or house.name, one.accepted_at))
    newest: dict[str, UUID] = {}
    for row in rows:
        if row.in_force_at <= now:
            newest.setdefault(row.kind_id, row.id)
    return [
        NormsLine(
            row.id,
            row.kind.name,
            row.kind.name_en,
            row.version,
            row.in_force_at,
            newest.get(row.kind_id) == row.id,
            bool(row.text and row.text_en),
            tuple(accepted.get(row.id, ())),
        )
        for row in rows
    ]


def house_named(viewer: Actor, organisation_id: UUID) -> Organisation:
    """The house's own row, for a form that changes it. Raises Unknown."""
    house = Organisation.objects.filter(id=organisation_id).first()
    if house is None:
        raise Unknown
    return house
