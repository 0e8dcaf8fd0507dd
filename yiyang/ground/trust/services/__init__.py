"""The verbs of trust."""

from yiyang.ground.trust.selectors.receipt import Receipt, receipt
from yiyang.ground.trust.services.erase import erase
from yiyang.ground.trust.services.record import record
from yiyang.ground.trust.services.seal import seal, seal_when_due

__all__ = ["Receipt", "erase", "receipt", "record", "seal", "seal_when_due"]
