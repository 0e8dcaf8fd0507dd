"""The refusals of settlement.

Refused
├── Invalid
│   ├── UnknownProvider       422   no such way of paying
│   └── NotRefundable         422   more than is left to return
├── Forbidden
│   └── OwnRefund             403   whoever asked cannot approve
├── Conflict
│   ├── NothingDue            409   there is nothing to pay
│   ├── HoldLapsed            409   the time to pay has run out
│   ├── KeyReused             409   the same request key came with other content
│   └── NotNow                409   the state does not allow this step
└── BadNotice                 401   a notice with a wrong or an old signature
"""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Forbidden, Invalid, Refused, gettext_noop


class UnknownProvider(Invalid):
    code = "unknown-payment-provider"
    sentence = gettext_noop("There is no such way of paying here.")


class NotRefundable(Invalid):
    code = "not-refundable"
    sentence = gettext_noop("At most %(left)s can be returned.")


class OwnRefund(Forbidden):
    code = "own-refund"
    sentence = gettext_noop("Somebody else must approve this refund.")


class NothingDue(Conflict):
    code = "nothing-due"
    sentence = gettext_noop("There is nothing to pay here.")


class HoldLapsed(Conflict):
    code = "hold-lapsed"
    sentence = gettext_noop("The time to pay has run out and the place was given back. Please choose again.")


class KeyReused(Conflict):
    code = "payment-key-reused"
    sentence = gettext_noop("This form has already been sent with other content. Please open it again.")


class NotNow(Conflict):
    code = "money-not-now"
    sentence = gettext_noop("This is no longer possible: it is already %(state)s.")


class BadNotice(Refused):
    code = "bad-notice"
    status = 401
    sentence = gettext_noop("This notice is not genuine or too old.")
