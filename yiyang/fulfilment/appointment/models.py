"""What an appointment keeps beside its order: which number was taken, and how the visit went."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal
from yiyang.fulfilment.appointment.states import BOOKED, NEXT, PENDING
from yiyang.ground.people.models import Person, Practitioner
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.capacity.models import Slot
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.orders.models import Order


class Booking(models.Model):
    """One number in one session for one person (FHIR Appointment).

    `number`, `slot` and `claim_id` are what capacity gave, kept for the receipt; that a number is
    given once and a person is expected in one place at a time is capacity's to hold.
    """

    visibility = Personal()

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="+", db_index=False)
    claim_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, default=BOOKED)
    held_until = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    encounter_id = models.UUIDField(null=True)
    reminded_for = models.DateTimeField(null=True)  # the hour the last reminder spoke of; another hour, another one

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(NEXT)), name="booking_state"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_period"),
            models.CheckConstraint(
                condition=Q(state=PENDING, held_until__isnull=False) | (~Q(state=PENDING) & Q(held_until=None)),
                name="booking_held",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "starts_at"], name="booking_organisation_day"),
            models.Index(fields=["person", "starts_at"], name="booking_person"),
            models.Index(fields=["starts_at"], name="booking_to_remind", condition=Q(state=BOOKED)),
        ]


class Watch(models.Model):
    """Somebody waits for a free number of a service and is told once; `watcher_id` is who asked, for `person`."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    watcher_id = models.UUIDField()
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service", "watcher_id"], condition=Q(told_at=None), name="watch_once"
            ),
        ]
        indexes = [
            models.Index(fields=["since"], name="watch_waiting", condition=Q(told_at=None)),
        ]
