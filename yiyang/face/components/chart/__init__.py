"""Numbers drawn: bars, rows or lines, with title, description, and every number in a table behind them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yiyang.face import drawing
from yiyang.face.components import Component, Example, Words
from yiyang.face.components.table import Column, Row, Table

SERIES_MAX = 4  # more lines than this nobody can tell apart; draw two charts
WIDE, NARROW, HEIGHT, ROW = 680, 330, 240, 30  # CSS pixels
COLOURS = ("var(--green)", "var(--amber)", "var(--sky)", "var(--ink-soft)")
FILLS = ("var(--green)", "var(--amber-tint)", "var(--sky)", "var(--surface)")  # full, light, full, hollow
DASHES = ([1, 0], [1, 0], [6, 4], [2, 3])
SHAPES = ("circle", "square", "triangle-up", "diamond")


@dataclass(frozen=True)
class Series:
    """One line or one set of bars; None where nothing was measured."""

    name: Words
    values: tuple[float | int | None, ...]


@dataclass(frozen=True, kw_only=True)
class Chart(Component):
    """`labels` name the places along the chart, in order; each series holds one number for each of them.

    `unit` says what the numbers are; `low` and `high` bound what is usual; `decimals` of the written numbers.
    Series differ in shape and pattern as well as in colour. `large` is for the elder's portal: 24 px letters.
    """

    title: Words
    description: Words
    labels: tuple[Words, ...]
    series: tuple[Series, ...]
    label_title: Words
    unit: Words = ""
    kind: Literal["bar", "row", "line"] = "bar"
    low: float | None = None
    high: float | None = None
    decimals: int = 0
    large: bool = False
    level: Literal[2, 3] = 3

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= SERIES_MAX:
            raise ValueError(f"1 to {SERIES_MAX} series can be told apart, not {len(self.series)}")
        if any(len(each.values) != len(self.labels) for each in self.series):
            raise ValueError("every series holds one number, or None, for each label")

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value is not None for each in self.series for value in each.values)

    def specification(self, width: int | str = WIDE) -> dict[str, Any]:
        """The Vega-Lite specification; a width of "container" lets the browser fit it."""
        rows = len(self.labels) * len(self.series)
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": width,
            "height": max(ROW * 2, rows * ROW) if self.kind == "row" else HEIGHT,
            "background": None,
            "autosize": {"type": "fit-x", "contains": "padding"},
            "padding": {"left": 2, "right": 8, "top": 6, "bottom": 2},
            "data": {"values": self._values()},
            "layer": [*self._usual(), *self._marks()],
            "config": self._config(),
        }

    def _values(self) -> list[dict[str, Any]]:
        """One entry per number; what was not measured stays as a gap."""
        return [
            {"label": str(label), "series": str(each.name), "value": value, "said": self.written(value)}
            for each in self.series
            for label, value in zip(self.labels, each.values, strict=True)
        ]

    def written(self, value: float | int | None) -> str:
        """A number as the table and the label say it."""
        return "–" if value is None else f"{value:,.{self.decimals}f}"

    def _usual(self) -> list[dict[str, Any]]:
        if self.low is None or self.high is None:
            return []
        edges = {"y": {"datum": self.low, "type": "quantitative"}, "y2": {"datum": self.high}}
        return [{"mark": {"type": "rect", "color": "var(--green-tint)"}, "encoding": edges}]

    def _marks(self) -> list[dict[str, Any]]:
        names = [str(each.name) for each in self.series]
        place = {"field": "label", "type": "ordinal", "sort": [str(label) for label in self.labels], "title": None}
        number = {
            "field": "value", "type": "quantitative", "title": str(self.unit) or None,
            "scale": {"zero": self.kind != "line", "nice": True},
        }  # fmt: skip
        told = {"field": "series", "type": "nominal", "sort": names, "title": None}
        legend = {"orient": "top", "direction": "horizontal", "columns": 2} if len(names) > 1 else None
        tips = [
            {"field": "label", "title": str(self.label_title)},
            *([{"field": "series", "title": _("What")}] if len(names) > 1 else []),
            {"field": "said", "title": str(self.unit) or _("Number")},
        ]
        if self.kind == "line":
            return [self._line(place, number, told, legend, names, tips)]
        return self._bars(place, number, told, legend, names, tips)

    def _line(self, place: Any, number: Any, told: Any, legend: Any, names: list[str], tips: Any) -> dict[str, Any]:
        many = len(self.labels) > 31
        place = {**place, "axis": {"labelOverlap": "greedy", "labelAngle": 0}}
        encoding = {
            "x": place, "y": number, "tooltip": tips,
            "color": {**told, "legend": legend, "scale": {"domain": names, "range": list(COLOURS[: len(names)])}},
            "strokeDash": {**told, "legend": legend, "scale": {"domain": names, "range": list(DASHES[: len(names)])}},
        }  # fmt: skip
        if not many:
            shapes = list(SHAPES[: len(names)])
            encoding["shape"] = {**told, "legend": legend, "scale": {"domain": names, "range": shapes}}
        point = {"filled": True, "size": 60, "strokeWidth": 1} if not many else False
        return {"mark": {"type": "line", "point": point, "strokeWidth": 2.5}, "encoding": encoding}

    def _bars(
        self, place: Any, number: Any, told: Any, legend: Any, names: list[str], tips: Any
    ) -> list[dict[str, Any]]:
        along, across, offset = ("y", "x", "yOffset") if self.kind == "row" else ("x", "y", "xOffset")
        axis = {"labelLimit": 180} if self.kind == "row" else {"labelAngle": 0, "labelOverlap": "greedy"}
        where: dict[str, Any] = {along: {**place, "axis": axis}, across: number}
        if len(names) > 1:
            where[offset] = {"field": "series", "sort": names}
        looks = {
            "fill": {**told, "legend": legend, "scale": {"domain": names, "range": list(FILLS[: len(names)])}},
            "stroke": {**told, "legend": legend, "scale": {"domain": names, "range": list(COLOURS[: len(names)])}},
            "strokeDash": {**told, "legend": legend, "scale": {"domain": names, "range": list(DASHES[: len(names)])}},
        }
        bars = {
            "mark": {"type": "bar", "strokeWidth": 1.5, "cornerRadiusEnd": 3},
            "encoding": {**where, **looks, "tooltip": tips},
        }
        if len(names) > 1 or len(self.labels) > 12:
            return [bars]
        aside = {"align": "left", "dx": 5, "baseline": "middle"} if self.kind == "row" else {"dy": -7}
        said = {
            "mark": {"type": "text", "color": "var(--ink)", **aside},
            "encoding": {**where, "text": {"field": "said"}},
        }
        return [bars, said]

    def _config(self) -> dict[str, Any]:
        size, soft, edge = 24 if self.large else 13, "var(--ink-soft)", "var(--edge)"
        letters = {"labelFontSize": size, "titleFontSize": size, "labelColor": soft, "titleFontWeight": 400}
        return {
            "aria": False,
            "font": "Noto Sans, Noto Sans CJK SC, sans-serif",
            "view": {"stroke": None},
            "axis": {**letters, "titleColor": soft, "gridColor": "var(--line)", "domainColor": edge, "tickColor": edge},
            "axisY": {"domain": False, "ticks": False, "tickCount": 5},
            "legend": {**letters, "labelColor": "var(--ink)", "symbolSize": 140},
            "text": {"fontSize": size},
        }

    @property
    def wide(self) -> SafeString:
        return drawing.drawn(self.specification(WIDE))

    @property
    def narrow(self) -> SafeString:
        return drawing.drawn(self.specification(NARROW))

    @property
    def told(self) -> str:
        """The specification for the browser."""
        return json.dumps(self.specification("container"), ensure_ascii=False)

    @property
    def table(self) -> Table:
        """Every number of the chart."""
        unit = f" ({self.unit})" if self.unit else ""
        columns = (Column(self.label_title), *(Column(f"{each.name}{unit}", "number") for each in self.series))
        rows = tuple(
            Row((label, *(self.written(each.values[place]) for each in self.series)))
            for place, label in enumerate(self.labels)
        )
        return Table(caption=self.title, columns=columns, rows=rows)


def examples() -> list[Example]:
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return [
        Example(
            _("Bars of one kind"),
            Chart(
                title=_("Visits this week"),
                description=_("Most people came on Tuesday; nobody on Sunday."),
                label_title=_("Day"),
                labels=days,
                series=(Series(_("Visits"), (18, 24, 21, 17, 22, 6, 0)),),
                unit=_("visits"),
            ),
        ),
        Example(
            _("Bars of two kinds"),
            Chart(
                title=_("Booked and seen"),
                description=_("On Thursday five people who had booked did not come."),
                label_title=_("Day"),
                labels=days[:5],
                series=(Series(_("Booked"), (20, 26, 22, 22, 23)), Series(_("Seen"), (18, 24, 21, 17, 22))),
                unit=_("people"),
            ),
        ),
        Example(
            _("Rows"),
            Chart(
                title=_("Orders by service"),
                description=_("Cardiology is asked for most."),
                label_title=_("Service"),
                labels=(_("Cardiology"), _("Geriatrics"), _("Eye clinic")),
                series=(Series(_("Orders"), (42, 17, 9)),),
                unit=_("orders"),
                kind="row",
            ),
        ),
        *_lines(days),
    ]


def _lines(days: tuple[str, ...]) -> list[Example]:
    return [
        Example(
            _("Lines against the usual range"),
            Chart(
                title=_("Upper blood pressure"),
                description=_("Inside the usual range on six of seven days."),
                label_title=_("Day"),
                labels=days,
                series=(
                    Series(_("Morning"), (138, 141, 136, 134, None, 133, 131)),
                    Series(_("Evening"), (131, 133, 130, 129, 128, 127, 126)),
                ),
                unit="mmHg",
                kind="line",
                low=120,
                high=140,
            ),
        ),
        Example(
            _("Empty"),
            Chart(
                title=_("Visits this week"),
                description="",
                label_title=_("Day"),
                labels=days,
                series=(Series(_("Visits"), (None,) * 7),),
            ),
        ),
    ]
