"""What can be had: services and, beside them, packages and price rules."""

from __future__ import annotations

from django.db import models

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Public
from yiyang.ground.people.models import Practitioner
from yiyang.ground.places.models import Organisation


class Service(models.Model):
    """Something an organisation offers (FHIR HealthcareService). `mode` is a code of config/modes."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    mode = models.CharField(max_length=30)
    need = models.CharField(max_length=40)  # what a person looks for: cardiology, dressing-change…
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default="active")  # draft, active, retired
    list_price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
