"""What identifies and reaches a person; numbers are sealed, and found again by a blind index."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Personal
from yiyang.ground.people.models.person import Person
from yiyang.ground.places.models import Organisation

IDENTITY_KINDS = ("cn-identity", "passport", "residence-permit", "other")
CONTACT_SYSTEMS = ("phone", "email", "other")
CONTACT_USES = ("home", "work", "mobile", "old")


class Identity(models.Model):
    """A number somebody else gave the person (FHIR Identifier). One number belongs to one file, everywhere."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    issuer = models.CharField(max_length=120, blank=True)  # ISO 3166-1 alpha-2 for papers, a URI for `other`
    number_sealed = models.TextField()
    number_index = models.CharField(max_length=64)
    valid_until = models.DateField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "kind"], name="identity_person")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IDENTITY_KINDS), name="identity_kind"),
            models.UniqueConstraint(fields=["number_index"], name="identity_once"),
        ]


class Contact(models.Model):
    """A telephone number or address of a person (FHIR ContactPoint), sealed. The lowest rank is tried first."""

    visibility = Personal()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    system = models.CharField(max_length=8)
    use = models.CharField(max_length=8, default="mobile")
    rank = models.PositiveSmallIntegerField(default=1)
    value_sealed = models.TextField()
    value_index = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "system", "rank"], name="contact_person")]
        constraints = [
            models.CheckConstraint(condition=Q(system__in=CONTACT_SYSTEMS), name="contact_system"),
            models.CheckConstraint(condition=Q(use__in=CONTACT_USES), name="contact_use"),
            models.UniqueConstraint(
                fields=["person", "value_index"], condition=Q(ended_at__isnull=True), name="contact_once"
            ),
        ]


class SearchToken(models.Model):
    """One thing a person can be found by. Under a policy only =, >= and < keep their index, hence this table.

    A token is a letter for its kind and a normalised text: n name, p pinyin, l Latin word, b birth date, and, as blind
    indexes, c a telephone number, e its last four digits, i an identity number.
    """

    visibility = Personal()

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", db_index=False)
    token = models.CharField(max_length=120, db_collation="C")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "token"], name="token_organisation"),
            # A whole number leads to its person in any house, in an emergency or at the person's own request.
            models.Index(
                fields=["token"],
                name="token_number",
                condition=Q(token__gte="c", token__lt="d") | Q(token__gte="i", token__lt="j"),  # noqa: S106 – letters
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "token"], name="token_person")]
