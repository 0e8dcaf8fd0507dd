"""Persons, the accounts they sign in with, and the professionals among them."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Exempt, Personal, Public
from yiyang.ground.places.models import Organisation


class Person(models.Model):
    """One human being, once (FHIR Person). `organisation` is the house that keeps the file."""

    visibility = Personal(person="id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    name_latin = models.CharField(max_length=160, blank=True)
    sex = models.CharField(max_length=7, default="unknown")  # FHIR administrative-gender
    birth_on = models.DateField(null=True)
    language = models.CharField(max_length=10, default="zh-hans")
    zone = models.CharField(max_length=40, default="Asia/Shanghai")


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """What somebody signs in with; one per person, found before anyone is known."""

    visibility = Exempt("Read by sign-in before anyone is known; holds no health data; written by people and allauth")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="+")
    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)  # blind index, never the number
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = AccountManager()


class Practitioner(models.Model):
    """The public face of a professional: what anyone choosing a doctor or a nurse may read."""

    visibility = Public(write="organisation")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=80, blank=True)
    title_en = models.CharField(max_length=80, blank=True)
