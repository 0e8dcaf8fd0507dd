"""Which numbers are mine, what do they say in this period, and which rows stand behind one?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.conf import settings

from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded
from yiyang.ground.access import selectors as access
from yiyang.ground.people import selectors as people
from yiyang.ground.places import selectors as places
from yiyang.insight.indicators import reading
from yiyang.insight.indicators.errors import NoSuchIndicator
from yiyang.insight.indicators.models import Indicator
from yiyang.insight.indicators.periods import Stretch, Unit, containing, series
from yiyang.insight.indicators.reading import FigureRow, Sums, Whose

SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Point:
    """A number in one stretch; None where nothing can be said (the mean of nothing). `rows` stand behind it."""

    stretch: Stretch
    value: Fraction | None
    rows: int


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator with its numbers, oldest first; a standing one has a single point. `own`: only what is mine."""

    code: str
    name: str
    name_en: str
    definition: str
    definition_en: str
    unit: str
    source: str
    standing: bool
    own: bool
    points: tuple[Point, ...]

    @property
    def now(self) -> Point:
        return self.points[-1]

    @property
    def before(self) -> Point | None:
        return self.points[-2] if len(self.points) > 1 else None


def figures(viewer: Actor, now: datetime, unit: Unit, until: date) -> list[Figure]:
    """Every indicator the viewer has, with its series up to the stretch that contains `until`.

    A manager gets the house's; a professional their own in the house; a person their own anywhere. One statement per
    room that is asked. Raises SignInNeeded for nobody.
    """
    mine = _mine(viewer, now)
    stretches = series(until, unit)
    span = Stretch(stretches[0].first, stretches[-1].until)
    found: dict[str, Figure] = {}
    groups: dict[tuple[str, Whose], list[tuple[Indicator, bool]]] = {}
    for indicator, whose, own in mine:
        groups.setdefault((indicator.source, whose), []).append((indicator, own))
    for (source, whose), wanted in groups.items():
        summed = reading.sums(source, sorted({each.kind for each, _own in wanted}), whose, unit, span)
        for indicator, own in wanted:
            found[indicator.code] = _figure(indicator, own, stretches, summed)
    return [found[indicator.code] for indicator, _whose, _own in mine]


def figure_of(viewer: Actor, code: str, now: datetime, unit: Unit, until: date) -> Figure:
    """One indicator with its series. Raises NoSuchIndicator, alike for one that is not for these eyes."""
    indicator, whose, own = _one(viewer, code, now)
    stretches = series(until, unit)
    span = Stretch(stretches[0].first, stretches[-1].until)
    summed = reading.sums(indicator.source, [indicator.kind], whose, unit, span)
    return _figure(indicator, own, stretches, summed)


def rows_of(viewer: Actor, code: str, now: datetime, unit: Unit, on: date) -> list[FigureRow]:
    """The rows behind a number in the stretch that contains `on`, newest first, at most 500. Raises NoSuchIndicator."""
    indicator, whose, _own = _one(viewer, code, now)
    return reading.rows(indicator.source, indicator.kind, whose, containing(on, unit))


def own_whose(viewer: Actor, now: datetime) -> Whose:
    """The house the viewer acts for, or the viewer alone, with the zone whose calendar counts. Raises SignInNeeded."""
    if viewer.person_id is None:
        raise SignInNeeded
    if viewer.organisation_id is None:
        return Whose(person_id=viewer.person_id, zone=settings.TIME_ZONE)
    house = places.house_named(viewer, viewer.organisation_id)
    return Whose(organisation_id=viewer.organisation_id, zone=house.zone)


def _mine(viewer: Actor, now: datetime) -> list[tuple[Indicator, Whose, bool]]:
    """The indicators of these shoes, in their order, each with whose rows it counts."""
    whose = own_whose(viewer, now)
    rows = list(Indicator.objects.order_by("rank", "code"))
    if viewer.organisation_id is None or viewer.person_id is None:
        return [(row, whose, True) for row in rows if row.person]
    roles = access.roles_of(viewer.person_id, viewer.organisation_id, now)
    worker = people.practitioner_of(viewer.person_id)
    own = Whose(viewer.organisation_id, worker.id, None, whose.zone) if worker else None
    found: list[tuple[Indicator, Whose, bool]] = []
    for row in rows:
        if roles & set(row.roles):
            found.append((row, whose, False))
        elif own is not None and roles & set(row.own_roles):
            found.append((row, own, True))
    return found


def _one(viewer: Actor, code: str, now: datetime) -> tuple[Indicator, Whose, bool]:
    for indicator, whose, own in _mine(viewer, now):
        if indicator.code == code:
            return indicator, whose, own
    raise NoSuchIndicator


def _figure(
    indicator: Indicator, own: bool, stretches: Iterable[Stretch], summed: dict[tuple[str, date | None], Sums]
) -> Figure:
    in_order = list(stretches)
    if indicator.standing:
        points = [_point(indicator, in_order[-1], summed.get((indicator.kind, None)))]
    else:
        points = [_point(indicator, each, summed.get((indicator.kind, each.first))) for each in in_order]
    return Figure(
        code=indicator.code,
        name=indicator.name,
        name_en=indicator.name_en,
        definition=indicator.definition,
        definition_en=indicator.definition_en,
        unit=indicator.unit,
        source=indicator.source,
        standing=indicator.standing,
        own=own,
        points=tuple(points),
    )


def _point(indicator: Indicator, stretch: Stretch, summed: Sums | None) -> Point:
    found = summed or Sums(0, 0, 0, 0)
    return Point(stretch, value_of(indicator.aggregate, found), found.rows)


def value_of(aggregate: str, summed: Sums) -> Fraction | None:
    """The number: an exact fraction, None for a mean or a ratio of nothing. Days come as seconds over a day's."""
    if aggregate == "count":
        return Fraction(summed.rows)
    if aggregate == "sum":
        return Fraction(summed.amount)
    if aggregate == "distinct":
        return Fraction(summed.persons)
    return Fraction(summed.amount, summed.parts) if summed.parts else None
