"""Weeks that become sessions with numbers, days without them, and what is sold before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yiyang.doors.web.forms import Day, Hour, Several, parts_of, said_of
from yiyang.doors.web.house.running import Running, ways
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face import words
from yiyang.face.components import Part, Parts
from yiyang.face.components.button import Button
from yiyang.face.components.chip import Chip
from yiyang.face.components.confirm import Confirm
from yiyang.face.components.form import Form
from yiyang.face.components.table import Column, Row, Table
from yiyang.foundation.errors import Unknown
from yiyang.ground.people import selectors as people
from yiyang.lifecycle.capacity import selectors as capacity
from yiyang.lifecycle.capacity import services as planning
from yiyang.lifecycle.offers import selectors as offers

AHEAD_DAYS = 14  # of sessions on the first sheet
STRETCHES = 2  # of a day, on the form: morning and afternoon


def weekdays() -> dict[str, str]:
    """ISO weekday to its short name."""
    return {
        "1": _("Mon"), "2": _("Tue"), "3": _("Wed"), "4": _("Thu"), "5": _("Fri"), "6": _("Sat"), "7": _("Sun"),
    }  # fmt: skip


class WeekForm(forms.Form):
    """On these weekdays, one or two stretches of numbers."""

    service_id = forms.ChoiceField(label=gettext_lazy("Service"))
    days = Several(label=gettext_lazy("On these days"))
    begins_1 = Hour(label=gettext_lazy("First stretch begins"))
    numbers_1 = forms.IntegerField(label=gettext_lazy("Numbers in it"), min_value=1, max_value=500, initial=12)
    begins_2 = Hour(label=gettext_lazy("Second stretch begins"), required=False)
    numbers_2 = forms.IntegerField(label=gettext_lazy("Numbers in it"), min_value=1, max_value=500, required=False)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes for a number"), min_value=1, max_value=480, initial=10)
    room = forms.CharField(label=gettext_lazy("Room"), max_length=60, required=False)
    from_on = Day(label=gettext_lazy("First day"))
    until_on = Day(label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: until it is ended."))

    def __init__(self, run: Running, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        services = offers.services_of(run.actor, run.house_id)
        self._choose("service_id", [(str(card.id), _title(card)) for card in services])
        self._choose("days", list(weekdays().items()))

    def clean(self) -> dict[str, Any]:
        """A second stretch has both an hour and a number, or neither."""
        given = super().clean() or {}
        if (given.get("begins_2") is None) != (given.get("numbers_2") is None):
            self.add_error("numbers_2", _("Fill in both, or neither."))
        return given

    def week(self) -> list[planning.Week]:
        """The lines of the week."""
        given, lines = self.cleaned_data, []
        for day in given["days"]:
            for stretch in range(1, STRETCHES + 1):
                if given[f"begins_{stretch}"] is not None:
                    at, numbers = given[f"begins_{stretch}"], given[f"numbers_{stretch}"]
                    lines.append(planning.Week(int(day), at, numbers, given["minutes"]))
        return lines

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class LeaveForm(forms.Form):
    """Somebody's leave, or a day on which the house is closed."""

    practitioner_id = forms.ChoiceField(label=gettext_lazy("Who is away"), required=False)
    first_day = Day(label=gettext_lazy("First day"))
    first_hour = Hour(label=gettext_lazy("from"), required=False, help_text=gettext_lazy("Empty: from the morning."))
    last_day = Day(label=gettext_lazy("Last day"))
    last_hour = Hour(label=gettext_lazy("until"), required=False, help_text=gettext_lazy("Empty: until the evening."))

    def __init__(self, run: Running, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        staff = {one.practitioner_id: one for one in people.professionals_at(run.actor, run.house_id, run.now)}
        who = self.fields["practitioner_id"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [("", _("the whole house")), *((str(key), words.named(one)) for key, one in staff.items())]

    def span(self, run: Running) -> tuple[datetime, datetime]:
        """The half-open time that is meant."""
        given = self.cleaned_data
        begin = run.at(given["first_day"], given["first_hour"] or time())
        if given["last_hour"]:
            return begin, run.at(given["last_day"], given["last_hour"])
        return begin, run.midnight(given["last_day"] + timedelta(days=1))

    def who(self) -> UUID | None:
        given = self.cleaned_data["practitioner_id"]
        return UUID(given) if given else None


LEAVE_FIELDS = {"ends_at": "last_day", "starts_at": "first_day"}


class UntilForm(forms.Form):
    """A day up to which sessions are made, or from which a week ends."""

    on = Day(label=gettext_lazy("Day"))


def list_page(run: Running) -> Sheet:
    """The weeks, the leaves, and the sessions of the next fourteen days with what is sold."""
    weeks = capacity.schedules_of(run.actor, run.house_id, run.now)
    until = run.midnight(run.today + timedelta(days=AHEAD_DAYS))
    sold = capacity.sold_between(run.actor, run.house_id, run.now, until, now=run.now)
    return Sheet(
        title=_("Schedules"),
        ways=ways("house_schedules"),
        deeds=(
            Button(label=_("New week"), kind="primary", icon="calendar-days", href=reverse("house_week_new")),
            Button(label=_("Leave or closed day"), icon="calendar-x", href=reverse("house_leave")),
        ),
        sections=(
            Section(title=_("Weeks"), parts=(_weeks(weeks),)),
            Section(title=_("Leave and closed days"), parts=(_leaves(run),)),
            Section(title=_("The next fourteen days"), parts=(sold_table(sold, deeds=True),)),
        ),
    )


def new_page(run: Running, form: WeekForm | None = None) -> Sheet:
    """The form for a week."""
    form = form or WeekForm(run, initial={"from_on": run.today, "days": ["1", "2", "3", "4", "5"]})
    return Sheet(
        title=_("New week"),
        lead=_("Sessions with numbers are made from it four weeks ahead at once; make more when you like."),
        ways=ways("house_schedules"),
        back=(reverse("house_schedules"), _("Schedules")),
        sections=(
            Section(
                parts=(
                    Form(
                        action=reverse("house_week_new"),
                        fields=parts_of(form),
                        refused=said_of(form),
                        button=Button(label=_("Save and make sessions"), kind="primary", icon="check"),
                    ),
                )
            ),
        ),
    )


def week_page(run: Running, schedule_id: UUID, more: UntilForm | None = None, end: UntilForm | None = None) -> Sheet:
    """One week: its lines, its sessions ahead with what is sold, make more, end it."""
    card = capacity.schedule_of(run.actor, schedule_id, run.now)
    here = reverse("house_week", args=[schedule_id])
    far = run.midnight(run.today + timedelta(days=366))
    sold = capacity.sold_between(run.actor, run.house_id, run.now, far, now=run.now, schedule_id=schedule_id, limit=100)
    more = more or UntilForm(initial={"on": run.today + timedelta(days=28)}, prefix="more")
    end = end or UntilForm(initial={"on": run.today}, prefix="end")
    forms_ = (
        Form(
            action=here,
            title=_("Make sessions up to a day"),
            fields=parts_of(more),
            refused=said_of(more),
            button=Button(label=_("Make sessions"), icon="calendar-check", name="deed", value="plan"),
        ),
        Form(
            action=here,
            title=_("End this week from a day on"),
            note=_told(sum(each.sold for each in sold)),
            fields=parts_of(end),
            refused=said_of(end),
            button=Button(label=_("End it"), kind="alarm", icon="calendar-x", name="deed", value="end"),
        ),
    )
    return Sheet(
        title=card.service if words.chinese() else card.service_en,
        lead=" · ".join(each for each in (_who(card), card.room) if each),
        ways=ways("house_schedules"),
        back=(reverse("house_schedules"), _("Schedules")),
        sections=(
            Section(title=_("The week"), parts=(_lines(card),)),
            Section(title=_("Sessions ahead"), parts=(sold_table(sold, deeds=True),)),
            Section(title=_("Change"), parts=forms_, layout="halves"),
        ),
    )


def leave_page(run: Running, form: LeaveForm | None = None) -> Sheet:
    """First look what is sold in that time; then close it."""
    form = form or LeaveForm(run, initial={"first_day": run.today, "last_day": run.today})
    parts: Parts = (
        Form(
            action=reverse("house_leave"),
            ask=True,
            fields=parts_of(form),
            refused=said_of(form),
            hidden=(("look", "yes"),),
            button=Button(label=_("Look what is sold"), kind="primary", icon="search"),
        ),
    )
    sections = [Section(parts=parts)]
    if form.is_bound and form.is_valid():
        sections.append(_found(run, form))
    return Sheet(
        title=_("Leave or closed day"),
        lead=_("You see who has a number in that time before anything changes. Nobody is dropped."),
        ways=ways("house_schedules"),
        back=(reverse("house_schedules"), _("Schedules")),
        sections=tuple(sections),
    )


def reopen_page(run: Running, closure_id: UUID) -> Sheet:
    """The question before a leave is taken back."""
    sure = Confirm(
        question=_("Take this leave back?"),
        happens=_("The sessions it withdrew take place again, with the numbers people still have."),
        action=reverse("house_reopen", args=[closure_id]),
        yes=Button(label=_("Take the leave back"), kind="primary", icon="undo-2"),
        no=Button(label=_("Leave it"), href=reverse("house_schedules")),
    )
    return Sheet(title=_("Leave"), ways=ways("house_schedules"), sections=(Section(parts=(sure,)),))


def withdraw_page(run: Running, session_id: UUID) -> Sheet:
    """The question before one session is withdrawn, with how many people have a number. Raises Unknown."""
    far = run.now + timedelta(days=400)
    found = capacity.sold_between(run.actor, run.house_id, run.now, far, now=run.now, session_id=session_id)
    if not found:
        raise Unknown
    sure = Confirm(
        question=_("Withdraw this session?"),
        happens=f"{words.moment(found[0].starts_at)}. {_told(found[0].sold)}",
        action=reverse("house_session_withdraw", args=[session_id]),
        yes=Button(label=_("Withdraw it"), kind="alarm", icon="calendar-x"),
        no=Button(label=_("Leave it as it is"), href=reverse("house_schedules")),
    )
    return Sheet(title=_("Session"), ways=ways("house_schedules"), sections=(Section(parts=(sure,)),))


def sold_table(found: Sequence[capacity.Sold], *, deeds: bool = False) -> Table:
    """Sessions with their numbers and how many are sold."""
    rows = tuple(
        Row(
            (
                words.moment(each.starts_at),
                each.service if words.chinese() else each.service_en,
                (each.practitioner if words.chinese() else each.practitioner_en) or "–",
                str(each.numbers),
                _sold(each),
                *(
                    (
                        Button(
                            label=_("Withdraw…"),
                            href=reverse("house_session_withdraw", args=[each.session_id]),
                            note=words.moment(each.starts_at),
                        ),
                    )
                    if deeds
                    else ()
                ),
            )
        )
        for each in found
    )
    columns = [
        Column(_("When")), Column(_("Service")), Column(_("Given by")), Column(_("Numbers"), "number"),
        Column(_("Sold")),
    ]  # fmt: skip
    if deeds:
        columns.append(Column(_("Deed"), "deed"))
    return Table(caption=_("Sessions"), columns=tuple(columns), rows=rows, empty=_("No session in that time."))


def moved(waiting: int) -> str:
    """What is said after something was withdrawn."""
    if not waiting:
        return _("Nobody had a number, so nobody has to be moved.")
    return ngettext(
        "%(n)s person has to be moved: the desk sees who.", "%(n)s people have to be moved: the desk sees who.", waiting
    ) % {"n": waiting}


def planned(done: planning.Planned) -> str:
    """What planning did and what it left out."""
    said = [ngettext("%(n)s session was made.", "%(n)s sessions were made.", len(done.made)) % {"n": len(done.made)}]
    if done.closed:
        said.append(_("Left out for leave: %(days)s.") % {"days": _days(done.closed)})
    if done.occupied:
        said.append(_("Left out because somebody or the room is taken: %(days)s.") % {"days": _days(done.occupied)})
    return " ".join(said)


def _days(starts: Sequence[datetime]) -> str:
    shown = _(", ").join(words.moment(at) for at in starts[:6])
    return f"{shown} …" if len(starts) > 6 else shown


def _told(taken: int) -> str:
    if not taken:
        return _("Nobody has a number in it.")
    return ngettext(
        "%(n)s number is sold. Whoever has it is told and keeps it until moved.",
        "%(n)s numbers are sold. Whoever has one is told and keeps it until moved.",
        taken,
    ) % {"n": taken}


def _sold(each: capacity.Sold) -> Part:
    if not each.sold:
        return Chip(word=_("none"))
    return Chip(word=str(each.sold), tone="info" if each.sold < each.numbers else "warn")


def _found(run: Running, form: LeaveForm) -> Section:
    starts_at, ends_at = form.span(run)
    sold = capacity.sold_between(run.actor, run.house_id, starts_at, ends_at, now=run.now, practitioner_id=form.who())
    given = form.cleaned_data
    kept = tuple((name, "" if value is None else _typed(value)) for name, value in given.items())
    sure = Confirm(
        question=_("Close this time?"),
        happens=_told(sum(each.sold for each in sold)),
        action=reverse("house_leave"),
        hidden=kept,
        yes=Button(label=_("Close this time"), kind="alarm", icon="calendar-x"),
        no=Button(label=_("Change nothing"), href=reverse("house_schedules")),
    )
    return Section(title=_("What is sold in that time"), parts=(sold_table(sold), sure), id="sold")


def _typed(value: Any) -> str:
    if isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else f"{value:%H:%M}"


def _weeks(weeks: Sequence[capacity.ScheduleCard]) -> Table:
    rows = tuple(
        Row(
            (
                card.service if words.chinese() else card.service_en,
                _who(card) or "–",
                _short(card),
                card.room or "–",
            ),
            href=reverse("house_week", args=[card.id]),
        )
        for card in weeks
    )
    columns = (Column(_("Service")), Column(_("Given by")), Column(_("The week")), Column(_("Room")))
    empty = _("No week is planned yet. Publish a service first, then say when it is given.")
    return Table(caption=_("Weeks"), columns=columns, rows=rows, empty=empty)


def _lines(card: capacity.ScheduleCard) -> Table:
    names = weekdays()
    rows = tuple(
        Row(
            (
                names[str(line.weekday)],
                f"{line.begins:%H:%M}",
                str(line.numbers),
                str(line.minutes_per_number),
                words.full_day(line.from_on),
                words.full_day(line.until_on - timedelta(days=1)) if line.until_on else "–",
            )
        )
        for line in card.week
    )
    columns = (
        Column(_("Day")), Column(_("Begins")), Column(_("Numbers"), "number"), Column(_("Minutes each"), "number"),
        Column(_("From")), Column(_("Until")),
    )  # fmt: skip
    return Table(caption=_("The week"), columns=columns, rows=rows, empty=_("No day is left in it."))


def _leaves(run: Running) -> Table:
    rows = tuple(
        Row(
            (
                (each.practitioner if words.chinese() else each.practitioner_en) or _("the whole house"),
                words.full_moment(each.starts_at),
                words.full_moment(each.ends_at),
                Button(
                    label=_("Take back…"),
                    href=reverse("house_reopen", args=[each.id]),
                    note=words.moment(each.starts_at),
                ),
            )
        )
        for each in capacity.leaves_of(run.actor, run.house_id, run.now)
    )
    columns = (Column(_("Given by")), Column(_("From")), Column(_("Until")), Column(_("Deed"), "deed"))
    return Table(caption=_("Leave and closed days"), columns=columns, rows=rows, empty=_("Nobody is away."))


def _short(card: capacity.ScheduleCard) -> str:
    names = weekdays()
    hours: dict[str, list[str]] = {}
    for line in card.week:
        hours.setdefault(f"{line.begins:%H:%M} × {line.numbers}", []).append(names[str(line.weekday)])
    return "; ".join(f"{' '.join(days)} {hour}" for hour, days in hours.items())


def _who(card: capacity.ScheduleCard) -> str:
    return card.practitioner if words.chinese() else card.practitioner_en


def _title(card: offers.ServiceCard) -> str:
    who = card.practitioner if words.chinese() else card.practitioner_en
    return f"{words.named(card)} · {who}" if who else words.named(card)
