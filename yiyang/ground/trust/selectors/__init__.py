"""The questions of trust."""

from yiyang.ground.trust.selectors.about import export_entries
from yiyang.ground.trust.selectors.export import export, newest_checkpoint, tile_at
from yiyang.ground.trust.selectors.log import Head, Line, Proven, head, lines, prove
from yiyang.ground.trust.selectors.receipt import Receipt, leaf_of, proof_of, receipt
from yiyang.ground.trust.selectors.verify import Problem, Verdict, verify
from yiyang.ground.trust.selectors.waiting import waiting_since

__all__ = [
    "Head",
    "Line",
    "Problem",
    "Proven",
    "Receipt",
    "Verdict",
    "export",
    "export_entries",
    "head",
    "leaf_of",
    "lines",
    "newest_checkpoint",
    "proof_of",
    "prove",
    "receipt",
    "tile_at",
    "verify",
    "waiting_since",
]
