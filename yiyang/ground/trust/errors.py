"""What trust refuses.

Refused
├── Invalid
│   └── ProofRefused   422   the proof does not show what it claims
└── Unknown
    └── UnknownEntry   404   no such entry, or its content is not yours to see

LogBroken is a fault, not a refusal: the log contradicts itself, and the sequencer halts rather than guesses.
"""

from __future__ import annotations

from yiyang.foundation.errors import Invalid, Unknown, gettext_noop


class UnknownEntry(Unknown):
    code = "trust.unknown-entry"
    sentence = gettext_noop("There is no such entry in the log, or it is not yours to see.")


class ProofRefused(Invalid):
    code = "trust.proof-refused"
    sentence = gettext_noop("This proof does not hold: %(reason)s")


class LogBroken(RuntimeError):
    """The tables contradict each other; `yiyang trust verify` names where."""
