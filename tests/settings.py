"""The settings of the product, with one mode more: this one line is all that a new mode changes outside its folder."""

from __future__ import annotations

import os

from yiyang.config import modes

modes.MODES.append("tests.contract.dummy.mode")

from yiyang.config.settings import *  # noqa: E402, F403

# A browser's journey leaves its event loop in the thread; the tests after it in the same process speak to the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
