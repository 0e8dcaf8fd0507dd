"""The refusals of orders.

Refused
├── Invalid
│   ├── ReasonMissing         422   a closing verb was given no reason
│   ├── UnknownMode           422   no fulfilment mode answers to that code
│   ├── ChannelUnknown        422   no such way of asking
│   └── WayOfPayingUnknown    422   neither money nor a package
├── Conflict
│   ├── KeyReused             409   the same request key came with other content
│   ├── NotNow                409   the order's state does not allow this step
│   └── Lapsed                409   the time to pay has run out
└── TooMany
    └── TooManyOpen           429   more open orders than allowed
"""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Invalid, TooMany, gettext_noop


class ReasonMissing(Invalid):
    code = "reason-missing"
    sentence = gettext_noop("Please say why.")


class UnknownMode(Invalid):
    code = "unknown-mode"
    sentence = gettext_noop("Nothing on this site can carry out this kind of service.")


class ChannelUnknown(Invalid):
    code = "channel-unknown"
    sentence = gettext_noop("There is no such way of placing an order.")


class WayOfPayingUnknown(Invalid):
    code = "way-of-paying-unknown"
    sentence = gettext_noop("An order is paid with money or with a package.")


class KeyReused(Conflict):
    code = "key-reused"
    sentence = gettext_noop("This form has already been sent with other content. Please open it again.")


class NotNow(Conflict):
    code = "not-now"
    sentence = gettext_noop("This is no longer possible: the order is %(state)s.")


class Lapsed(Conflict):
    code = "lapsed"
    sentence = gettext_noop("The time to pay has run out and the place was given back. Please choose again.")


class TooManyOpen(TooMany):
    code = "too-many-open"
    sentence = gettext_noop("There are already %(limit)s open orders of this kind. Finish or cancel one first.")
