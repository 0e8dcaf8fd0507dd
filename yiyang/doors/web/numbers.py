"""One's own numbers: each with its definition, its period, a drawing, the list behind it, and a file to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.doors.web.house.papers import paper_words
from yiyang.doors.web.house.running import ways
from yiyang.doors.web.sheet import Section, Sheet
from yiyang.face import words
from yiyang.face.components import Part
from yiyang.face.components.bar import Tab
from yiyang.face.components.button import Button
from yiyang.face.components.card import Card
from yiyang.face.components.chart import Chart, Series
from yiyang.face.components.chip import Chip
from yiyang.face.components.field import Choice, Field
from yiyang.face.components.form import Form
from yiyang.face.components.table import Column, Row, Table
from yiyang.face.components.ways import Ways
from yiyang.foundation.actors import Actor
from yiyang.foundation.clock import day_of
from yiyang.foundation.money import Money
from yiyang.ground.access import actions
from yiyang.ground.access import selectors as access
from yiyang.insight.indicators import selectors as indicators
from yiyang.insight.indicators.errors import NoSuchPeriod
from yiyang.insight.indicators.periods import Stretch, Unit, unit_of
from yiyang.insight.indicators.reading import FigureRow

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins like this


@dataclass(frozen=True)
class Asked:
    """Which stretches, up to which day, on whose calendar."""

    unit: Unit
    until: date
    today: date
    zone: str

    @classmethod
    def read(cls, request: HttpRequest) -> Asked:
        """From the address; raises NoSuchPeriod, and SignInNeeded for nobody."""
        actor, now = request.actor, request.now  # type: ignore[attr-defined]
        zone = indicators.own_whose(actor, now).zone
        today = day_of(now, zone)
        typed = request.GET.get("until", "")
        try:
            until = date.fromisoformat(typed) if typed else today
        except ValueError:
            raise NoSuchPeriod(field="until") from None
        if not date(2000, 1, 1) <= until <= date(2200, 1, 1):
            raise NoSuchPeriod(field="until")
        return cls(unit_of(request.GET.get("period", "") or "month"), until, today, zone)

    def query(self, **more: str) -> str:
        """The same question as a part of an address."""
        return urlencode({"period": self.unit, "until": self.until.isoformat(), **more})


def numbers_page(viewer: Actor, now: datetime, asked: Asked) -> Sheet:
    """Every number of these shoes."""
    found = indicators.figures(viewer, now, asked.unit, asked.until)
    standing = tuple(_card(figure, asked) for figure in found if figure.standing)
    moving = tuple(_card(figure, asked) for figure in found if not figure.standing)
    stretch = next((figure.now.stretch for figure in found if not figure.standing), None)
    sections = [Section(parts=(_question(asked, reverse("numbers")),))]
    if moving and stretch is not None:
        sections.append(Section(title=_stretch(stretch, asked.unit), parts=moving, layout="grid"))
    if standing:
        sections.append(Section(title=_("As it stands now"), parts=standing, layout="grid"))
    if not found:
        sections.append(Section(parts=(_("There is no number for this role."),)))
    return Sheet(
        title=_("Our numbers") if viewer.organisation_id else _("My numbers"),
        lead=_("Every number says what it counts. Behind it stand the rows it was counted from."),
        ways=_ways(viewer, now, asked),
        sections=tuple(sections),
    )


def number_page(viewer: Actor, code: str, now: datetime, asked: Asked) -> Sheet:
    """One number: definition, drawing, and the rows of the chosen stretch. Raises NoSuchIndicator."""
    figure = indicators.figure_of(viewer, code, now, asked.unit, asked.until)
    rows = indicators.rows_of(viewer, code, now, asked.unit, asked.until)
    here = reverse("number", args=[code])
    take = Button(
        label=_("Take it away (CSV)"), icon="download", href=f"{reverse('number_csv', args=[code])}?{asked.query()}"
    )
    what = Card(
        title=_("What it counts"),
        level=2,
        parts=(_definition(figure), *((_("Only what concerns you is counted."),) if figure.own else ())),
        deeds=(take,),
    )
    sections = [Section(parts=(what,))]
    if not figure.standing:
        sections.append(Section(parts=(_question(asked, here), _chart(figure, asked)), id="chart"))
        sections.append(Section(title=_("Stretch by stretch"), parts=(_series(figure, asked, here),)))
    title = _("The rows behind it, now") if figure.standing else _stretch(figure.now.stretch, asked.unit)
    sections.append(Section(title=title, parts=(_behind(figure, rows),), id="rows"))
    return Sheet(
        title=words.named(figure),
        chip=Chip(word=said(figure, figure.now.value), tone="info"),
        back=(f"{reverse('numbers')}?{asked.query()}", _("All numbers")),
        sections=tuple(sections),
    )


def table_of(viewer: Actor, code: str, now: datetime, asked: Asked) -> str:
    """One number as CSV, marked as UTF-8 for spreadsheets: definition, series, rows. Raises NoSuchIndicator."""
    figure = indicators.figure_of(viewer, code, now, asked.unit, asked.until)
    rows = indicators.rows_of(viewer, code, now, asked.unit, asked.until)
    written = io.StringIO()
    out = csv.writer(written)
    out.writerow([_("Figure"), harmless(words.named(figure))])
    out.writerow([_("What it counts"), harmless(_definition(figure))])
    out.writerow([])
    out.writerow([_("From"), _("Until before"), _("Value"), _("Unit"), _("Rows behind it")])
    for point in figure.points:
        value = "" if point.value is None else _plain(figure.unit, point.value)
        days = (point.stretch.first.isoformat(), point.stretch.until.isoformat())
        first, until = ("", "") if figure.standing else days
        out.writerow([first, until, value, unit_words(figure.unit), point.rows])
    out.writerow([])
    out.writerow([_("When"), _("What"), _("How much"), _("of")])
    for row in rows:
        what = harmless(label(figure.code, row.label))
        out.writerow([row.at.isoformat() if row.at else "", what, row.amount, row.parts])
    return "\ufeff" + written.getvalue()


def said(figure: indicators.Figure, value: Fraction | None) -> str:
    """A value in the reader's words; a dash where nothing can be said."""
    if value is None:
        return "–"
    if figure.unit == "money":
        return words.money(Money(int(value)))
    if figure.unit == "percent":
        return f"{_rounded(value * 100, 1)} %"
    if figure.unit == "days":
        return _("%(n)s days") % {"n": _rounded(value, 1)}
    if figure.unit == "stars":
        return f"{_rounded(value, 2)} ★"
    return f"{int(value):,}"


def unit_words(unit: str) -> str:
    """What is counted, in a word."""
    return {
        "number": _("count"), "money": _("yuan"), "days": _("days"), "stars": _("stars"), "percent": _("per cent"),
        "people": _("people"),
    }[unit]  # fmt: skip


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def label(code: str, text: str) -> str:
    """A row's label in the reader's words; codes of papers are put into words."""
    return paper_words(text) if code == "papers-ending" else text


def _rounded(value: Fraction, places: int) -> str:
    """Half away from zero, by whole numbers only."""
    scale = 10**places
    whole = (abs(value) * scale * 2 + 1) // 2
    sign = "−" if value < 0 and whole else ""
    return f"{sign}{whole // scale:,}.{whole % scale:0{places}d}"


def _plain(unit: str, value: Fraction) -> str:
    """A value as a machine reads it: yuan with two places, per cent with one."""
    if unit == "money":
        return f"{'-' if value < 0 else ''}{abs(int(value)) // 100}.{abs(int(value)) % 100:02d}"
    if unit == "percent":
        return _rounded(value * 100, 1).replace(",", "").replace("−", "-")
    if unit in ("days", "stars"):
        return _rounded(value, 2).replace(",", "").replace("−", "-")
    return str(int(value))


def _drawn(unit: str, value: Fraction | None) -> float | None:
    """A value as the chart draws it; the exact one stands in the table."""
    if value is None:
        return None
    return float(value / 100) if unit == "money" else float(value * 100) if unit == "percent" else float(value)


def _card(figure: indicators.Figure, asked: Asked) -> Part:
    before = figure.before
    over = _("before: %(value)s") % {"value": said(figure, before.value)} if before is not None else _("now")
    return Card(
        title=words.named(figure),
        over=over,
        chip=Chip(word=said(figure, figure.now.value), tone="info", icon="activity"),
        href=f"{reverse('number', args=[figure.code])}?{asked.query()}",
        parts=(_definition(figure),),
    )


def _chart(figure: indicators.Figure, asked: Asked) -> Chart:
    name = words.named(figure)
    return Chart(
        title=name,
        description=_("From %(first)s to %(last)s.")
        % {
            "first": _stretch(figure.points[0].stretch, asked.unit),
            "last": _stretch(figure.points[-1].stretch, asked.unit),
        },
        labels=tuple(_short(point.stretch, asked.unit) for point in figure.points),
        series=(Series(name, tuple(_drawn(figure.unit, point.value) for point in figure.points)),),
        label_title={"day": _("Day"), "week": _("Week from"), "month": _("Month")}[asked.unit],
        unit=unit_words(figure.unit),
        kind="line" if figure.unit in ("percent", "stars", "days") else "bar",
        decimals=2 if figure.unit in ("money", "stars") else 1 if figure.unit in ("percent", "days") else 0,
        level=2,
    )


def _series(figure: indicators.Figure, asked: Asked, here: str) -> Table:
    rows = tuple(
        Row(
            (
                _stretch(point.stretch, asked.unit),
                said(figure, point.value),
                str(point.rows),
            ),
            href=f"{here}?{urlencode({'period': asked.unit, 'until': point.stretch.first.isoformat()})}#rows",
        )
        for point in reversed(figure.points)
    )
    columns = (Column(_("When")), Column(words.named(figure), "number"), Column(_("Rows behind it"), "number"))
    return Table(caption=_("Stretch by stretch"), columns=columns, rows=rows)


def _behind(figure: indicators.Figure, rows: Sequence[FigureRow]) -> Table:
    lines = tuple(
        Row(
            (
                label(figure.code, row.label),
                words.full_moment(row.at) if row.at else _("now"),
                _amount(figure, row),
            ),
            href=_to(figure, row),
        )
        for row in rows
    )
    columns = (Column(_("What")), Column(_("When")), Column(_("How much"), "number"))
    return Table(caption=_("Rows behind it"), columns=columns, rows=lines, empty=_("Nothing was counted in it."))


def _amount(figure: indicators.Figure, row: FigureRow) -> str:
    if figure.unit == "money":
        return words.money(Money(row.amount))
    if figure.unit == "days":
        return said(figure, Fraction(row.amount, row.parts))
    return f"{row.amount} / {row.parts}" if figure.unit == "percent" else str(row.amount)


def _to(figure: indicators.Figure, row: FigureRow) -> str:
    """Where a row leads; empty where there is no page of its own for these eyes."""
    if figure.source == "cases":
        return reverse("case", args=[row.about_id])
    if figure.code == "waiting-days":
        return reverse("provider", args=[row.about_id])
    return reverse("house_papers") if figure.source == "places" else ""


def _definition(figure: indicators.Figure) -> str:
    return figure.definition if words.chinese() else figure.definition_en


def _question(asked: Asked, action: str) -> Form:
    units = (Choice("day", _("Days")), Choice("week", _("Weeks")), Choice("month", _("Months")))
    return Form(
        action=action,
        ask=True,
        fields=(
            Field(name="period", label=_("Count by"), kind="select", choices=units, value=asked.unit),
            Field(name="until", label=_("Up to the one with this day"), kind="date", value=asked.until.isoformat()),
        ),
        button=Button(label=_("Show"), icon="search"),
    )


def _ways(viewer: Actor, now: datetime, asked: Asked) -> Part:
    """A manager sees the ways within the house; anybody else the periods."""
    house = viewer.organisation_id
    if viewer.person_id and house and actions.MANAGER in access.roles_of(viewer.person_id, house, now):
        return ways("numbers")
    tabs = {"day": _("Days"), "week": _("Weeks"), "month": _("Months")}
    here = reverse("numbers")
    return Ways(
        label=_("Period"),
        tabs=tuple(Tab(word, f"{here}?period={unit}", current=unit == asked.unit) for unit, word in tabs.items()),
    )


def _stretch(stretch: Stretch, unit: Unit) -> str:
    if unit == "day":
        return words.full_day(stretch.first)
    if unit == "week":
        return _("Week from %(day)s") % {"day": words.full_day(stretch.first)}
    return _("%(year)s-%(month)s") % {"year": stretch.first.year, "month": f"{stretch.first.month:02d}"}


def _short(stretch: Stretch, unit: Unit) -> str:
    first = stretch.first
    return f"{first.year % 100:02d}-{first.month:02d}" if unit == "month" else f"{first.month:02d}-{first.day:02d}"
