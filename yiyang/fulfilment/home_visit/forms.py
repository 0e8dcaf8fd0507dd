"""What people type about visits at home, and where a refusal stands on the form."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from yiyang.face.deeds import DeedForm
from yiyang.foundation.money import Money
from yiyang.fulfilment.home_visit.services import Rule
from yiyang.lifecycle.orders.services import BY_THE_HOUSE

_INSTANTS = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"]
_WHEN = {"required": gettext_lazy("Please choose a day and an hour.")}


class BookForm(DeedForm):
    """When and how often, who comes, on whose order and what for; a desk also says who asked and how."""

    starts_at = forms.DateTimeField(
        error_messages=_WHEN, input_formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"]
    )
    every_days = forms.IntegerField(required=False, min_value=1, max_value=31)
    visits = forms.IntegerField(required=False, min_value=1, max_value=26)
    practitioner_id = forms.UUIDField(required=False)
    backup_id = forms.UUIDField(required=False)
    regular = forms.BooleanField(required=False)
    request_id = forms.UUIDField(required=False)
    hospital_order_id = forms.UUIDField(required=False)
    purpose = forms.CharField(required=False, max_length=200)
    address = forms.CharField(required=False, max_length=200)
    service = forms.CharField(required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        required=False, choices=[("desk", gettext_lazy("At the desk")), ("telephone", gettext_lazy("By telephone"))]
    )
    caller = forms.CharField(required=False, max_length=60)
    pay_with = forms.ChoiceField(
        required=False, choices=[("money", gettext_lazy("Pay")), ("package", gettext_lazy("Use the package"))]
    )

    @property
    def detail(self) -> dict[str, Any]:
        """What the mode is told, without the start."""
        names = ("practitioner_id", "backup_id", "request_id", "hospital_order_id", "purpose", "address")
        return {name: str(self.cleaned_data[name]) for name in names if self.cleaned_data.get(name)}


class ReasonForm(DeedForm):
    """Why something is taken back; a house says so when it is the cause itself."""

    by_house = forms.BooleanField(required=False)
    reason = forms.CharField(
        max_length=200, error_messages={"required": gettext_lazy("Please say why, in a few words.")}
    )

    @property
    def cause(self) -> str:
        """The reason orders is given."""
        return BY_THE_HOUSE if self.cleaned_data["by_house"] else str(self.cleaned_data["reason"])


class MoveForm(DeedForm):
    """Another day and hour, by the clock on the reader's wall."""

    day = forms.DateField(error_messages=_WHEN)
    hour = forms.TimeField(error_messages=_WHEN, input_formats=["%H:%M", "%H:%M:%S"])
    starts_at = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def start(self) -> datetime:
        """The instant that was meant."""
        return at(self.cleaned_data["day"], self.cleaned_data["hour"])


class AssignForm(DeedForm):
    """Who goes instead, or nobody for now; and why."""

    practitioner_id = forms.UUIDField(required=False)
    nobody = forms.BooleanField(required=False)
    reason = forms.CharField(required=False, max_length=200)


class RegularForm(DeedForm):
    """Who comes from now on, and who otherwise."""

    practitioner_id = forms.UUIDField(error_messages={"required": gettext_lazy("Please choose somebody.")})
    backup_id = forms.UUIDField(required=False)


class OrderForm(DeedForm):
    """A doctor's order for care at home."""

    item_code = forms.CharField(error_messages={"required": gettext_lazy("Please choose what is to be done.")})
    instruction = forms.CharField(max_length=2_000)
    reason = forms.CharField(max_length=200)
    visits = forms.IntegerField(min_value=1, max_value=60, initial=1)
    days = forms.IntegerField(min_value=1, max_value=90, initial=30)
    encounter_id = forms.UUIDField(required=False)


class WorkForm(DeedForm):
    """One thing a worker did, entered at a desk: the same entries a phone hands in."""

    kind = forms.CharField(max_length=12)
    text = forms.CharField(required=False, max_length=4_000)
    risks = forms.CharField(required=False, max_length=2_000)
    line = forms.IntegerField(required=False, min_value=0)
    code = forms.CharField(required=False, max_length=30)
    value = forms.DecimalField(required=False)
    second = forms.DecimalField(required=False)
    count = forms.IntegerField(required=False, min_value=1, max_value=50)
    name = forms.CharField(required=False, max_length=80)
    relation = forms.CharField(required=False, max_length=12)
    about = forms.CharField(required=False, max_length=12)
    reason = forms.CharField(required=False, max_length=200)
    fit = forms.CharField(required=False, max_length=3)


class ItemForm(DeedForm):
    """One item of a province's list, as its next version says it."""

    code = forms.CharField(max_length=30)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    name = forms.CharField(max_length=120)
    name_en = forms.CharField(max_length=120)
    kind = forms.CharField(max_length=10)
    allowed = forms.BooleanField(required=False)
    licence = forms.CharField(required=False, max_length=40)
    years_min = forms.IntegerField(min_value=0, max_value=40)
    title_min = forms.CharField(required=False, max_length=20)
    needs_order = forms.BooleanField(required=False)
    needs_assessment = forms.BooleanField(required=False)
    minutes = forms.IntegerField(min_value=5, max_value=720)
    checklist = forms.CharField(max_length=4_000)
    checklist_en = forms.CharField(max_length=4_000)
    source = forms.CharField(max_length=200)
    reason = forms.CharField(max_length=200)

    @property
    def rule(self) -> Rule:
        """What was typed, as the list holds it; a line of the checklist is a line of the box."""
        said = self.cleaned_data
        names = ("name", "name_en", "kind", "allowed", "licence", "years_min", "title_min", "needs_order")
        return Rule(
            **{name: said[name] for name in (*names, "needs_assessment", "minutes", "source")},
            checklist=_lines(said["checklist"]),
            checklist_en=_lines(said["checklist_en"]),
        )


class UndertakeForm(DeedForm):
    """Which item a service is, and what the way costs."""

    service_id = forms.UUIDField()
    item_code = forms.CharField(max_length=30)
    fee = forms.DecimalField(required=False, min_value=0, max_value=1_000, decimal_places=2)

    @property
    def travel_fee(self) -> Money:
        return yuan(self.cleaned_data["fee"])


class ConsumableForm(DeedForm):
    """Something used up at visits, with its price."""

    code = forms.CharField(max_length=30)
    name = forms.CharField(max_length=80)
    name_en = forms.CharField(required=False, max_length=80)
    price = forms.DecimalField(min_value=0, max_value=10_000, decimal_places=2)


class TermsForm(DeedForm):
    """How much a worker does, and how far away."""

    practitioner_id = forms.UUIDField()
    weekly_hours = forms.IntegerField(min_value=0, max_value=60)
    kilometres = forms.DecimalField(required=False, min_value=0, max_value=200, decimal_places=1)
    visits = forms.BooleanField(required=False)


def at(day: Any, hour: time) -> datetime:
    """The instant of a day and an hour by the reader's clock."""
    return datetime.combine(day, hour, timezone.get_current_timezone())


def yuan(amount: Decimal | None) -> Money:
    """An amount typed in yuan."""
    return Money(int((amount or Decimal(0)) * 100))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip()[:120] for line in text.splitlines() if line.strip())
