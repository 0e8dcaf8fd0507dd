"""Let a child process end with its parent, however the parent ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def lifeline(last_word: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends `last_word` to the child when we die. Call it from the main thread.

    None where the system knows no such thing. The parent's death before the child has asked for it ends the child too.
    """
    if sys.platform != "linux":
        return None
    parent = os.getpid()
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, last_word)
        if os.getppid() != parent:
            os._exit(1)

    return ask
