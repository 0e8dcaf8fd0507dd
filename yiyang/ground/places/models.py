"""Areas and organisations: the three-level network on the map, what may be sold where, and who may be open."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Organisation as OrganisationOnly
from yiyang.foundation.visibility import Public
from yiyang.ground.places import states


class Area(models.Model):
    """A city, district, street or community (R09). The levels are strict, so a chain of parents cannot close."""

    visibility = Public(write="organisation", columns=("keeper_id",))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    keeper_id = models.UUIDField(null=True)  # the office that keeps this part of the tree
    kind = models.CharField(max_length=10)  # city, district, street, community
    code = models.CharField(max_length=12, blank=True)  # GB/T 2260 and its street extension, where known
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["parent", "kind"], name="area_parent")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=states.AREA_KINDS), name="area_kind"),
            models.CheckConstraint(condition=Q(kind="city") | Q(parent__isnull=False), name="area_below_city"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="area_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Kind(models.Model):
    """What an organisation can be (R02) and what that lets it sell. Rows, so that a new kind is not a new class."""

    visibility = Public(write="nobody")

    code = models.CharField(primary_key=True, max_length=30)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    sells = ArrayField(models.CharField(max_length=30), default=list)  # categories: see reference.py

    def __str__(self) -> str:
        return self.code


class Organisation(models.Model):
    """A hospital, community centre, nursing home, company or office (FHIR Organization with its Location)."""

    visibility = Public(write="organisation", columns=("id", "registrar_id"))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    registrar = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    kinds = ArrayField(models.CharField(max_length=30), default=list)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    credit_code = models.CharField(max_length=18, blank=True)  # unified social credit code, GB 32100
    operating_mode = models.CharField(max_length=12, default="self-run")
    state = models.CharField(max_length=12, default="draft")
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    address = models.CharField(max_length=200, blank=True)
    address_en = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)  # of the house, hence public
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    service_radius_metres = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=120, blank=True)  # where an imported row came from, with its id there

    class Meta:
        indexes = [
            models.Index(fields=["area", "state"], name="organisation_area"),
            models.Index(fields=["registrar", "state"], name="organisation_registrar"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(states.ORGANISATION)), name="organisation_state"),
            models.CheckConstraint(
                condition=Q(operating_mode__in=states.OPERATING_MODES), name="organisation_operating_mode"
            ),
            models.UniqueConstraint(
                fields=["registrar", "source"], condition=~Q(source=""), name="organisation_source"
            ),
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="organisation_credit_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """One stretch of a weekday on which a house is open, in its own zone; no rows at all means by arrangement."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # ISO: 1 Monday … 7 Sunday
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "weekday"], name="hours_organisation")]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="hours_weekday"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="hours_order"),
        ]


class ServiceArea(models.Model):
    """An area an organisation comes to; the whole subtree below it is meant."""

    visibility = Public()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "area"], name="service_area_once")]


class Entrustment(models.Model):
    """A principal lets an agent run one category of its services for a term (R03).

    The exclusion constraint `entrustment_one_agent` (migration 0002) refuses a second agent with the same scope.
    """

    visibility = Public(write="organisation", columns=("principal_id",))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    principal = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    agent = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    scope = models.CharField(max_length=30)  # a category
    during = DateTimeRangeField()
    agreed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agent", "principal"], name="entrustment_agent")]
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="entrustment_two_houses"),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="entrustment_term",
            ),
        ]


class EntryRule(models.Model):
    """One paper a kind of participant must, or may, show (R04). A registrar's own rows add to the general ones."""

    visibility = Public(write="organisation")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # the registrar
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    paper = models.CharField(max_length=40)  # a code of reference.PAPERS
    expires = models.BooleanField()  # a licence with an end, or a document without
    mandatory = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "paper"], name="entry_rule_once", nulls_distinct=False
            ),
        ]


class Norms(models.Model):
    """A version of the norms of use that a kind of participant accepts; the newest in force is the one to accept."""

    visibility = Public(write="organisation")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # the registrar
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    in_force_at = models.DateTimeField()
    text = models.TextField()
    text_en = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "version"], name="norms_version_once", nulls_distinct=False
            ),
        ]


class NormsAcceptance(models.Model):
    """Who accepted which version of the norms for a house, and when."""

    visibility = OrganisationOnly(columns=("organisation_id", "registrar_id"))
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    registrar = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    norms = models.ForeignKey(Norms, models.PROTECT, related_name="+")
    accepted_by_id = models.UUIDField()
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "norms"], name="norms_accepted_once")]


class Application(models.Model):
    """A house asks to go live as one or more kinds; somebody else decides."""

    visibility = OrganisationOnly(columns=("organisation_id", "registrar_id"))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    registrar = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kinds = ArrayField(models.CharField(max_length=30))
    state = models.CharField(max_length=10, default="draft")
    opened_by_id = models.UUIDField()
    opened_at = models.DateTimeField()
    submitted_by_id = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["registrar", "state", "submitted_at"], name="application_queue"),
            models.Index(fields=["organisation", "-opened_at"], name="application_organisation"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(states.APPLICATION)), name="application_state"),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True)
                | (~Q(decided_by_id=F("submitted_by_id")) & ~Q(decided_by_id=F("opened_by_id"))),
                name="application_not_ones_own",
            ),
            models.CheckConstraint(condition=~Q(state="rejected") | ~Q(reason=""), name="application_reason"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state__in=["draft", "submitted"]), name="application_one_open"
            ),
        ]


class Paper(models.Model):
    """A document or licence of a house. It counts once a reviewer has verified it, and until the day it expires."""

    visibility = Public(write="organisation", columns=("organisation_id", "registrar_id"))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    registrar = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)  # a code of reference.PAPERS
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)  # the first day on which it no longer counts
    file_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the scan
    beds = models.PositiveIntegerField(null=True)  # the beds it approves, where it says so
    added_by_id = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    verified_by_id = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "kind", "expires_on"], name="paper_organisation"),
            models.Index(fields=["expires_on"], condition=Q(warned_at__isnull=True), name="paper_to_warn"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(issued_on__isnull=True) | Q(expires_on__gt=F("issued_on")),
                name="paper_period",
            ),
            models.CheckConstraint(
                condition=Q(verified_by_id__isnull=True) | ~Q(verified_by_id=F("added_by_id")),
                name="paper_not_ones_own",
            ),
        ]


class StandingChange(models.Model):
    """Why a house was suspended, let go on or closed, and by whom."""

    visibility = OrganisationOnly(columns=("organisation_id", "registrar_id"))
    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    registrar = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    state_before = models.CharField(max_length=12)
    state_after = models.CharField(max_length=12)
    reason = models.TextField()
    changed_by_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-changed_at"], name="standing_organisation")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="standing_reason")]


class Profile(models.Model):
    """How a house stands (R08): whose it is, for whom, with how many beds, and what it says of itself."""

    visibility = Public()

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="+")
    ownership = models.CharField(max_length=10, blank=True)  # public, private, mixed
    level_from = models.PositiveSmallIntegerField(null=True)  # levels of need it takes in, both inclusive
    level_to = models.PositiveSmallIntegerField(null=True)
    beds = models.PositiveIntegerField(null=True)  # advertised; never more than its papers approve
    on_site = ArrayField(models.CharField(max_length=30), default=list, db_default=[])  # medical care in the house
    about = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    picture = models.TextField(blank=True)  # what a visitor sees, in words
    picture_en = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ownership__in=("", *states.OWNERSHIPS)), name="profile_ownership"),
            models.CheckConstraint(
                condition=Q(level_from__isnull=True, level_to__isnull=True)
                | Q(level_from__isnull=False, level_to__gte=F("level_from")),
                name="profile_levels",
            ),
        ]


class NameToken(models.Model):
    """One thing a house can be found by; the kinds of token are those of `foundation.names`. Names are public."""

    visibility = Public(write="anyone")

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    token = models.CharField(max_length=120, db_collation="C")

    class Meta:
        # Whoever looks for a house by name has no organisation to begin with.
        indexes = [models.Index(fields=["token"], name="house_token")]
        constraints = [models.UniqueConstraint(fields=["organisation", "token"], name="house_token_once")]
