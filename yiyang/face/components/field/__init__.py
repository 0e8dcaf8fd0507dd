"""A field: its word above, a hint below; a refusal stands here, says what to do, and keeps what was typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words

Kind = Literal[
    "text",
    "password",
    "email",
    "tel",
    "search",
    "date",
    "time",
    "number",
    "select",
    "textarea",
    "checkbox",
    "radio",
    "file",
    "code",
    "hidden",
]


@dataclass(frozen=True)
class Choice:
    value: str
    label: Words


@dataclass(frozen=True, kw_only=True)
class Field(Component):
    name: str
    label: Words
    kind: Kind = "text"
    value: str = ""
    hint: Words = ""
    refused: Words = ""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    autocomplete: str = ""
    inputmode: str = ""
    placeholder: Words = ""
    icon: str = ""
    list_of: tuple[str, ...] = ()
    form: str = ""

    @property
    def id(self) -> str:
        return f"field-{self.form}{'-' if self.form else ''}{self.name}"

    @property
    def described(self) -> str:
        return f"{self.id}-hint" if self.hint or self.refused else ""

    @classmethod
    def of(cls, bound: BoundField, **changes: Any) -> Field:
        """The field of a Django form, bound or not."""
        widget = bound.field.widget
        attributes = widget.attrs
        given = bound.value()
        made = cls(
            name=bound.html_name,
            label=bound.label or "",
            kind=_kind(widget),
            value="" if given is None or getattr(widget, "input_type", "") == "password" else str(given),
            hint=bound.help_text or "",
            refused=" ".join(str(error) for error in bound.errors),
            choices=tuple(Choice(str(value), label) for value, label in getattr(widget, "choices", ())),
            required=bound.field.required,
            autocomplete=str(attributes.get("autocomplete", "")),
            inputmode=str(attributes.get("inputmode", "")),
        )
        return replace(made, **changes)


def _kind(widget: Any) -> Kind:
    if isinstance(widget, RadioSelect):
        return "radio"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    found: Kind = getattr(widget, "input_type", "textarea")
    return found


def examples() -> list[Example]:
    return [
        Example(
            _("Asking"),
            Field(
                name="need",
                label=_("What do you need?"),
                hint=_("An illness, a doctor or a service"),
                icon="search",
            ),
        ),
        Example(
            _("Refused, and what was typed is kept"),
            Field(
                name="phone",
                label=_("Telephone"),
                kind="tel",
                value="1388000",
                refused=_("A number in China has 11 digits; this one has 7."),
            ),
        ),
        Example(
            _("Choosing"),
            Field(
                name="by",
                label=_("How do you come?"),
                kind="radio",
                value="bus",
                choices=(Choice("walk", _("On foot")), Choice("bus", _("By bus"))),
            ),
        ),
        Example(
            _("From a list"),
            Field(
                name="area",
                label=_("Place"),
                kind="select",
                choices=(Choice("xingfu", _("Xingfu")), Choice("qingcheng", _("Qingchengshan"))),
            ),
        ),
        Example(
            _("Yes or no"),
            Field(name="tell", label=_("Tell my daughter when it is done"), kind="checkbox", value="True"),
        ),
        Example(_("More words"), Field(name="note", label=_("What happened?"), kind="textarea")),
    ]
