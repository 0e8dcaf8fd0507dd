"""A person asks for their data, or to be forgotten, and somebody at the platform's office does it for them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Organisation as OrganisationOnly
from yiyang.ground.people.models.person import Person
from yiyang.ground.people.states import REQUEST_STATES
from yiyang.ground.places.models import Organisation

REQUEST_KINDS = ("export", "erase")
PROOFS = ("identity-card", "passport", "power-of-attorney", "court-order", "known-in-person")


class FileRequest(models.Model):
    """Who asked for what, how they were recognised, who wrote it down and who decided. Emptied when they are erased."""

    visibility = OrganisationOnly()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the office
    # Without a constraint: its share lock would stand in the way of the erasure, which runs on another connection.
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=6)
    state = models.CharField(max_length=8, default="open")
    proof = models.CharField(max_length=20)
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decision = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "state", "asked_at"], name="request_office")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=REQUEST_KINDS), name="request_kind"),
            models.CheckConstraint(condition=Q(state__in=REQUEST_STATES), name="request_state"),
            models.CheckConstraint(condition=Q(proof__in=PROOFS), name="request_proof"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_at__isnull=False, decided_by_id__isnull=False),
                name="request_decided",
            ),
            # Four eyes: nobody erases on a request they wrote down themselves.
            models.CheckConstraint(
                condition=~Q(kind="erase", state="done") | ~Q(decided_by_id=F("asked_by_id")), name="request_four_eyes"
            ),
            models.UniqueConstraint(
                fields=["organisation", "person", "kind"], condition=Q(state="open"), name="request_once"
            ),
        ]
