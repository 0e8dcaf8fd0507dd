"""What may be done at home, province by province, and what a house undertakes to do."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Public
from yiyang.fulfilment.home_visit.states import KINDS
from yiyang.ground.people.models import Practitioner
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.offers.models import Service

STATUSES = ("confirmed", "single-source", "own-rule", "local")  # how well a row is founded


class Item(models.Model):
    """One version of one item of a province's list. What has no row in force may not be done at home.

    `province` is the two leading digits of GB/T 2260, or `00` for the pattern that offices take over and change. A
    change is the next version; rows are only added. `keeper` is the office that says so, none for the pattern.
    """

    visibility = Public(columns=("keeper_id",))
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    keeper = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    province = models.CharField(max_length=2)
    code = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    allowed = models.BooleanField()
    licence = models.CharField(max_length=40, blank=True)  # a licence kind of people; empty: none is needed
    years_min = models.PositiveSmallIntegerField(default=0)  # since the licence was issued
    title_min = models.CharField(max_length=20, blank=True)  # the lowest professional title, see titles.py
    needs_order = models.BooleanField()
    needs_assessment = models.BooleanField()
    minutes = models.PositiveSmallIntegerField(default=60)
    checklist = ArrayField(models.CharField(max_length=120), default=list)
    checklist_en = ArrayField(models.CharField(max_length=120), default=list)
    source = models.CharField(max_length=200)
    status = models.CharField(max_length=13)
    reason = models.CharField(max_length=200, blank=True)
    changed_by_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "code", "version"], name="item_version"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="item_kind"),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="item_status"),
            models.CheckConstraint(condition=~Q(kind="medical") | ~Q(licence=""), name="item_medical_is_licensed"),
            models.CheckConstraint(condition=Q(minutes__range=(5, 720)), name="item_minutes"),
        ]


class Undertaking(models.Model):
    """A house says: this service of ours is that item of the list, with so much for the way."""

    visibility = Public()

    service = models.OneToOneField(Service, models.PROTECT, primary_key=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=30)
    travel_fee_minor = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()


class Consumable(models.Model):
    """Something used up at a visit, with its price; a house's own list."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    price_minor = models.PositiveIntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="consumable_once")]


class WorkerTerms(models.Model):
    """How much a worker does for a house in a week, and how far from it; without a row the usual terms hold."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    weekly_minutes_max = models.PositiveSmallIntegerField(default=2400)
    radius_metres = models.PositiveIntegerField(null=True)
    visits = models.BooleanField(default=True)  # whether the worker takes visits at all
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "practitioner"], name="worker_terms_once"),
            models.CheckConstraint(condition=Q(weekly_minutes_max__range=(0, 3600)), name="worker_week"),
        ]
