"""The refusals of access."""

from __future__ import annotations

from yiyang.foundation.errors import Forbidden, Invalid, gettext_noop


class NotAllowed(Forbidden):
    code = "not-allowed"
    sentence = gettext_noop("Your role does not include this.")


class OwnGrant(Forbidden):
    code = "own-grant"
    sentence = gettext_noop("Nobody can grant a right to themselves.")


class ReasonMissing(Invalid):
    code = "reason-missing"
    sentence = gettext_noop("Say in a few words why this file must be opened now.")


class UnknownRole(Invalid):
    code = "unknown-role"
    sentence = gettext_noop("There is no role called %(role)s.")


class UnknownScope(Invalid):
    code = "unknown-scope"
    sentence = gettext_noop("There is no scope called %(scope)s.")


class PeriodBackwards(Invalid):
    code = "period-backwards"
    sentence = gettext_noop("The end must lie after the start.")
