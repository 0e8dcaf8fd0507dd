"""After the walk: is the history whole, and do the books balance? Asked of the database itself."""

from __future__ import annotations

from collections.abc import Callable

from yiyang.config.demo.walk import StepFailed
from yiyang.foundation import clock
from yiyang.ground.trust import selectors as history
from yiyang.ground.trust import services as trust
from yiyang.lifecycle.ledger import services as ledger


def check(before: int, say: Callable[[str], None]) -> list[str]:
    """Verify the trust log and sum the ledger anew; `before` steps were told already. Raises StepFailed."""
    trust.seal(clock.now())
    verdict = history.verify()
    if not verdict.ok:
        raise StepFailed(f"the trust log is broken: {verdict.problems[0]}")
    sums = ledger.verify(using="read")
    if not sums.sound:
        raise StepFailed(f"the ledger does not balance: {sums.faults[:1]} {sums.sums}")
    told = [
        f"The whole log is read again: {verdict.entries} entries under {verdict.checkpoints} signed heads, none changed.",
        f"The whole ledger is summed again: {sums.transfers} transfers, and the sum of all accounts is zero.",
    ]
    for number, sentence in enumerate(told, before + 1):
        say(f"{number:>2}  {sentence}")
    return told
