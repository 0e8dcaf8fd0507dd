"""Try a deed inside a page: a refusal comes back to the form, and what the deed wrote is undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext

from yiyang.foundation.errors import Refused, SignInNeeded, Unknown


@dataclass
class Attempt:
    """`refusal` is None when the deed was done."""

    refusal: Refused | None = None

    @property
    def said(self) -> str:
        """The refusal in the reader's words, empty when there is none."""
        return in_words(self.refusal) if self.refusal else ""

    def at(self, field: str) -> str:
        """The refusal, if it stands at this field."""
        return self.said if self.refusal and self.refusal.field == field else ""

    def elsewhere(self, *fields: str) -> str:
        """The refusal, if it stands at none of these fields."""
        return self.said if self.refusal and self.refusal.field not in fields else ""


@contextmanager
def attempt(request: HttpRequest) -> Iterator[Attempt]:
    """Run the body in a savepoint; keep a refusal instead of raising it. What is not to be known is still raised."""
    tried = Attempt()
    try:
        with transaction.atomic():
            yield tried
    except (Unknown, SignInNeeded):
        raise
    except Refused as refusal:
        tried.refusal = refusal
        request.refused = refusal  # type: ignore[attr-defined]


def in_words(refusal: Refused) -> str:
    """A refusal's sentence in the reader's language, filled with its facts."""
    return refusal.in_words(gettext(refusal.sentence))
