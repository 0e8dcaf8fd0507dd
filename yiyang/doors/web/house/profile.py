"""What everybody reads of the house: where it is, when it is open, for whom it is, and what it says of itself."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiyang.doors.web.forms import Hour, Several, parts_of, said_of
from yiyang.doors.web.house.running import Running, ways
from yiyang.doors.web.house.services import named
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face.components.button import Button
from yiyang.face.components.form import Form
from yiyang.ground.places import selectors as places
from yiyang.ground.places.reference import ON_SITE, OWNERS

DESCRIBED = ("name", "name_en", "address", "address_en", "phone", "latitude", "longitude")


class WhereForm(forms.Form):
    """Names, address, telephone and the point on the map."""

    name = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200)
    address = forms.CharField(label=gettext_lazy("Address in Chinese"), max_length=200, required=False)
    address_en = forms.CharField(label=gettext_lazy("Address in English"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone of the house"), max_length=20, required=False)
    latitude = forms.DecimalField(
        label=gettext_lazy("Latitude in degrees"), min_value=-90, max_value=90, decimal_places=6, max_digits=9,
        required=False,
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=gettext_lazy("Longitude in degrees"), min_value=-180, max_value=180, decimal_places=6, max_digits=9,
        required=False,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A point has both numbers or none."""
        given = super().clean() or {}
        if (given.get("latitude") is None) != (given.get("longitude") is None):
            self.add_error("longitude", _("Fill in both, or neither."))
        return given


class HoursForm(forms.Form):
    """One stretch for every day of the week; empty days are closed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for day, word in day_names().items():
            self.fields[f"opens_{day}"] = Hour(label=_("%(day)s opens") % {"day": word}, required=False)
            self.fields[f"closes_{day}"] = Hour(label=_("%(day)s closes") % {"day": word}, required=False)

    def clean(self) -> dict[str, Any]:
        """Both hours or none, and the end after the start."""
        given = super().clean() or {}
        for day in day_names():
            opens, closes = given.get(f"opens_{day}"), given.get(f"closes_{day}")
            if (opens is None) != (closes is None):
                self.add_error(f"closes_{day}" if closes is None else f"opens_{day}", _("Fill in both, or neither."))
            elif opens is not None and closes is not None and closes <= opens:
                self.add_error(f"closes_{day}", _("It closes after it opens."))
        return given

    def hours(self) -> list[tuple[int, time, time]]:
        """The week as the verb takes it."""
        given = self.cleaned_data
        return [
            (day, given[f"opens_{day}"], given[f"closes_{day}"])
            for day in day_names()
            if given[f"opens_{day}"] is not None
        ]


class PositionForm(forms.Form):
    """How the house stands; everything else on the public page are live facts."""

    ownership = forms.ChoiceField(label=gettext_lazy("Whose it is"), required=False)
    level_from = forms.IntegerField(
        label=gettext_lazy("Lowest level of need"), min_value=0, max_value=20, required=False
    )
    level_to = forms.IntegerField(
        label=gettext_lazy("Highest level of need"), min_value=0, max_value=20, required=False
    )
    beds = forms.IntegerField(label=gettext_lazy("Beds to advertise"), min_value=0, max_value=100_000, required=False)
    on_site = Several(label=gettext_lazy("Medical care in the house"), required=False)
    about = forms.CharField(label=gettext_lazy("About the house, in Chinese"), widget=forms.Textarea, required=False)
    about_en = forms.CharField(label=gettext_lazy("About the house, in English"), widget=forms.Textarea, required=False)
    picture = forms.CharField(
        label=gettext_lazy("What a visitor sees, in Chinese"), widget=forms.Textarea, required=False
    )
    picture_en = forms.CharField(
        label=gettext_lazy("What a visitor sees, in English"), widget=forms.Textarea, required=False
    )

    def __init__(self, approved: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._choose("ownership", [("", _("not said")), *((code, named(pair)) for code, pair in OWNERS.items())])
        self._choose("on_site", [(code, named(pair)) for code, pair in ON_SITE.items()])
        self.fields["beds"].help_text = _("At most %(approved)s: what checked papers approve.") % {"approved": approved}

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def values(self) -> dict[str, Any]:
        """The cleaned fields as `position` takes them."""
        given = dict(self.cleaned_data)
        levels = (given.pop("level_from"), given.pop("level_to"))
        return {**given, "levels": levels}


def day_names() -> dict[int, str]:
    """ISO weekday to its name."""
    return {
        1: _("Monday"), 2: _("Tuesday"), 3: _("Wednesday"), 4: _("Thursday"), 5: _("Friday"), 6: _("Saturday"),
        7: _("Sunday"),
    }  # fmt: skip


def where_form(run: Running) -> WhereForm:
    return WhereForm(initial={name: getattr(run.house, name) for name in DESCRIBED}, prefix="where")


def hours_form(run: Running) -> HoursForm:
    initial: dict[str, time] = {}
    for day, opens, closes in places.opening_hours(run.actor, run.house_id):
        initial.setdefault(f"opens_{day}", opens)
        initial[f"closes_{day}"] = closes
    return HoursForm(initial=initial, prefix="hours")


def position_form(run: Running, sent: Any = None) -> PositionForm:
    """The form, filled with what was sent, or with what stands."""
    profile, approved = places.profile_of(run.actor, run.house_id, run.now)
    if sent is not None:
        return PositionForm(approved, sent, prefix="position")
    names = ("ownership", "level_from", "level_to", "beds", "on_site", "about", "about_en", "picture", "picture_en")
    initial = {name: getattr(profile, name) for name in names} if profile else {}
    return PositionForm(approved, initial=initial, prefix="position")


def page(
    run: Running,
    where: WhereForm | None = None,
    hours: HoursForm | None = None,
    position: PositionForm | None = None,
) -> Sheet:
    """The three forms, each saved by itself."""
    here = reverse("house_profile")
    shown = (
        ("where", _("Where it is"), where or where_form(run)),
        ("hours", _("When it is open"), hours or hours_form(run)),
        ("position", _("How it stands"), position or position_form(run)),
    )
    notes = {
        "hours": _("A day left empty is closed. Without any day it says: by arrangement."),
        "position": _("Prices, free places, licences and scores are drawn from the facts; nobody writes them."),
    }
    parts = tuple(
        Form(
            action=here,
            title=title,
            note=notes.get(name, ""),
            fields=parts_of(form),
            refused=said_of(form),
            button=Button(label=_("Save"), kind="primary", icon="check", name="deed", value=name, note=title),
        )
        for name, title, form in shown
    )
    seen = Button(label=_("As people see it"), icon="eye", href=reverse("organisation", args=[run.house_id]))
    return Sheet(title=_("Public page"), ways=ways("house_profile"), deeds=(seen,), sections=(Section(parts=parts),))
