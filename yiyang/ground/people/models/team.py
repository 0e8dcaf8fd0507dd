"""The care team: which houses and professionals look after a person together."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models.person import Person
from yiyang.ground.people.models.practitioner import Practitioner
from yiyang.ground.places.models import Organisation


class CareTeam(models.Model):
    """A team around one person (FHIR CareTeam), kept by a house."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "organisation"], name="team_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(ends_at__isnull=True), name="team_once"
            ),
        ]


class CareTeamMember(models.Model):
    """A house, and if named a professional in it, that belongs to a team. Access holds the relation under this id."""

    visibility = Personal(organisation="team_organisation_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(CareTeam, models.PROTECT, related_name="+")
    team_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    member = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=40)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "member"], name="team_member_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="team_member_period"
            ),
            models.UniqueConstraint(
                fields=["team", "member", "practitioner", "role"],
                condition=Q(ends_at__isnull=True),
                nulls_distinct=False,
                name="team_member_once",
            ),
        ]
