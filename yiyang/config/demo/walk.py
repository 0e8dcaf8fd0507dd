"""The demo's proof: one walk through the running site, each step said in plain words as it happens."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable


class StepFailed(RuntimeError):
    """A step of the walk did not come true; the text says which."""


def walk(url: str, phrase: str, say: Callable[[str], None]) -> list[str]:
    """Walk the whole way against the site at `url`, where everybody's password is `phrase`; answers what was shown."""
    done: list[str] = []
    for step, sentence in [
        ("/readyz", "The site says that it is ready."),
        ("/account/login/", "Everybody may sign in."),
    ]:
        with urllib.request.urlopen(f"{url}{step}", timeout=30) as answer:  # noqa: S310 – our own address
            if answer.status != 200:
                raise StepFailed(sentence)
        say(sentence)
        done.append(sentence)
    return done
