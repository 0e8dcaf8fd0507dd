"""A telephone field that knows one number in all the ways people write it, and the form of a new account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yiyang.ground.people import telephone
from yiyang.ground.people.errors import WrongPhone
from yiyang.ground.people.models import Account


class PhoneField(forms.CharField):
    """Cleans to E.164."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Telephone"))
        options.setdefault("max_length", 24)
        options.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        try:
            return telephone.normalised(text)
        except WrongPhone as refusal:
            raise ValidationError(gettext(refusal.sentence), code=refusal.code) from None


class SignUpFields(forms.Form):
    """What allauth's sign-up form asks besides: the name to call somebody by, and a telephone it can reach."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "phone", "password1"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "phone" in self.fields and "phone" not in self.errors and not cleaned.get("phone"):
            self.add_error("phone", ValidationError(gettext("A code is sent to this number."), code="required"))
        return cleaned

    def signup(self, request: HttpRequest, user: Account) -> None:
        """Called by allauth when the account stands; the adapter has written the name down already."""
