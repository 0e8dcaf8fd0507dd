"""A password for one run of the demo: easy to type, and nobody's tomorrow."""

from __future__ import annotations

import secrets

_WORDS = """
bamboo cedar cloud crane dawn fern ginkgo harbour heron jade lantern lotus maple meadow mist moon orchid panda peony
pine plum river sparrow spring stone tea temple thrush valley willow wren
"""


def choose() -> str:
    """Three words and two digits, new each time."""
    return "-".join([*(secrets.choice(_WORDS.split()) for _ in range(3)), f"{secrets.randbelow(90) + 10}"])
