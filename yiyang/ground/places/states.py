"""The states of a house and of its application, and which may follow which."""

from __future__ import annotations

from collections.abc import Mapping

AREA_KINDS = ("city", "district", "street", "community")
OWNERSHIPS = ("public", "private", "mixed")
OPERATING_MODES = ("government", "self-run", "entrusted")

# A house:
#
#   draft ──▶ live ◀──▶ suspended
#     │        │            │
#     └────────┴──▶ closed ◀┘
#
# An expired licence is not a state: it is a date, and `require_open` reads the date.
ORGANISATION: Mapping[str, tuple[str, ...]] = {
    "draft": ("live", "closed"),
    "live": ("suspended", "closed"),
    "suspended": ("live", "closed"),
    "closed": (),
}

# An application:
#
#   draft ──▶ submitted ──▶ approved
#     │         │  │  └───▶ rejected
#     │         │  └──────▶ draft      (taken back to be completed)
#     └─────────┴─────────▶ withdrawn
APPLICATION: Mapping[str, tuple[str, ...]] = {
    "draft": ("submitted", "withdrawn"),
    "submitted": ("approved", "rejected", "draft", "withdrawn"),
    "approved": (),
    "rejected": (),
    "withdrawn": (),
}
