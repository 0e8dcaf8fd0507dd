"""May this state become that one? State tables are literal dictionaries; this module only reads them."""

from __future__ import annotations

from collections.abc import Mapping

States = Mapping[str, tuple[str, ...]]


def allowed(table: States, old: str, new: str) -> bool:
    """Whether `table` lets `old` become `new`; an unknown state is a programming error (KeyError)."""
    if new not in table:
        raise KeyError(new)
    return new in table[old]


def sources(table: States, new: str) -> tuple[str, ...]:
    """Every state from which `new` may be reached in one move."""
    if new not in table:
        raise KeyError(new)
    return tuple(old for old, targets in table.items() if new in targets)
