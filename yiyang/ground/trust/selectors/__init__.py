"""The questions of trust."""

from yiyang.ground.trust.selectors.receipt import Receipt, leaf_of, proof_of, receipt

__all__ = ["Receipt", "leaf_of", "proof_of", "receipt"]
