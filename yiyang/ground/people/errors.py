"""The refusals of people."""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Forbidden, Invalid, TooMany, gettext_noop


class NameMissing(Invalid):
    code = "name-missing"
    sentence = gettext_noop("A person has a name: write it down.")


class ImpossibleBirth(Invalid):
    code = "impossible-birth"
    sentence = gettext_noop("Nobody can be born on that day.")


class WrongIdentityNumber(Invalid):
    code = "wrong-identity-number"
    sentence = gettext_noop("This cannot be an identity number. Please compare it with the card.")


class WrongCheckDigit(WrongIdentityNumber):
    code = "wrong-check-digit"
    sentence = gettext_noop("The last sign does not fit the rest of the number. Please compare it with the card.")


class IdentityContradicts(Invalid):
    code = "identity-contradicts"
    sentence = gettext_noop("The identity number says something else about birth date or sex than the file.")


class IdentityTaken(Conflict):
    code = "identity-taken"
    sentence = gettext_noop("There is already a file for this identity number. Look for it instead of a second one.")


class WrongPhone(Invalid):
    code = "wrong-phone"
    sentence = gettext_noop("This is not a telephone number.")


class PhoneTaken(Conflict):
    code = "phone-taken"
    sentence = gettext_noop("Somebody already signs in with this telephone number.")


class AccountExists(Conflict):
    code = "account-exists"
    sentence = gettext_noop("This person already has a way to sign in.")


class TooManyCodes(TooMany):
    code = "too-many-codes"
    sentence = gettext_noop("Too many codes were sent. Please wait an hour, or sign in with your password.")


class LockedOut(TooMany):
    code = "locked-out"
    sentence = gettext_noop("Too many wrong attempts. Wait %(minutes)s minutes, or sign in with a code.")


class TooOften(TooMany):
    code = "too-often"
    sentence = gettext_noop("That was asked too often. Please wait a minute.")


class NobodyUnderNumber(Invalid):
    code = "nobody-under-number"
    sentence = gettext_noop("Nobody has a file under this number. Compare it with the card, digit by digit.")


class SeveralUnderNumber(Conflict):
    code = "several-under-number"
    sentence = gettext_noop("Several people use this number. Take the number of the identity card.")


class TooManyGuesses(TooMany):
    code = "too-many-guesses"
    sentence = gettext_noop("Too many numbers led to nobody. Wait an hour, or ask a colleague.")


class OwnFile(Forbidden):
    code = "own-file"
    sentence = gettext_noop("Nobody handles their own file. For your own data, use your own page.")


class SecondPersonNeeded(Forbidden):
    code = "second-person-needed"
    sentence = gettext_noop("Whoever wrote a request down cannot erase on it. A second person must confirm.")


class NotSure(Invalid):
    code = "not-sure"
    sentence = gettext_noop("Please say that you are sure.")


class SameFile(Conflict):
    code = "same-file"
    sentence = gettext_noop("These are already one file.")


class NotSamePerson(Conflict):
    code = "not-same-person"
    sentence = gettext_noop("These files say different things about birth date, sex or identity number.")


class GrantToOneself(Forbidden):
    code = "grant-to-oneself"
    sentence = gettext_noop("Nobody can let themselves into somebody's file.")


class NotTheirs(Forbidden):
    code = "not-theirs"
    sentence = gettext_noop("Only the person or a recorded guardian can decide this.")


class RelativeUnknown(Invalid):
    code = "relative-unknown"
    sentence = gettext_noop("Nobody signs in that way yet. Ask them to open an account first.")


class ProofMissing(Invalid):
    code = "proof-missing"
    sentence = gettext_noop("A guardian is recorded with a proof.")


class FutureWithoutPlan(Invalid):
    code = "future-without-plan"
    sentence = gettext_noop("A move in the future needs a plan it stands on.")


class MoveTooEarly(Conflict):
    code = "move-too-early"
    sentence = gettext_noop("The present setting began later than that.")


class SameSetting(Conflict):
    code = "same-setting"
    sentence = gettext_noop("The person is already cared for that way, by the same house.")


class Elsewhere(Conflict):
    code = "elsewhere"
    sentence = gettext_noop("At that time this professional works somewhere else.")


class TooFarApart(Conflict):
    code = "too-far-apart"
    sentence = gettext_noop("There is not enough time to travel there from the place before or after.")


class NotEmployedHere(Forbidden):
    code = "not-employed-here"
    sentence = gettext_noop("This professional does not work for the house at that time.")


class WindowImpossible(Invalid):
    code = "window-impossible"
    sentence = gettext_noop("The end must lie after the start, at most a day later.")
