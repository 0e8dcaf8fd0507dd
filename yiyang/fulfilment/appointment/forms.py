"""What people type about an appointment, and where a refusal stands on the form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from yiyang.face.deeds import DeedForm
from yiyang.lifecycle.orders.services import BY_THE_HOUSE


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
