"""The order: what was agreed. It knows no mode; a mode's data lives in the mode's own tables."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models import Person
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.offers.models import Service
from yiyang.lifecycle.orders.states import CLOSED, NEXT, REQUESTED

TERMS = ("prepaid", "postpaid", "free")
CHANNELS = ("web", "desk", "telephone", "relative", "system")
PAID_WITH = ("money", "package")
PRIORITIES = ("routine", "urgent", "stat")  # FHIR request-priority


class Order(models.Model):
    """One agreed piece of care (FHIR ServiceRequest tracked by Task).

    `starts_at` and `ends_at` are the period now in force; what it was before stands in the amendments.
    The price is the one quoted when the order was placed, with the rule that made it.
    """

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=11, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=30)
    state = models.CharField(max_length=12, default=REQUESTED)
    terms = models.CharField(max_length=8)
    paid_with = models.CharField(max_length=7, default="money")
    priority = models.CharField(max_length=7, default="routine")
    channel = models.CharField(max_length=9)
    caller = models.CharField(max_length=60, blank=True)  # who telephoned or stood at the desk, if not the person
    placed_by_id = models.UUIDField(null=True)
    placed_at = models.DateTimeField()
    request_key = models.CharField(max_length=80)
    request_digest = models.CharField(max_length=64)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    price_minor = models.BigIntegerField()
    list_price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    price_rule_id = models.UUIDField(null=True)
    price_rule = models.CharField(max_length=120, blank=True)
    price_rule_en = models.CharField(max_length=120, blank=True)
    pay_until = models.DateTimeField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placed_by_id", "request_key"], name="order_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="order_price"),
            models.CheckConstraint(condition=Q(state__in=list(NEXT)), name="order_state"),
            models.CheckConstraint(condition=Q(terms__in=TERMS), name="order_terms"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="order_channel"),
            models.CheckConstraint(condition=Q(priority__in=PRIORITIES), name="order_priority"),
            models.CheckConstraint(
                condition=Q(terms="prepaid", pay_until__isnull=False) | (~Q(terms="prepaid") & Q(pay_until=None)),
                name="order_pay_until",
            ),
            models.CheckConstraint(condition=~Q(terms="free") | Q(price_minor=0), name="order_free"),
            models.CheckConstraint(
                condition=Q(paid_with="money") | Q(paid_with="package", terms="free"), name="order_paid_with"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="order_period"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False) | (~Q(state__in=CLOSED) & Q(closed_at=None)),
                name="order_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person", "-placed_at"], name="order_organisation"),
            models.Index(fields=["organisation", "starts_at"], name="order_organisation_day"),
            models.Index(fields=["person", "-placed_at"], name="order_person"),
            models.Index(fields=["based_on"], name="order_based_on", condition=Q(based_on__isnull=False)),
            models.Index(fields=["pay_until"], name="order_lapsing", condition=Q(state=REQUESTED)),
        ]


class OrderMove(models.Model):
    """One step of an order from state to state; the first comes from nowhere. `entry_id` is its trust entry.

    Rows are only added. A trigger refuses every change to anybody, but for one: the words of an erased person go.
    """

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by_kind = models.CharField(max_length=9)
    by_id = models.UUIDField(null=True)
    by_organisation_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_state__in=list(NEXT)), name="move_state"),
        ]
        indexes = [models.Index(fields=["order", "id"], name="move_order")]


class Amendment(models.Model):
    """Something agreed was agreed anew: a later hour, another package. Rows are added, never edited (see OrderMove)."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_kind = models.CharField(max_length=9)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    before = models.JSONField()
    after = models.JSONField()
    request_key = models.CharField(max_length=80)
    entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "request_key"], name="amendment_once"),
        ]
        indexes = [models.Index(fields=["order", "id"], name="amendment_order")]
