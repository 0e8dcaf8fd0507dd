"""How much is left: three kinds of scarcity, three tables.

Numbers (`Slot`): one row each, claimed with SKIP LOCKED. Time of staff, rooms and beds (`Occupancy`): an exclusion
constraint. Places without numbers (`Counter`): a count with a CHECK. Who claimed is kept apart, in personal tables.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal, Public
from yiyang.ground.people.models import Person, Practitioner
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.capacity.states import CLAIM_STATES, SESSION_STATES, SLOT_STATES
from yiyang.lifecycle.offers.models import Service


class Schedule(models.Model):
    """A service that is given in sessions, week after week (FHIR Schedule)."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    room = models.CharField(max_length=60, blank=True)
    room_id = models.UUIDField(null=True)  # a room two schedules share is never given twice at an hour
    state = models.CharField(max_length=10, default="active")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=("active", "retired")), name="schedule_state")]


class WeeklyPattern(models.Model):
    """On this weekday, in the house's own zone, so many numbers of so many minutes from this hour."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # ISO: 1 Monday … 7 Sunday
    begins = models.TimeField()
    numbers = models.PositiveSmallIntegerField()
    minutes_per_number = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)  # exclusive

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="pattern_weekday"),
            models.CheckConstraint(
                condition=Q(numbers__range=(1, 500), minutes_per_number__range=(1, 480)), name="pattern_size"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="pattern_period"
            ),
        ]


class Closure(models.Model):
    """No sessions in this period: a professional's leave, or an exception day of the whole house."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")  # None: everyone
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "ends_at"], name="closure_organisation")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="closure_period")]


class Session(models.Model):
    """One sitting with numbered slots: Dr Zhao, Monday morning, forty numbers."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    schedule = models.ForeignKey(Schedule, models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    room = models.CharField(max_length=60, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    # The leave that withdrew it: when that is taken back, this session comes back and no other.
    closure = models.ForeignKey(Closure, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["organisation", "service", "starts_at"], name="session_organisation")]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "starts_at"], name="session_once"),
            models.CheckConstraint(condition=Q(state__in=SESSION_STATES), name="session_state"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_period"),
        ]


class Slot(models.Model):
    """One number of a session (FHIR Slot). It says whether it is free, never who has it.

    `pool_id` reserves it for one community until `release_at`. `turn` grows with every claim.
    """

    visibility = Public(write="anyone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="slots", db_index=False)
    service_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, default="free")
    held_until = models.DateTimeField(null=True)
    turn = models.PositiveIntegerField(default=0)
    pool_id = models.UUIDField(null=True)
    release_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "service_id", "starts_at"], name="slot_service")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "session", "number"], name="slot_number"),
            models.CheckConstraint(condition=Q(state__in=SLOT_STATES), name="slot_state"),
            models.CheckConstraint(condition=Q(number__gte=1), name="slot_number_positive"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_period"),
            models.CheckConstraint(
                condition=Q(state="held", held_until__isnull=False) | ~Q(state="held"), name="slot_held_until"
            ),
            models.CheckConstraint(
                condition=Q(pool_id__isnull=True, release_at__isnull=True)
                | Q(pool_id__isnull=False, release_at__isnull=False),
                name="slot_pool",
            ),
        ]


class SlotClaim(models.Model):
    """Who has a number, for which order. `during` may not overlap another live claim of the same person."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()  # copied from the slot in the statement that claims it
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="+", db_index=False)
    order_id = models.UUIDField()
    turn = models.PositiveIntegerField()  # the slot's turn that this claim is
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8)
    held_until = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "starts_at"], name="claim_organisation"),
            models.Index(fields=["person", "starts_at"], name="claim_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order_id"], condition=~Q(state="moved"), name="claim_once_per_order"),
            models.UniqueConstraint(fields=["slot", "turn"], name="claim_one_per_turn"),
            models.CheckConstraint(condition=Q(state__in=CLAIM_STATES), name="claim_state"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="claim_period"),
            models.CheckConstraint(
                condition=Q(state="held", held_until__isnull=False) | ~Q(state="held"), name="claim_held_until"
            ),
        ]


class Occupancy(models.Model):
    """A professional, room, vehicle or bed is taken for a while. No two live rows of one resource may overlap."""

    visibility = Public(write="anyone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    resource_id = models.UUIDField()
    kind = models.CharField(max_length=12)  # practitioner, room, vehicle, bed
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cause_id = models.UUIDField()  # the session or the order
    held_until = models.DateTimeField(null=True)
    live = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "resource_id", "starts_at"], name="occupancy_organisation"),
            models.Index(fields=["resource_id", "starts_at"], name="occupancy_resource"),
            models.Index(fields=["cause_id"], name="occupancy_cause"),
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="occupancy_period")]


class Counter(models.Model):
    """Places without numbers: seats of a class, beds of a ward, cups of an allotment. `taken` never passes `places`."""

    visibility = Public(write="anyone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "service", "starts_at"], name="counter_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="counter_not_overdrawn"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="counter_period"),
        ]


class CounterClaim(models.Model):
    """How many places of a counter an order has."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    counter = models.ForeignKey(Counter, models.PROTECT, related_name="+", db_index=False)
    order_id = models.UUIDField(unique=True)
    places = models.PositiveSmallIntegerField()
    live = models.BooleanField(default=True)
    claimed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "claimed_at"], name="counter_claim_person")]
        constraints = [models.CheckConstraint(condition=Q(places__gte=1), name="counter_claim_places")]
