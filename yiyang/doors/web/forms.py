"""Between Django's forms and our parts: fields drawn as components, refusals of a room brought to their field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from yiyang.doors.web.attempts import Attempt, attempt, in_words
from yiyang.face.components import Part, Parts
from yiyang.face.components.choices import Choices
from yiyang.face.components.field import Choice, Field
from yiyang.foundation.money import Money


class Day(forms.DateField):
    """A calendar day."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.input_type = "date"


class Hour(forms.TimeField):
    """An hour and minute on the wall of the house."""

    widget = forms.TimeInput(format="%H:%M")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.input_type = "time"


class Yuan(forms.DecimalField):
    """An amount typed in yuan; cleaned into Money, whole fen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=11, decimal_places=2, **options)
        self.widget.input_type = "text"
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        """Money, or None where it may be left out."""
        found = super().clean(value)
        return None if found is None else Money(int(found * 100))


class Several(forms.MultipleChoiceField):
    """Some of a list, as check boxes."""

    widget = forms.CheckboxSelectMultiple


def yuan(minor: int | None) -> str:
    """Whole fen as a form shows them: `50.00`."""
    return "" if minor is None else f"{minor // 100}.{minor % 100:02d}"


def parts_of(form: forms.Form) -> Parts:
    """Every field of the form as a component, with what was typed and what was refused."""
    return tuple(_part(form, name) for name in form.fields)


def _part(form: forms.Form, name: str) -> Part:
    bound = form[name]
    if isinstance(bound.field, forms.MultipleChoiceField):
        chosen = tuple(str(value) for value in bound.value() or ())
        return Choices(
            name=bound.html_name,
            label=bound.label or "",
            choices=tuple(Choice(str(value), label) for value, label in bound.field.widget.choices),
            chosen=chosen,
            hint=bound.help_text or "",
            refused=" ".join(str(error) for error in bound.errors),
        )
    made = Field.of(bound)
    given = bound.value()
    if isinstance(bound.field, Day | Hour) and given is not None:
        made = Field.of(bound, value=str(bound.field.widget.format_value(given) or given))
    return made


def said_of(form: forms.Form) -> str:
    """What was refused and stands at no field."""
    return " ".join(str(error) for error in form.non_field_errors())


@contextmanager
def deed(request: HttpRequest, form: forms.Form, fields: Mapping[str, str] | None = None) -> Iterator[Attempt]:
    """Do something with a valid form; a refusal comes back to the field it names (`fields` renames) or on top."""
    with attempt(request) as tried:
        yield tried
    if tried.refusal is not None:
        named = (fields or {}).get(tried.refusal.field or "", tried.refusal.field)
        form.add_error(named if named in form.fields else None, in_words(tried.refusal))


class Sure(forms.Form):
    """Nothing to fill in but the yes."""

    sure = forms.BooleanField(label=_("Yes, do it"))
