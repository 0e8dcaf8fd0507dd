"""The bench measures what it says: every booking of either kind is there. How fast is a matter for its table."""

from __future__ import annotations

import json

from click.testing import CliRunner

from yiyang.config.bench import booking


def test_the_bench_books_what_it_counts(committed: str) -> None:
    result = CliRunner().invoke(booking, ["--json", "--bookings", "32"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout.splitlines()[-1])
    assert figures["bookings"] == 32
    assert figures["bookings_per_second"] > 0
    assert figures["raw_per_second"] > 0
    assert figures["ratio"] > 0
