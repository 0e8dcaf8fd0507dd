"""What somebody signs in with."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from yiyang.foundation.identifiers import new_id
from yiyang.foundation.visibility import Exempt
from yiyang.ground.people.models.person import Person


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A way in; one per person, found before anyone is known. Speaks the language messages are written in."""

    visibility = Exempt("Read by sign-in before anyone is known; holds no health data; written by people and allauth")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="+")
    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)  # blind index, never the number
    phone_sealed = models.TextField(blank=True)
    phone_verified_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, default="zh-hans")
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)
    opened_by_id = models.UUIDField(null=True)  # the clerk who opened it for somebody, if one did

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone_index"], condition=~Q(phone_index=""), name="account_phone"),
        ]


class CodeSent(models.Model):
    """A sign-in code went to a number: counted, so that nobody can be flooded or guessed at."""

    visibility = Exempt("A blind index and an instant, counted before anyone is known; holds no code")

    id = models.BigAutoField(primary_key=True)
    address_index = models.CharField(max_length=64)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_index", "-sent_at"], name="code_sent_address")]
