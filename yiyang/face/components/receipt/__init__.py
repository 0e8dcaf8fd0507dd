"""A receipt: what was paid for, by whom, and the proof that it was written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yiyang.face.components import Component, Example, Words
from yiyang.face.components.price import Price
from yiyang.foundation.money import Money


@dataclass(frozen=True, kw_only=True)
class Receipt(Component):
    """`check_url` goes into the QR code. `proof` is the tlog-proof text once the entry is sealed."""

    code: str
    title: Words
    facts: tuple[tuple[Words, Words], ...]
    price: Price
    check_url: str
    state: Literal["pending", "sealed"] = "pending"
    index: int | None = None
    proof: str = ""
    issuer: Words = ""
    kind: Words = ""  # what it is called, when it is no receipt: an invoice

    @property
    def qr(self) -> SafeString:
        drawing = segno.make(self.check_url, error="m")
        return mark_safe(drawing.svg_inline(scale=4, border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S308


def examples() -> list[Example]:
    facts = (
        (_("For"), _("Wang Guifang")),
        (_("When"), _("Monday 23 November, 08:40")),
        (_("Where"), _("Dujiangyan Medical Centre")),
    )
    price = Price(
        lines=((_("Registration, specialist"), Money(2500)), (_("Community member price"), Money(-500))),
        total=Money(2000),
        total_label=_("Paid"),
    )
    return [
        Example(
            _("Waiting for its seal"),
            Receipt(
                code="YY-7K3M-2QX",
                title=_("Dr Zhao Wenhua, No 2"),
                facts=facts,
                price=price,
                check_url="https://example.org/r/1",
            ),
        ),
        Example(
            _("Sealed"),
            Receipt(
                code="YY-7K3M-2QX",
                title=_("Dr Zhao Wenhua, No 2"),
                facts=facts,
                price=price,
                check_url="https://example.org/r/1",
                state="sealed",
                index=20417,
                proof="c2sp.org/tlog-proof@v1\nindex 20417\nqv3XbW…\n",
            ),
        ),
    ]
