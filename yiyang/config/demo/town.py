"""The demo town: the cast, and what they can sign in with."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction

from yiyang.config.demo import cast
from yiyang.ground.people.models import Account


def plant(phrase: str) -> None:
    """Write the town as the database's owner; again changes nothing but the password, which is `phrase` for all."""
    with transaction.atomic(using="owner"):
        cast.plant("owner")
        Account.objects.using("owner").update(password=make_password(phrase))
