"""Accounts and the transfers between them: one row with two sides each, and no row is ever changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q, Value

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal, Public, Viewer

PHASES = ("single", "pending", "post", "void")


class Account(models.Model):
    """One side of a transfer: an owner (a person, an organisation, the platform), a kind and a currency.

    It holds no amount, only opaque ids; its id is a uuid5 of the rest, so nobody needs to look it up.
    """

    visibility = Public(write="anyone")
    append_only = True

    id = models.UUIDField(primary_key=True, editable=False)
    owner_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    no_overdraw = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_id", "kind", "currency"], name="account_once"),
            models.UniqueConstraint(fields=["id", "currency"], name="account_currency"),
        ]


class Transfer(models.Model):
    """`amount_minor` goes from the debit to the credit account: at once, or pending until posted or voided.

    A `post` or `void` row points at the pending row it resolves and releases all of it (`released_minor`).
    `position` orders the rows for snapshots. `cause_id` is what caused it; rows written together share a
    `journal_id`.
    """

    visibility = Personal()
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    position = models.BigIntegerField(db_default=Func(Value("ledger_position"), function="nextval"), editable=False)
    phase = models.CharField(max_length=7)
    debit_id = models.UUIDField()
    credit_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    released_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=40)
    cause_id = models.UUIDField()
    journal_id = models.UUIDField()
    pending = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    key = models.CharField(max_length=120)
    organisation_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "key"], name="transfer_once"),
            models.UniqueConstraint(
                fields=["pending"], name="transfer_resolved_once", condition=Q(pending__isnull=False)
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="transfer_amount"),
            models.CheckConstraint(condition=~Q(debit_id=F("credit_id")), name="transfer_two_sides"),
            models.CheckConstraint(condition=Q(phase__in=PHASES), name="transfer_phase"),
            models.CheckConstraint(
                condition=Q(phase__in=("single", "pending"), pending__isnull=True, released_minor=0)
                | Q(phase="post", pending__isnull=False, amount_minor__lte=F("released_minor"))
                | Q(phase="void", pending__isnull=False, amount_minor=F("released_minor")),
                name="transfer_release",
            ),
        ]
        # An account belongs to one organisation, person or provider: its id leads its own index.
        indexes = [
            models.Index(fields=["debit_id", "position"], name="transfer_debit"),
            models.Index(fields=["credit_id", "position"], name="transfer_credit"),
            models.Index(fields=["organisation_id", "cause_id"], name="transfer_cause"),
            models.Index(fields=["person_id", "at"], name="transfer_person"),
        ]


class Running(models.Model):
    """The sums of one account that may not be overdrawn; kept by the database itself as transfers arrive."""

    visibility = Viewer("owner_id")
    append_only = True

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="+")
    owner_id = models.UUIDField()
    debits_minor = models.BigIntegerField(default=0)
    credits_minor = models.BigIntegerField(default=0)
    pending_debits_minor = models.BigIntegerField(default=0)
    pending_credits_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(credits_minor__gte=F("debits_minor") + F("pending_debits_minor")),
                name="running_not_overdrawn",
            ),
        ]


class Snapshot(models.Model):
    """The sums of an account over every transfer up to `position`; a balance adds only the tail after it."""

    visibility = Viewer("owner_id")
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    owner_id = models.UUIDField()
    position = models.BigIntegerField()
    debits_minor = models.BigIntegerField()
    credits_minor = models.BigIntegerField()
    pending_debits_minor = models.BigIntegerField()
    pending_credits_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "position"], name="snapshot_once"),
        ]
