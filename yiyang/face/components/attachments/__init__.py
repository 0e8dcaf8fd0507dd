"""Pictures and papers: small pictures that open, what each shows, and a form to add one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Parts, Words
from yiyang.face.components.field import Field


@dataclass(frozen=True)
class Attached:
    """`small` is the address of a small picture, empty for a paper; `remove` is empty when it is not the reader's."""

    title: Words
    line: Words
    href: str
    small: str = ""
    remove: str = ""


@dataclass(frozen=True, kw_only=True)
class Attachments(Component):
    """Without `action` there is nothing to add, and the list alone is shown."""

    lines: tuple[Attached, ...] = ()
    action: str = ""
    request_key: str = ""
    fields: Parts = ()
    refused: Words = ""
    here: str = ""


def examples() -> list[Example]:
    lines = (
        Attached(
            _("Left heel before the dressing"), _("Nurse Chen, today at 10:20"), "#attachments", "", "#attachments"
        ),
        Attached(_("Discharge letter"), _("Li Min, yesterday"), "#attachments"),
    )
    fields = (
        Field(name="title", label=_("What does it show?"), form="attachments"),
        Field(name="content", label=_("Picture or PDF"), kind="file", form="attachments"),
    )
    return [
        Example(_("Some, and a form to add one"), Attachments(lines=lines, action="#attachments", fields=fields)),
        Example(_("None"), Attachments()),
    ]
