"""Notices in inboxes, their deliveries through channels, and what each person chose."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Exempt, Personal, Viewer
from yiyang.ground.messages.states import NEXT, URGENCIES


class Notice(models.Model):
    """One thing one person was told (FHIR Communication): a kind and facts, put into words when it is read."""

    visibility = Viewer("recipient_id", added="anyone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    person_id = models.UUIDField(null=True)  # whom it is about
    organisation_id = models.UUIDField(null=True)  # whose matter it is
    about_id = models.UUIDField(null=True)  # the order, record or case
    urgency = models.CharField(max_length=7, default="routine")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)  # its deliveries are written down

    class Meta:
        indexes = [
            models.Index(fields=["recipient_id", "-at"], name="notice_inbox"),
            models.Index(fields=["recipient_id"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["at"], name="notice_unplanned", condition=Q(planned_at=None)),  # for the worker
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_id", "kind", "about_id"],
                name="notice_told_once",
                condition=Q(about_id__isnull=False),
            ),
            models.CheckConstraint(condition=Q(urgency__in=URGENCIES), name="notice_urgency"),
        ]


class Delivery(models.Model):
    """One notice on its way through one channel; the receipt that it arrived, or why it did not. No words in it."""

    visibility = Personal("recipient_id", added="anyone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="+")
    recipient_id = models.UUIDField()
    organisation_id = models.UUIDField(null=True)
    about_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=9, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # not before; while sending: when to believe the sender has died
    settled_at = models.DateTimeField(null=True)  # delivered or given up
    reason = models.CharField(max_length=40, blank=True)  # a code, never an address
    reference = models.CharField(max_length=80, blank=True)  # the gateway's own number

    class Meta:
        indexes = [
            models.Index(fields=["recipient_id", "notice"], name="delivery_recipient"),
            models.Index(fields=["organisation_id", "about_id"], name="delivery_matter"),
            models.Index(fields=["due_at"], name="delivery_due", condition=Q(state__in=("waiting", "sending"))),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once"),
            models.CheckConstraint(condition=Q(state__in=tuple(NEXT)), name="delivery_state"),
        ]


class Preference(models.Model):
    """Whether a person wants a channel, for routine notices and for alarms. No row: yes to both."""

    visibility = Viewer("person_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    channel = models.CharField(max_length=20)
    routine = models.BooleanField(default=True)
    alarms = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "channel"], name="preference_once")]


class QuietHours(models.Model):
    """When a person is not disturbed by routine notices, on their own clock. Equal times mean never quiet."""

    visibility = Viewer("person_id")

    person_id = models.UUIDField(primary_key=True)
    begins = models.TimeField()
    ends = models.TimeField()


class PushSubscription(models.Model):
    """A browser that agreed to be woken (Web Push, RFC 8030)."""

    visibility = Viewer("person_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    endpoint = models.URLField(max_length=500)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    device = models.CharField(max_length=60, blank=True)  # "Chrome, Android": for its owner to know it again
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "endpoint"], name="push_once")]


class SignInText(models.Model):
    """A code or link on its way to somebody who is not signed in yet. Sealed, and gone once it was handed over."""

    visibility = Exempt("A sealed text to somebody not yet known; written while signing in, removed when handed over")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.CharField(max_length=8)  # phone or email
    kind = models.CharField(max_length=20)
    sealed = models.TextField()  # address and words' facts, as JSON
    language = models.CharField(max_length=10)
    ends_at = models.DateTimeField()  # nothing is sent from then on

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="sign_in_text_end")]
