"""The settings of the product, with one mode more: this one line is all that a new mode changes outside its folder."""

from __future__ import annotations

from yiyang.config import modes

modes.MODES.append("tests.contract.dummy.mode")

from yiyang.config.settings import *  # noqa: E402, F403
