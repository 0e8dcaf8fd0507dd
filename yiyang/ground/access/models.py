"""Who holds which role, who stands in which relation to whom, what was consented, and when glass was broken.

Persons and organisations are opaque ids here: the rooms above write these rows, row-level security reads them.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Exempt, Personal, Viewer


class RoleAssignment(models.Model):
    """A person holds a role in an organisation for a period; it ends by itself."""

    visibility = Exempt("Opaque ids and role codes, read before a context exists; written only by access.assign")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holder_id = models.UUIDField()
    organisation_id = models.UUIDField()
    role = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    granted_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["holder_id", "organisation_id", "role"], name="role_holder"),
            models.Index(fields=["organisation_id", "role"], name="role_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="role_period"
            ),
        ]


class Relation(models.Model):
    """A viewer (a person or an organisation) may see a person's rows for a while, within named scopes."""

    visibility = Exempt("Opaque ids; the policies of every other table read it, so it cannot hide behind one")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    viewer_id = models.UUIDField()
    person_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    source_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["viewer_id", "person_id"], name="relation_viewer"),
            models.Index(fields=["person_id", "kind"], name="relation_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="relation_period"
            ),
            models.UniqueConstraint(
                fields=["viewer_id", "person_id", "kind", "source_id"],
                name="relation_once",
                nulls_distinct=False,
            ),
        ]


class Consent(models.Model):
    """What a person withholds: a scope hidden from a viewer, or from everyone outside the treating house."""

    visibility = Personal(organisation=None)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    viewer_id = models.UUIDField(null=True)
    scope = models.CharField(max_length=40)
    provision = models.CharField(max_length=6, default="deny")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    given_by_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["person_id", "scope"], name="consent_person")]
        constraints = [
            models.CheckConstraint(condition=Q(provision="deny"), name="consent_provision"),
        ]


class BreakGlass(models.Model):
    """Emergency access: minutes long, explained, told to the person, reviewed afterwards."""

    visibility = Personal(organisation="organisation_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    viewer_id = models.UUIDField()
    organisation_id = models.UUIDField()
    person_id = models.UUIDField()
    reason_code = models.CharField(max_length=20)
    reason = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person_id", "viewer_id", "ends_at"], name="glass_person")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="glass_period"),
            models.CheckConstraint(condition=~Q(reason=""), name="glass_reason"),
        ]


class Disclosure(models.Model):
    """One look at, or deed upon, a person's file, and the reason it was allowed: "why could she see this?"."""

    visibility = Personal(organisation="organisation_id")
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    viewer_id = models.UUIDField()
    organisation_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    reason = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person_id", "-at"], name="disclosure_person")]


class Refusal(models.Model):
    """A known caller was told no: what they tried and why not. Never what they typed."""

    visibility = Viewer()
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    viewer_id = models.UUIDField()
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["viewer_id", "-at"], name="refusal_viewer")]
