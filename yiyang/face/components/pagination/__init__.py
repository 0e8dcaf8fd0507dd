"""Older and newer; never page numbers over a list that grows while one reads."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words


@dataclass(frozen=True, kw_only=True)
class Pagination(Component):
    newer: str = ""
    older: str = ""
    said: Words = ""
    newer_word: Words = ""
    older_word: Words = ""


def examples() -> list[Example]:
    return [
        Example(
            _("In the middle"),
            Pagination(newer="#pagination", older="#pagination", said=_("entries 51 to 100")),
        )
    ]
