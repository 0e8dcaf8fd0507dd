"""Codes of this mode in the reader's language: why somebody can or cannot go, how a visit stands, what was signed."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from yiyang.care.dispatch.protocol import Ranked, Reason
from yiyang.lifecycle.capacity.ranking import stars

HINDRANCES: dict[str, str | Promise] = {
    "no-licence": gettext_lazy("no licence for this"),
    "licence-ends": gettext_lazy("the licence ends before that day"),
    "too-few-years": gettext_lazy("not enough years in nursing for this"),
    "title": gettext_lazy("not the professional title this needs"),
    "not-visiting": gettext_lazy("takes no visits at present"),
    "too-far": gettext_lazy("that is outside the area"),
    "no-shift": gettext_lazy("does not work at that hour"),
    "busy": gettext_lazy("is somewhere else at that hour"),
    "way": gettext_lazy("could not come from the visit before, or reach the next one, in time"),
    "week-full": gettext_lazy("the hours of that week are full"),
    "not-able": gettext_lazy("may not do this"),
}
STATES: dict[str, str | Promise] = {
    "pending": gettext_lazy("waits for payment"),
    "booked": gettext_lazy("booked"),
    "on-the-way": gettext_lazy("on the way"),
    "arrived": gettext_lazy("there now"),
    "left": gettext_lazy("gone, not complete"),
    "fulfilled": gettext_lazy("done"),
    "cancelled": gettext_lazy("cancelled"),
    "noshow": gettext_lazy("did not take place"),
    "broken-off": gettext_lazy("broken off"),
}
KINDS: dict[str, str | Promise] = {
    "care": gettext_lazy("Daily care"),
    "medical": gettext_lazy("Medical nursing"),
    "assessment": gettext_lazy("Assessment"),
    "escort": gettext_lazy("Escort"),
    "domestic": gettext_lazy("Household help"),
}
STATUSES: dict[str, str | Promise] = {
    "confirmed": gettext_lazy("confirmed by several sources"),
    "single-source": gettext_lazy("one source"),
    "own-rule": gettext_lazy("our own rule"),
    "local": gettext_lazy("decided here"),
}
SIGNED_AS: dict[str, str | Promise] = {
    "self": gettext_lazy("the person"),
    "relative": gettext_lazy("a relative"),
    "guardian": gettext_lazy("the guardian"),
    "other": gettext_lazy("somebody else"),
}


def hindered(code: str) -> str:
    """What keeps somebody from going, in words."""
    return str(HINDRANCES.get(code, HINDRANCES["not-able"]))


def why(ranked: Ranked) -> tuple[str, ...]:
    """The reasons for a place, one sentence each."""
    return tuple(_reason(each) for each in ranked.reasons)


def _reason(reason: Reason) -> str:
    facts = reason.facts
    match reason.code:
        case "regular":
            return gettext("your regular worker")
        case "backup":
            return gettext("your second choice")
        case "newcomer":
            return gettext("every %(every)sth place goes to somebody new, drawn afresh each day") % facts
        case "continuity":
            return gettext("has been with you %(visits)s times") % facts
        case "way" if facts.get("minutes"):
            return gettext("%(minutes)s minutes of way") % facts
        case "way" if "minutes" in facts:
            return gettext("no visit close before or after")
        case "score":
            counted = {"ratings": facts["ratings"], "damped": stars(int(facts["damped_milli"]))}
            return gettext("%(ratings)s ratings, counted as %(damped)s") % counted
        case "unrated":
            return gettext("not rated yet, counted as %(damped)s") % {"damped": stars(int(facts["damped_milli"]))}
    return hindered(reason.code)
