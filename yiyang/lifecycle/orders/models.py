"""The order: what was agreed. It knows no mode; a mode's data lives in the mode's own tables."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models import Person
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.offers.models import Service


class Order(models.Model):
    """One agreed piece of care (FHIR ServiceRequest tracked by Task)."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=11, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=30)
    state = models.CharField(max_length=12, default="requested")
    placed_by_id = models.UUIDField(null=True)
    placed_at = models.DateTimeField()
    request_key = models.CharField(max_length=80)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    starts_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placed_by_id", "request_key"], name="order_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="order_price"),
        ]
        indexes = [
            models.Index(fields=["organisation", "person", "-placed_at"], name="order_organisation"),
            models.Index(fields=["person", "-placed_at"], name="order_person"),
        ]
