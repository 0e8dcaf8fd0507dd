"""Who stands by a person, with what proof, and what the person lets them do."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models.person import Person
from yiyang.ground.places.models import Organisation

# HL7 v3 RoleCode, the few that families use here, and `guardian` for the law's appointee.
RELATIONSHIPS = (
    "DAU",
    "SON",
    "SPS",
    "SIB",
    "PRN",
    "GRNDCHILD",
    "DAUINLAW",
    "SONINLAW",
    "NIENEPH",
    "FRND",
    "NBOR",
    "GUARD",
)
PROOFS = ("declared", "household-register", "marriage-certificate", "birth-certificate", "notarised", "court-order")


class RelatedPerson(models.Model):
    """A relative, friend or guardian (FHIR RelatedPerson). The scopes live in access, under this row's id."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relative = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)  # as the elder calls them: their own file is not the elder's to read
    relationship = models.CharField(max_length=10)
    guardian = models.BooleanField(default=False)
    proof = models.CharField(max_length=20, default="declared")
    proof_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the scan
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    granted_by_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-starts_at"], name="related_person"),
            models.Index(fields=["relative", "ends_at"], name="related_relative"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("relative")), name="related_two_people"),
            models.CheckConstraint(condition=~Q(relative_id=F("granted_by_id")), name="related_not_to_oneself"),
            models.CheckConstraint(condition=Q(relationship__in=RELATIONSHIPS), name="related_relationship"),
            models.CheckConstraint(condition=Q(proof__in=PROOFS), name="related_proof"),
            models.CheckConstraint(condition=Q(guardian=False) | ~Q(proof="declared"), name="related_guardian_proof"),
            models.UniqueConstraint(
                fields=["person", "relative"], condition=Q(ends_at__isnull=True), name="related_once"
            ),
        ]
