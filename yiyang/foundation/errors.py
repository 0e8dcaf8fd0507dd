"""Refusals: the world said no. Faults (our own mistakes) are ordinary exceptions and crash loudly.

Refused                      400   the parent of all; carries code, status, facts and a sentence
├── Invalid                  422   a field cannot be what it is: names the field
├── Unknown                  404   it does not exist, or you may not know that it does
├── Forbidden                403   you know it exists, and may not do this
├── SignInNeeded             401   nobody is signed in
├── Conflict                 409   the world has moved on, or two wishes collide
│   └── Overtaken            409   somebody else changed the state first
├── Exhausted                409   what is wanted is used up
└── TooMany                  429   a written limit was reached

Rooms subclass these in their own errors.py. The sentence is an English msgid with named placeholders; doors
translate it with the reader's language and fill it with `facts`. Facts never hold personal data.
"""

from __future__ import annotations

from typing import ClassVar


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation without translating it here."""
    return message


class Refused(Exception):
    """A refusal with a stable `code`, an HTTP `status`, named `facts` and, where one is at fault, a `field`."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = gettext_noop("This cannot be done.")

    def __init__(self, *, field: str | None = None, **facts: object) -> None:
        self.field = field
        self.facts: dict[str, object] = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        return self.in_words(self.sentence)

    def in_words(self, translated: str) -> str:
        """Fill a translated sentence with this refusal's facts."""
        return translated % {"field": self.field or "", **self.facts}


class Invalid(Refused):
    code = "invalid"
    status = 422
    sentence = gettext_noop("%(field)s: %(reason)s")


class Unknown(Refused):
    code = "unknown"
    status = 404
    sentence = gettext_noop("There is nothing here, or it is not yours to see.")


class Forbidden(Refused):
    code = "forbidden"
    status = 403
    sentence = gettext_noop("You may not do this: %(reason)s")


class SignInNeeded(Refused):
    code = "sign-in-needed"
    status = 401
    sentence = gettext_noop("Please sign in first.")


class Conflict(Refused):
    code = "conflict"
    status = 409
    sentence = gettext_noop("This collides with something that already stands: %(reason)s")


class Overtaken(Conflict):
    code = "overtaken"
    sentence = gettext_noop("Somebody else has just changed this. Please look again.")


class Exhausted(Refused):
    code = "exhausted"
    status = 409
    sentence = gettext_noop("There is none left.")


class TooMany(Refused):
    code = "too-many"
    status = 429
    sentence = gettext_noop("That is more than the limit of %(limit)s.")
