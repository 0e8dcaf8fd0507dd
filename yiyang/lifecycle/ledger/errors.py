"""The refusals of the ledger."""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Exhausted, Invalid, Unknown, gettext_noop


class KeyReused(Conflict):
    code = "ledger-key-reused"
    sentence = gettext_noop("This payment was already recorded with other contents.")


class AlreadyResolved(Conflict):
    code = "ledger-already-resolved"
    sentence = gettext_noop("This reserved amount was already settled or released.")


class PendingUnknown(Unknown):
    code = "ledger-pending-unknown"
    sentence = gettext_noop("There is no such reserved amount.")


class MoreThanPending(Invalid):
    code = "ledger-more-than-pending"
    sentence = gettext_noop("Not more than the reserved %(pending)s can be settled.")


class Overdrawn(Exhausted):
    code = "ledger-overdrawn"
    sentence = gettext_noop("There is not enough money in this account.")
