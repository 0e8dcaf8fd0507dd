"""How badly the simulated company behaves: a seed and some shares decide what becomes of each notice."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Planned:
    """One delivery: `after` the event, and what is wrong with it (`genuine` when nothing is)."""

    after: timedelta
    kind: str


@dataclass(frozen=True, kw_only=True)
class Script:
    """Shares are per cent of notices. The same seed and event always give the same deliveries.

    drop: it never comes. repeat: it comes two to five times. delay: it comes minutes to hours late, hence also
    out of order. forge, tamper, stale, change: a crooked one comes as well (wrong key; body altered after signing;
    signed ten minutes ago; genuinely signed with another amount).
    """

    seed: int = 0
    drop: int = 0
    repeat: int = 0
    delay: int = 0
    forge: int = 0
    tamper: int = 0
    stale: int = 0
    change: int = 0

    def deliveries(self, event: str) -> list[Planned]:
        """What is sent about `event`, in no particular order."""
        dice = random.Random(f"{self.seed}:{event}")  # noqa: S311 – a script, not a secret

        def happens(share: int) -> bool:
            return dice.randrange(100) < share

        crooked = {"forged": self.forge, "tampered": self.tamper, "stale": self.stale, "changed": self.change}
        planned = [
            Planned(timedelta(seconds=dice.randrange(0, 120)), kind)
            for kind, share in crooked.items()
            if happens(share)
        ]
        if happens(self.drop):
            return planned
        times = dice.randrange(2, 6) if happens(self.repeat) else 1
        for _ in range(times):
            late = dice.randrange(60, 7_200) if happens(self.delay) else 0
            planned.append(Planned(timedelta(seconds=late), "genuine"))
        return planned


GOOD = Script()
WICKED = Script(drop=20, repeat=40, delay=40, forge=30, tamper=30, stale=20, change=20)
