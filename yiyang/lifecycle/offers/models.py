"""What can be had: needs, services, who pays which price, packages with a number of uses."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal, Public
from yiyang.ground.people.models import Person, Practitioner
from yiyang.ground.places.models import Organisation
from yiyang.lifecycle.offers.states import PACKAGE_STATES, SERVICE_STATES, TERMS, USE_STATES


class Need(models.Model):
    """Something people look for, in their words (FHIR service-type); it belongs to one trade of places."""

    visibility = Public(write="nobody")

    code = models.CharField(primary_key=True, max_length=40)
    category = models.CharField(max_length=20)  # what kinds of house sell, a code of places
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    words = ArrayField(models.CharField(max_length=40), default=list)  # what people type
    rank = models.PositiveSmallIntegerField(default=100)


class CustomerGroup(models.Model):
    """A group of customers that a price rule may speak of (R81). Age and level of need are ranges, not groups."""

    visibility = Public(write="nobody")

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)


class Service(models.Model):
    """Something an organisation offers (FHIR HealthcareService). `mode` is a code of config/modes."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    mode = models.CharField(max_length=30)
    need = models.CharField(max_length=40)  # what a person looks for: cardiology, dressing-change…
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    speciality = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=7, blank=True)  # of the worker, FHIR administrative-gender
    insurers = ArrayField(models.CharField(max_length=40), default=list)  # cover codes that are accepted
    state = models.CharField(max_length=10, default="active")
    list_price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    terms = models.CharField(max_length=8, default="prepaid")
    duration_minutes = models.PositiveSmallIntegerField(default=15)
    hold_minutes = models.PositiveSmallIntegerField(default=15)  # how long an unpaid place is held
    open_limit = models.PositiveSmallIntegerField(default=3)  # open bookings one person may have here
    offered_at = models.DateTimeField(null=True)
    papers = ArrayField(
        models.CharField(max_length=40), default=list, db_default=[]
    )  # what the house must hold to give it
    licence = models.CharField(
        max_length=40, blank=True, db_default=""
    )  # the kind of licence whoever gives it must hold

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "need"], name="service_organisation"),
            # The public search has no organisation to begin with; services are few and public.
            models.Index(fields=["need", "state"], name="service_need"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SERVICE_STATES), name="service_state"),
            models.CheckConstraint(condition=Q(terms__in=TERMS), name="service_terms"),
            models.CheckConstraint(condition=Q(list_price_minor__gte=0), name="service_price"),
            models.CheckConstraint(
                condition=Q(duration_minutes__gte=1, hold_minutes__gte=1, open_limit__gte=1, open_limit__lte=50),
                name="service_limits",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Standing(models.Model):
    """What ratings wrote down about a service (R79), so that a search needs no other room.

    Scores are thousandths of a star, 1,000 … 5,000; `damped_milli` is the damped average the list is ordered by.
    """

    visibility = Public(write="anyone")

    service = models.OneToOneField(Service, models.PROTECT, primary_key=True, related_name="+")
    score_milli = models.PositiveIntegerField()
    score_count = models.PositiveIntegerField()
    damped_milli = models.PositiveIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score_milli__range=(1_000, 5_000), damped_milli__range=(1_000, 5_000)),
                name="standing_score",
            ),
        ]


class CancellationTerm(models.Model):
    """One line of a service's published rule: who cancels at least so early gets this share back."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+", db_index=False)
    hours_before = models.PositiveSmallIntegerField()
    returned_basis_points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "service", "hours_before"], name="cancellation_line"),
            models.CheckConstraint(condition=Q(returned_basis_points__lte=10_000), name="cancellation_share"),
        ]


class PriceRule(models.Model):
    """One price for some customers, from one instant to another (R81).

    A rule is a box: a period, an age range, a range of levels of need, and perhaps a group. Two active rules of
    one service and equal priority whose boxes touch cannot both be stored (`price_rule_unambiguous`), whatever
    their groups, since one person may stand in several groups.
    """

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    priority = models.PositiveSmallIntegerField()  # the highest applicable one decides
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    age_from = models.PositiveSmallIntegerField(null=True)  # completed years, inclusive
    age_to = models.PositiveSmallIntegerField(null=True)  # exclusive
    level_from = models.PositiveSmallIntegerField(null=True)
    level_to = models.PositiveSmallIntegerField(null=True)
    group = models.ForeignKey(CustomerGroup, models.PROTECT, null=True, related_name="+")
    granted_by = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    price_minor = models.BigIntegerField(null=True)
    share_basis_points = models.PositiveIntegerField(null=True)  # of the list price, 8,000 = 80 %
    state = models.CharField(max_length=9, default="active")

    class Meta:
        indexes = [models.Index(fields=["organisation", "service"], name="price_rule_service")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=("active", "withdrawn")), name="price_rule_state"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="price_rule_period"
            ),
            models.CheckConstraint(
                condition=Q(price_minor__isnull=True, share_basis_points__isnull=False)
                | Q(price_minor__gte=0, share_basis_points__isnull=True),
                name="price_rule_one_price",
            ),
            # An empty range would touch nothing and slip through the exclusion constraint.
            models.CheckConstraint(
                condition=(Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gt=F("age_from")))
                & (Q(level_from__isnull=True) | Q(level_to__isnull=True) | Q(level_to__gt=F("level_from"))),
                name="price_rule_ranges",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | Q(group__isnull=False), name="price_rule_granted"
            ),
        ]


class Membership(models.Model):
    """An organisation says: this person belongs to that group of customers, or has this level of need."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(CustomerGroup, models.PROTECT, null=True, related_name="+")
    level = models.PositiveSmallIntegerField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "starts_at"], name="membership_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "group", "level", "starts_at"],
                name="membership_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="membership_period"
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True, level__isnull=False) | Q(group__isnull=False, level__isnull=True),
                name="membership_says_one_thing",
            ),
        ]


class Package(models.Model):
    """Several services sold together with a number of uses each (R28). What it holds never changes once it is made.

    `service` is the service under which it is sold, with price rules like any other; without one it is only granted.
    """

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    valid_days = models.PositiveSmallIntegerField()
    return_days = models.PositiveSmallIntegerField(default=7)  # unused, it can be given back for so long
    service = models.OneToOneField(Service, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default="active")

    class Meta:
        indexes = [models.Index(fields=["organisation", "state"], name="package_organisation")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PACKAGE_STATES), name="package_state"),
            models.CheckConstraint(condition=Q(price_minor__gte=0, valid_days__gte=1), name="package_price"),
        ]


class PackageItem(models.Model):
    """One service in a package and how often it may be used."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, models.CASCADE, related_name="items")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    uses = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "service"], name="package_item_once"),
            models.CheckConstraint(condition=Q(uses__gte=1), name="package_item_uses"),
        ]


class Allowance(models.Model):
    """What is left of one service in a package that a person bought. The CHECK is what stops the sixth of five."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    bought_for_id = models.UUIDField()  # the order that bought the package
    uses = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0)  # reserved and taken
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)  # from then on nothing of it can be used

    class Meta:
        indexes = [models.Index(fields=["person", "service", "ends_at"], name="allowance_person")]
        constraints = [
            models.UniqueConstraint(fields=["bought_for_id", "service"], name="allowance_once"),
            models.CheckConstraint(condition=Q(used__lte=F("uses")), name="allowance_not_overdrawn"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="allowance_period"),
        ]


class PackageUse(models.Model):
    """One use: reserved with the order, taken when the service is done, given back when cancelled in time."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    allowance = models.ForeignKey(Allowance, models.PROTECT, related_name="+")
    order_id = models.UUIDField(unique=True)
    number = models.PositiveSmallIntegerField()  # "the third of five", as it stood when reserved
    state = models.CharField(max_length=10, default="reserved")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=USE_STATES), name="package_use_state")]


class ServiceToken(models.Model):
    """One thing a service can be found by; the kinds of token are those of `foundation.names`."""

    visibility = Public()

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="+", db_index=False)
    token = models.CharField(max_length=120, db_collation="C")

    class Meta:
        # Whoever looks for a service by name has no organisation to begin with.
        indexes = [models.Index(fields=["token"], name="service_token")]
        constraints = [models.UniqueConstraint(fields=["service", "token"], name="service_token_once")]
