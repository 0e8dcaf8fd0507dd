"""The refusals of appointments.

Refused
├── Invalid
│   ├── NoNumberChosen    422   neither a session nor a number was named, or something else was
│   └── OtherService      422   the number belongs to another service
└── Conflict
    ├── NotToday          409   checking in on another day
    ├── TooEarly          409   a no-show before the hour
    ├── NotMovable        409   the visit has begun or is over
    ├── NotRetaken        409   it was not cancelled, or too long ago
    └── NobodyWaiting     409   there is nobody to call
"""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Invalid, gettext_noop


class NoNumberChosen(Invalid):
    code = "no-number-chosen"
    sentence = gettext_noop("Please choose a number.")


class OtherService(Invalid):
    code = "other-service"
    sentence = gettext_noop("This number belongs to another service. Please choose again.")


class NotToday(Conflict):
    code = "not-today"
    sentence = gettext_noop("This appointment is on another day.")


class TooEarly(Conflict):
    code = "too-early"
    sentence = gettext_noop("The hour of this appointment has not begun yet.")


class NotMovable(Conflict):
    code = "not-movable"
    sentence = gettext_noop("This appointment can no longer be moved.")


class NotRetaken(Conflict):
    code = "not-retaken"
    sentence = gettext_noop("It is too late to take this back. Please book anew.")


class NobodyWaiting(Conflict):
    code = "nobody-waiting"
    sentence = gettext_noop("Nobody is waiting.")
