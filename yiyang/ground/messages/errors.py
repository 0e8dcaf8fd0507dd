"""What messages refuses.

Refused
├── Invalid
│   ├── EmptyText        422
│   ├── UnknownChannel   422
│   └── NoPushService    422   the address is not one of a push service this site knows
├── TooMany
│   └── TextTooLong      429   more signs than the written limit
└── Unknown
    └── NotConcerned     404   the recipient stands in no relation to the matter
"""

from __future__ import annotations

from yiyang.foundation.errors import Invalid, TooMany, Unknown, gettext_noop


class NotConcerned(Unknown):
    code = "messages.not-concerned"
    sentence = gettext_noop("This person has nothing to do with the matter.")


class EmptyText(Invalid):
    code = "messages.empty-text"
    sentence = gettext_noop("Write something first.")


class TextTooLong(TooMany):
    code = "messages.text-too-long"
    sentence = gettext_noop("A message may have at most %(limit)s signs.")


class UnknownChannel(Invalid):
    code = "messages.unknown-channel"
    sentence = gettext_noop("There is no channel called %(channel)s here.")


class NoPushService(Invalid):
    code = "messages.no-push-service"
    sentence = gettext_noop("News cannot be sent to this browser.")
