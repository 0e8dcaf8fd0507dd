"""Pages of doors that a mode leads to, where a site serves them: a mode knows names, never a door."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse


def served(name: str, identifier: UUID) -> str:
    """The address of the page `name` about something; empty on a site whose doors have no such page."""
    try:
        return reverse(name, args=[identifier])
    except NoReverseMatch:
        return ""
