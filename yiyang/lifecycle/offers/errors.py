"""The refusals of offers.

Refused
├── Invalid
│   ├── NoSuchNeed        the need is not in the catalogue
│   └── AmbiguousRule     another rule of equal priority would apply too
├── Conflict
│   └── ServiceRetired    it is no longer, or not yet, offered
└── Exhausted
    └── PackageUsedUp     every use is reserved or taken
"""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Exhausted, Invalid, gettext_noop


class NoSuchNeed(Invalid):
    code = "no-such-need"
    sentence = gettext_noop("“%(need)s” is not in the list of needs.")


class AmbiguousRule(Invalid):
    code = "ambiguous-rule"
    sentence = gettext_noop(
        "The rule “%(other)s” has the same priority and would apply to some of the same people at the same time. "
        "Give one of them another priority."
    )


class ServiceRetired(Conflict):
    code = "service-retired"
    sentence = gettext_noop("“%(service)s” is not offered at present.")


class PackageUsedUp(Exhausted):
    code = "package-used-up"
    sentence = gettext_noop("No use of this service is left in the package.")
