"""The refusals of home visits.

Refused
├── Invalid
│   ├── NoHourChosen          422   no start was named, or it is none
│   ├── NotOnTheList          422   the province's list does not allow this at home (it denies by default)
│   ├── SoldAsDomestic        422   a medical act under the name of household help
│   ├── OrderNeeded           422   medical work without a doctor's order in force
│   ├── PurposeNeeded         422   an escort that leads nowhere
│   ├── AddressNeeded         422   nobody knows where to go
│   ├── EntryUnreadable       422   an entry that cannot be what it says
│   ├── SeriesIsPaidAfter     422   a series of visits that each want paying beforehand
│   ├── NotSuchAnItem         422   the list has no such row, or it cannot be kept like that
│   └── NobodySuch            422   the house has no such worker
├── Forbidden
│   └── NoLicence             403   a doctor whose licence does not count today
├── Conflict
│   ├── AssessmentNeeded      409   nobody has assessed the home yet, or care there was found unsafe
│   ├── CannotGo              409   the worker chosen cannot come then; says why
│   ├── NobodyFree            409   nobody who may do it is free then
│   ├── SameHour              409   the person has another visit at that hour
│   ├── SeriesClashes         409   dates of a series that cannot be kept, all of them named
│   ├── OrderUsedUp           409   the doctor's order is taken up, ended or revoked
│   ├── NotMovable            409   the visit has begun or is over
│   ├── NotYet                409   a no-show before anybody could have come
│   ├── NotYours              409   somebody else goes there now
│   ├── NotThereYet           409   departure before arrival
│   ├── OffDuty               409   a position outside a visit
│   └── NotProven             409   completed before everything that proves it is there
└── TooMany
    └── SeriesTooLong         429   more visits than a series may have
"""

from __future__ import annotations

from yiyang.foundation.errors import Conflict, Forbidden, Invalid, TooMany, gettext_noop


class NoHourChosen(Invalid):
    code = "no-hour-chosen"
    sentence = gettext_noop("Please choose a day and an hour that are still ahead.")


class NotOnTheList(Invalid):
    code = "not-on-the-list"
    sentence = gettext_noop("This may not be done at home here: it is not on the list that is in force.")


class SoldAsDomestic(Invalid):
    code = "sold-as-domestic"
    sentence = gettext_noop("This is medical work and cannot be offered as household help.")


class OrderNeeded(Invalid):
    code = "order-needed"
    sentence = gettext_noop("This needs a doctor's order. Please ask your doctor first.")


class PurposeNeeded(Invalid):
    code = "purpose-needed"
    sentence = gettext_noop("Please choose the booked hospital visit, or say where you want to go.")


class AddressNeeded(Invalid):
    code = "address-needed"
    sentence = gettext_noop("Please say where to come: street, house and door.")


class EntryUnreadable(Invalid):
    code = "entry-unreadable"
    sentence = gettext_noop("This entry cannot be read: %(reason)s.")


class SeriesIsPaidAfter(Invalid):
    code = "series-is-paid-after"
    sentence = gettext_noop("A series is booked where visits are paid afterwards or with a package, not beforehand.")


class NotSuchAnItem(Invalid):
    code = "not-such-an-item"
    sentence = gettext_noop("The list cannot hold this: %(reason)s.")


class NobodySuch(Invalid):
    code = "nobody-such"
    sentence = gettext_noop("Nobody like this works for the house.")


class NoLicence(Forbidden):
    code = "no-licence"
    sentence = gettext_noop("Your licence to practise is not on record, or it has ended.")


class AssessmentNeeded(Conflict):
    code = "assessment-needed"
    sentence = gettext_noop("Before the first visit a nurse has to assess the home. Please book that visit first.")


class CannotGo(Conflict):
    code = "cannot-go"
    sentence = gettext_noop("%(name)s cannot come then: %(why)s. Please choose another hour or another person.")


class NobodyFree(Conflict):
    code = "nobody-free"
    sentence = gettext_noop("Nobody who may do this is free at that hour. Please choose another one.")


class SameHour(Conflict):
    code = "same-hour-at-home"
    sentence = gettext_noop("There is another visit at that hour already.")


class SeriesClashes(Conflict):
    code = "series-clashes"
    sentence = gettext_noop("Nothing was booked, because these dates cannot be kept: %(dates)s")


class OrderUsedUp(Conflict):
    code = "order-used-up"
    sentence = gettext_noop(
        "The doctor's order is used up or no longer in force. Please ask your doctor for a new one."
    )


class NotMovable(Conflict):
    code = "visit-not-movable"
    sentence = gettext_noop("This visit can no longer be moved.")


class NotYet(Conflict):
    code = "not-yet"
    sentence = gettext_noop("It is too early to say that nobody came.")


class NotYours(Conflict):
    code = "not-yours"
    sentence = gettext_noop("Somebody else goes there now. What you did is kept and shown to the house.")


class NotThereYet(Conflict):
    code = "not-there-yet"
    sentence = gettext_noop("Nobody has arrived yet. What comes before this is still missing.")


class OffDuty(Conflict):
    code = "off-duty"
    sentence = gettext_noop("A position is kept only from setting out until leaving.")


class NotProven(Conflict):
    code = "visit-not-proven"
    sentence = gettext_noop("This visit is not complete yet. Still missing: %(missing)s.")


class SeriesTooLong(TooMany):
    code = "series-too-long"
    sentence = gettext_noop("A series has at most %(limit)s visits.")
