"""What people type about an appointment, and where a refusal stands on the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.utils.translation import gettext, gettext_lazy

from yiyang.foundation.errors import Conflict, Exhausted, Invalid, Refused, TooMany
from yiyang.lifecycle.orders.services import BY_THE_HOUSE

T = TypeVar("T")


class DeedForm(forms.Form):
    """A form that changes something once, however often it is sent."""

    request_key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def attempt(self, deed: Callable[[], T]) -> T | None:
        """The deed's answer; None when the form is wrong or the world said no, which then stands at its field.

        Refusals that are about the caller (sign in, unknown, forbidden) are not the form's and go on.
        """
        if not self.is_valid():
            return None
        try:
            return deed()
        except (Invalid, Conflict, Exhausted, TooMany) as refusal:
            self.add_error(self._place(refusal), refusal.in_words(gettext(refusal.sentence)))
            return None

    def _place(self, refusal: Refused) -> str | None:
        return refusal.field if refusal.field in self.fields else None

    def said(self, field: str) -> str:
        """What is wrong with a field, or with the form as a whole (`__all__`), as one sentence."""
        return " ".join(str(each) for each in self.errors.get(field, []))


class ChooseForm(DeedForm):
    """Which number, and (at a desk) who asked and how."""

    slot_id = forms.UUIDField(error_messages={"required": gettext_lazy("Please choose a number.")})
    channel = forms.ChoiceField(
        required=False, choices=[("desk", gettext_lazy("At the desk")), ("telephone", gettext_lazy("By telephone"))]
    )
    caller = forms.CharField(required=False, max_length=60)
    pay_with = forms.ChoiceField(
        required=False, choices=[("money", gettext_lazy("Pay")), ("package", gettext_lazy("Use the package"))]
    )


class PayForm(DeedForm):
    """Which way of paying."""

    provider = forms.CharField(max_length=30)


class ReasonForm(DeedForm):
    """Why it is taken back; a house says so when it is the cause itself, and then everything goes back."""

    by_house = forms.BooleanField(required=False)

    reason = forms.CharField(
        max_length=200,
        label=gettext_lazy("Why?"),
        error_messages={"required": gettext_lazy("Please say why, in a few words.")},
    )

    @property
    def cause(self) -> str:
        """The reason orders is given."""
        return BY_THE_HOUSE if self.cleaned_data["by_house"] else str(self.cleaned_data["reason"])
