"""What does a house still need before it can go live, and what waits for review?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.ground.places.actions import REVIEW
from yiyang.ground.places.errors import NotInThisLanguage
from yiyang.ground.places.models import Application, EntryRule, Norms, NormsAcceptance, Organisation, Paper
from yiyang.ground.places.reference import PAPERS

QUEUE_MAX = 100


@dataclass(frozen=True)
class PaperLine:
    """One line of the reviewer's check-list. `state`: missing, unverified, expired, expiring or valid."""

    code: str
    name: str
    name_en: str
    mandatory: bool
    state: str
    paper_id: UUID | None
    number: str
    expires_on: date | None
    beds: int | None = None


@dataclass(frozen=True)
class EntryCard:
    """An application as a reviewer or the applicant sees it."""

    application_id: UUID
    organisation_id: UUID
    name: str
    name_en: str
    kinds: tuple[str, ...]
    state: str
    submitted_at: datetime | None
    reason: str
    papers: tuple[PaperLine, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing mandatory stands in the way of approval."""
        return all(line.state in ("valid", "expiring") for line in self.papers if line.mandatory)


def missing_papers(organisation: Organisation, kinds: Iterable[str], day: date) -> list[str]:
    """The codes of mandatory papers that are absent, unverified or no longer valid on `day`."""
    lines = paper_lines(organisation, kinds, day)
    return [line.code for line in lines if line.mandatory and line.state not in ("valid", "expiring")]


def paper_lines(organisation: Organisation, kinds: Iterable[str], day: date) -> list[PaperLine]:
    """Every paper the rules of these kinds name, with the best the house can show; mandatory ones first."""
    wanted: dict[str, bool] = {}
    rules = EntryRule.objects.filter(Q(organisation=None) | Q(organisation_id=organisation.registrar_id))
    for rule in rules.filter(kind_id__in=list(kinds)).order_by("paper"):
        wanted[rule.paper] = wanted.get(rule.paper, False) or rule.mandatory
    shown: dict[str, list[Paper]] = {}
    for paper in Paper.objects.filter(organisation_id=organisation.id, kind__in=list(wanted)).order_by("-expires_on"):
        shown.setdefault(paper.kind, []).append(paper)
    lines = [_line(code, mandatory, shown.get(code, []), day) for code, mandatory in wanted.items()]
    return sorted(lines, key=lambda line: (not line.mandatory, line.code))


def _line(code: str, mandatory: bool, papers: list[Paper], day: date) -> PaperLine:
    best = min(papers, key=lambda paper: _ORDER.index(state_of_paper(paper, day)), default=None)
    name, name_en, _ = PAPERS.get(code, (code, code, False))
    return PaperLine(
        code=code,
        name=name,
        name_en=name_en,
        mandatory=mandatory,
        state=state_of_paper(best, day) if best else "missing",
        paper_id=best.id if best else None,
        number=best.number if best else "",
        expires_on=best.expires_on if best else None,
        beds=best.beds if best else None,
    )


_ORDER = ("valid", "expiring", "unverified", "expired")


def state_of_paper(paper: Paper, day: date) -> str:
    """unverified, expired, expiring (within thirty days) or valid on a day of the house."""
    if paper.expires_on is not None and paper.expires_on <= day:
        return "expired"
    if paper.verified_at is None:
        return "unverified"
    if paper.expires_on is not None and (paper.expires_on - day).days <= 30:
        return "expiring"
    return "valid"


def norms_to_accept(organisation_id: UUID, kinds: Iterable[str], now: datetime) -> list[Norms]:
    """The newest norms in force for these kinds that the house has not accepted."""
    registrar_id = Organisation.objects.values_list("registrar_id", flat=True).get(id=organisation_id)
    newest: dict[str, Norms] = {}
    for norms in Norms.objects.filter(
        organisation_id=registrar_id, kind_id__in=list(kinds), in_force_at__lte=now
    ).order_by("version"):
        newest[norms.kind_id] = norms
    accepted = set(NormsAcceptance.objects.filter(organisation_id=organisation_id).values_list("norms_id", flat=True))
    return [norms for norms in newest.values() if norms.id not in accepted]


def norms_text(norms_id: UUID, language: str) -> str:
    """The words of one version in `language` (`zh-hans` or `en`).

    Raises NotInThisLanguage rather than showing the other language: nobody accepts what they cannot read.
    """
    norms = Norms.objects.filter(id=norms_id).first()
    if norms is None:
        raise Unknown
    text = norms.text_en if language.startswith("en") else norms.text
    if not text:
        raise NotInThisLanguage(field="language")
    return text


def entries_waiting(viewer: Actor, now: datetime) -> list[EntryCard]:
    """What waits for the acting registrar's review, oldest first, at most 100."""
    access.require(viewer, REVIEW, now=now, organisation_id=viewer.organisation_id)
    rows = Application.objects.filter(registrar_id=viewer.organisation_id, state="submitted")
    return [_card(row, now) for row in rows.select_related("organisation").order_by("submitted_at", "id")[:QUEUE_MAX]]


def entry_card(viewer: Actor, application_id: UUID, now: datetime) -> EntryCard:
    """One application with its check-list, for the applicant's and the registrar's eyes."""
    row = Application.objects.select_related("organisation").filter(id=application_id).first()
    if row is None or viewer.organisation_id not in (row.organisation_id, row.registrar_id):
        raise Unknown
    return _card(row, now)


def _card(row: Application, now: datetime) -> EntryCard:
    house = row.organisation
    return EntryCard(
        application_id=row.id,
        organisation_id=house.id,
        name=house.name,
        name_en=house.name_en,
        kinds=tuple(row.kinds),
        state=row.state,
        submitted_at=row.submitted_at,
        reason=row.reason,
        papers=tuple(paper_lines(house, row.kinds, day_of(now, house.zone))),
    )
