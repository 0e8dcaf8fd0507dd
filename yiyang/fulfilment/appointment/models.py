"""What an appointment keeps beside its order: which number was taken, and how the visit went."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yiyang.foundation.visibility import Personal
from yiyang.fulfilment.appointment.states import BOOKED, NEXT, PENDING
from yiyang.ground.people.models import Person, Practitioner
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.orders.models import Order


class Booking(models.Model):
    """One number in one session for one person (FHIR Appointment).

    `number`, `session_id` and `slot_id` are what capacity gave when it was taken, kept for the receipt. A person's
    open bookings never overlap: the exclusion constraint `booking_person_hour` refuses it.
    """

    visibility = Personal()

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    session_id = models.UUIDField()
    slot_id = models.UUIDField()
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
            models.Index(fields=["organisation", "session_id", "number"], name="booking_session"),
            models.Index(fields=["person", "starts_at"], name="booking_person"),
            models.Index(fields=["starts_at"], name="booking_to_remind", condition=Q(state=BOOKED)),
        ]
