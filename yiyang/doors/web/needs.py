"""A drawing for each family of needs."""

from __future__ import annotations

ICONS = {
    "medical": "stethoscope",
    "nursing": "hand-heart",
    "daily-life": "house",
    "food": "clipboard-list",
    "culture": "users-round",
    "travel": "map-pin",
}


def icon_of(family: str) -> str:
    return ICONS.get(family, "heart-handshake")
