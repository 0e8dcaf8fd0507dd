"""What people thought of finished work: what they said, privately, and what everybody may read of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal, Public
from yiyang.ground.people.models import Person
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.orders.models import Order
from yiyang.lifecycle.ratings.states import NEXT, SHOWN


class Rating(models.Model):
    """Two scores and a text about one completed order (FHIR QuestionnaireResponse): who gave them, for whom.

    `id` is also the id of its voice, which is all that strangers see.
    """

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    order = models.OneToOneField(Order, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    given_by_id = models.UUIDField()
    quality = models.PositiveSmallIntegerField()
    effect = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=1_000, blank=True)
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    entry_id = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quality__range=(1, 5), effect__range=(1, 5)), name="rating_scores"),
        ]


class Voice(models.Model):
    """What everybody reads: the scores, the text and the answer, without who said it or for whom.

    A hidden voice has lost its text and no longer counts; why it was hidden stays.
    """

    visibility = Public(write="anyone")

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=6, default=SHOWN)
    quality = models.PositiveSmallIntegerField()
    effect = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=1_000, blank=True)
    given_on = models.DateField()
    answer = models.CharField(max_length=1_000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by_id = models.UUIDField(null=True)
    hidden_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "service", "-given_on", "-id"], name="voice_service")]
        constraints = [
            models.CheckConstraint(condition=Q(quality__range=(1, 5), effect__range=(1, 5)), name="voice_scores"),
            models.CheckConstraint(condition=Q(state__in=list(NEXT)), name="voice_state"),
            models.CheckConstraint(
                condition=Q(state="shown", hidden_at=None, hidden_reason="")
                | (Q(state="hidden", hidden_at__isnull=False, text="") & ~Q(hidden_reason="")),
                name="voice_hidden",
            ),
        ]
