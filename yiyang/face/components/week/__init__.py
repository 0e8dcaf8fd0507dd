"""Seven days side by side, one below the other on a telephone, a table on paper: what stands when and where."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True)
class Thing:
    """One thing of a day."""

    hour: Words
    title: Words
    line: Words = ""
    href: str = ""


@dataclass(frozen=True)
class Day:
    """One day; `today` is said in a word as well."""

    name: Words
    things: tuple[Thing, ...] = ()
    today: bool = False


@dataclass(frozen=True, kw_only=True)
class Week(Component):
    """`daily` is what is done every day, such as medicines."""

    days: tuple[Day, ...]
    daily: tuple[Thing, ...] = ()


def examples() -> list[Example]:
    visit = Thing("08:40", _("Dr Zhao Wenhua"), _("Dujiangyan Medical Centre"), "#week")
    nurse = Thing("10:00", _("Nurse Chen comes to change the dressing"))
    names = (_("Mon 23 Nov"), _("Tue 24 Nov"), _("Wed 25 Nov"))
    days = (Day(names[0], (visit,), today=True), Day(names[1]), Day(names[2], (nurse,)))
    tablet = Thing(_("after breakfast"), _("Blood pressure tablet"), _("one"))
    return [
        Example(_("With medicines"), Week(days=days, daily=(tablet,))),
        Example(_("Empty"), Week(days=tuple(Day(name) for name in names))),
    ]
