"""What chance decides: one die a district, seeded, so that a district is the same whoever else lives in the town."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

_TAIL = (1 << 62) - 1
_STRIDE = 0x2545F4914F6CDD1D  # odd: multiplying by it loses nothing
CODES = 31**6
_CODE_STRIDE = 412_345_679  # no multiple of 31, so every number comes once
PER_DISTRICT = 1 << 20  # codes that a district may draw


class Dice(random.Random):
    """A die that also makes ids, codes and salts."""

    def __init__(self, seed: int, district: int) -> None:
        super().__init__(f"yiyang {seed} {district}")
        self._offset = random.Random(f"yiyang {seed}").getrandbits(62)  # noqa: S311 – a town, not a secret
        self._district, self._count = district, 0

    def new_id(self, at: datetime) -> UUID:
        """A UUIDv7 of that instant; unlike any other of the same seed, and in order within a district."""
        self._count += 1
        tail = ((self._district << 40 | self._count) * _STRIDE + self._offset) & _TAIL
        return UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | (self._count & 0xFFF) << 64 | 2 << 62 | tail)

    def numbers(self) -> Iterator[int]:
        """Numbers for short codes that no other district draws."""
        first = self._district * PER_DISTRICT
        return ((place * _CODE_STRIDE + self._offset) % CODES for place in range(first, first + PER_DISTRICT))
