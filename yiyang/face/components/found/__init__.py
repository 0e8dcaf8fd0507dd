"""What a search found: groups with a heading each; every line leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True)
class FoundLine:
    title: Words
    href: str
    line: Words = ""
    icon: str = ""


@dataclass(frozen=True)
class FoundGroup:
    title: Words
    lines: tuple[FoundLine, ...]


@dataclass(frozen=True, kw_only=True)
class Found(Component):
    """`empty` is said when no group has a line."""

    groups: tuple[FoundGroup, ...] = ()
    empty: Words = ""


def examples() -> list[Example]:
    people = FoundGroup(_("People"), (FoundLine("王桂芳 Wang Guifang", "#found", _("84 years, female"), "user-round"),))
    orders = FoundGroup(_("Orders"), (FoundLine("YY-7K3M-2Q8", "#found", _("Tomorrow at 9:20"), "clipboard-list"),))
    return [
        Example(_("Two groups"), Found(groups=(people, orders))),
        Example(_("Nothing"), Found(empty=_("Nothing in your reach fits."))),
    ]
