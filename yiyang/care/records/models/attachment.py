"""A picture or paper about a person; its content lies sealed beside the database."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.care.records.models.version import newest_first
from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models import Person
from yiyang.ground.places.models import Organisation


class Attachment(models.Model):
    """One file (FHIR DocumentReference); `organisation` is empty when the person or a relative put it there.

    `about_id` is the order, record or anything else of a room's own that it belongs to. It is never followed: who
    reads asks for a person, so that a wrong one shows nothing of anybody else.
    """

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", db_index=False)
    about_id = models.UUIDField(null=True)
    author_id = models.UUIDField(null=True)
    author_name = models.TextField(blank=True)  # as it was on the day
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)  # its media type, found in the content
    size_bytes = models.PositiveIntegerField()
    digest = models.BinaryField()  # SHA-256 of the content as it is kept
    given_digest = models.BinaryField()  # SHA-256 of what was handed in, to know it again
    has_small = models.BooleanField()
    key_sealed = models.TextField()
    request_key = models.CharField(max_length=80)
    attached_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index("person_id", newest_first("attached_at"), newest_first("id"), name="attachment_person"),
            models.Index("person_id", "about_id", name="attachment_about"),
            models.Index("organisation_id", newest_first("attached_at"), name="attachment_house"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["author_id", "request_key"], name="attachment_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by_id=None) | Q(removed_at__isnull=False),
                name="attachment_removed",
            ),
        ]
