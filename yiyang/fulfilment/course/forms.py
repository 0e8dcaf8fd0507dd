"""What people type about a package, and where a refusal stands on the form."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy

from yiyang.face.deeds import DeedForm
from yiyang.foundation.money import Money
from yiyang.lifecycle.orders.services import BY_THE_HOUSE


class BuyForm(DeedForm):
    """Which package; a desk also says for whom, in a hidden field of its own."""

    package_id = forms.UUIDField(error_messages={"required": gettext_lazy("Please choose a package.")})


class GiveBackForm(DeedForm):
    """Why it goes back; a house says so when it is the cause itself, and then everything does."""

    by_house = forms.BooleanField(required=False)
    reason = forms.CharField(
        max_length=200, error_messages={"required": gettext_lazy("Please say why, in a few words.")}
    )

    @property
    def cause(self) -> str:
        """The reason orders is given."""
        return BY_THE_HOUSE if self.cleaned_data["by_house"] else str(self.cleaned_data["reason"])


class PackageForm(DeedForm):
    """A new package of a house. How often each service may be used stands in fields of their own, `uses_<service>`."""

    uses = forms.CharField(required=False)  # where a refusal about them stands

    name = forms.CharField(max_length=120)
    name_en = forms.CharField(max_length=120, required=False)
    price = forms.DecimalField(min_value=Decimal(0), max_digits=9, decimal_places=2)
    valid_days = forms.IntegerField(min_value=1, max_value=1_100)
    return_days = forms.IntegerField(min_value=0, max_value=365)

    @property
    def money(self) -> Money:
        return Money(int(self.cleaned_data["price"] * 100))

    def typed_uses(self) -> dict[str, str]:
        """What was typed beside each service, by the name of its field."""
        return {name: str(value).strip() for name, value in self.data.items() if name.startswith("uses_")}
