"""Who is visited by whom and when, on whose order, and after which assessment."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal, Public
from yiyang.fulfilment.home_visit.models.catalogue import Item
from yiyang.fulfilment.home_visit.states import BOOKED, NEXT, PENDING
from yiyang.ground.people.models import Person, Practitioner
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.orders.models import Order


class Series(models.Model):
    """Visits that were booked together, all of them or none (R76)."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    request_key = models.CharField(max_length=80)
    booked_by_id = models.UUIDField(null=True)
    booked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "booked_by_id", "request_key"], name="series_once", nulls_distinct=False
            )
        ]


class CareRequest(models.Model):
    """A doctor's order for medical work at home (FHIR ServiceRequest): which item, how often, until when.

    `visits_taken` never passes `visits_max`; a cancelled visit gives its turn back. `organisation` is the doctor's.
    """

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=30)
    item_name = models.CharField(max_length=120)
    item_name_en = models.CharField(max_length=120)
    instruction = models.TextField()
    reason = models.CharField(max_length=200)
    ordered_by_id = models.UUIDField()
    ordered_by_name = models.CharField(max_length=120)
    encounter_id = models.UUIDField(null=True)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+")  # the consultation it came from
    ordered_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    visits_max = models.PositiveSmallIntegerField()
    visits_taken = models.PositiveSmallIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)
    request_key = models.CharField(max_length=80)
    entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ordered_by_id", "request_key"], name="care_request_once"),
            models.CheckConstraint(condition=Q(visits_taken__lte=F("visits_max")), name="care_request_not_overdrawn"),
            models.CheckConstraint(condition=Q(visits_max__range=(1, 60)), name="care_request_visits"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("ordered_at")), name="care_request_period"),
        ]
        indexes = [models.Index(fields=["person", "-ordered_at"], name="care_request_person")]


class Visit(models.Model):
    """What a home visit keeps beside its order (FHIR Appointment, then Encounter of class HH).

    The place is copied when it is booked: where the worker has to go, also when the person moves later. Two triggers
    stand over the row: `visit_travel` refuses a worker who could not come from one place to the next in time, whoever
    the employer is; the worker's time itself is claimed in capacity.
    """

    visibility = Personal()

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")  # the version in force when it was booked
    kind = models.CharField(max_length=10)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    backup = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    chosen = models.BooleanField(default=False)  # by the person, not proposed
    request = models.ForeignKey(CareRequest, models.PROTECT, null=True, related_name="+")
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="+")
    hospital_order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+")  # what an escort leads to
    purpose = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    address = models.CharField(max_length=200)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    way_minutes = models.PositiveSmallIntegerField(default=0)  # kept free before the visit
    travel_fee_minor = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default=BOOKED)
    held_until = models.DateTimeField(null=True)
    set_out_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_metres = models.PositiveIntegerField(null=True)  # from the place it should be; None: not measured
    departed_at = models.DateTimeField(null=True)
    departed_metres = models.PositiveIntegerField(null=True)
    exceptions = models.JSONField(default=dict)  # what could not be proven, and why: {"arrival": "…"}
    signed_by = models.CharField(max_length=80, blank=True)
    signed_as = models.CharField(max_length=12, blank=True)
    signed_at = models.DateTimeField(null=True)
    encounter_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    reminded_for = models.DateTimeField(null=True)
    stars_milli = models.PositiveSmallIntegerField(null=True)  # as counted for the worker

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(NEXT)), name="visit_state"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_period"),
            models.CheckConstraint(
                condition=Q(state=PENDING, held_until__isnull=False) | (~Q(state=PENDING) & Q(held_until=None)),
                name="visit_held",
            ),
            models.CheckConstraint(
                condition=Q(departed_at=None) | Q(departed_at__gte=F("arrived_at")), name="visit_arrival_first"
            ),
            models.CheckConstraint(condition=Q(departed_at=None) | Q(arrived_at__isnull=False), name="visit_was_there"),
            models.CheckConstraint(condition=~Q(backup=F("practitioner")), name="visit_backup_is_another"),
            models.CheckConstraint(
                condition=~Q(kind="escort") | Q(hospital_order__isnull=False) | ~Q(purpose=""),
                name="visit_escort_purpose",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "starts_at"], name="visit_organisation_day"),
            models.Index(fields=["person", "starts_at"], name="visit_person"),
            models.Index(fields=["practitioner", "starts_at"], name="visit_practitioner"),
            models.Index(fields=["series"], name="visit_series", condition=Q(series__isnull=False)),
            models.Index(fields=["starts_at"], name="visit_to_remind", condition=Q(state=BOOKED)),
        ]


class Regular(models.Model):
    """Whom a person wants to come from a house, and who comes otherwise (R76)."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    backup = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    chosen_by_id = models.UUIDField(null=True)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="regular_once"),
            models.CheckConstraint(condition=~Q(backup=F("practitioner")), name="regular_backup_is_another"),
        ]


class Assessment(models.Model):
    """What a house found when it first came: may care be given here, and what is to be watched for."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    order = models.OneToOneField(Order, models.PROTECT, related_name="+")
    fit = models.BooleanField()
    needs = models.TextField()
    risks = models.TextField(blank=True)
    two_workers = models.BooleanField(default=False)
    assessed_by_id = models.UUIDField()
    assessed_at = models.DateTimeField()
    valid_until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "organisation", "-assessed_at"], name="assessment_person")]


class WorkerScore(models.Model):
    """How a worker stands at a house, from the ratings of proven visits; thousandths of a star."""

    visibility = Public(write="anyone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    total_milli = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "practitioner"], name="worker_score_once")]
