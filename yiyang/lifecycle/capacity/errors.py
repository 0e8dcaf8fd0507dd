"""The refusals of capacity.

Refused
├── Invalid
│   ├── NoSuchNumber        the session has no such number
│   ├── OtherService        a booking cannot be moved to another service
│   ├── Contradiction       filters that exclude one another; says which to drop
│   │   └── ImpossibleWish  a filter that excludes everything
│   └── BadPattern          a week that cannot be kept
├── Exhausted
│   ├── SessionFull         every number is held or taken
│   └── NoPlacesLeft        the counter stands at its end
└── Conflict
    ├── NumberTaken         this very number is held or taken
    ├── InThePast           its time has come
    ├── SessionWithdrawn    the session does not take place
    ├── HoldLapsed          held too long without paying
    ├── SameHour            the person has something else at that hour
    ├── Occupied            the professional, room or bed is taken then
    └── NothingClaimed      the order has no number
"""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Exhausted, Invalid, gettext_noop


class NoSuchNumber(Invalid):
    code = "no-such-number"
    sentence = gettext_noop("There is no such number in this session.")


class OtherService(Invalid):
    code = "other-service"
    sentence = gettext_noop("A booking can only be moved to another time of the same service.")


class Contradiction(Invalid):
    """`facts["drop"]` names the filter to drop; `facts["without"]` counts what would be found without each."""

    code = "contradiction"
    sentence = gettext_noop("Nothing can fit all these wishes. Try without “%(drop)s”: %(count)s would be found.")


class ImpossibleWish(Contradiction):
    """One wish alone that nothing could ever meet."""

    code = "impossible-wish"
    sentence = gettext_noop("The wish “%(drop)s” can never be met. Please change it or leave it out.")


class BadPattern(Invalid):
    code = "bad-pattern"
    sentence = gettext_noop("These sessions overlap, or reach into the next day.")


class SessionFull(Exhausted):
    code = "session-full"
    sentence = gettext_noop("All numbers of this session are taken.")


class NoPlacesLeft(Exhausted):
    code = "no-places-left"
    sentence = gettext_noop("There are not enough places left.")


class NumberTaken(Conflict):
    code = "number-taken"
    sentence = gettext_noop("Somebody else has just taken this number. Please choose another one.")


class InThePast(Conflict):
    code = "in-the-past"
    sentence = gettext_noop("This time has already passed.")


class SessionWithdrawn(Conflict):
    code = "session-withdrawn"
    sentence = gettext_noop("This session does not take place.")


class HoldLapsed(Conflict):
    code = "hold-lapsed"
    sentence = gettext_noop("The time to pay has run out and the number is free again. Please book once more.")


class SameHour(Conflict):
    code = "same-hour"
    sentence = gettext_noop("There is already a booking at that hour.")


class Occupied(Conflict):
    code = "occupied"
    sentence = gettext_noop("This is already taken at that hour.")


class NothingClaimed(Conflict):
    code = "nothing-claimed"
    sentence = gettext_noop("This order has no number that could be moved.")
