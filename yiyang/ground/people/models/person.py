"""One human being, once."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal
from yiyang.ground.places.models import Area, Organisation

SEXES = ("male", "female", "other", "unknown")  # FHIR administrative-gender
LIVING_ABILITIES = ("", "self-care", "partly-dependent", "dependent")


class Person(models.Model):
    """A person's file (FHIR Person and Patient). `organisation` is the house that keeps it, if any.

    Allergies, conditions and medicines belong to records. An erased file stays as an empty row, so that orders and
    transfers about it keep their foot to stand on.
    """

    visibility = Personal(person="id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    name_latin = models.CharField(max_length=160, blank=True)
    sex = models.CharField(max_length=7, default="unknown")
    birth_on = models.DateField(null=True)
    deceased_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, default="zh-hans")
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    living_ability = models.CharField(max_length=20, blank=True)
    diet = ArrayField(models.CharField(max_length=40), default=list)
    belief = models.CharField(max_length=40, blank=True)
    insurer = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=160, blank=True)  # where an imported file came from, with its id there
    registered_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "birth_on"], name="person_birth")]
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=SEXES), name="person_sex"),
            models.CheckConstraint(condition=Q(living_ability__in=LIVING_ABILITIES), name="person_living_ability"),
            models.UniqueConstraint(fields=["organisation", "source"], condition=~Q(source=""), name="person_source"),
        ]
