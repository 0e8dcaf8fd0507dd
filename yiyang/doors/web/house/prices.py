"""Price rules by group, age and level of need, with dates and priority; and what somebody would pay on a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiyang.doors.web.forms import Day, Several, Yuan, parts_of, said_of, yuan
from yiyang.doors.web.house.running import Running, ways
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face import words
from yiyang.face.components import Parts
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip, Tone
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.form import Form
from yiyang.face.components.price import Price
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.errors import Unknown
from yiyang.foundation.money import Money
from yiyang.lifecycle.offers import selectors as offers
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.offers.prices import Customer


class RuleForm(forms.Form):
    """One rule; ages and levels are half-open: from 80 to 90 is 80 … 89."""

    name = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120)
    priority = forms.IntegerField(
        label=gettext_lazy("Priority"), min_value=0, max_value=1_000, initial=10,
        help_text=gettext_lazy("Of the rules that fit, the highest number decides."),
    )  # fmt: skip
    price_minor = Yuan(label=gettext_lazy("Price in yuan"), required=False, min_value=0)
    share = forms.IntegerField(
        label=gettext_lazy("or per cent of the list price"), required=False, min_value=0, max_value=1_000
    )
    group = forms.ChoiceField(label=gettext_lazy("Group of customers"), required=False)
    granted = forms.BooleanField(label=gettext_lazy("Only those whom this house has enrolled"), required=False)
    age_from = forms.IntegerField(label=gettext_lazy("From age"), min_value=0, max_value=130, required=False)
    age_to = forms.IntegerField(label=gettext_lazy("Below age"), min_value=0, max_value=130, required=False)
    level_from = forms.IntegerField(label=gettext_lazy("From level of need"), min_value=0, max_value=20, required=False)
    level_to = forms.IntegerField(label=gettext_lazy("Below level of need"), min_value=0, max_value=21, required=False)
    starts_on = Day(label=gettext_lazy("First day"))
    ends_on = Day(label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: until withdrawn."))

    def __init__(self, run: Running, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)
        group.choices = [("", _("everybody")), *_groups(run)]

    def values(self, run: Running) -> dict[str, Any]:
        """The cleaned fields as `set_price_rule` takes them."""
        given = self.cleaned_data
        price: Money | None = given["price_minor"]
        return {
            "name": given["name"],
            "name_en": given["name_en"],
            "priority": given["priority"],
            "starts_at": run.midnight(given["starts_on"]),
            "ends_at": run.after(given["ends_on"]),
            "ages": (given["age_from"], given["age_to"]),
            "levels": (given["level_from"], given["level_to"]),
            "group": given["group"] or None,
            "granted_by_id": run.house_id if given["granted"] and given["group"] else None,
            "price_minor": price.minor if price is not None else None,
            "share_basis_points": given["share"] * 100 if given["share"] is not None else None,
        }


# The names by which the verb refuses → the fields of the form.
RULE_FIELDS = {"ages": "age_to", "levels": "level_to", "ends_at": "ends_on", "starts_at": "starts_on"}


class PreviewForm(forms.Form):
    """Somebody by what a price may depend on: never a name, and nothing is kept."""

    on = Day(label=gettext_lazy("On this day"))
    age = forms.IntegerField(label=gettext_lazy("Age"), min_value=0, max_value=130, required=False)
    level = forms.IntegerField(label=gettext_lazy("Level of need"), min_value=0, max_value=20, required=False)
    groups = Several(label=gettext_lazy("Belongs to"), required=False)
    ours = forms.BooleanField(label=gettext_lazy("Enrolled by this house"), required=False)

    def __init__(self, run: Running, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = self.fields["groups"]
        assert isinstance(groups, forms.MultipleChoiceField)
        groups.choices = _groups(run)

    def customer(self, run: Running) -> Customer:
        """The customer this describes."""
        given = self.cleaned_data
        says = run.house_id if given["ours"] else None
        return Customer(given["age"], given["level"], frozenset((code, says) for code in given["groups"]))


def prices_page(
    run: Running, service_id: UUID, form: RuleForm | None = None, asked: PreviewForm | None = None
) -> Sheet:
    """The rules of one service, the form for another, and the answer to "who pays what"."""
    service = offers.mine(run.actor, service_id, run.now)
    here = reverse("house_prices", args=[service_id])
    form = form or RuleForm(run, initial={"starts_on": run.today, "priority": 10})
    rule = Form(
        action=here,
        title=_("Another rule"),
        note=_("Two rules of one priority that could meet in one person are refused, so that no price is in doubt."),
        fields=parts_of(form),
        refused=said_of(form),
        button=Button(label=_("Save the rule"), kind="primary", icon="check"),
    )
    ask = asked or PreviewForm(run, initial={"on": run.today}, prefix=None)
    question = Form(
        action=f"{here}#answer",
        ask=True,
        title=_("What would this person pay?"),
        fields=parts_of(ask),
        button=Button(label=_("Ask"), icon="search", name="ask", value="yes"),
    )
    answer = _answer(run, service, ask) if asked is not None and asked.is_valid() else ()
    listed = words.money(Money(service.list_price_minor, service.currency))
    return Sheet(
        title=_("Prices of %(service)s") % {"service": words.named(service)},
        lead=_("The list price is %(price)s. A rule changes it for some people, from a day to a day.")
        % {"price": listed},
        ways=ways("house_services"),
        back=(reverse("house_service", args=[service_id]), words.named(service)),
        sections=(
            Section(title=_("Rules"), parts=(_rules(run, service),)),
            Section(title=_("Ask"), parts=(question, *answer), layout="halves", id="answer"),
            Section(parts=(rule,)),
        ),
    )


def withdraw_page(run: Running, service_id: UUID, rule_id: UUID) -> Sheet:
    """The question before a rule is taken away. Raises Unknown."""
    service = offers.mine(run.actor, service_id, run.now)
    rule = next((each for each in offers.rules_of(run.actor, service_id) if each.id == rule_id), None)
    if rule is None:
        raise Unknown
    here = reverse("house_prices", args=[service_id])
    sure = Confirm(
        question=_("Withdraw the rule “%(rule)s”?") % {"rule": words.named(rule)},
        happens=_("New orders are priced without it from now on. Orders that stand keep their price."),
        action=reverse("house_price_withdraw", args=[service_id, rule_id]),
        yes=Button(label=_("Withdraw it"), kind="alarm", icon="x"),
        no=Button(label=_("Leave it as it is"), href=here),
    )
    return Sheet(title=words.named(service), ways=ways("house_services"), sections=(Section(parts=(sure,)),))


def _rules(run: Running, service: Service) -> Table:
    rows = tuple(
        Row(
            (
                words.named(rule),
                str(rule.priority),
                _whom(rule),
                _how_much(rule, service.currency),
                _when(run, rule),
                Button(
                    label=_("Withdraw…"),
                    href=reverse("house_price_withdraw", args=[service.id, rule.id]),
                    note=words.named(rule),
                ),
            )
        )
        for rule in offers.rules_of(run.actor, service.id)
    )
    columns = (
        Column(_("Rule")), Column(_("Priority"), "number"), Column(_("For whom")), Column(_("Price")),
        Column(_("When")), Column(_("Deed"), "deed"),
    )  # fmt: skip
    return Table(caption=_("Rules"), columns=columns, rows=rows, empty=_("No rule: everybody pays the list price."))


def _answer(run: Running, service: Service, asked: PreviewForm) -> Parts:
    at = run.midnight(asked.cleaned_data["on"]) + timedelta(hours=12)
    said = offers.preview(run.actor, service.id, asked.customer(run), at, now=run.now)
    quote = said.quote
    rule = quote.rule_name if words.chinese() else quote.rule_name_en
    reason = _("By the rule “%(rule)s”.") % {"rule": rule} if rule else _("No rule applies: the list price.")
    verdicts: dict[str, tuple[str, Tone]] = {
        "decides": (_("decides"), "ok"),
        "outranked": (_("applies, but a higher priority decides"), "info"),
        "not-this-customer": (_("does not apply to this person"), "plain"),
    }
    rows = tuple(
        Row(
            (
                words.named(each),
                str(each.priority),
                Chip(word=verdicts[each.verdict][0], tone=verdicts[each.verdict][1]),
            )
        )
        for each in said.judged
    )
    columns = (Column(_("Rule")), Column(_("Priority"), "number"), Column(_("Verdict")))
    table = Table(caption=_("How every rule stands"), columns=columns, rows=rows, empty=_("There is no rule that day."))
    english = not words.chinese()
    lines = tuple(
        (_(line.sentence) % ({"rule": line.facts["rule_en" if english else "rule"]} if line.facts else {}), line.amount)
        for line in quote.lines
    )
    return (Price(lines=lines, total=quote.amount, total_label=_("This person pays"), why=reason), table)


def _groups(run: Running) -> list[tuple[str, str]]:
    return [(group.code, words.named(group)) for group in offers.groups(run.actor)]


def _whom(rule: offers.RuleCard) -> str:
    said = []
    if rule.group:
        said.append(rule.group_name if words.chinese() else rule.group_name_en)
    for (low, high), word in ((rule.ages, _("age %(range)s")), (rule.levels, _("level of need %(range)s"))):
        if low is not None or high is not None:
            said.append(word % {"range": f"{low if low is not None else 0} – {high - 1 if high is not None else '…'}"})
    return _(", ").join(said) or _("everybody")


def _how_much(rule: offers.RuleCard, currency: str) -> str:
    if rule.price_minor is not None:
        return words.money(Money(rule.price_minor, currency))
    return _("%(share)s %% of the list price") % {"share": yuan(rule.share_basis_points).removesuffix(".00")}


def _when(run: Running, rule: offers.RuleCard) -> str:
    begins = words.full_day(rule.starts_at)
    if rule.ends_at is None:
        return _("from %(day)s") % {"day": begins}
    return _("%(first)s until %(last)s") % {
        "first": begins, "last": words.full_day(rule.ends_at - timedelta(minutes=1)),
    }  # fmt: skip
