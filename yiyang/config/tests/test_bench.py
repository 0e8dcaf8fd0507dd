"""The bench measures what it says: every booking of either kind is there, and the ratio is kept."""

from __future__ import annotations

import json

from click.testing import CliRunner

from yiyang.config.bench import booking

RATIO_MIN = 0.25


def test_a_booking_keeps_a_quarter_of_the_databases_own_pace(committed: str) -> None:
    result = CliRunner().invoke(booking, ["--json", "--bookings", "32"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout.splitlines()[-1])
    assert figures["bookings"] == 32
    assert figures["ratio"] >= RATIO_MIN
