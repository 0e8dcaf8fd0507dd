"""The kinds of lists this house understands; a new one is a file here and a line in KINDS."""

from yiyang.lifecycle.exchange.errors import NoSuchList
from yiyang.lifecycle.exchange.kinds.elders import ELDERS
from yiyang.lifecycle.exchange.kinds.kind import Batch, Kind, Outcome, Values
from yiyang.lifecycle.exchange.kinds.prices import PRICES
from yiyang.lifecycle.exchange.kinds.schedules import SCHEDULES
from yiyang.lifecycle.exchange.kinds.services import SERVICES
from yiyang.lifecycle.exchange.kinds.workers import WORKERS

KINDS = {kind.code: kind for kind in (ELDERS, WORKERS, SERVICES, PRICES, SCHEDULES)}


def kind_of(code: str) -> Kind:
    """The kind with this code. Raises NoSuchList."""
    if code not in KINDS:
        raise NoSuchList(field="kind")
    return KINDS[code]


__all__ = ["KINDS", "Batch", "Kind", "Outcome", "Values", "kind_of"]
