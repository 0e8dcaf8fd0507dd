"""Professionals: their public face, their employers, their licences and their working windows."""

from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Organisation as OrganisationOnly
from yiyang.foundation.visibility import Public
from yiyang.ground.people.models.person import Person
from yiyang.ground.places.models import Organisation


class Practitioner(models.Model):
    """The public face of a professional: what anyone choosing a doctor or a nurse may read."""

    visibility = Public(write="organisation")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the first employer
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=80, blank=True)
    title_en = models.CharField(max_length=80, blank=True)


class PractitionerRole(models.Model):
    """One contract: a professional works for a house, in a specialty, for a period (FHIR PractitionerRole)."""

    visibility = Public(write="organisation")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)  # a role code of access
    specialty = models.CharField(max_length=40, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "specialty"], name="practitioner_role_house")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="practitioner_role_period"
            ),
            models.UniqueConstraint(
                fields=["practitioner", "organisation", "role", "specialty"],
                condition=Q(ends_at__isnull=True),
                name="practitioner_role_once",
            ),
        ]


class PractitionerLicence(models.Model):
    """A licence to practise; it counts once a house has seen it, until the day it expires."""

    visibility = Public(write="organisation")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # who saw it
    kind = models.CharField(max_length=40)  # physician, nurse, pharmacist, carer…
    number = models.CharField(max_length=60)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)  # the first day on which it no longer counts
    seen_by_id = models.UUIDField(null=True)
    seen_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["practitioner", "expires_on"], name="licence_practitioner")]
        constraints = [
            models.UniqueConstraint(fields=["practitioner", "kind", "number"], name="licence_once"),
        ]


class WorkingWindow(models.Model):
    """A stretch of time a professional works at one house (R10).

    `window_one_place` (exclusion) and `window_travel` (trigger, migration 0003) refuse a second place at the same
    time, and one that cannot be reached in time from the window before or after.
    """

    visibility = Public(write="organisation")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="window_bounded",
            ),
        ]


class Colleague(models.Model):
    """What a house calls somebody who works there and has no public face: the desk, the manager."""

    visibility = OrganisationOnly()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="colleague_once")]
