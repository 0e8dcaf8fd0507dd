"""The worker's day in the reader's words: the same plain data for the page, the phone, and a page without a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _

from yiyang.care.records.vitals import VITALS
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.chip import Chip
from yiyang.face.components.flash import Flash
from yiyang.face.components.state import State
from yiyang.face.components.tile import Tile
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import SignInNeeded, Unknown
from yiyang.fulfilment.home_visit.phone.steps import NEEDED, Step, every_step, phone_words, state_words, steps_of
from yiyang.fulfilment.home_visit.selectors import day_of
from yiyang.ground.places import selectors as places

READ = ("8867-4", "8310-5", "2708-6", "15074-8")  # what a phone asks for beside the blood pressure
UNITS = {"/min": "/min", "Cel": "°C", "%": "%", "mmol/L": "mmol/L"}
PRESSURE = "85354-9"
OVER = ("fulfilled", "noshow", "broken-off", "cancelled")


@dataclass(frozen=True)
class Line:
    """One line of what is to be done; `done` is None while nobody has said."""

    line: int
    text: str
    done: bool | None = None
    reason: str = ""

    @property
    def state(self) -> str:
        return "open" if self.done is None else "done" if self.done else "not"


@dataclass(frozen=True)
class Reading:
    code: str
    label: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One visit as the phone holds it. `done` tells by step when it was done, or who signed."""

    id: str = ""
    time: str = ""
    person: str = ""
    title: str = ""
    address: str = ""
    map: str = ""
    instruction: str = ""
    warning: str = ""
    state: str = "booked"
    kind: str = ""
    closed: bool = False
    done: Mapping[str, str]
    checklist: tuple[Line, ...] = ()
    consumables: tuple[Mapping[str, str], ...] = ()
    used: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    photos: int = 0
    exceptions: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Day:
    label: str
    house: str
    zone: str
    visits: tuple[Visit, ...]

    def as_data(self) -> dict[str, Any]:
        """What the phone keeps."""
        return asdict(self)


@dataclass(frozen=True)
class Section:
    kind: str
    title: str
    icon: str
    state: str = "coming"
    mark: str = ""
    open: bool = False


@dataclass(frozen=True, kw_only=True)
class Kit:
    """What the phone fills in, and nothing about anybody. `plain` is whether a page's forms work by themselves."""

    words: tuple[tuple[str, str], ...]
    empty: VisitPage | None = None
    empty_line: Line = Line(0, "")
    alarm_action: str = ""
    plain: bool = False


@dataclass(frozen=True, kw_only=True)
class TodayPage(Kit):
    title: str
    label: str
    house: str
    tiles: Parts
    none: State


@dataclass(frozen=True, kw_only=True)
class VisitPage(Kit):
    """A visit with its forms; every field of `Visit` that the forms show, and its sections."""

    title: str = ""
    time: str = ""
    person: str = ""
    title_of_work: str = ""
    address: str = ""
    map: str = ""
    instruction: str = ""
    warning: str = ""
    closed: bool = False
    missing: str = ""
    exceptions: tuple[str, ...] = ()
    checklist: tuple[Line, ...] = ()
    consumables: tuple[Mapping[str, str], ...] = ()
    used: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    photos: int = 0
    sections: tuple[Section, ...] = ()
    vitals: tuple[Reading, ...] = ()
    action: str = ""
    said: Part = ""


def day_for(viewer: Actor, now: datetime) -> Day:
    """The viewer's own visits of today. Raises SignInNeeded, NotAllowed, Unknown for somebody who visits nobody."""
    if viewer.person_id is None:
        raise SignInNeeded
    told = day_of(viewer, viewer.person_id, now.astimezone(ZoneInfo("Asia/Shanghai")).date(), now)
    house = places.named([UUID(told["organisation"])])
    things = tuple({"code": each["code"], "name": _in_words(each)} for each in told["consumables"])
    visits = tuple(visit_of(each, things) for each in told["visits"])
    return Day(
        label=words.day(now),
        house=words.named(next(iter(house.values()), None)),
        zone=get_current_timezone_name(),
        visits=visits,
    )


def visit_of(told: Mapping[str, Any], things: tuple[Mapping[str, str], ...]) -> Visit:
    """One visit of `day_of` in the reader's words."""
    item, point, entries = told["item"], told["point"], told["entries"]
    taken = [each for each in entries if each["outcome"] == "accepted"]
    lines = [each["text" if words.chinese() else "text_en"] for each in item["checklist"]]
    starts, ends = (datetime.fromisoformat(told[name]) for name in ("starts_at", "ends_at"))
    steps = steps_of(item["kind"], len(lines))
    return Visit(
        id=told["id"],
        time=words.span(starts, ends),
        person=told["person"]["name"] if words.chinese() else told["person"]["name_latin"] or told["person"]["name"],
        title=told["service"] if words.chinese() else told["service_en"],
        address=told["address"],
        map=f"geo:{point[0]},{point[1]}" if point else "",
        instruction=" ".join(part for part in (told["instruction"], told["purpose"]) if part),
        warning="; ".join(each["name"] for each in told["cautions"]),
        state=told["state"],
        kind=item["kind"],
        closed=told["state"] in OVER,
        done=_done(told, taken, len(lines)),
        checklist=tuple(_line(at, text, taken) for at, text in enumerate(lines)),
        consumables=things,
        used=tuple(_used(each, things) for each in taken if each["kind"] == "used"),
        readings=tuple(reading_said(each["data"]) for each in taken if each["kind"] == "observed"),
        notes=tuple(each["data"].get("text", "") for each in taken if each["kind"] == "noted"),
        photos=sum(each["kind"] == "photographed" for each in taken),
        exceptions=tuple(str(reason) for reason in told["exceptions"].values() if reason != "not-on-the-map"),
        steps=tuple(step.kind for step in steps),
        missing=tuple(_(mark) for mark in told["missing"]),
    )


def _done(told: Mapping[str, Any], taken: Sequence[Mapping[str, Any]], lines: int) -> dict[str, str]:
    done = {
        each["kind"]: words.hour(datetime.fromisoformat(each["at"]))
        for each in taken
        if each["kind"] not in ("checked", "exception", "alarm")
    }
    ticked = {each["data"].get("line") for each in taken if each["kind"] == "checked"}
    if lines and (ticked >= set(range(lines)) or "checklist" in told["exceptions"]):
        done["checked"] = _("all done")
    for about, step in (("signature", "signed"), ("note", "noted")):
        if about in told["exceptions"]:
            done.setdefault(step, _("with a reason"))
    return done


def _line(at: int, text: str, taken: Sequence[Mapping[str, Any]]) -> Line:
    said = next((each["data"] for each in taken if each["kind"] == "checked" and each["data"].get("line") == at), None)
    return Line(at, text) if said is None else Line(at, text, said.get("done", True), said.get("reason", ""))


def _used(entry: Mapping[str, Any], things: tuple[Mapping[str, str], ...]) -> str:
    name = next((each["name"] for each in things if each["code"] == entry["data"].get("code")), "")
    return f"{name or entry['data'].get('name', '')} × {entry['data'].get('count', 1)}"


def reading_said(data: Mapping[str, Any]) -> str:
    """`Pulse 72`, `Blood pressure 132/78`."""
    if data.get("code") == PRESSURE:
        return f"{_('Blood pressure')} {data.get('8480-6')}/{data.get('8462-4')}"
    known = VITALS.get(str(data.get("code")))
    return f"{_(known.label) if known else ''} {data.get('value')}"


def _in_words(named: Mapping[str, Any]) -> str:
    return str(named["name"] if words.chinese() else named["name_en"] or named["name"])


def kit() -> Kit:
    """The pieces and words for a page that knows no reader."""
    return Kit(words=phone_words(), empty=_empty())


def _empty() -> VisitPage:
    sections = tuple(Section(step.kind, step.title, step.icon) for step in every_step())
    return VisitPage(words=(), sections=sections, vitals=_vitals())


def _vitals() -> tuple[Reading, ...]:
    return tuple(Reading(code, _(VITALS[code].label), UNITS[VITALS[code].unit]) for code in READ)


def today_page(viewer: Actor, now: datetime) -> TodayPage:
    """The day as a page that works by itself."""
    day = day_for(viewer, now)
    return TodayPage(
        title=_("Visits"),
        label=day.label,
        house=day.house,
        tiles=tuple(_tile(visit) for visit in day.visits),
        none=State(kind="empty", icon="house", title=_("No visits today.")),
        words=phone_words(),
        empty=_empty(),
        alarm_action=_enter(day.visits[0].id, "alarm") if day.visits else "",
        plain=True,
    )


def _tile(visit: Visit) -> Tile:
    said = state_words().get(visit.state, "")
    return Tile(
        when=visit.time.partition("–")[0],
        title=visit.person,
        line=f"{visit.title} · {visit.address}",
        chip=Chip(word=said, tone="ok") if said else "",
        href=reverse("home_visit:phone_visit", args=[visit.id]),
    )


def _enter(visit_id: str, kind: str) -> str:
    return reverse("home_visit:phone_enter", args=[visit_id, kind])


def visit_page(viewer: Actor, order_id: UUID, now: datetime, said: str = "") -> VisitPage:
    """One visit of today as a page whose forms work by themselves. Raises Unknown."""
    visit = next((each for each in day_for(viewer, now).visits if each.id == str(order_id)), None)
    if visit is None:
        raise Unknown
    current = next((kind for kind in visit.steps if kind in NEEDED and not visit.done.get(kind)), "")
    shown = [step for step in every_step() if step.kind in visit.steps]
    return VisitPage(
        title=visit.person,
        words=phone_words(),
        empty=_empty(),
        plain=True,
        alarm_action=_enter(visit.id, "alarm"),
        action=_enter(visit.id, "X")[:-1],
        time=visit.time,
        person=visit.person,
        title_of_work=visit.title,
        address=visit.address,
        map=visit.map,
        instruction=visit.instruction,
        warning=visit.warning,
        closed=visit.closed,
        missing=_missing(visit),
        exceptions=visit.exceptions,
        checklist=visit.checklist,
        consumables=visit.consumables,
        used=visit.used,
        readings=visit.readings,
        notes=visit.notes,
        photos=visit.photos,
        sections=tuple(_section(step, visit, current) for step in shown),
        vitals=_vitals(),
        said=Flash(text=said, tone="bad") if said else "",
    )


def _missing(visit: Visit) -> str:
    """What keeps a visit open after the worker has left."""
    if visit.closed or not visit.done.get("departed"):
        return ""
    return _("Still missing: {what}").format(what="; ".join(visit.missing))


def _section(step: Step, visit: Visit, current: str) -> Section:
    done = visit.done.get(step.kind, "")
    now = step.kind == current
    state = "done" if done else "now" if now else "coming"
    return Section(step.kind, step.title, step.icon, state, done or (_("next") if now else ""), now)
