"""Two files that are one person. Nothing is rewritten: a link says so, and taking the link away undoes it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Exempt, Personal
from yiyang.ground.people.models.person import Person
from yiyang.ground.places.models import Organisation

DEEDS = ("joined", "separated")


class FileMerge(models.Model):
    """`merged` is the same human being as `kept`; selectors answer for `kept` and look into both."""

    visibility = Exempt("Opaque ids, so that whoever may see either file finds the other; written only by merge")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="+")
    grounds = ArrayField(models.CharField(max_length=20), default=list)  # codes: birth, name, phone, identity…
    merged_at = models.DateTimeField()
    merged_by_id = models.UUIDField()
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_two_files"),
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="merge_into_one"),
        ]


class MergeReason(models.Model):
    """Why two files were joined, or separated again, in the words of whoever did it; erased with the person."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")  # the kept file
    merge = models.ForeignKey(FileMerge, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    deed = models.CharField(max_length=9)
    reason = models.CharField(max_length=300)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="merge_reason_person")]
        constraints = [
            models.CheckConstraint(condition=models.Q(deed__in=DEEDS), name="merge_reason_deed"),
            models.UniqueConstraint(fields=["merge", "deed"], name="merge_reason_once"),
        ]


class CarriedRelation(models.Model):
    """A relation that stands on another file only because that file is the same person (trigger of 0003).

    `relation_id` is the copy, `original_id` what it follows: an original that changes or ends takes its copies along.
    """

    visibility = Exempt("Opaque ids of relations, kept by a trigger")

    relation_id = models.UUIDField(primary_key=True)
    original_id = models.UUIDField(db_index=True)
