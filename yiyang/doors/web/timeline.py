"""A health file as people read it: one line of time, and who looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from yiyang.care.records import selectors as records
from yiyang.care.records.selectors.timeline import OTHER
from yiyang.doors.web.beginning import ways_for
from yiyang.doors.web.emergency import openings_table, until_chip
from yiyang.doors.web.sections import Section, SectionsPage
from yiyang.doors.web.who import Known, house_names, known
from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip
from yiyang.face.components.pagination import Pagination
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.state import State
from yiyang.face.components.table import Column, Row, Table
from yiyang.face.components.timeline_entry import TimelineEntry
from yiyang.foundation.actors import Actor
from yiyang.ground.access import selectors as access
from yiyang.ground.people import selectors as people

ICONS = {
    "Encounter": "stethoscope",
    "Observation": "activity",
    "Condition": "clipboard-list",
    "AllergyIntolerance": "triangle-alert",
    "MedicationRequest": "pill",
    "Procedure": "syringe",
    "Note": "notebook-pen",
    "DiagnosticReport": "flask-conical",
    "Immunization": "syringe",
}


@dataclass(frozen=True, kw_only=True)
class FilePage:
    title: str
    header: PersonHeader
    kinds: tuple[tuple[str, str, bool], ...]
    entries: tuple[TimelineEntry, ...]
    empty: State
    pages: Pagination
    looks_href: str
    papers_href: str
    ways: Parts = ()


def kind_words() -> dict[str, str]:
    """The kinds of records in plain words."""
    return {
        "Encounter": _("visit"),
        "Observation": _("reading"),
        "Condition": _("diagnosis"),
        "AllergyIntolerance": _("allergy"),
        "MedicationRequest": _("medicine"),
        "Procedure": _("treatment"),
        "Note": _("note"),
        "DiagnosticReport": _("report"),
        "Immunization": _("vaccination"),
        OTHER: _("kept from elsewhere"),
    }


def file_page(viewer: Actor, person_id: UUID, now: datetime, *, before: str, kind: str) -> FilePage:
    """One page of a person's file. Raises Unknown for a stranger."""
    page = records.timeline(viewer, person_id, now, before=before, kinds=(kind,) if kind else ())
    person = known(viewer, [person_id]).get(person_id)
    here = reverse("file_of", args=[person_id])
    said = kind_words()
    narrowed = f"kind={kind}&" if kind else ""
    return FilePage(
        title=_("Health file"),
        header=_header(viewer, person_id, person, now),
        kinds=(
            (here, _("everything"), not kind),
            *((f"{here}?kind={code}", word, code == kind) for code, word in said.items()),
        ),
        entries=tuple(_entry(event, said) for event in page.events),
        empty=State(
            kind="empty",
            icon="heart-pulse",
            title=_("Nothing is written here yet"),
            text=_("Visits, readings and reports appear here as they happen."),
        ),
        pages=Pagination(
            newer=here if before else "", older=f"{here}?{narrowed}before={page.before}" if page.before else ""
        ),
        looks_href=reverse("looks") if viewer.person_id == person_id else "",
        ways=ways_for(viewer, person_id, now),
        papers_href=reverse("papers", args=[person_id]),
    )


def looks_page(viewer: Actor, person_id: UUID, now: datetime) -> SectionsPage:
    """Who looked at a file, when and why; what one person did in one day stands in one line."""
    seen = access.disclosures(viewer, person_id, now)
    names = _names(viewer, person_id, seen, now)
    houses = house_names(viewer, {look.organisation_id for look in seen if look.organisation_id})
    days: dict[tuple[UUID, UUID | None, str, date], list[access.Seen]] = {}
    for look in seen:
        day = timezone.localtime(look.at).date()
        days.setdefault((look.viewer_id, look.organisation_id, look.reason, day), []).append(look)
    reasons = reason_words()
    rows = tuple(
        Row(
            (
                _span(looks),
                names.get(who, _("a member of staff")),
                houses.get(house, "") if house else "",
                _(", ").join(dict.fromkeys(gettext(look.label) for look in looks)),
                reasons.get(reason, reason),
            )
        )
        for (who, house, reason, _day), looks in days.items()
    )
    columns = (
        Column(_("When")),
        Column(_("Who")),
        Column(_("Acting for")),
        Column(_("What")),
        Column(_("Why they could")),
    )
    if viewer.person_id != person_id:
        person = known(viewer, [person_id]).get(person_id)
        title = _("Who looked at the file of %(name)s, and why") % {"name": person.called if person else ""}
        empty = _("Nobody has looked at this file.")
        table = Table(caption=title, columns=columns, rows=rows, empty=empty)
        return SectionsPage(title=title, sections=(Section(title=_("Who looked"), parts=(table,)),))
    title = _("Who looked at my file, and why")
    empty = _("Nobody but you has looked at your file.")
    table = Table(caption=title, columns=columns, rows=rows, empty=empty)
    return SectionsPage(
        title=title,
        back=(reverse("file"), _("Health file")),
        sections=(
            Section(title=_("Opened in an emergency"), parts=(openings_table(viewer, now),)),
            Section(title=_("Everybody else who looked"), parts=(table,)),
        ),
    )


def _names(viewer: Actor, person_id: UUID, seen: list[access.Seen], now: datetime) -> dict[UUID, str]:
    """Professionals by their public name, relatives as the elder calls them."""
    found = {member.relative_id: member.name for member in people.family_of(viewer, person_id, now) if member.name}
    ids = {look.viewer_id for look in seen}
    found.update({key: person.called for key, person in known(viewer, ids).items()})
    found.update({key: words.named(row) for key, row in people.professionals_named(ids).items()})
    return found


def _span(looks: list[access.Seen]) -> str:
    """Day and hour of the looks of one day, the newest first in the list."""
    first, last = looks[-1].at, looks[0].at
    if words.hour(first) == words.hour(last):
        return words.full_moment(last)
    return f"{words.full_day(last)}, {words.span(first, last)}"


def reason_words() -> dict[str, str]:
    """Why access was granted, in plain words."""
    return {
        "family": _("you gave them a family scope"),
        "care-team": _("they belong to your care team"),
        "open-order": _("you have an open order with them"),
        "keeper": _("they keep your file"),
        "author": _("their house wrote it"),
        "role": _("their duty in the house"),
        "break-glass": _("an emergency, explained and reviewed"),
        "on-request": _("somebody asked the office in your name"),
        "same-person": _("both files are yours"),
        "system": _("the platform itself"),
    }


def _header(viewer: Actor, person_id: UUID, person: Known | None, now: datetime) -> PersonHeader:
    chips = until_chip(viewer, person_id, now)
    if person is None:
        return PersonHeader(name=_("Health file"), chips=chips)
    age = person.age(timezone.localtime(now).date())
    line = _("%(age)s years") % {"age": age} if age is not None else ""
    line = " · ".join(each for each in (line, sex_word(person.sex)) if each)
    cared = Button(label=_("Where cared for"), href=reverse("care_setting", args=[person_id]), icon="house")
    return PersonHeader(name=person.called, line=line, chips=chips, deeds=(cared,))


def sex_word(sex: str) -> str:
    return {"female": _("female"), "male": _("male")}.get(sex, "")


def _entry(event: records.Event, said: dict[str, str]) -> TimelineEntry:
    chip: Chip | str = ""
    if event.version > 1:
        chip = Chip(word=_("corrected, version %(n)s") % {"n": event.version}, tone="info")
    elif not event.signed:
        chip = Chip(word=_("not signed yet"), tone="warn")
    lines = [value_words(value) for value in event.values]
    if event.text:
        lines.append(event.text)
    return TimelineEntry(
        level=2,
        title=event.name or said.get(event.kind, event.kind),
        when=words.full_moment(event.at)
        if event.precision not in ("day", "month", "year")
        else words.full_day(event.at),
        kind=said.get(event.kind, event.kind),
        icon=ICONS.get(event.kind, "file-text"),
        author=event.author_name,
        place=event.place_name,
        source=event.source or _("written here"),
        lines=tuple(lines),
        chip=chip,
    )


def value_words(value: records.Measured) -> str:
    """`Systolic 132 mmHg`, or the words of a reading without a number."""
    if value.value is None:
        return f"{value.name}: {value.text}" if value.name and value.text else value.text or value.name
    number = f"{value.comparator}{value.value.normalize():f}"
    unit = {"mm[Hg]": "mmHg", "/min": _("per minute"), "Cel": "°C", "{score}": "", "1": ""}.get(value.unit, value.unit)
    return f"{value.name} {number} {unit}".strip()
