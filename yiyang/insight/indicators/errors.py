"""The refusals of indicators.

Refused
├── Unknown
│   └── NoSuchIndicator   there is none by this code, or it is not for these eyes
└── Invalid
    └── NoSuchPeriod      day, week or month, and a day on the calendar
"""

from __future__ import annotations

from yiyang.foundation.errors import Invalid, Unknown, gettext_noop


class NoSuchIndicator(Unknown):
    code = "no-such-indicator"


class NoSuchPeriod(Invalid):
    code = "no-such-period"
    sentence = gettext_noop("Choose days, weeks or months, and a day on the calendar.")
