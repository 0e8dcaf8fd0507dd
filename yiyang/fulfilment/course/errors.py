"""The refusals of courses.

Refused
├── Invalid
│   └── NoPackageChosen   422   no package was named, or another than the one that was ordered
└── Conflict
    ├── Begun             409   something of it is used or booked: it is no longer given back
    └── ReturnOver        409   the days in which it could be given back are over
"""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Invalid, gettext_noop


class NoPackageChosen(Invalid):
    code = "no-package-chosen"
    sentence = gettext_noop("Please choose a package.")


class Begun(Conflict):
    code = "package-begun"
    sentence = gettext_noop(
        "Something of this package is booked or used already, so it is kept. Cancel what is booked first, or ask the"
        " house."
    )


class ReturnOver(Conflict):
    code = "return-over"
    sentence = gettext_noop("The %(days)s days in which this package could be given back are over.")
