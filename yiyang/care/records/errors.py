"""The refusals of records."""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Forbidden, Invalid, TooMany, gettext_noop


class InTheFuture(Invalid):
    code = "in-the-future"
    sentence = gettext_noop("This time lies in the future. Please check the clock and the date.")


class NotPossible(Invalid):
    code = "not-possible"
    sentence = gettext_noop("%(value)s %(unit)s cannot be right: possible are %(low)s to %(high)s.")


class WrongUnit(Invalid):
    code = "wrong-unit"
    sentence = gettext_noop("This reading is given in %(expected)s, not in %(unit)s.")


class WordsMissing(Invalid):
    code = "words-missing"
    sentence = gettext_noop("Please write at least a few words.")


class NotThatVisit(Invalid):
    code = "not-that-visit"
    sentence = gettext_noop("This visit is not one of this person's visits at your house.")


class AlreadySigned(Conflict):
    code = "already-signed"
    sentence = gettext_noop("This is signed already. A correction becomes a new version.")


class NotSigned(Conflict):
    code = "not-signed"
    sentence = gettext_noop("This is not signed yet, so there is nothing to correct.")


class AnotherHouse(Forbidden):
    code = "another-house"
    sentence = gettext_noop("Only the house that signed this record may correct it.")


class ReasonMissing(Invalid):
    code = "correction-reason-missing"
    sentence = gettext_noop("Say in a few words why this is corrected.")


class KnownAllergy(Conflict):
    code = "known-allergy"
    sentence = gettext_noop("An allergy to this is on record. Prescribe it only with a written reason.")


class NotPortable(Invalid):
    code = "not-portable"
    sentence = gettext_noop("This file cannot be read: %(reason)s")


class ImportUnderWay(Conflict):
    code = "import-under-way"
    sentence = gettext_noop("Another import for this organisation is under way. Please wait until it has ended.")


class AttachmentTooLarge(Invalid):
    code = "attachment-too-large"
    sentence = gettext_noop("This file is too large. At most %(megabytes)s MB are taken.")


class AttachmentUnknownKind(Invalid):
    code = "attachment-unknown-kind"
    sentence = gettext_noop("Only pictures (JPEG, PNG, WebP) and PDF papers are taken.")


class AttachmentBroken(Invalid):
    code = "attachment-broken"
    sentence = gettext_noop("This file is damaged and cannot be opened.")


class AttachmentTitleMissing(Invalid):
    code = "attachment-title-missing"
    sentence = gettext_noop("Say in a few words what this shows.")


class TooManyAttachments(TooMany):
    code = "too-many-attachments"
    sentence = gettext_noop("There are %(limit)s pictures and papers already. Remove some first.")


class AttachmentKeyUsed(Conflict):
    code = "attachment-key-used"
    sentence = gettext_noop("Something else was sent with this key already.")


class NotTheirAttachment(Forbidden):
    code = "not-their-attachment"
    sentence = gettext_noop("Only who added this, or their house, may remove it.")
