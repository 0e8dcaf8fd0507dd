"""What came of a list: counts, and every fault by line and column."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from yiyang.foundation.errors import Refused

FAULTS_MAX = 10_000  # written down; beyond them they are counted


@dataclass(frozen=True)
class FaultLine:
    """`line` is 0 and `column` empty when the fault is the file's."""

    line: int
    column: str
    code: str
    sentence: str
    facts: dict[str, Any]

    def in_words(self, translated: str) -> str:
        """The sentence in somebody's language, filled in."""
        return translated % {"field": self.column, **self.facts}


@dataclass
class Report:
    """Grows while a list is read. `refused` counts lines, not faults."""

    lines: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[FaultLine] = field(default_factory=list)
    faults_total: int = 0
    ignored: tuple[str, ...] = ()
    undone: bool = False  # all or nothing, and it was nothing
    cancelled: bool = False

    @property
    def refused(self) -> int:
        return self.counts["refused"]

    def note(self, line: int, column: str, refusal: Refused) -> None:
        self.faults_total += 1
        if len(self.faults) < FAULTS_MAX:
            facts = {name: str(fact) for name, fact in refusal.facts.items()}
            self.faults.append(FaultLine(line, column, refusal.code, refusal.sentence, facts))

    def as_json(self) -> dict[str, Any]:
        """Plain data for the console's last line."""
        names = ("created", "updated", "unchanged", "refused")
        return {
            "lines": self.lines,
            **{name: self.counts[name] for name in names},
            "faults": [
                {"line": one.line, "column": one.column, "code": one.code, "reason": one.in_words(one.sentence)}
                for one in self.faults
            ],
            "faults_total": self.faults_total,
            "ignored_columns": list(self.ignored),
            "undone": self.undone,
            "cancelled": self.cancelled,
        }
