"""What happened (entries), what it was about (payloads), in which order (sealed), under which signature (checkpoints).

Every table but the payloads is append-only for everyone, the database owner included: see migration 0002.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Exempt, Personal, Public


class Entry(models.Model):
    """One deed as digests only (FHIR AuditEvent): its canonical JSON is a leaf of the tree. No names, no free text."""

    visibility = Public(write="anyone")
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.SmallIntegerField(default=1)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    organisation_id = models.UUIDField(null=True)
    actor_ref = models.BinaryField(null=True)
    subject_ref = models.BinaryField(null=True)
    payload_hash = models.BinaryField()


class Payload(models.Model):
    """What an entry was about, and the salts that tie it to the entry. Leaves only together with an erasure."""

    visibility = Personal(added="anyone")

    entry_id = models.UUIDField(primary_key=True)  # no constraint: written in one statement with its entry
    person_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    salt = models.BinaryField()
    actor_salt = models.BinaryField(null=True)
    body = models.TextField()  # RFC 8785 canonical JSON, byte for byte what was hashed

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "entry_id"], name="payload_person", condition=Q(person_id__isnull=False))
        ]


class Pending(models.Model):
    """Entries that wait for the sequencer."""

    visibility = Exempt("Opaque ids of entries, written with them and taken by the sequencer")

    entry_id = models.UUIDField(primary_key=True)


class Sealed(models.Model):
    """The place of an entry in the log: indices without a gap, counted from 0, and the hash of its leaf."""

    visibility = Public(write="nobody")
    append_only = True

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    leaf_hash = models.BinaryField()


class Subtree(models.Model):
    """The hash of a complete subtree of 256**level leaves, level ≥ 1; level 0 is `Sealed.leaf_hash`."""

    visibility = Public(write="nobody")
    append_only = True

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()


class Checkpoint(models.Model):
    """A signed tree head: the first `size` entries have this root, says the log's key."""

    visibility = Public(write="nobody")
    append_only = True

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()


class Erasure(models.Model):
    """That part of an entry's payload was erased lawfully, and which entry says so."""

    visibility = Exempt("Opaque ids of entries; the trigger on payloads reads it, so it cannot hide behind a policy")
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry_id = models.UUIDField()
    part = models.CharField(max_length=7)  # payload, actor
    by_entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "part"], name="erasure_once"),
            models.CheckConstraint(condition=Q(part__in=("payload", "actor")), name="erasure_part"),
        ]
