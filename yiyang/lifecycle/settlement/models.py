"""Bills and their lines, payments, refunds, notices of payment providers, invoices, and what did not match."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.money import Money
from yiyang.foundation.visibility import Organisation as OrganisationRows
from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models import Person
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.orders.models import Order
from yiyang.lifecycle.settlement.states import DUE, NEXT, NEXT_PAYMENT, NEXT_REFUND, STARTED


def _below(to: type[models.Model], **options: Any) -> Any:
    return models.ForeignKey(to, models.PROTECT, related_name="+", **options)


class Bill(models.Model):
    """What one order costs and how far it is paid (FHIR Account). A free order has none.

    `total_minor` is the sum of the lines, credits included. `paid_minor` counts the payments that were applied,
    `refunded_minor` what went back of them, `written_off_minor` what was given up. Once `closed_at` is set the
    work has ended and every line stands in the ledger.
    """

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = _below(Organisation)
    person = _below(Person, db_index=False)
    order = models.OneToOneField(Order, models.PROTECT, related_name="+")
    service_id = models.UUIDField()
    terms = models.CharField(max_length=8)
    state = models.CharField(max_length=13, default=DUE)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    written_off_minor = models.BigIntegerField(default=0)
    pay_until = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(NEXT)), name="bill_state"),
            models.CheckConstraint(
                condition=Q(total_minor__gte=0, refunded_minor__gte=0, paid_minor__gte=F("refunded_minor")),
                name="bill_sums",
            ),
            models.CheckConstraint(
                condition=Q(state="due", total_minor__gt=F("paid_minor") - F("refunded_minor"))
                | Q(state="paid", total_minor=F("paid_minor"), refunded_minor=0, paid_minor__gt=0)
                | Q(state="part-refunded", total_minor=F("paid_minor") - F("refunded_minor"), total_minor__gt=0)
                | Q(state="refunded", total_minor=0, paid_minor=F("refunded_minor"), paid_minor__gt=0)
                | Q(state="waived", total_minor=0, paid_minor=0)
                | Q(
                    state="written-off",
                    written_off_minor__gt=0,
                    total_minor=F("paid_minor") - F("refunded_minor") + F("written_off_minor"),
                ),
                name="bill_state_by_sums",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "opened_at"], name="bill_organisation"),
            models.Index(fields=["person", "-opened_at"], name="bill_person"),
        ]


class Line(models.Model):
    """One thing billed and the event it stands on (FHIR ChargeItem); a credit is a negative line upon a line.

    `transfer_id` is its transfer in the ledger: reserved while the work is ahead, posted or voided when it ends.
    """

    visibility = Personal()
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = _below(Organisation, db_index=False)
    person = _below(Person, db_index=False)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="lines", db_index=False)
    credits = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    cause_id = models.UUIDField()
    price_rule_id = models.UUIDField(null=True)
    price_rule = models.CharField(max_length=120, blank=True)
    price_rule_en = models.CharField(max_length=120, blank=True)
    transfer_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bill", "code", "cause_id", "credits"], name="line_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(credits__isnull=True, amount_minor__gt=0) | Q(credits__isnull=False, amount_minor__lt=0),
                name="line_amount",
            ),
        ]
        # What a house billed in a period; an organisation and a time, like every hot index.
        indexes = [models.Index(fields=["organisation", "at"], name="line_organisation")]


class Payment(models.Model):
    """One attempt to pay a bill through one provider. `applied` is false for money nobody asked for any more.

    Its id is the reference the provider echoes; `refunded_minor` is kept by the database from the refunds.
    """

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = _below(Organisation, db_index=False)
    person = _below(Person, db_index=False)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=30)
    amount_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=9, default=STARTED)
    applied = models.BooleanField(default=False)
    request_key = models.CharField(max_length=80)
    started_by_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    ask_at = models.DateTimeField(null=True)  # when the provider is asked, if it has not said anything by then
    asked = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    provider_at = models.DateTimeField(null=True)  # when it happened by the provider's clock
    provider_ref = models.CharField(max_length=80, blank=True)
    entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bill", "request_key"], name="payment_once"),
            models.CheckConstraint(condition=Q(state__in=list(NEXT_PAYMENT)), name="payment_state"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_amount"),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("amount_minor"))
                & (Q(refunded_minor=0) | Q(state="succeeded")),
                name="payment_refunds",
            ),
            models.CheckConstraint(condition=Q(applied=False) | Q(state="succeeded"), name="payment_applied"),
        ]
        indexes = [
            models.Index(fields=["organisation", "provider", "started_at"], name="payment_organisation"),
            models.Index(fields=["person", "-started_at"], name="payment_person"),
            models.Index(fields=["ask_at"], name="payment_unanswered", condition=Q(ask_at__isnull=False)),
        ]

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Refund(models.Model):
    """Money going back by the way it came. Its id is the key under which the provider is asked, however often."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = _below(Organisation, db_index=False)
    person = _below(Person, db_index=False)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200)
    request_key = models.CharField(max_length=80)
    state = models.CharField(max_length=9)
    asked_by_id = models.UUIDField(null=True)
    approved_by_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    send_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    provider_at = models.DateTimeField(null=True)  # when it happened by the provider's clock
    provider_ref = models.CharField(max_length=80, blank=True)
    transfer_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "request_key"], name="refund_once"),
            models.CheckConstraint(condition=Q(state__in=list(NEXT_REFUND)), name="refund_state"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_amount"),
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("asked_by_id")), name="refund_two_people"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "asked_at"], name="refund_organisation"),
            models.Index(fields=["person", "-asked_at"], name="refund_person"),
            models.Index(fields=["send_at"], name="refund_to_send", condition=Q(send_at__isnull=False)),
        ]

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Notice(models.Model):
    """What a provider sent, byte for byte, once per its id; it is answered first and understood afterwards."""

    visibility = OrganisationRows()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = _below(Organisation, db_index=False)
    provider = models.CharField(max_length=30)
    notification_id = models.CharField(max_length=80)
    headers = models.JSONField()
    body = models.BinaryField()
    received_at = models.DateTimeField()
    repeats = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "provider", "notification_id"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "received_at"], name="notice_organisation"),
            models.Index(fields=["received_at"], name="notice_waiting", condition=Q(done_at__isnull=True)),
        ]


class Numbering(models.Model):
    """The last invoice number of an organisation in a year; the database alone advances it, with the invoice."""

    visibility = OrganisationRows()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = _below(Organisation, db_index=False)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="numbering_once"),
        ]


class Invoice(models.Model):
    """A numbered copy of a bill (FHIR Invoice), or of what was taken back of one (`corrects`).

    `number` counts from 1 within organisation and year, without gaps: the database gives it at the insert. `lines`
    is the copy: code, names, amount in minor units.
    """

    visibility = Personal()
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = _below(Organisation, db_index=False)
    person = _below(Person, db_index=False)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="invoices")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(default=0)
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    lines = models.JSONField()
    request_key = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    issued_by_id = models.UUIDField(null=True)
    entry_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="invoice_number"),
            models.UniqueConstraint(fields=["bill", "request_key"], name="invoice_once"),
        ]
        indexes = [models.Index(fields=["person", "-issued_at"], name="invoice_person")]


class Difference(models.Model):
    """One place where a provider's statement of a day and our books disagree (FHIR PaymentReconciliation)."""

    visibility = OrganisationRows()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = _below(Organisation, null=True, db_index=False)
    provider = models.CharField(max_length=30)
    day = models.DateField()
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=80)
    ours_minor = models.BigIntegerField(null=True)
    theirs_minor = models.BigIntegerField(null=True)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "provider", "day", "kind", "reference"],
                name="difference_once",
                nulls_distinct=False,
            ),
        ]
