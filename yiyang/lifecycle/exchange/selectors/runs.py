"""How far is a list, and what is wrong in it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Unknown
from yiyang.ground.access import services as access
from yiyang.lifecycle.exchange.kinds import KINDS, kind_of
from yiyang.lifecycle.exchange.models import Fault, Run
from yiyang.lifecycle.exchange.report import FAULTS_MAX, FaultLine
from yiyang.lifecycle.exchange.states import UNDER_WAY

RUNS_MAX = 20


@dataclass(frozen=True)
class RunCard:
    """One list, as its page shows it."""

    id: UUID
    kind: str
    state: str
    all_or_nothing: bool
    lines: int
    lines_in_all: int
    created: int
    updated: int
    unchanged: int
    refused: int
    ignored: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def good(self) -> int:
        return self.created + self.updated + self.unchanged


def run_card(viewer: Actor, run_id: UUID, now: datetime) -> RunCard:
    """A run of the acting house, for who may take such lists in. Raises Unknown."""
    run = Run.objects.filter(id=run_id, organisation_id=_house(viewer)).first()
    if run is None:
        raise Unknown
    access.require(viewer, kind_of(run.kind).take_action, now=now, organisation_id=run.organisation_id)
    return _card(run)


def runs_of(viewer: Actor, now: datetime) -> list[RunCard]:
    """The newest 20 runs of the acting house, of the kinds the viewer may take in."""
    house = _house(viewer)
    allowed = [
        code for code, kind in KINDS.items() if access.may(viewer, kind.take_action, now=now, organisation_id=house)
    ]
    rows = Run.objects.filter(organisation_id=house, kind__in=allowed).order_by("-started_at", "-id")
    return [_card(run) for run in rows[:RUNS_MAX]]


def faults_of(viewer: Actor, run_id: UUID, now: datetime, *, limit: int = FAULTS_MAX) -> list[FaultLine]:
    """What is wrong, by line and column, in their order. Raises Unknown."""
    run_card(viewer, run_id, now)
    rows = Fault.objects.filter(organisation_id=_house(viewer), run_id=run_id).order_by("line", "id")
    return [FaultLine(row.line, row.column, row.code, row.sentence, row.facts) for row in rows[:limit]]


def _house(viewer: Actor) -> UUID:
    if viewer.organisation_id is None:
        raise Unknown
    return viewer.organisation_id


def _card(run: Run) -> RunCard:
    values = {name: getattr(run, name) for name in RunCard.__dataclass_fields__ if name != "ignored"}
    return RunCard(**values, ignored=tuple(run.ignored))
