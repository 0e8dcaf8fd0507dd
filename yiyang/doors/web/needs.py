"""A drawing for each category of needs."""

from __future__ import annotations

ICONS = {
    "consultation": "stethoscope",
    "surgery": "syringe",
    "examination": "flask-conical",
    "nursing": "hand-heart",
    "rehabilitation": "activity",
    "medicine": "pill",
    "device": "heart-pulse",
    "residence": "building-2",
    "day-care": "house",
    "home-help": "house",
    "meal": "clipboard-list",
    "activity": "users-round",
    "lodging": "map-pin",
    "transport": "bus",
}


def icon_of(category: str) -> str:
    return ICONS.get(category, "heart-handshake")
