"""What a number means: an indicator is a row of words and a place in a view, never a class."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yiyang.foundation.visibility import Public

SOURCES = ("orders", "capacity", "settlement", "ratings", "places", "people", "cases", "notices")
AGGREGATES = ("count", "sum", "mean", "ratio", "distinct")
UNITS = ("number", "money", "days", "stars", "percent", "people")


class Indicator(models.Model):
    """One number with its definition in both languages: without one it cannot be stored (R97).

    `source` is the room whose view `<source>_figure` is read and `kind` the rows of it. `aggregate`: count rows, sum
    amounts, mean of amount, ratio of amounts to parts, or distinct persons. `standing` ones are as of now, the others
    belong to a period. `roles` see the house's; `own_roles` see what is about themselves; `person` says that anybody
    sees what is about them as a person.
    """

    visibility = Public(write="nobody")

    code = models.CharField(primary_key=True, max_length=40)
    rank = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    aggregate = models.CharField(max_length=8)
    unit = models.CharField(max_length=8)
    standing = models.BooleanField(default=False)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    own_roles = ArrayField(models.CharField(max_length=40), default=list)
    person = models.BooleanField(default=False)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    definition = models.TextField()
    definition_en = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_en="") & ~Q(definition="") & ~Q(definition_en=""),
                name="indicator_defined",
            ),
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="indicator_source"),
            models.CheckConstraint(condition=Q(aggregate__in=AGGREGATES), name="indicator_aggregate"),
            models.CheckConstraint(condition=Q(unit__in=UNITS), name="indicator_unit"),
        ]

    def __str__(self) -> str:
        return self.code
