"""The refusals of ratings.

Refused
├── Invalid
│   ├── OutOfScale            422   a score is not 1, 2, 3, 4 or 5
│   └── TooLong               422   the text is longer than 1,000 signs
├── Forbidden
│   └── OwnWork               403   whoever works there does not rate
└── Conflict
    ├── NotProven             409   the work is not completed, or its proof is not complete
    ├── AlreadyRated          409   one rating per order
    └── TooLate               409   it can no longer be changed
"""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Forbidden, Invalid, gettext_noop


class OutOfScale(Invalid):
    code = "out-of-scale"
    sentence = gettext_noop("Choose between one and five stars.")


class TooLong(Invalid):
    code = "too-long"
    sentence = gettext_noop("Please say it in at most %(limit)s signs.")


class OwnWork(Forbidden):
    code = "own-work"
    sentence = gettext_noop("Whoever works for this house cannot rate its services.")


class NotProven(Conflict):
    code = "not-proven"
    sentence = gettext_noop("This can be rated once the work is done and proven.")


class AlreadyRated(Conflict):
    code = "already-rated"
    sentence = gettext_noop("This visit has already been rated.")


class TooLate(Conflict):
    code = "too-late-to-change"
    sentence = gettext_noop("A rating can be changed for %(days)s days.")
