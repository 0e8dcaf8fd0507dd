"""The books of a payment company that does not exist."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Exempt

REASON = "The books of the simulated payment company: opaque ids and amounts; a site with real providers has none"


class Charge(models.Model):
    """A payment as the company knows it; `id` is the reference it was given."""

    visibility = Exempt(REASON)

    id = models.UUIDField(primary_key=True)
    organisation_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=9)  # succeeded, failed
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=("succeeded", "failed")), name="charge_state")]


class Return(models.Model):
    """A refund as the company knows it; `id` is the refund's own key, so that it happens once."""

    visibility = Exempt(REASON)

    id = models.UUIDField(primary_key=True)
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="returns")
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField()


class Delivery(models.Model):
    """One notice on its way to us, as genuine or as crooked as the script wants it."""

    visibility = Exempt(REASON)

    id = models.UUIDField(primary_key=True, default=new_id)
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+")
    refund = models.ForeignKey(Return, models.PROTECT, null=True, related_name="+")
    notification_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=9)  # genuine, forged, tampered, stale, changed
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="simulated_delivery_due", condition=Q(sent_at__isnull=True))]
