"""The questions of courses."""

from yiyang.fulfilment.course.selectors.cards import cards_of, charges_of, evidence_of
from yiyang.fulfilment.course.selectors.purchases import Bought, bought

__all__ = ["Bought", "bought", "cards_of", "charges_of", "evidence_of"]
