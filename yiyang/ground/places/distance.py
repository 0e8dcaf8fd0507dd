"""How far is it, and how long does it take? Estimates for choosing and for keeping people from two places at once.

Roads are longer than the crow's way: 1.3 times, the middle of the 1.2–1.4 that studies of street networks report
(Ballou et al., 2002, Transportation Research A 36: 843–848). A routing service can take this module's place.
"""

from __future__ import annotations

from math import asin, ceil, cos, radians, sin, sqrt
from typing import Literal

EARTH_RADIUS_METRES = 6_371_008.8  # mean radius, IUGG
DETOUR = 1.3
By = Literal["walk", "bus", "car"]
# metres per minute on the way, and minutes lost at both ends (waiting, parking)
SPEEDS: dict[By, tuple[float, int]] = {
    "walk": (4_000 / 60, 0),  # an unhurried adult; an elder with a stick needs about twice the time
    "bus": (15_000 / 60, 8),
    "car": (25_000 / 60, 5),
}
Point = tuple[float, float]  # latitude, longitude in degrees, WGS 84


def distance_metres(a: Point, b: Point) -> int:
    """The great-circle distance in whole metres (haversine, a sphere: at most 0.5 % off)."""
    (lat_a, lon_a), (lat_b, lon_b) = (_radians(a), _radians(b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return round(2 * EARTH_RADIUS_METRES * asin(min(1.0, sqrt(half))))


def travel_minutes(a: Point, b: Point, by: By = "car") -> int:
    """Whole minutes from `a` to `b`, rounded up; 0 for the same point."""
    return minutes_over(distance_metres(a, b), by)


def minutes_over(metres: int, by: By = "car") -> int:
    """Whole minutes for a distance as the crow flies, rounded up; 0 for no distance."""
    if metres == 0:
        return 0
    metres_per_minute, lost = SPEEDS[by]
    return ceil(metres * DETOUR / metres_per_minute) + lost


def _radians(point: Point) -> Point:
    latitude, longitude = float(point[0]), float(point[1])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("a point is (latitude, longitude) in degrees")
    return radians(latitude), radians(longitude)
