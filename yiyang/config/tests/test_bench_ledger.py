"""The bench moves what it says it moves. How fast is a matter for its table."""

from __future__ import annotations

import json

from click.testing import CliRunner

from yiyang.config.bench_ledger import transfers


def test_the_bench_moves_what_it_counts(committed: str) -> None:
    result = CliRunner().invoke(transfers, ["--json", "--seconds", "2"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout.splitlines()[-1])
    assert figures["transfers"] > 0
    assert figures["ratio"] > 0
