"""What the letter writer keeps beside the order."""

from __future__ import annotations

from django.db import models

from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models import Person
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.orders.models import Order


class Letter(models.Model):
    """A letter somebody asked for; there are as many as the paper lasts."""

    visibility = Personal()

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    about = models.CharField(max_length=80)
    sheets = models.PositiveSmallIntegerField()
    live = models.BooleanField(default=True)
    written_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "live"], name="letter_organisation")]
