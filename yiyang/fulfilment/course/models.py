"""What a course keeps beside its order: which package was bought, and how long its uses count."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models import Person
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.offers.models import Package
from yiyang.lifecycle.orders.models import Order

CODE = "course"  # the mode's own, in orders and in offers


class Purchase(models.Model):
    """One package bought for one person. From `granted_at`, when the money is there, until `ends_at` it can be used."""

    visibility = Personal()

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    package = models.ForeignKey(Package, models.PROTECT, related_name="+", db_index=False)
    granted_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("granted_at")),
                name="purchase_term",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "closed_at"], name="purchase_organisation"),
            models.Index(fields=["person", "closed_at"], name="purchase_person"),
            # The worker looks over all houses for what has run out.
            models.Index(fields=["ends_at"], name="purchase_running_out", condition=Q(closed_at__isnull=True)),
        ]
