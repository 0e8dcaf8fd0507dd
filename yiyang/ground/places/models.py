"""Areas and organisations: the three-level network on the map."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Public


class Area(models.Model):
    """A street, district or city (R09). `path` is the chain of ids from the city down, for subtree look-ups."""

    visibility = Public(write="nobody")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10)  # city, district, street
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)


class Organisation(models.Model):
    """A hospital, community centre, nursing home, company or office (FHIR Organization)."""

    visibility = Public(write="organisation", columns=("id", "registrar_id"))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    registrar = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    kinds = ArrayField(models.CharField(max_length=30), default=list)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, default="draft")
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    def __str__(self) -> str:
        return self.name
