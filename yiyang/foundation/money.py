"""Money in whole minor units. No float ever touches an amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Money:
    """An amount in minor units (fen for CNY); may be negative.

    Arithmetic between two currencies raises ValueError.
    """

    minor: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("minor must be an int (whole fen)")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        if type(times) is not int:
            raise TypeError("times must be an int")
        return Money(self.minor * times, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{abs(self.minor) // 100}.{abs(self.minor) % 100:02d} {self.currency}"

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Share the amount by non-negative whole weights, largest remainder first; the parts sum to the whole."""
        parts = largest_remainder(abs(self.minor), weights)
        sign = -1 if self.minor < 0 else 1
        return [Money(sign * part, self.currency) for part in parts]

    def percent(self, basis_points: int) -> Money:
        """`basis_points` / 10,000 of the amount, half away from zero (100 = 1 %)."""
        if type(basis_points) is not int:
            raise TypeError("basis_points must be an int")
        product = abs(self.minor) * abs(basis_points)
        share = (product + 5_000) // 10_000
        return Money(-share if (self.minor < 0) != (basis_points < 0) else share, self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other.minor


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of `total` (≥ 0) in proportion to `weights`; ties go to the earlier part."""
    if total < 0 or not weights or any(weight < 0 for weight in weights) or sum(weights) == 0:
        raise ValueError("total must be ≥ 0; weights ≥ 0 with a positive sum")
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
