"""Where a person is cared for, from when to when, and by whom."""

from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models.person import Person
from yiyang.ground.places.models import Organisation

SETTINGS = ("home", "community", "institution", "hospital")


class CareSetting(models.Model):
    """One stretch of a person's care (R01). The stretches of a person touch: no gap, no overlap, the last is open.

    `setting_one_at_a_time` (exclusion) refuses an overlap, `setting_no_gap` (deferred trigger) a gap; both stand in
    migration 0003.
    """

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # who wrote it
    responsible = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12)
    during = DateTimeRangeField()
    plan_id = models.UUIDField(null=True)  # the care plan a future move stands on
    moved_by_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-recorded_at"], name="setting_person")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SETTINGS), name="setting_kind"),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False), name="setting_has_a_beginning"
            ),
        ]
