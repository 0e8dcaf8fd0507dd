"""What cases refuses.

Refused
├── Unknown
│   └── UnknownCase      404
├── Forbidden
│   ├── NotOffered       403   a person the ladder never asked
│   └── NotYours         403   somebody else is responsible
├── Invalid
│   ├── UnknownReason    422
│   ├── WrongLadder      422
│   └── UnknownKind      422
└── Conflict
    ├── Overtaken        409   somebody else accepted it first (foundation)
    ├── AlreadyOpen      409   the same case stands open in another house
    └── NobodyToAsk      409   no house stands behind the person who calls for help
"""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Forbidden, Invalid, Unknown, gettext_noop


class UnknownCase(Unknown):
    code = "cases.unknown"
    sentence = gettext_noop("There is no such case, or it is not yours to see.")


class NotOffered(Forbidden):
    code = "cases.not-offered"
    sentence = gettext_noop("Nobody asked you to take this on.")


class NotYours(Forbidden):
    code = "cases.not-yours"
    sentence = gettext_noop("Somebody else is responsible for this.")


class UnknownReason(Invalid):
    code = "cases.unknown-reason"
    sentence = gettext_noop("A case of this kind is not closed with the reason %(reason)s.")


class UnknownKind(Invalid):
    code = "cases.unknown-kind"
    sentence = gettext_noop("There is no kind of case called %(kind)s.")


class WrongLadder(Invalid):
    code = "cases.wrong-ladder"
    sentence = gettext_noop(
        "A ladder has 1 to %(rungs)s rungs of 1 to %(minutes)s minutes, each asking a known role or relation."
    )


class AlreadyOpen(Conflict):
    code = "cases.already-open"
    sentence = gettext_noop("This is already being taken care of elsewhere.")


class NobodyToAsk(Conflict):
    code = "cases.nobody-to-ask"
    sentence = gettext_noop("No house looks after this person yet. Please call 120.")
