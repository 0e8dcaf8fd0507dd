"""Where places lie: drawn from the places alone, with rings of distance; with a tile server, a map that moves."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from yiyang.face import words
from yiyang.face.components import Component, Example, Words

WIDTH, HEIGHT, MARGIN = 640, 400, 56  # units of the drawing
METRES_PER_DEGREE = 111_320  # of latitude; times the cosine of the latitude for longitude (near enough in a town)
APART = 52  # units between two marks
RINGS = (250, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)  # metres
NARROWEST = 400.0  # metres across; places nearer than this need no larger scale

Kind = Literal["place", "here", "area"]


@dataclass(frozen=True)
class Place:
    """One place in degrees. `here` is where the reader looks from; an `area` is only a name for orientation."""

    name: Words
    latitude: float
    longitude: float
    line: Words = ""
    href: str = ""
    kind: Kind = "place"


@dataclass(frozen=True)
class Spot:
    """A place in the drawing; `number` is 0 for what is not listed."""

    place: Place
    x: float
    y: float
    number: int
    far: str

    @property
    def anchor(self) -> str:
        """On which side the name stands, so that it does not leave the drawing."""
        return "end" if self.x > WIDTH * 0.62 else "start"

    @property
    def label_x(self) -> float:
        return self.x - 22 if self.anchor == "end" else self.x + 22


@dataclass(frozen=True)
class Ring:
    """A circle of equal distance, with what it says at its top."""

    radius: float
    said: str

    @property
    def top(self) -> float:
        return round(max(18.0, HEIGHT / 2 - self.radius - 6), 1)


@dataclass(frozen=True, kw_only=True)
class Map(Component):
    """The first place of kind `here`, else the middle of all, is the centre of the rings.

    The list beside the drawing says the same in words; the drawing is for the eye only.
    """

    title: Words
    places: tuple[Place, ...]
    level: Literal[2, 3] = 3

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude and longitude of what the rings lie around."""
        for each in self.places:
            if each.kind == "here":
                return each.latitude, each.longitude
        shown = [each for each in self.places if each.kind == "place"] or list(self.places)
        return (
            sum(each.latitude for each in shown) / len(shown),
            sum(each.longitude for each in shown) / len(shown),
        )

    def _metres(self, place: Place) -> tuple[float, float]:
        """East and north of the centre."""
        latitude, longitude = self.centre
        east = (place.longitude - longitude) * METRES_PER_DEGREE * math.cos(math.radians(latitude))
        return east, (place.latitude - latitude) * METRES_PER_DEGREE

    @property
    def _scale(self) -> float:
        """Units of the drawing to a metre, so that every place of interest is inside."""
        kinds = ("place", "here") if sum(each.kind != "area" for each in self.places) > 1 else ("place", "here", "area")
        listed = [self._metres(each) for each in self.places if each.kind in kinds]  # one place alone needs its area
        across = max([NARROWEST / 2, *(abs(east) for east, _north in listed)])
        up = max([NARROWEST / 2, *(abs(north) for _east, north in listed)])
        return min((WIDTH / 2 - MARGIN) / across, (HEIGHT / 2 - MARGIN) / up)

    @property
    def spots(self) -> list[Spot]:
        """Every place inside the drawing; those of interest are numbered in the order given."""
        found: list[Spot] = []
        number = 0
        for each in self.places:
            east, north = self._metres(each)
            x, y = WIDTH / 2 + east * self._scale, HEIGHT / 2 - north * self._scale
            if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
                continue
            number += each.kind == "place"
            far = words.distance(round(math.hypot(east, north)))
            x, y = _aside(x, y, found) if each.kind == "area" else _apart(x, y, found)
            found.append(Spot(each, round(x, 1), round(y, 1), number if each.kind == "place" else 0, far))
        return found

    @property
    def rings(self) -> list[Ring]:
        """At most three circles that fit the drawing."""
        fits = [Ring(round(far * self._scale, 1), words.distance(far)) for far in RINGS]
        return [ring for ring in fits if 34 <= ring.radius <= HEIGHT / 2 + 40][-3:]

    @property
    def measured(self) -> bool:
        """Whether distances say something: there is a place that the reader looks from."""
        return any(each.kind == "here" for each in self.places)

    @property
    def tiles(self) -> str:
        return str(settings.MAP_TILES)

    @property
    def credit(self) -> str:
        return str(settings.MAP_CREDIT)

    @property
    def told(self) -> str:
        """What the browser needs for a map that moves."""
        return json.dumps(
            {
                "centre": self.centre,
                "rings": [far for far in RINGS if 34 <= far * self._scale <= HEIGHT / 2 + 40][-3:],
                "places": [
                    [str(spot.place.name), spot.place.latitude, spot.place.longitude, spot.number, spot.place.href]
                    for spot in self.spots
                    if spot.place.kind != "area"
                ],
            },
            ensure_ascii=False,
        )


def _aside(x: float, y: float, others: list[Spot]) -> tuple[float, float]:
    """Where the name of an area stands when a mark lies on it: above the mark."""
    covered = any(math.dist((x, y), (other.x, other.y)) < APART and other.place.kind != "area" for other in others)
    return x, max(24.0, y - 36) if covered else y


def _apart(x: float, y: float, others: list[Spot]) -> tuple[float, float]:
    """The nearest point at which a mark does not cover another one; a house next door is drawn beside."""
    marks = [(other.x, other.y) for other in others if other.place.kind != "area"]
    for step in range((3 * len(marks) + 1) * 8):
        away, turn = 18 * math.ceil(step / 8), step * math.tau / 8
        at = x + away * math.cos(turn), y + away * math.sin(turn)
        if all(math.dist(at, mark) >= APART for mark in marks):
            return at
    return x, y


def examples() -> list[Example]:
    hospital = Place(_("Dujiangyan Medical Centre"), 30.9984, 103.6190, _("Open now"), "#map")
    others = (
        Place(_("Xingfu community centre"), 30.9990, 103.6420, _("Nurses and meals"), "#map"),
        Place(_("Qingchengshan TCM Clinic"), 30.9024, 103.5751, _("Acupuncture"), "#map"),
    )
    home = Place(_("Home"), 30.9912, 103.6305, kind="here")
    return [
        Example(_("Around a home"), Map(title=_("Where they are"), places=(home, hospital, *others))),
        Example(_("One place"), Map(title=_("Where it is"), places=(hospital,))),
    ]
