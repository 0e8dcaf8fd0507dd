"""A visit sheet for paper: whom it is about, what to beware of, what to do, and room to write and sign by hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True, kw_only=True)
class Sheet(Component):
    """`beware` is printed in a frame; each of `tasks` has a box to tick; `lines` are empty lines to write on."""

    name: Words
    facts: tuple[tuple[Words, Words], ...]
    beware: tuple[Words, ...] = ()
    medicines: tuple[Words, ...] = ()
    tasks: tuple[Words, ...] = ()
    lines: int = 6

    @property
    def empty_lines(self) -> range:
        return range(self.lines)


def examples() -> list[Example]:
    return [
        Example(
            _("A visit at home"),
            Sheet(
                name=_("Wang Guifang"),
                facts=((_("Born"), _("8 March 1942")), (_("Where"), _("Xingfu Road 12, door 3"))),
                beware=(_("Allergy: penicillin"),),
                medicines=(_("Blood pressure tablet"),),
                tasks=(_("Measure the blood pressure"), _("Change the dressing")),
                lines=3,
            ),
        ),
        Example(_("Nothing known"), Sheet(name=_("Zhang Dehua"), facts=(), lines=2)),
    ]
