"""Cases, whom they were offered, what happened to them, and the ladders houses chose."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal, Public
from yiyang.ground.cases.states import NEXT


class Case(models.Model):
    """Something somebody must take responsibility for (FHIR Task). `person_id` is whom it is about, if anyone."""

    visibility = Personal(added="anyone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)
    about_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    urgency = models.CharField(max_length=7, default="routine")
    state = models.CharField(max_length=8, default="open")
    rung = models.SmallIntegerField(default=-1)  # the highest rung asked so far; -1: none
    round = models.SmallIntegerField(default=0)  # how often the last rung was asked again
    due_at = models.DateTimeField(null=True)  # when the rung's time is up
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "state", "opened_at"], name="case_organisation"),
            models.Index(fields=["person_id", "-opened_at"], name="case_person"),
            models.Index(
                fields=["due_at"], name="case_due", condition=Q(state__in=("open", "offered"))
            ),  # for the worker
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "person_id", "about_id"],
                name="case_one_open",
                condition=~Q(state="closed"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(state__in=tuple(NEXT)), name="case_state"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_by_id__isnull=False), name="case_accepted_by_somebody"
            ),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(reason=""), name="case_closed_with_a_reason"),
        ]


class Offer(models.Model):
    """A person was asked to take a case on, on one rung; they may accept it as long as it is nobody's."""

    visibility = Personal(added="anyone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField(null=True)  # whom the case is about
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    organisation_id = models.UUIDField()
    recipient_id = models.UUIDField()
    rung = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["recipient_id", "-at"], name="offer_recipient")]
        constraints = [models.UniqueConstraint(fields=["case", "recipient_id", "rung"], name="offer_once")]


class Move(models.Model):
    """One step in the life of a case, kept for good."""

    visibility = Personal(added="anyone")
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField()
    organisation_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    state = models.CharField(max_length=8)
    rung = models.SmallIntegerField()
    by_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "case_id", "at"], name="move_case")]


class LadderRung(models.Model):
    """A rung a house put in place of the usual ladder of a kind; all its rungs together replace it."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    position = models.SmallIntegerField()
    whom = models.CharField(max_length=8)
    code = models.CharField(max_length=40)
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "kind", "position"], name="ladder_position"),
            models.CheckConstraint(condition=Q(whom__in=("role", "relation")), name="ladder_whom"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="ladder_minutes"),
        ]
