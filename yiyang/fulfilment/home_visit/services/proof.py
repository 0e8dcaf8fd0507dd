"""What proves a visit, and what is missing: time and place of coming and going, the work, the words, the signature.

Near enough is our own rule: at most 200 metres beyond what the device says of its accuracy, of which at most 100 count,
and within half a day of the hour agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from yiyang.foundation.errors import gettext_noop
from yiyang.fulfilment.home_visit.models import Entry, Visit
from yiyang.fulfilment.home_visit.states import ASSESSMENT, ESCORT, MEDICAL
from yiyang.ground.places.distance import distance_metres

NEAR_METRES = 200
ACCURACY_METRES = 100
ABOUT_THEN = timedelta(hours=12)
WRITTEN = (MEDICAL, ASSESSMENT, ESCORT)  # kinds that end with words, not only with ticks

ARRIVAL = gettext_noop("arrived, by time and place or with a stated exception")
CHECKLIST = gettext_noop("every line of the list done, or why not")
NOTE = gettext_noop("a note of what was done and found")
ASSESSED = gettext_noop("the assessment of the home")
SIGNATURE = gettext_noop("signed by the person or a relative, or why not")
DEPARTURE = gettext_noop("left, by time and place or with a stated exception")


def metres_off(visit: Visit, data: Mapping[str, Any]) -> int | None:
    """How far a reported position lies from where the visit should be, less its accuracy; None when unknown."""
    if visit.latitude is None or visit.longitude is None or "latitude" not in data:
        return None
    home = (float(visit.latitude), float(visit.longitude))
    metres = distance_metres(home, (float(data["latitude"]), float(data["longitude"])))
    return max(0, metres - min(int(data.get("accuracy") or 0), ACCURACY_METRES))


def near(metres: int | None) -> bool:
    """Whether somebody measured so far off was there."""
    return metres is not None and metres <= NEAR_METRES


def marks(visit: Visit, entries: Sequence[Entry]) -> dict[str, bool]:
    """Every mark the visit needs, and whether it is there; `entries` are its accepted ones."""
    kinds = {entry.kind for entry in entries}
    needed = {
        ARRIVAL: visit.arrived_at is not None and (_came_there_and_then(visit) or "arrival" in visit.exceptions),
        CHECKLIST: "checklist" in visit.exceptions or _all_ticked(visit, entries),
    }
    if visit.kind == ASSESSMENT:
        needed[ASSESSED] = "assessed" in kinds
    elif visit.kind in WRITTEN:
        needed[NOTE] = "noted" in kinds or "note" in visit.exceptions
    needed[SIGNATURE] = visit.signed_at is not None or "signature" in visit.exceptions
    needed[DEPARTURE] = visit.departed_at is not None and (
        near(visit.departed_metres) or "departure" in visit.exceptions
    )
    return needed


def _came_there_and_then(visit: Visit) -> bool:
    assert visit.arrived_at is not None
    return near(visit.arrived_metres) and abs(visit.arrived_at - visit.starts_at) <= ABOUT_THEN


def handed_in(visit: Visit) -> list[Entry]:
    """The accepted entries of a visit, in the order in which they happened."""
    return list(Entry.objects.filter(visit=visit, outcome="accepted").order_by("seq", "at", "key"))


def _all_ticked(visit: Visit, entries: Sequence[Entry]) -> bool:
    ticked = {entry.data.get("line") for entry in entries if entry.kind == "checked"}
    return ticked >= set(range(len(visit.item.checklist)))
