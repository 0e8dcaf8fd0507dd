"""A measured value and its unit, which travel together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Quantity:
    """`value` in `unit`, a UCUM code such as `mm[Hg]`, `mmol/L`, `/min`, `Cel`, `kg`."""

    value: Decimal
    unit: str

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            raise ValueError("value must be finite")
        if not self.unit:
            raise ValueError("unit must be a UCUM code; use 1 for a bare number")

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"
