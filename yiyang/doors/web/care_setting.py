"""Where a person is and was cared for, by whom they were moved, and the form that moves them (R01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yiyang.doors.web.attempts import Attempt
from yiyang.doors.web.sections import Section, SectionsPage, refusal_of
from yiyang.doors.web.who import house_names, known
from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip
from yiyang.face.components.deed import Deed
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.person_header import PersonHeader
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.actors import Actor
from yiyang.foundation.errors import Invalid
from yiyang.ground.people import selectors as people
from yiyang.ground.places import selectors as places


@dataclass(frozen=True)
class Move:
    """What was typed to move somebody; an empty day means now."""

    kind: str = ""
    house: str = ""
    day: str = ""
    hour: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Move:
        """What a form sent; everything is a word of at most forty signs."""
        return cls(*(sent.get(name, "").strip()[:40] for name in ("kind", "house", "day", "hour")))

    @property
    def responsible_id(self) -> UUID | None:
        """The responsible house; raises Invalid for what is none."""
        try:
            return UUID(self.house) if self.house else None
        except ValueError:
            raise Invalid(field="house", reason=_("choose one of the list")) from None

    @property
    def from_at(self) -> datetime | None:
        """The instant on the reader's clock; raises Invalid for what is none."""
        if not self.day:
            return None
        try:
            at = datetime.combine(date.fromisoformat(self.day), time.fromisoformat(self.hour or "00:00"))
            return timezone.make_aware(at)
        except ValueError:
            raise Invalid(field="day", reason=_("write day and hour as the fields show them")) from None


def setting_words() -> dict[str, str]:
    """The settings of care in plain words."""
    return {
        "home": _("at home"),
        "community": _("in the community"),
        "institution": _("in a residence"),
        "hospital": _("in hospital"),
    }


def setting_page(
    viewer: Actor,
    person_id: UUID,
    now: datetime,
    tried: Attempt | None = None,
    typed: Move | None = None,
    wanted: str = "",
) -> SectionsPage:
    """The history, and for those who may the form; `wanted` looks for another house by name. Raises Unknown."""
    lines = people.settings_of(viewer, person_id, now)
    person = known(viewer, [person_id]).get(person_id)
    history = Section(title=_("History"), parts=(_history(viewer, lines),))
    now_line = next((line for line in lines if line.until is None or line.until > now), None)
    sections: tuple[Section, ...] = (history,)
    if people.may_move(viewer, person_id, now):
        untouched = Move(house=str(viewer.organisation_id or ""))
        form = _form(viewer, person_id, lines, now, tried or Attempt(), typed or untouched, wanted)
        sections = (form, history)
    chip: tuple[Part, ...] = (
        (Chip(word=setting_words().get(now_line.kind, now_line.kind), tone="info"),) if now_line else ()
    )
    return SectionsPage(
        title=_("Where cared for"),
        back=_back(viewer, person_id),
        header=PersonHeader(
            name=person.called if person else _("Where cared for"), line=_("Where cared for"), chips=chip
        ),
        refusal=refusal_of(tried, "kind", "house", "day", "from_at"),
        sections=sections,
    )


def _back(viewer: Actor, person_id: UUID) -> tuple[str, str]:
    """Staff came from the reception, everybody else from the file."""
    if viewer.organisation_id:
        return reverse("caller", args=[person_id]), _("Back to the person")
    return reverse("file_of", args=[person_id]), _("Health file")


def _history(viewer: Actor, lines: list[people.SettingLine]) -> Table:
    movers = {line.moved_by_id for line in lines if line.moved_by_id}
    names = {key: face.called for key, face in known(viewer, movers).items()}
    names.update({key: words.named(row) for key, row in people.professionals_named(movers).items()})
    houses = house_names(viewer, {line.written_by_id for line in lines if line.written_by_id})
    said = setting_words()
    rows = tuple(
        Row(
            (
                said.get(line.kind, line.kind),
                _house(line),
                words.full_moment(line.since),
                words.full_moment(line.until) if line.until else _("until now"),
                _by(line, names, houses),
                words.full_moment(line.recorded_at),
            )
        )
        for line in lines
    )
    columns = (
        Column(_("Care")), Column(_("Responsible")), Column(_("From")), Column(_("Until")), Column(_("Moved by")),
        Column(_("Written down")),
    )  # fmt: skip
    return Table(caption=_("History"), columns=columns, rows=rows, empty=_("Nothing has been written down yet."))


def _house(line: people.SettingLine) -> str:
    english = line.responsible_name_en and not words.chinese()
    return (line.responsible_name_en if english else line.responsible_name) or _("nobody")


def _by(line: people.SettingLine, names: dict[UUID, str], houses: dict[UUID, str]) -> str:
    who = names.get(line.moved_by_id, _("a member of staff")) if line.moved_by_id else _("the platform itself")
    house = houses.get(line.written_by_id, "") if line.written_by_id else ""
    return " · ".join(each for each in (who, house) if each)


def _form(
    viewer: Actor,
    person_id: UUID,
    lines: list[people.SettingLine],
    now: datetime,
    tried: Attempt,
    typed: Move,
    wanted: str,
) -> Section:
    kinds = tuple(Choice(code, word) for code, word in setting_words().items())
    houses = _choices(viewer, person_id, lines, now, wanted, typed)
    here = reverse("care_setting", args=[person_id])
    move = Deed(
        action=here,
        button=Button(label=_("Move"), kind="primary", icon="check"),
        fields=(
            Field(name="kind", label=_("Cared for"), kind="select", choices=kinds, value=typed.kind,
                  refused=tried.at("kind")),
            Field(name="house", label=_("Responsible house"), kind="select", choices=houses, value=typed.house,
                  refused=tried.at("house")),
            Field(name="day", label=_("From the day"), kind="date", value=typed.day,
                  refused=tried.at("day") or tried.at("from_at"), hint=_("Empty means now.")),
            Field(name="hour", label=_("and the hour"), kind="time", value=typed.hour),
        ),
        hint=_("The present care ends at that very instant; there is neither gap nor overlap."),
    )  # fmt: skip
    look = Deed(
        action=here,
        button=Button(label=_("Look"), icon="search", name="deed", value="look"),
        fields=(Field(name="wanted", label=_("Another house, by name"), kind="search", value=wanted, icon="search"),),
    )
    return Section(title=_("Move to another care"), parts=(move, look), boxed=True)


def _choices(
    viewer: Actor, person_id: UUID, lines: list[people.SettingLine], now: datetime, wanted: str, typed: Move
) -> tuple[Choice, ...]:
    """The house one acts for, those that look after the person or did, and those that were looked for."""
    near = [viewer.organisation_id, *(member.house_id for member in people.care_team(viewer, person_id, now))]
    near += [line.responsible_id for line in lines]
    found = {house.id: words.named(house) for house in places.houses_like(viewer, wanted)}
    try:
        near.append(typed.responsible_id)
    except Invalid:
        found = dict(found)
    found |= house_names(viewer, {house for house in near if house})
    return (Choice("", _("nobody")), *(Choice(str(key), name) for key, name in found.items()))
