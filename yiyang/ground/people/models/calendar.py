"""Secret addresses under which somebody's calendar can be read without signing in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Viewer
from yiyang.ground.people.models.person import Person

CALENDARS = ("visits", "work")


class CalendarAddress(models.Model):
    """A calendar program reads `visits` (one's own and the family's) or `work` under it. Only a digest is kept."""

    visibility = Viewer("person_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    calendar = models.CharField(max_length=6)
    token_digest = models.CharField(max_length=64, unique=True)  # SHA-256; the token itself is shown once
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "calendar"], name="calendar_person")]
        constraints = [
            models.CheckConstraint(condition=Q(calendar__in=CALENDARS), name="calendar_kind"),
            models.UniqueConstraint(
                fields=["person", "calendar"], condition=Q(ended_at__isnull=True), name="calendar_one_address"
            ),
        ]
