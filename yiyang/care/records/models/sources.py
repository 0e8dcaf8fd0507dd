"""Where a record came from, and what came in that has no table of its own."""

from __future__ import annotations

from django.db import models

from yiyang.care.records.models.version import Version, newest_first
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Organisation as OfOrganisation
from yiyang.foundation.visibility import Personal
from yiyang.ground.places.models import Organisation


class Import(models.Model):
    """One run of the importer: who took what in, and what came of it."""

    visibility = OfOrganisation()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    entry_id = models.UUIDField(null=True)  # its entry in the trust log


class Source(models.Model):
    """The file and entry one version came from; the digest tells a second run that nothing has changed."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, editable=False)  # the version it explains
    record_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    person_id = models.UUIDField(null=True)
    import_id = models.UUIDField()
    type = models.TextField()
    original = models.TextField(blank=True)  # what the sender calls it: Resource.id, else the name in its Bundle
    file = models.TextField()
    entry = models.PositiveIntegerField()
    digest = models.BinaryField()
    mapped = models.BooleanField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("organisation_id", "original", name="records_source_called")]
        constraints = [models.UniqueConstraint(fields=["record_id", "version"], name="records_source_version")]


class Kept(Version):
    """A resource no room has a table for, verbatim (zlib over the bytes that came in)."""

    person_id = models.UUIDField(null=True)
    type = models.TextField()
    effective_at = models.DateTimeField()  # what it says of itself, or when it came in
    effective_precision = models.TextField(default="second")
    body = models.BinaryField()

    class Meta(Version.Meta):
        indexes = [
            models.Index("person_id", newest_first("effective_at"), newest_first("id"), name="records_kept_time"),
            models.Index("organisation_id", "type", name="records_kept_house"),
        ]


class Alias(models.Model):
    """A business identifier a source gives to something: `id` is a keyed digest of it, never the number itself."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    record_id = models.UUIDField()
    type = models.TextField()
    person_id = models.UUIDField(null=True)
