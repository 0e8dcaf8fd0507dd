"""What the house offers: the list, one service with its words, terms and licences, and what cancelling costs."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiyang.doors.web.forms import Several, Yuan, parts_of, said_of, yuan
from yiyang.doors.web.house.running import Running, ways
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.deed import Deed
from yiyang.face.components.form import Form
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.money import Money
from yiyang.ground.people import selectors as people
from yiyang.ground.people.reference import LICENCES
from yiyang.ground.places import selectors as places
from yiyang.ground.places.reference import CATEGORIES, PAPERS
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.orders.protocol import modes

LINES = 3  # of the cancellation rule, on the form


def named(pair: tuple[Any, ...]) -> str:
    """(Chinese, English, …) in the reader's language."""
    return str(pair[0] if words.chinese() else pair[1])


class ServiceForm(forms.Form):
    """A service as its manager writes it; the names of the fields are the columns'."""

    need = forms.ChoiceField(label=gettext_lazy("Need it serves"))
    mode = forms.ChoiceField(label=gettext_lazy("How it is given"))
    name = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    price = Yuan(label=gettext_lazy("List price in yuan"), min_value=0)
    terms = forms.ChoiceField(label=gettext_lazy("When it is paid"))
    practitioner_id = forms.ChoiceField(label=gettext_lazy("Who gives it"), required=False)
    licence = forms.ChoiceField(label=gettext_lazy("Licence that person needs"), required=False)
    duration_minutes = forms.IntegerField(label=gettext_lazy("Minutes it takes"), initial=15)
    hold_minutes = forms.IntegerField(label=gettext_lazy("Minutes an unpaid place is held"), initial=15)
    open_limit = forms.IntegerField(label=gettext_lazy("Open bookings one person may have"), initial=3)
    papers = Several(label=gettext_lazy("Papers the house needs for it"), required=False)
    description = forms.CharField(
        label=gettext_lazy("Description in Chinese"), widget=forms.Textarea, max_length=2_000, required=False
    )
    description_en = forms.CharField(
        label=gettext_lazy("Description in English"), widget=forms.Textarea, max_length=2_000, required=False
    )

    def __init__(self, run: Running, *args: Any, fixed_mode: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        sells = places.organisation_card(run.actor, run.house_id, run.now).sells
        needs = [need for need in offers.needs(run.actor) if need.category in sells]
        self._choose(
            "need", [(need.code, f"{named(CATEGORIES[need.category])}: {words.named(need)}") for need in needs]
        )
        self._choose(
            "mode", [(code, str(word)) for code, mode in modes().items() if (word := getattr(mode, "name", ""))]
        )
        self._choose("terms", list(terms_words().items()))
        staff = {one.practitioner_id: one for one in people.professionals_at(run.actor, run.house_id, run.now)}
        self._choose(
            "practitioner_id", [("", _("nobody in particular")), *((str(k), words.named(v)) for k, v in staff.items())]
        )
        self._choose("licence", [("", _("none")), *((code, named(pair)) for code, pair in LICENCES.items())])
        self._choose("papers", [(code, named(pair)) for code, pair in PAPERS.items()])
        if fixed_mode:
            del self.fields["mode"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def described(self) -> dict[str, Any]:
        """The cleaned fields as the verbs of offers take them, price and mode apart."""
        given = {key: value for key, value in self.cleaned_data.items() if key not in ("price", "mode")}
        return {**given, "practitioner_id": UUID(given["practitioner_id"]) if given["practitioner_id"] else None}


class CancellationForm(forms.Form):
    """Up to three lines: cancelled so many hours before, so much of the price comes back."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for line in range(1, LINES + 1):
            self.fields[f"hours_{line}"] = forms.IntegerField(
                label=_("Line %(n)s: hours before") % {"n": line}, min_value=0, max_value=8_760, required=False
            )
            self.fields[f"share_{line}"] = forms.IntegerField(
                label=_("Line %(n)s: per cent that come back") % {"n": line}, min_value=0, max_value=100, required=False
            )

    def clean(self) -> dict[str, Any]:
        """A line has both numbers or none, and no hour twice."""
        given = super().clean() or {}
        seen = set()
        for line in range(1, LINES + 1):
            hours, share = given.get(f"hours_{line}"), given.get(f"share_{line}")
            if (hours is None) != (share is None):
                self.add_error(f"share_{line}" if share is None else f"hours_{line}", _("Fill in both, or neither."))
            elif hours is not None and hours in seen:
                self.add_error(f"hours_{line}", _("This hour stands in another line."))
            seen.add(hours)
        return given

    def shares(self) -> dict[int, int]:
        """Hours before the start to basis points."""
        given = self.cleaned_data
        lines = [(given.get(f"hours_{line}"), given.get(f"share_{line}")) for line in range(1, LINES + 1)]
        return {hours: share * 100 for hours, share in lines if hours is not None and share is not None}


def terms_words() -> dict[str, str]:
    return {"prepaid": _("before it"), "postpaid": _("after it"), "free": _("it is free")}


def state_chip(state: str) -> Chip:
    """A service's state in a word and a shape."""
    said: dict[str, tuple[str, Tone]] = {
        "draft": (_("draft"), "plain"),
        "active": (_("on offer"), "ok"),
        "suspended": (_("rests"), "warn"),
        "retired": (_("no longer offered"), "plain"),
    }
    word, tone = said[state]
    return Chip(word=word, tone=tone)


def list_page(run: Running) -> Sheet:
    """Everything the house ever offered, what is on offer first."""
    order = ("active", "draft", "suspended", "retired")
    cards = sorted(offers.every_service_of(run.actor, run.house_id), key=lambda card: order.index(card.state))
    rows = tuple(
        Row(
            (
                words.named(card),
                (card.practitioner if words.chinese() else card.practitioner_en) or "–",
                words.money(card.list_price),
                terms_words()[card.terms],
                state_chip(card.state),
                Button(label=_("Prices"), href=reverse("house_prices", args=[card.id]), note=words.named(card)),
            ),
            href=reverse("house_service", args=[card.id]),
        )
        for card in cards
    )
    columns = (
        Column(_("Service")), Column(_("Given by")), Column(_("List price"), "number"), Column(_("When it is paid")),
        Column(_("State")), Column(_("Deed"), "deed"),
    )  # fmt: skip
    new = Button(label=_("New service"), kind="primary", icon="pencil", href=reverse("house_service_new"))
    empty = _("Nothing is offered yet. Write the first service down; it is published when you say so.")
    table = Table(caption=_("Services"), columns=columns, rows=rows, empty=empty)
    return Sheet(title=_("Services"), ways=ways("house_services"), deeds=(new,), sections=(Section(parts=(table,)),))


def new_page(run: Running, form: ServiceForm | None = None, key: str = "") -> Sheet:
    """The form for a draft; `key` travels along so that two sendings make one."""
    form = form or ServiceForm(run)
    return Sheet(
        title=_("New service"),
        lead=_("It is a draft until you publish it. Write it in both languages: nobody should read half a page."),
        ways=ways("house_services"),
        back=(reverse("house_services"), _("Services")),
        sections=(
            Section(
                parts=(
                    Form(
                        action=reverse("house_service_new"),
                        fields=parts_of(form),
                        refused=said_of(form),
                        hidden=(("key", key or str(uuid4())),),
                        button=Button(label=_("Save the draft"), kind="primary", icon="check"),
                    ),
                )
            ),
        ),
    )


def initial(service: Service) -> dict[str, Any]:
    """A stored service as the form shows it."""
    names = [name for name in ServiceForm.base_fields if name not in ("price", "mode", "practitioner_id")]
    return {
        **{name: getattr(service, name) for name in names},
        "price": yuan(service.list_price_minor),
        "practitioner_id": str(service.practitioner_id or ""),
    }


def service_page(
    run: Running,
    service_id: UUID,
    form: ServiceForm | None = None,
    rule: CancellationForm | None = None,
    said: Parts = (),
) -> Sheet:
    """One service: its state and what can be done with it, its words, what cancelling costs."""
    service = offers.mine(run.actor, service_id, run.now)
    card = offers.service_card(run.actor, service_id)
    here = reverse("house_service", args=[service_id])
    form = form or ServiceForm(run, initial=initial(service), fixed_mode=True)
    rule = rule or CancellationForm(initial=_lines(card.cancellation), prefix="rule")
    save = Button(label=_("Save"), kind="primary", icon="check", name="deed", value="save")
    keep = Button(label=_("Publish the rule"), icon="check", name="deed", value="cancellation")
    words_of = Form(action=here, fields=parts_of(form), refused=said_of(form), button=save)
    cancelling = Form(
        action=here,
        title=_("What cancelling costs"),
        note=_("Without any line everything comes back until it starts, and nothing afterwards."),
        fields=parts_of(rule),
        refused=said_of(rule),
        button=keep,
    )
    retired = service.state == "retired"
    forms_: Parts = () if retired else (words_of, cancelling)
    return Sheet(
        title=words.named(card),
        chip=state_chip(service.state),
        lead=_lead(service.state, service.list_price_minor, service.currency),
        ways=ways("house_services"),
        back=(reverse("house_services"), _("Services")),
        said=said,
        deeds=_deeds(service, here),
        sections=(Section(parts=forms_),),
    )


def retire_page(run: Running, service_id: UUID) -> Sheet:
    """The question before a service is given up for good."""
    service = offers.mine(run.actor, service_id, run.now)
    here = reverse("house_service", args=[service_id])
    sure = Confirm(
        question=_("Give this service up for good?"),
        happens=_("Nobody can order it any more, and it cannot come back. What was ordered is still given."),
        action=reverse("house_service_retire", args=[service_id]),
        yes=Button(label=_("Give it up"), kind="alarm", icon="x"),
        no=Button(label=_("Leave it as it is"), href=here),
    )
    return Sheet(title=words.named(service), ways=ways("house_services"), sections=(Section(parts=(sure,)),))


def _lead(state: str, minor: int, currency: str) -> str:
    said = {
        "draft": _("Nobody sees it yet."),
        "active": _("Everybody can find and order it."),
        "suspended": _("Nobody can order it now; what was ordered is still given."),
        "retired": _("It was given up; what was ordered is still given."),
    }
    return _("%(said)s List price %(price)s.") % {"said": said[state], "price": words.money(Money(minor, currency))}


def _deeds(service: Service, here: str) -> Parts:
    prices = Button(label=_("Prices"), href=reverse("house_prices", args=[service.id]), icon="banknote")
    given: list[Part] = [prices]
    if service.state in ("draft", "suspended"):
        publish = Button(label=_("Publish"), kind="primary", icon="badge-check", name="deed", value="publish")
        given.insert(0, Deed(action=here, button=publish))
    if service.state == "active":
        given.append(Button(label=_("As people see it"), href=reverse("provider", args=[service.id]), icon="eye"))
        rest = Button(label=_("Let it rest"), icon="hourglass", name="deed", value="suspend")
        given.append(Deed(action=here, button=rest))
    if service.state != "retired":
        given.append(
            Button(label=_("Give it up…"), kind="quiet", href=reverse("house_service_retire", args=[service.id]))
        )
    return tuple(given)


def _lines(cancellation: tuple[tuple[int, int], ...]) -> dict[str, int]:
    found = {}
    for line, (hours, share) in enumerate(cancellation[:LINES], 1):
        found[f"hours_{line}"], found[f"share_{line}"] = hours, share // 100
    return found
