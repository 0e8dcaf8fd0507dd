"""The refusals of places."""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Forbidden, Invalid, gettext_noop


class AreaNeedsParent(Invalid):
    code = "area-needs-parent"
    sentence = gettext_noop("Every area below a city belongs to the level above it: name that one.")


class ParentLoop(Conflict):
    code = "parent-loop"
    sentence = gettext_noop("A house cannot stand above itself.")


class UnknownKind(Invalid):
    code = "unknown-kind"
    sentence = gettext_noop("There is no such kind of participant.")


class WrongCreditCode(Invalid):
    code = "wrong-credit-code"
    sentence = gettext_noop("This is not a unified social credit code: its check sign does not fit.")


class NotOpen(Conflict):
    code = "not-open"
    sentence = gettext_noop("This house takes no bookings at present.")


class LicenceExpired(NotOpen):
    code = "licence-expired"
    sentence = gettext_noop("This house takes no new bookings until it has renewed a licence.")


class NotItsTrade(Forbidden):
    code = "not-its-trade"
    sentence = gettext_noop("What this house is approved for does not include that.")


class PaperMissing(Conflict):
    code = "paper-missing"
    sentence = gettext_noop("A required paper is missing or has expired. The check-list says which.")


class NormsNotAccepted(Conflict):
    code = "norms-not-accepted"
    sentence = gettext_noop("The norms of use in force have not been accepted yet.")


class NotInThisLanguage(Conflict):
    code = "not-in-this-language"
    sentence = gettext_noop("This text is not there in your language yet. Please ask the office for it.")


class OwnReview(Forbidden):
    code = "own-review"
    sentence = gettext_noop("Nobody reviews their own entry.")


class ReasonMissing(Invalid):
    code = "reason-missing"
    sentence = gettext_noop("Say why, so that the applicant can put it right.")


class NotInThisState(Conflict):
    code = "not-in-this-state"
    sentence = gettext_noop("This is settled already and can no longer be changed that way.")


class PeriodImpossible(Invalid):
    code = "period-impossible"
    sentence = gettext_noop("The end must lie after the start.")


class AlreadyEntrusted(Conflict):
    code = "already-entrusted"
    sentence = gettext_noop("Somebody else is entrusted with this in that time.")


class NotEntrusted(Forbidden):
    code = "not-entrusted"
    sentence = gettext_noop("No entrustment covers this act at this time.")


class AlreadyFounded(Conflict):
    code = "already-founded"
    sentence = gettext_noop("This site already has its operator; sign in as that person to add others.")


class MoreThanApproved(Invalid):
    code = "more-than-approved"
    sentence = gettext_noop("No more beds can be advertised than the checked papers approve (%(approved)s).")


class NotComparable(Invalid):
    code = "not-comparable"
    sentence = gettext_noop("Choose two to four houses that are open now.")
