"""The refusals of offers.

Refused
├── Invalid
│   ├── NoSuchNeed        the need is not in the catalogue
│   ├── AmbiguousRule     another rule of equal priority would apply too
│   ├── OneLanguageOnly   it is published in both languages, or not at all
│   ├── NotOneOfOurs      the professional has no contract with the house
│   └── NotInList         a word that is not in its list
├── Conflict
│   ├── ServiceRetired    it is no longer, or not yet, offered
│   └── NotLicensed       a licence it needs is missing, not checked or has ended
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


class OneLanguageOnly(Invalid):
    code = "one-language-only"
    sentence = gettext_noop("A service is published in Chinese and in English: this is missing in one of them.")


class NotOneOfOurs(Invalid):
    code = "not-one-of-ours"
    sentence = gettext_noop("This professional has no contract with the house at present.")


class NotInList(Invalid):
    code = "not-in-list"
    sentence = gettext_noop("Choose one of the list.")


class NotLicensed(Conflict):
    code = "not-licensed"
    sentence = gettext_noop("A licence this service needs is missing, not checked yet, or has ended.")


class ServiceRetired(Conflict):
    code = "service-retired"
    sentence = gettext_noop("“%(service)s” is not offered at present.")


class PackageUsedUp(Exhausted):
    code = "package-used-up"
    sentence = gettext_noop("No use of this service is left in the package.")
