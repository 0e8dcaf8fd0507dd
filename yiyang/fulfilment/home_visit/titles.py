"""Professional titles of nurses in their order, lowest first; a profile names the lowest one that may do an item.

The five titles of the nursing series as they stand on the certificates of qualification.
"""

from __future__ import annotations

TITLES = ("护士", "护师", "主管护师", "副主任护师", "主任护师")


def reaches(title: str, lowest: str) -> bool:
    """Whether `title` is at least `lowest`; an unknown title reaches nothing; an empty `lowest` asks for nothing."""
    if not lowest:
        return True
    return title in TITLES and lowest in TITLES and TITLES.index(title) >= TITLES.index(lowest)
