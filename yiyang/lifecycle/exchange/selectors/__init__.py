"""The questions of exchange."""

from yiyang.lifecycle.exchange.selectors.runs import RunCard, faults_of, run_card, runs_of

__all__ = ["RunCard", "faults_of", "run_card", "runs_of"]
