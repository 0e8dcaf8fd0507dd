"""What a kind of list is: its columns, how one line is taken in, and the lines it hands out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.ground.access.actions import Action
from yiyang.lifecycle.exchange.reading.cells import Column

Outcome = Literal["created", "updated", "unchanged"]
Values = dict[str, Any]
Taker = Callable[[Values], Outcome]


@dataclass(frozen=True)
class Batch:
    """Lines to hand out, whom they are about, and where the next batch begins (None: that was all)."""

    lines: list[Values]
    people: list[UUID]
    after: UUID | None


@dataclass(frozen=True)
class Kind:
    """One kind of list. `taker` is asked for anew in every transaction, so that what it remembers is never stale.

    `key` says what makes two lines of one file the same; None when nothing does. `fields` leads from the field of a
    room's refusal to the column it came from, where they are called differently.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    take_action: Action
    hand_out_action: Action
    taker: Callable[[Actor, datetime], Taker]
    key: Callable[[Values], Hashable | None]
    batch: Callable[[Actor, datetime, UUID | None], Batch]
    personal: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)

    def column_of(self, field_name: str | None) -> str:
        """The code of the column a refusal is about, empty when it is about the line as a whole."""
        code = self.fields.get(field_name or "", field_name or "")
        return code if any(column.code == code for column in self.columns) else ""
