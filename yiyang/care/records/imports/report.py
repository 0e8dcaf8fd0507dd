"""What a run did, counted by type: everything that came in is created, kept, updated, unchanged or refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from yiyang.care.records.imports import limits
from yiyang.care.records.imports.reading import Fault


class Dangling(NamedTuple):
    """A reference that names nothing we have; the resource that says it is taken all the same."""

    file: str
    entry: int
    reference: str


@dataclass
class Report:
    """The account of one run."""

    created: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    refused: list[Fault] = field(default_factory=list)
    refused_total: int = 0
    dangling: list[Dangling] = field(default_factory=list)
    dangling_total: int = 0
    skipped: list[str] = field(default_factory=list)
    files: int = 0
    last_file: str = ""
    undone: bool = False

    def refuse(self, fault: Fault) -> None:
        self.refused_total += 1
        if len(self.refused) < limits.REFUSALS_LISTED_MAX:
            self.refused.append(fault)

    def count_file(self, name: str) -> None:
        """A long file comes in several stretches; it is one file."""
        self.files += name != self.last_file
        self.last_file = name

    @property
    def resources(self) -> int:
        """How many resources have been accounted for so far, refused ones included."""
        taken = (self.created, self.kept, self.updated, self.unchanged)
        return sum(each.total() for each in taken) + self.refused_total

    def undo(self) -> None:
        """All or nothing, and it is nothing: what had been taken is taken back."""
        for each in (self.created, self.kept, self.updated, self.unchanged):
            each.clear()
        self.undone = True

    def as_json(self) -> dict[str, Any]:
        """The one JSON object a caller reads."""
        return {
            "created": dict(sorted(self.created.items())),
            "kept": dict(sorted(self.kept.items())),
            "updated": dict(sorted(self.updated.items())),
            "unchanged": dict(sorted(self.unchanged.items())),
            "refused": [fault.__dict__ for fault in self.refused],
            "refused_total": self.refused_total,
            "dangling": [found._asdict() for found in self.dangling],
            "dangling_total": self.dangling_total,
            "skipped": self.skipped,
            "files": self.files,
            "undone": self.undone,
        }
