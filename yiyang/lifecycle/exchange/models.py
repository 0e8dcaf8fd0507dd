"""Lists that were handed in: one run each, and what is wrong in which line and column."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Organisation as OfOrganisation
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.exchange.states import NEXT

KEY_PLACE = "exchange_run.key"  # where the key of an upload lies sealed


class Run(models.Model):
    """One list of one house, from the upload to the end. The file lies sealed until the run is over."""

    visibility = OfOrganisation()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    by_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=9, default="waiting")
    all_or_nothing = models.BooleanField(default=False)
    key_sealed = models.TextField(blank=True)  # empty once the file is gone
    size_bytes = models.PositiveIntegerField()
    lines = models.PositiveIntegerField(default=0)  # read so far, in the present pass
    lines_in_all = models.PositiveIntegerField(default=0)  # known after the first pass
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    ignored = models.JSONField(default=list)  # names of columns nobody here knows
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    request_key = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-started_at"], name="run_organisation")]
        constraints = [
            models.UniqueConstraint(fields=["by_id", "request_key"], name="run_once"),
            models.CheckConstraint(condition=Q(state__in=list(NEXT)), name="run_state"),
        ]


class Fault(models.Model):
    """One thing wrong in one cell or line. It holds the refusal's sentence and facts, never what stood in the cell."""

    visibility = OfOrganisation()

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=60)
    sentence = models.TextField()  # a msgid
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["organisation", "run", "line"], name="fault_run")]
