"""What was handed in from visits: one row an entry, under the key the worker's device gave it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Organisation as OfOrganisation
from yiyang.foundation.visibility import Personal
from yiyang.fulfilment.home_visit.models.visit import Visit
from yiyang.fulfilment.home_visit.states import ENTRY_KINDS
from yiyang.ground.people.models import Person
from yiyang.ground.places.models import Organisation

OUTCOMES = ("accepted", "conflict")


class Entry(models.Model):
    """One thing a worker did or saw. `key` is made on the device, so that sending it twice is handing it in once.

    `at` is the device's clock, `received_at` ours. A conflict is kept beside what stands and never overwrites it;
    what was refused is not kept: the device still has it, and knows why.
    """

    visibility = Personal()

    key = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by_id = models.UUIDField()
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8)
    stands = models.JSONField(default=dict)  # with a conflict: what stood there
    made = models.JSONField(default=dict)  # what came of it: ids of records, a price

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ENTRY_KINDS), name="entry_kind"),
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="entry_outcome"),
        ]
        indexes = [models.Index(fields=["visit", "seq", "at"], name="entry_visit")]


class Picture(models.Model):
    """A photograph from a visit, or a signature drawn on the glass; kept like an entry. At most a million bytes."""

    visibility = Personal()

    key = models.UUIDField(primary_key=True)  # that of its entry
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9)  # photo, signature
    media_type = models.CharField(max_length=30)
    caption = models.CharField(max_length=120, blank=True)
    taken_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()


class Position(models.Model):
    """Where a worker was while on duty, for their own safety; kept for a week and seen by their house alone."""

    visibility = OfOrganisation()

    key = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    visit_id = models.UUIDField()
    worker_id = models.UUIDField()
    at = models.DateTimeField()
    latitude = models.DecimalField(max_digits=9, decimal_places=6)
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    accuracy_metres = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "visit_id", "-at"], name="position_visit"),
            models.Index(fields=["at"], name="position_to_forget"),
        ]
