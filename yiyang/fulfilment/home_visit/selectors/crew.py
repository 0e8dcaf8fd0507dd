"""Who of a house could go to a visit, who not, and why: facts for the dispatcher, in nine queries for any crew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from yiyang.care.dispatch.greedy import Greedy
from yiyang.care.dispatch.protocol import Candidate, Ranked, Wanted
from yiyang.fulfilment.home_visit.models import Item, Regular, Visit, WorkerScore, WorkerTerms
from yiyang.fulfilment.home_visit.states import DOMESTIC, FULFILLED
from yiyang.fulfilment.home_visit.titles import reaches
from yiyang.ground.access.actions import CARER, DOCTOR, NURSE
from yiyang.ground.places.distance import distance_metres
from yiyang.lifecycle.offers.scores import PRIOR_MILLI, damped

WEEK_MINUTES = 2_400
DISPATCHER = Greedy()

# Contracts that hold at the visit, with every licence that was seen; the day of a licence ends in the house's zone.
_CREW = """
    SELECT p.id, p.person_id, p.name, p.name_en, p.title, p.title_en,
           array_agg(DISTINCT r.role), o.latitude, o.longitude, o.zone,
           (SELECT json_agg(json_build_array(l.kind, l.issued_on, l.expires_on)) FROM people_practitionerlicence l
             WHERE l.practitioner_id = p.id AND l.revoked_at IS NULL)
      FROM people_practitionerrole r JOIN people_practitioner p ON p.id = r.practitioner_id
      JOIN places_organisation o ON o.id = r.organisation_id
     WHERE r.organisation_id = %(house)s AND r.starts_at <= %(from)s AND (r.ends_at IS NULL OR r.ends_at >= %(to)s)
     GROUP BY p.id, o.id ORDER BY p.name, p.id
"""
_SHIFT = """
    SELECT DISTINCT practitioner_id FROM people_workingwindow
     WHERE practitioner_id = ANY(%(crew)s) AND organisation_id = %(house)s
       AND lower(during) <= %(from)s AND upper(during) >= %(to)s
"""
_BUSY = """
    SELECT resource_id FROM capacity_occupancy
     WHERE resource_id = ANY(%(crew)s) AND live AND (held_until IS NULL OR held_until > %(now)s)
       AND cause_id IS DISTINCT FROM %(but)s AND starts_at < %(to)s AND ends_at > %(from)s
"""
_WEEK = """
    SELECT resource_id, sum(extract(epoch FROM ends_at - starts_at) / 60)::int FROM capacity_occupancy
     WHERE resource_id = ANY(%(crew)s) AND live AND (held_until IS NULL OR held_until > %(now)s)
       AND cause_id IS DISTINCT FROM %(but)s AND starts_at >= %(monday)s AND starts_at < %(next_monday)s
     GROUP BY resource_id
"""
_GAPS = "SELECT * FROM home_visit_gaps(%(crew)s, %(from)s, %(to)s, %(lat)s, %(lon)s, %(but)s)"


@dataclass(frozen=True, kw_only=True)
class Wanting:
    """A visit that wants somebody, before or after it is booked (`but` is its own order then)."""

    organisation_id: UUID
    person_id: UUID
    item: Item
    starts_at: datetime
    ends_at: datetime
    place: tuple[float, float] | None
    now: datetime
    but: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Member:
    """A professional of the house in one rank for one visit."""

    practitioner_id: UUID
    person_id: UUID
    name: str
    name_en: str
    title: str
    title_en: str
    ranked: Ranked

    @property
    def able(self) -> bool:
        return self.ranked.able


def crew_for(wanting: Wanting) -> list[Member]:
    """Everybody of the house in order, with reasons; those who cannot go stand last, with what hinders them."""
    rows = _rows(_CREW, {"house": wanting.organisation_id, "from": wanting.starts_at, "to": wanting.ends_at})
    if not rows:
        return []
    facts = _facts(wanting, [row[0] for row in rows], rows[0][9])
    candidates = [_candidate(row, wanting, facts) for row in rows]
    day = wanting.starts_at.astimezone(ZoneInfo(rows[0][9])).date()
    ranked = DISPATCHER.insert(wanting.but or wanting.person_id, candidates, day)
    by_id = {row[0]: row for row in rows}
    return [
        _member(by_id[each.candidate.worker_id], each) for each in ranked if each.candidate.hindrance != "no-visitor"
    ]


@dataclass(frozen=True)
class _Facts:
    shifts: set[UUID]
    busy: set[UUID]
    week: dict[UUID, int]
    gaps: dict[UUID, tuple[int | None, int | None, int | None, int | None]]
    terms: dict[UUID, WorkerTerms]
    scores: dict[UUID, WorkerScore]
    seen: dict[UUID, int]
    regular: Regular | None


def _facts(wanting: Wanting, crew: list[UUID], zone: str) -> _Facts:
    monday = _monday(wanting.starts_at, zone)
    asked = {
        "crew": crew,
        "house": wanting.organisation_id,
        "from": wanting.starts_at,
        "to": wanting.ends_at,
        "now": wanting.now,
        "but": wanting.but,
        "lat": wanting.place[0] if wanting.place else None,
        "lon": wanting.place[1] if wanting.place else None,
        "monday": monday,
        "next_monday": monday + timedelta(days=7),
    }
    seen = Visit.objects.filter(person_id=wanting.person_id, organisation_id=wanting.organisation_id, state=FULFILLED)
    counted: dict[UUID, int] = {}
    for practitioner_id in seen.order_by("-starts_at").values_list("practitioner_id", flat=True)[:200]:
        if practitioner_id is not None:
            counted[practitioner_id] = counted.get(practitioner_id, 0) + 1
    house = {"organisation_id": wanting.organisation_id, "practitioner_id__in": crew}
    return _Facts(
        shifts={row[0] for row in _rows(_SHIFT, asked)},
        busy={row[0] for row in _rows(_BUSY, asked)},
        week=dict(_rows(_WEEK, asked)),
        gaps={row[0]: tuple(row[1:]) for row in _rows(_GAPS, asked)},
        terms={row.practitioner_id: row for row in WorkerTerms.objects.filter(**house)},
        scores={row.practitioner_id: row for row in WorkerScore.objects.filter(**house)},
        seen=counted,
        regular=Regular.objects.filter(person_id=wanting.person_id, organisation_id=wanting.organisation_id).first(),
    )


def _candidate(row: tuple[Any, ...], wanting: Wanting, facts: _Facts) -> Candidate:
    who = row[0]
    way_before, gap_before, way_after, gap_after = facts.gaps.get(who, (None, None, None, None))
    score = facts.scores.get(who)
    mean = score.total_milli // score.count if score and score.count else PRIOR_MILLI
    candidate = Candidate(
        worker_id=who,
        way_before=way_before if way_before is not None and _leads(gap_before) else 0,
        way_after=way_after if way_after is not None and _leads(gap_after) else 0,
        seen_before=facts.seen.get(who, 0),
        damped_milli=damped(mean, score.count) if score and score.count else PRIOR_MILLI,
        ratings=score.count if score else 0,
        wanted=_wanted(who, facts.regular),
    )
    return replace(candidate, hindrance=_hindrance(row, wanting, facts, candidate))


def _hindrance(row: tuple[Any, ...], wanting: Wanting, facts: _Facts, candidate: Candidate) -> str:
    """The first thing that keeps a professional from this visit, as a code; empty when nothing does."""
    who, terms = row[0], facts.terms.get(row[0])
    way_before, gap_before, way_after, gap_after = facts.gaps.get(who, (None, None, None, None))
    if why := _unfit(row, wanting):
        return why
    if terms is not None and not terms.visits:
        return "not-visiting"
    if terms is not None and _outside(row, wanting, terms.radius_metres):
        return "too-far"
    if who not in facts.shifts:
        return "no-shift"
    if who in facts.busy:
        return "busy"
    if (gap_before is not None and gap_before < (way_before or 0)) or (
        gap_after is not None and gap_after < (way_after or 0)
    ):
        return "way"
    minutes = int((wanting.ends_at - wanting.starts_at).total_seconds() // 60) + candidate.way_before
    if facts.week.get(who, 0) + minutes > (terms.weekly_minutes_max if terms else WEEK_MINUTES):
        return "week-full"
    return ""


def _outside(row: tuple[Any, ...], wanting: Wanting, radius_metres: int | None) -> bool:
    """Whether a home lies beyond a radius around the house; what is not on the map is not said to."""
    if radius_metres is None or wanting.place is None or row[7] is None:
        return False
    return distance_metres((float(row[7]), float(row[8])), wanting.place) > radius_metres


def _unfit(row: tuple[Any, ...], wanting: Wanting) -> str:
    """What of role, licence, years or title a professional lacks for an item on the day of the visit (R75)."""
    item, roles, licences = wanting.item, set(row[6]), row[10] or []
    if not roles & ({CARER, NURSE} if item.kind == DOMESTIC or not item.licence else {CARER, NURSE, DOCTOR}):
        return "no-visitor"
    if not item.licence:
        return ""
    day = wanting.ends_at.astimezone(ZoneInfo(row[9])).date()
    held = [(_date(issued), _date(expires)) for kind, issued, expires in licences if kind == item.licence]
    if not held:
        return "no-licence"
    if all(expires is not None and expires <= day for _, expires in held):
        return "licence-ends"
    first = min((issued for issued, _ in held if issued is not None), default=None)
    if item.years_min and (first is None or _years(first, day) < item.years_min):
        return "too-few-years"
    return "" if reaches(row[4], item.title_min) else "title"


def _wanted(who: UUID, regular: Regular | None) -> Wanted:
    if regular is None:
        return ""
    return "regular" if who == regular.practitioner_id else "backup" if who == regular.backup_id else ""


def _leads(gap: int | None) -> bool:
    return gap is not None and gap < 240


def _years(since: date, day: date) -> int:
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _monday(at: datetime, zone: str) -> datetime:
    local = at.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return local - timedelta(days=local.weekday())


def _member(row: tuple[Any, ...], ranked: Ranked) -> Member:
    return Member(
        practitioner_id=row[0],
        person_id=row[1],
        name=row[2],
        name_en=row[3] or row[2],
        title=row[4],
        title_en=row[5] or row[4],
        ranked=ranked,
    )


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
